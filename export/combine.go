package main

// #include "boundary.h"
import "C"

import (
	"fmt"

	"github.com/libhftok/libhftok/core"
	"github.com/libhftok/libhftok/core/encoding"
)

//export hftokgo_encoding_new
func hftokgo_encoding_new(view *C.hftokx_encoding_view, out *C.hftokx_handle, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return combine(out, errp, func() ([]*encoding.Encoding, core.EncodeOptions, error) { return readView(view) })
}

//export hftokgo_encoding_pad
func hftokgo_encoding_pad(e C.hftokx_handle, opts *C.hftokx_encode_options, out *C.hftokx_handle, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return combine(out, errp, func() ([]*encoding.Encoding, core.EncodeOptions, error) {
		inputs, recorded, err := encodingsOf(e, "e")
		if err != nil {
			return nil, recorded, err
		}
		var truncation encoding.TruncationParams
		var padding encoding.PaddingParams
		options, err := readOptions(opts, &truncation, &padding)
		if err == nil && options.Padding == nil {
			err = invalid("padding is neither HFTOK_PADDING_FIXED nor HFTOK_PADDING_BATCH_LONGEST")
		}
		if err == nil {
			err = encoding.PadAll(inputs, padding)
		}
		return inputs, recorded, err
	})
}

//export hftokgo_encoding_truncate
func hftokgo_encoding_truncate(e C.hftokx_handle, maxLength, stride C.uint64_t, from C.uint32_t, out *C.hftokx_handle, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return combine(out, errp, func() ([]*encoding.Encoding, core.EncodeOptions, error) {
		inputs, recorded, err := encodingsOf(e, "e")
		if err != nil {
			return nil, recorded, err
		}
		maxLen, err := length(maxLength, "max_length")
		if err != nil {
			return nil, recorded, err
		}
		overlap, err := length(stride, "stride")
		if err != nil {
			return nil, recorded, err
		}
		direction, err := side(from, "side")
		if err != nil {
			return nil, recorded, err
		}
		for _, input := range inputs {
			if err := input.Truncate(maxLen, overlap, direction); err != nil {
				return nil, recorded, err
			}
		}
		return inputs, recorded, nil
	})
}

//export hftokgo_encoding_merge
func hftokgo_encoding_merge(handles *C.hftokx_handles, n C.size_t, growing C.int32_t, out *C.hftokx_handle, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return combine(out, errp, func() ([]*encoding.Encoding, core.EncodeOptions, error) {
		parts, recorded, err := partsOf(handles, n)
		if err != nil {
			return nil, recorded, err
		}
		merged, err := encoding.Merge(parts, growing != 0)
		return []*encoding.Encoding{merged}, recorded, err
	})
}

//export hftokgo_post_process
func hftokgo_post_process(t, e, pair C.hftokx_handle, opts *C.hftokx_encode_options, out *C.hftokx_handle, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return combine(out, errp, func() (result []*encoding.Encoding, recorded core.EncodeOptions, err error) {
		tokenizer, err := tokenizers.get(t)
		if err != nil {
			return nil, recorded, err
		}
		handles := []C.hftokx_handle{e}
		if pair != 0 {
			handles = append(handles, pair)
		}
		parts, recorded, err := partsOf(&handles[0], C.size_t(len(handles)))
		if err != nil {
			return nil, recorded, err
		}
		if len(parts) != len(handles) {
			return nil, recorded, invalid("an encoding to post-process must be of one input")
		}
		var truncation encoding.TruncationParams
		var padding encoding.PaddingParams
		options, err := readOptions(opts, &truncation, &padding)
		if err != nil {
			return nil, recorded, err
		}
		parts = append(parts, nil)
		processed, err := tokenizer.PostProcess(parts[0], parts[1], &options)
		return []*encoding.Encoding{processed}, recorded, err
	})
}

// partsOf returns copies of the inputs of several encodings, and what is recorded in all of them.
func partsOf(handles *C.hftokx_handles, n C.size_t) (parts []*encoding.Encoding, recorded core.EncodeOptions, err error) {
	list, err := borrow[C.hftokx_handle](handles, n, "encodings")
	if err != nil {
		return nil, recorded, err
	}
	recorded.OffsetUnit = encoding.None
	for i, h := range list {
		inputs, o, err := encodingsOf(h, fmt.Sprintf("encoding %d", i))
		if err != nil {
			return nil, recorded, err
		}
		if i > 0 && o.OffsetUnit != recorded.OffsetUnit {
			return nil, recorded, invalid("encoding %d has other offset units than the one before it", i)
		}
		recorded.OffsetUnit = o.OffsetUnit
		recorded.NoTokens = recorded.NoTokens || o.NoTokens
		parts = append(parts, inputs...)
	}
	return parts, recorded, nil
}

// combine gives out the encodings that make makes.
func combine(out *C.hftokx_handle, errp **C.hftok_error, make func() ([]*encoding.Encoding, core.EncodeOptions, error)) C.hftok_status {
	if out == nil {
		return fail(errp, invalid("out is NULL"))
	}
	encodings, recorded, err := make()
	if err == nil {
		err = giveEncodings(out, encodings, &recorded)
	}
	if err != nil {
		return fail(errp, err)
	}
	return C.HFTOK_OK
}
