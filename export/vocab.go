package main

// #include "boundary.h"
import "C"

import (
	"unsafe"

	"github.com/libhftok/libhftok/core"
	"github.com/libhftok/libhftok/core/status"
)

//export hftokgo_token_to_id
func hftokgo_token_to_id(t C.hftokx_handle, token *C.hftokx_text, n C.size_t, id *C.uint32_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	tokenizer, err := tokenizers.get(t)
	if err != nil {
		return fail(errp, err)
	}
	bytes, err := borrow[byte](token, n, "token")
	if err != nil {
		return fail(errp, err)
	}
	name := unsafe.String(unsafe.SliceData(bytes), len(bytes)) // borrowed like the bytes
	if err := checkText(name, "the token"); err != nil {
		return fail(errp, err)
	}
	if id == nil {
		return fail(errp, invalid("id is NULL"))
	}
	found, ok := tokenizer.TokenToID(name)
	if !ok {
		return C.HFTOK_ERR_NOT_FOUND
	}
	*id = C.uint32_t(found)
	return C.HFTOK_OK
}

//export hftokgo_id_to_token
func hftokgo_id_to_token(t C.hftokx_handle, id C.uint32_t, buf *C.char, room C.size_t, length *C.size_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	tokenizer, err := tokenizers.get(t)
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
	token, ok := tokenizer.IDToToken(uint32(id))
	if !ok {
		return C.HFTOK_ERR_NOT_FOUND
	}
	*length = C.size_t(len(token))
	if len(token) > len(into) {
		return fail(errp, status.Errorf(status.BufferTooSmall, "the token has %d bytes, and there is room for %d", len(token), len(into)))
	}
	copy(into, token)
	return C.HFTOK_OK
}

//export hftokgo_vocab_size
func hftokgo_vocab_size(t C.hftokx_handle, withAdded C.int32_t, out *C.size_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return giveNumber(t, out, errp, func(t *core.Tokenizer) int { return t.VocabSize(withAdded != 0) })
}

//export hftokgo_num_special_tokens
func hftokgo_num_special_tokens(t C.hftokx_handle, isPair C.int32_t, out *C.size_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return giveNumber(t, out, errp, func(t *core.Tokenizer) int { return t.NumSpecialTokensToAdd(isPair != 0) })
}

//export hftokgo_vocab_json
func hftokgo_vocab_json(t C.hftokx_handle, withAdded C.int32_t, out **C.char, length *C.size_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return giveText(t, out, length, errp, func(t *core.Tokenizer) ([]byte, error) { return t.VocabJSON(withAdded != 0) })
}

//export hftokgo_added_tokens_json
func hftokgo_added_tokens_json(t C.hftokx_handle, out **C.char, length *C.size_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return giveText(t, out, length, errp, (*core.Tokenizer).AddedTokensJSON)
}

//export hftokgo_info_json
func hftokgo_info_json(t C.hftokx_handle, out **C.char, length *C.size_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return giveText(t, out, length, errp, (*core.Tokenizer).InfoJSON)
}

func giveNumber(t C.hftokx_handle, out *C.size_t, errp **C.hftok_error, number func(*core.Tokenizer) int) C.hftok_status {
	tokenizer, err := tokenizers.get(t)
	if err != nil {
		return fail(errp, err)
	}
	if out == nil {
		return fail(errp, invalid("out is NULL"))
	}
	*out = C.size_t(number(tokenizer))
	return C.HFTOK_OK
}

func giveText(t C.hftokx_handle, out **C.char, length *C.size_t, errp **C.hftok_error, make func(*core.Tokenizer) ([]byte, error)) C.hftok_status {
	tokenizer, err := tokenizers.get(t)
	if err != nil {
		return fail(errp, err)
	}
	if out == nil || length == nil {
		return fail(errp, invalid("out or len is NULL"))
	}
	text, err := make(tokenizer)
	if err == nil {
		err = give(out, text)
	}
	if err != nil {
		return fail(errp, err)
	}
	*length = C.size_t(len(text))
	return C.HFTOK_OK
}
