package main

// #include "boundary.h"
import "C"

import "github.com/libhftok/libhftok/core/decoder"

var streams = table[*decoder.Stream]{kind: C.HFTOKX_STREAM}

//export hftokgo_decode_stream_new
func hftokgo_decode_stream_new(t C.hftokx_handle, ids *C.hftokx_u32, n C.size_t, opts *C.hftokx_decode_options, out *C.hftokx_handle, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return giveStream(out, errp, func() (*decoder.Stream, error) {
		tokenizer, err := tokenizers.get(t)
		if err != nil {
			return nil, err
		}
		before, err := borrow[uint32](ids, n, "ids")
		if err != nil {
			return nil, err
		}
		skip, err := skipSpecial(opts)
		if err != nil {
			return nil, err
		}
		return tokenizer.DecodeStream(before, skip), nil
	})
}

//export hftokgo_decode_stream_step
func hftokgo_decode_stream_step(s C.hftokx_handle, ids *C.hftokx_u32, n C.size_t, out **C.char, length *C.size_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	stream, err := streams.get(s)
	if err != nil {
		return fail(errp, err)
	}
	list, err := borrow[uint32](ids, n, "ids")
	if err != nil {
		return fail(errp, err)
	}
	if out == nil || length == nil {
		return fail(errp, invalid("out or len is NULL"))
	}
	text, ok, err := stream.Step(list...)
	if err != nil {
		return fail(errp, err)
	}
	*out, *length = nil, 0
	if !ok {
		return C.HFTOK_OK
	}
	if err := give(out, []byte(text)); err != nil {
		return fail(errp, err)
	}
	*length = C.size_t(len(text))
	return C.HFTOK_OK
}

//export hftokgo_decode_stream_clone
func hftokgo_decode_stream_clone(s C.hftokx_handle, out *C.hftokx_handle, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return giveStream(out, errp, func() (*decoder.Stream, error) {
		stream, err := streams.get(s)
		if err != nil {
			return nil, err
		}
		return stream.Clone(), nil
	})
}

//export hftokgo_decode_stream_free
func hftokgo_decode_stream_free(s C.hftokx_handle) {
	defer swallow()
	streams.remove(s)
}

// giveStream stores the handle of the stream that make makes in *out.
func giveStream(out *C.hftokx_handle, errp **C.hftok_error, make func() (*decoder.Stream, error)) C.hftok_status {
	if out == nil {
		return fail(errp, invalid("out is NULL"))
	}
	stream, err := make()
	if err != nil {
		return fail(errp, err)
	}
	h, err := streams.add(stream)
	if err != nil {
		return fail(errp, err)
	}
	*out = h
	return C.HFTOK_OK
}
