package main

// #include "boundary.h"
import "C"

import (
	"unsafe"

	"github.com/libhftok/libhftok/core"
	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/status"
)

//export hftokgo_encode
func hftokgo_encode(t C.hftokx_handle, text *C.hftokx_text, n C.size_t, opts *C.hftokx_encode_options, ids *C.uint32_t, room C.size_t, count *C.size_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	tokenizer, err := tokenizers.get(t)
	if err != nil {
		return fail(errp, err)
	}
	input, err := borrow[byte](text, n, "text")
	if err != nil {
		return fail(errp, err)
	}
	into, err := borrow[uint32](ids, room, "ids")
	if err != nil {
		return fail(errp, err)
	}
	if count == nil {
		return fail(errp, invalid("count is NULL"))
	}
	var truncation encoding.TruncationParams
	var padding encoding.PaddingParams
	options, err := readOptions(opts, &truncation, &padding)
	if err == nil {
		err = oneText(opts)
	}
	if err != nil {
		return fail(errp, err)
	}
	got, err := tokenizer.EncodeIDs(into[:0], input, &options)
	if err != nil {
		return fail(errp, err)
	}
	*count = C.size_t(len(got))
	if len(got) > len(into) {
		return failWithIDs(errp, status.Errorf(status.BufferTooSmall, "the text has %d ids, and there is room for %d", len(got), len(into)), got)
	}
	if len(got) > 0 && &got[0] != &into[0] { // the core took a bigger slice than it needed
		copy(into, got)
	}
	return C.HFTOK_OK
}

//export hftokgo_encode_full
func hftokgo_encode_full(t C.hftokx_handle, text *C.hftokx_text, n C.size_t, pair *C.hftokx_text, pairN C.size_t, opts *C.hftokx_encode_options, out *C.hftokx_handle, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	tokenizer, err := tokenizers.get(t)
	if err != nil {
		return fail(errp, err)
	}
	var input core.Input
	if input.Text, err = borrow[byte](text, n, "text"); err != nil {
		return fail(errp, err)
	}
	if pair != nil || pairN != 0 {
		input.Pair = new(core.Sequence)
		if input.Pair.Text, err = borrow[byte](pair, pairN, "pair"); err != nil {
			return fail(errp, err)
		}
	}
	var truncation encoding.TruncationParams
	var padding encoding.PaddingParams
	options, err := readOptions(opts, &truncation, &padding)
	if err == nil {
		err = oneText(opts)
	}
	if err != nil {
		return fail(errp, err)
	}
	if out == nil {
		return fail(errp, invalid("out is NULL"))
	}
	e, err := tokenizer.Encode(input, &options)
	if err == nil {
		err = giveEncodings(out, []*encoding.Encoding{e}, &options)
	}
	if err != nil {
		return fail(errp, err)
	}
	return C.HFTOK_OK
}

//export hftokgo_encode_batch
func hftokgo_encode_batch(t C.hftokx_handle, data *C.hftokx_text, ends *C.hftokx_u64, n C.size_t, opts *C.hftokx_encode_options, out *C.hftokx_handle, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	tokenizer, err := tokenizers.get(t)
	if err != nil {
		return fail(errp, err)
	}
	if out == nil {
		return fail(errp, invalid("out is NULL"))
	}
	var truncation encoding.TruncationParams
	var padding encoding.PaddingParams
	options, err := readOptions(opts, &truncation, &padding)
	if err != nil {
		return fail(errp, err)
	}
	inputs, err := rows(data, ends, n, opts)
	if err != nil {
		return fail(errp, err)
	}
	defer watchSignals()()
	encodings, err := tokenizer.EncodeBatch(inputs, &options)
	if err == nil {
		err = giveEncodings(out, encodings, &options)
	}
	if err != nil {
		return fail(errp, err)
	}
	return C.HFTOK_OK
}

// oneText refuses options that say how strings make rows.
func oneText(opts *C.hftokx_encode_options) error {
	if opts.flags&C.HFTOK_ENCODE_PRETOKENIZED != 0 || opts.sequence_ends != nil || opts.pairs != nil {
		return invalid("PRETOKENIZED, sequence_ends and pairs are options of hftok_encode_batch")
	}
	return nil
}

// giveEncodings stores the handle of an encoding that holds all rows in *out.
func giveEncodings(out *C.hftokx_handle, encodings []*encoding.Encoding, opts *core.EncodeOptions) error {
	block, err := newBlock(encodings, opts)
	if err != nil {
		return err
	}
	h := C.hftokx_handle_new(C.HFTOKX_ENCODING, unsafe.Pointer(block))
	if h == 0 {
		C.hftokx_encoding_discard(block)
		return errNoMemory
	}
	*out = h
	return nil
}
