package main

// #include "boundary.h"
import "C"

import (
	"math"

	"github.com/libhftok/libhftok/core"
	"github.com/libhftok/libhftok/core/encoding"
)

// readOptions returns the core's form of opts. Truncation and padding, if opts asks for them, go where the
// caller says: on its stack, so that a call with options allocates nothing. Which strings make a row is
// not its matter (rows.go).
func readOptions(opts *C.hftokx_encode_options, truncation *encoding.TruncationParams, padding *encoding.PaddingParams) (o core.EncodeOptions, err error) {
	const known = C.HFTOK_ENCODE_NO_SPECIAL_TOKENS | C.HFTOK_ENCODE_SPECIAL_AS_TEXT | C.HFTOK_ENCODE_PRETOKENIZED |
		C.HFTOK_ENCODE_NO_TOKENS | C.HFTOK_ENCODE_PAIR_TYPE_ZERO
	if err := checkFlags(opts.flags, known); err != nil {
		return o, err
	}
	if opts.offset_unit > C.HFTOK_OFFSETS_NONE {
		return o, invalid("offset_unit is %d, none of HFTOK_OFFSETS_*", opts.offset_unit)
	}
	o.NoSpecialTokens = opts.flags&C.HFTOK_ENCODE_NO_SPECIAL_TOKENS != 0
	o.SpecialAsText = opts.flags&C.HFTOK_ENCODE_SPECIAL_AS_TEXT != 0
	o.NoTokens = opts.flags&C.HFTOK_ENCODE_NO_TOKENS != 0
	o.PairTypeZero = opts.flags&C.HFTOK_ENCODE_PAIR_TYPE_ZERO != 0
	o.OffsetUnit = encoding.OffsetUnit(opts.offset_unit)
	o.Threads = int(opts.threads)
	o.Seed = uint64(opts.seed)
	switch opts.truncation {
	case C.HFTOK_TRUNCATION_FROM_FILE:
	case C.HFTOK_TRUNCATION_NONE:
		o.NoTruncation = true
	default:
		if *truncation, err = readTruncation(opts); err != nil {
			return o, err
		}
		o.Truncation = truncation
	}
	switch opts.padding {
	case C.HFTOK_PADDING_FROM_FILE:
	case C.HFTOK_PADDING_NONE:
		o.NoPadding = true
	default:
		if *padding, err = readPadding(opts); err != nil {
			return o, err
		}
		o.Padding = padding
	}
	return o, nil
}

func readTruncation(opts *C.hftokx_encode_options) (t encoding.TruncationParams, err error) {
	switch opts.truncation {
	case C.HFTOK_TRUNCATION_LONGEST_FIRST:
		t.Strategy = encoding.LongestFirst
	case C.HFTOK_TRUNCATION_ONLY_FIRST:
		t.Strategy = encoding.OnlyFirst
	case C.HFTOK_TRUNCATION_ONLY_SECOND:
		t.Strategy = encoding.OnlySecond
	default:
		return t, invalid("truncation is %d, none of HFTOK_TRUNCATION_*", opts.truncation)
	}
	if t.Direction, err = side(opts.truncation_side, "truncation_side"); err != nil {
		return t, err
	}
	if t.MaxLength, err = length(opts.max_length, "max_length"); err != nil {
		return t, err
	}
	t.Stride, err = length(opts.stride, "stride")
	return t, err
}

func readPadding(opts *C.hftokx_encode_options) (p encoding.PaddingParams, err error) {
	switch opts.padding {
	case C.HFTOK_PADDING_BATCH_LONGEST:
		p.BatchLongest = true
	case C.HFTOK_PADDING_FIXED:
		if p.Fixed, err = length(opts.pad_length, "pad_length"); err != nil {
			return p, err
		}
	default:
		return p, invalid("padding is %d, none of HFTOK_PADDING_*", opts.padding)
	}
	if p.Direction, err = side(opts.padding_side, "padding_side"); err != nil {
		return p, err
	}
	if p.PadToMultipleOf, err = length(opts.pad_to_multiple_of, "pad_to_multiple_of"); err != nil {
		return p, err
	}
	p.PadID, p.PadTypeID, p.PadToken = uint32(opts.pad_id), uint32(opts.pad_type_id), "[PAD]"
	if opts.pad_token != nil {
		p.PadToken, err = copyString(opts.pad_token, "pad_token")
	}
	return p, err
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
