package main

// #include "boundary.h"
import "C"

import "github.com/libhftok/libhftok/core/status"

//export hftokgo_decode
func hftokgo_decode(t C.hftokx_handle, ids *C.hftokx_u32, n C.size_t, opts *C.hftokx_decode_options, out **C.char, length *C.size_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	tokenizer, err := tokenizers.get(t)
	if err != nil {
		return fail(errp, err)
	}
	list, err := borrow[uint32](ids, n, "ids")
	if err != nil {
		return fail(errp, err)
	}
	skip, err := skipSpecial(opts)
	if err != nil {
		return fail(errp, err)
	}
	if out == nil || length == nil {
		return fail(errp, invalid("out or len is NULL"))
	}
	text, err := tokenizer.AppendDecoded(nil, list, skip)
	if err == nil {
		err = give(out, text)
	}
	if err != nil {
		return fail(errp, err)
	}
	*length = C.size_t(len(text))
	return C.HFTOK_OK
}

//export hftokgo_decode_into
func hftokgo_decode_into(t C.hftokx_handle, ids *C.hftokx_u32, n C.size_t, opts *C.hftokx_decode_options, buf *C.char, room C.size_t, length *C.size_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	tokenizer, err := tokenizers.get(t)
	if err != nil {
		return fail(errp, err)
	}
	list, err := borrow[uint32](ids, n, "ids")
	if err != nil {
		return fail(errp, err)
	}
	skip, err := skipSpecial(opts)
	if err != nil {
		return fail(errp, err)
	}
	into, err := borrow[byte](buf, room, "buf")
	if err != nil {
		return fail(errp, err)
	}
	if length == nil {
		return fail(errp, invalid("len is NULL"))
	}
	text, err := tokenizer.AppendDecoded(into[:0], list, skip)
	if err != nil {
		return fail(errp, err)
	}
	*length = C.size_t(len(text))
	if len(text) > len(into) {
		return fail(errp, status.Errorf(status.BufferTooSmall, "the text has %d bytes, and there is room for %d", len(text), len(into)))
	}
	if len(text) > 0 && &text[0] != &into[0] { // the core took a bigger slice than it needed
		copy(into, text)
	}
	return C.HFTOK_OK
}

//export hftokgo_decode_batch
func hftokgo_decode_batch(t C.hftokx_handle, ids *C.hftokx_u32, ends *C.hftokx_u64, n C.size_t, opts *C.hftokx_decode_options, out **C.char, outEnds *C.uint64_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	tokenizer, err := tokenizers.get(t)
	if err != nil {
		return fail(errp, err)
	}
	bounds, all, err := joined[uint32](ids, ends, n, "ids")
	if err != nil {
		return fail(errp, err)
	}
	skip, err := skipSpecial(opts)
	if err != nil {
		return fail(errp, err)
	}
	if out == nil {
		return fail(errp, invalid("out is NULL"))
	}
	textEnds, err := borrow[uint64](outEnds, n, "out_ends")
	if err != nil {
		return fail(errp, err)
	}
	defer watchSignalsFor(len(all))()
	text := make([]byte, 0, 4*len(all)) // what ids usually take
	made := make([]uint64, n)
	start := uint64(0)
	for i, end := range bounds {
		if text, err = tokenizer.AppendDecoded(text, all[start:end], skip); err != nil {
			return fail(errp, status.Errorf(status.CodeOf(err), "list %d: %w", i, err))
		}
		made[i], start = uint64(len(text)), end
	}
	if err := give(out, text); err != nil {
		return fail(errp, err)
	}
	copy(textEnds, made)
	return C.HFTOK_OK
}

func skipSpecial(opts *C.hftokx_decode_options) (bool, error) {
	return opts.flags&C.HFTOK_DECODE_KEEP_SPECIAL_TOKENS == 0, checkFlags(opts.flags, C.HFTOK_DECODE_KEEP_SPECIAL_TOKENS)
}
