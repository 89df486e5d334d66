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
	if err == nil {
		err = giveIDs(into, got, count)
	}
	if err != nil {
		return failWithIDs(errp, err, got)
	}
	return C.HFTOK_OK
}

// giveIDs stores ids that were appended to into[:0] there and their number in *count.
func giveIDs(into, ids []uint32, count *C.size_t) error {
	*count = C.size_t(len(ids))
	if len(ids) > len(into) {
		return status.Errorf(status.BufferTooSmall, "there are %d ids, and room for %d", len(ids), len(into))
	}
	if len(ids) > 0 && &ids[0] != &into[0] { // the core took a bigger slice than it needed
		copy(into, ids)
	}
	return nil
}

//export hftokgo_encode_batch_ids
func hftokgo_encode_batch_ids(t C.hftokx_handle, data *C.hftokx_text, ends *C.hftokx_u64, n C.size_t, opts *C.hftokx_encode_options, ids *C.uint32_t, room C.size_t, rowEnds *C.uint64_t, count *C.size_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return encodeRows(t, n, opts, ids, room, rowEnds, count, errp, func(tokenizer *core.Tokenizer, into []uint32, idEnds []uint64, options *core.EncodeOptions) ([]uint32, error) {
		bounds, all, err := joined[byte](data, ends, n, "data")
		if err != nil {
			return nil, err
		}
		defer watchSignalsFor(len(all))()
		return tokenizer.EncodeBatchIDs(into, all, bounds, idEnds, options)
	})
}

//export hftokgo_encode_texts_ids
func hftokgo_encode_texts_ids(t C.hftokx_handle, texts *C.hftokx_pointers, lens *C.hftokx_sizes, n C.size_t, opts *C.hftokx_encode_options, ids *C.uint32_t, room C.size_t, rowEnds *C.uint64_t, count *C.size_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return encodeRows(t, n, opts, ids, room, rowEnds, count, errp, func(tokenizer *core.Tokenizer, into []uint32, idEnds []uint64, options *core.EncodeOptions) ([]uint32, error) {
		text, size, err := scattered(texts, lens, n)
		if err != nil {
			return nil, err
		}
		defer watchSignalsFor(size)()
		return tokenizer.EncodeRowsIDs(into, text, idEnds, options)
	})
}

// encodeRows is what calls for the ids of n texts have in common: all but the texts.
func encodeRows(t C.hftokx_handle, n C.size_t, opts *C.hftokx_encode_options, ids *C.uint32_t, room C.size_t, rowEnds *C.uint64_t, count *C.size_t, errp **C.hftok_error, encode func(tokenizer *core.Tokenizer, into []uint32, idEnds []uint64, options *core.EncodeOptions) ([]uint32, error)) C.hftok_status {
	tokenizer, err := tokenizers.get(t)
	if err != nil {
		return fail(errp, err)
	}
	into, err := borrow[uint32](ids, room, "ids")
	if err != nil {
		return fail(errp, err)
	}
	idEnds, err := borrow[uint64](rowEnds, n, "row_ends")
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
	got, err := encode(tokenizer, into[:0], idEnds, &options)
	if err == nil {
		err = giveIDs(into, got, count)
	}
	if err != nil {
		return failWithIDs(errp, err, got)
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
	var columns columnBlock
	defer columns.discard()
	made := false
	if input.Pair == nil {
		made, err = tokenizer.EncodeColumns(input.Text, &options, columns.room(&options))
	}
	switch {
	case err != nil:
	case made:
		err = giveBlock(out, columns.take())
	default:
		var e *encoding.Encoding
		if e, err = tokenizer.Encode(input, &options); err == nil {
			err = giveEncodings(out, []*encoding.Encoding{e}, &options)
		}
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
	inputs, size, err := rows(data, ends, n, opts)
	if err != nil {
		return fail(errp, err)
	}
	defer watchSignalsFor(size)()
	columns, made, err := tokenizer.EncodeBatchColumns(inputs, &options)
	if made && err == nil {
		var block *C.hftokx_encoding_block
		if block, err = newBlockOfColumns(columns, &options); err == nil {
			err = giveBlock(out, block)
		}
	}
	if !made {
		var encodings []*encoding.Encoding
		if encodings, err = tokenizer.EncodeBatch(inputs, &options); err == nil {
			err = giveEncodings(out, encodings, &options)
		}
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
	return giveBlock(out, block)
}

// giveBlock stores the handle of an encoding's block in *out.
func giveBlock(out *C.hftokx_handle, block *C.hftokx_encoding_block) error {
	h := C.hftokx_handle_new(C.HFTOKX_ENCODING, unsafe.Pointer(block))
	if h == 0 {
		C.hftokx_encoding_discard(block)
		return errNoMemory
	}
	*out = h
	return nil
}
