package main

// #include "boundary.h"
import "C"

import (
	"math"

	"github.com/libhftok/libhftok/core"
	"github.com/libhftok/libhftok/core/encoding"
)

// encodeOptions is the core's form of hftok_encode_options, in one piece.
type encodeOptions struct {
	core.EncodeOptions
	truncation encoding.TruncationParams
	padding    encoding.PaddingParams
}

// oneText is read for a call that takes one text; it returns the core's options, nil for NULL.
func (o *encodeOptions) oneText(opts *C.hftokx_encode_options) (*core.EncodeOptions, error) {
	if opts == nil {
		return nil, nil
	}
	if opts.flags&C.HFTOK_ENCODE_PRETOKENIZED != 0 || opts.sequence_ends != nil || opts.pairs != nil {
		return nil, invalid("PRETOKENIZED, sequence_ends and pairs are options of hftok_encode_batch")
	}
	return &o.EncodeOptions, o.read(opts)
}

// read sets o from opts. Which strings make a row is not its matter (rows.go).
func (o *encodeOptions) read(opts *C.hftokx_encode_options) error {
	const known = C.HFTOK_ENCODE_NO_SPECIAL_TOKENS | C.HFTOK_ENCODE_SPECIAL_AS_TEXT | C.HFTOK_ENCODE_PRETOKENIZED |
		C.HFTOK_ENCODE_NO_TOKENS
	if err := checkFlags(opts.flags, known); err != nil {
		return err
	}
	if opts.offset_unit > C.HFTOK_OFFSETS_NONE {
		return invalid("offset_unit is %d, none of HFTOK_OFFSETS_*", opts.offset_unit)
	}
	o.NoSpecialTokens = opts.flags&C.HFTOK_ENCODE_NO_SPECIAL_TOKENS != 0
	o.SpecialAsText = opts.flags&C.HFTOK_ENCODE_SPECIAL_AS_TEXT != 0
	o.NoTokens = opts.flags&C.HFTOK_ENCODE_NO_TOKENS != 0
	o.OffsetUnit = encoding.OffsetUnit(opts.offset_unit)
	o.Threads = int(opts.threads)
	if err := o.readTruncation(opts); err != nil {
		return err
	}
	return o.readPadding(opts)
}

func (o *encodeOptions) readTruncation(opts *C.hftokx_encode_options) (err error) {
	t := &o.truncation
	switch opts.truncation {
	case C.HFTOK_TRUNCATION_FROM_FILE:
		return nil
	case C.HFTOK_TRUNCATION_NONE:
		o.NoTruncation = true
		return nil
	case C.HFTOK_TRUNCATION_LONGEST_FIRST:
		t.Strategy = encoding.LongestFirst
	case C.HFTOK_TRUNCATION_ONLY_FIRST:
		t.Strategy = encoding.OnlyFirst
	case C.HFTOK_TRUNCATION_ONLY_SECOND:
		t.Strategy = encoding.OnlySecond
	default:
		return invalid("truncation is %d, none of HFTOK_TRUNCATION_*", opts.truncation)
	}
	o.Truncation = t
	if t.Direction, err = side(opts.truncation_side, "truncation_side"); err != nil {
		return err
	}
	if t.MaxLength, err = length(opts.max_length, "max_length"); err != nil {
		return err
	}
	t.Stride, err = length(opts.stride, "stride")
	return err
}

func (o *encodeOptions) readPadding(opts *C.hftokx_encode_options) (err error) {
	p := &o.padding
	switch opts.padding {
	case C.HFTOK_PADDING_FROM_FILE:
		return nil
	case C.HFTOK_PADDING_NONE:
		o.NoPadding = true
		return nil
	case C.HFTOK_PADDING_BATCH_LONGEST:
		p.BatchLongest = true
	case C.HFTOK_PADDING_FIXED:
		if p.Fixed, err = length(opts.pad_length, "pad_length"); err != nil {
			return err
		}
	default:
		return invalid("padding is %d, none of HFTOK_PADDING_*", opts.padding)
	}
	o.Padding = p
	if p.Direction, err = side(opts.padding_side, "padding_side"); err != nil {
		return err
	}
	if p.PadToMultipleOf, err = length(opts.pad_to_multiple_of, "pad_to_multiple_of"); err != nil {
		return err
	}
	p.PadID, p.PadTypeID, p.PadToken = uint32(opts.pad_id), uint32(opts.pad_type_id), "[PAD]"
	if opts.pad_token != nil {
		p.PadToken, err = copyString(opts.pad_token, "pad_token")
	}
	return err
}

func side(n C.uint32_t, what string) (encoding.Side, error) {
	if n > C.HFTOK_SIDE_LEFT {
		return 0, invalid("%s is %d, none of HFTOK_SIDE_*", what, n)
	}
	return encoding.Side(n), nil
}

func length(n C.uint64_t, what string) (int, error) {
	if n > math.MaxInt32 {
		return 0, invalid("%s is %d; at most 2^31-1 tokens are possible", what, n)
	}
	return int(n), nil
}
