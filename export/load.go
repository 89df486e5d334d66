package main

// #include "boundary.h"
import "C"

import (
	"runtime/debug"

	"github.com/libhftok/libhftok/core"
)

var tokenizers = table[*core.Tokenizer]{kind: C.HFTOKX_TOKENIZER}

//export hftokgo_from_file
func hftokgo_from_file(path *C.hftokx_text, out *C.hftokx_handle, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return load(out, errp, func() (*core.Tokenizer, error) {
		if path == nil {
			return nil, invalid("path is NULL")
		}
		p, err := copyString(path, "path")
		if err != nil {
			return nil, err
		}
		env, err := processEnvironment()
		if err != nil {
			return nil, err
		}
		return core.FromFileCached(p, imageDir(env))
	})
}

//export hftokgo_from_bytes
func hftokgo_from_bytes(json *C.hftokx_byte, n C.size_t, out *C.hftokx_handle, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return load(out, errp, func() (*core.Tokenizer, error) {
		borrowed, err := borrow[byte](json, n, "json")
		if err != nil {
			return nil, err
		}
		return core.FromBytes(borrowed)
	})
}

//export hftokgo_free
func hftokgo_free(t C.hftokx_handle) {
	defer swallow()
	tokenizers.remove(t)
}

// load stores the handle of what make returns in *out.
func load(out *C.hftokx_handle, errp **C.hftok_error, make func() (*core.Tokenizer, error)) C.hftok_status {
	if out == nil {
		return fail(errp, invalid("out is NULL"))
	}
	defer watchSignals()()
	t, err := make()
	if err != nil {
		return fail(errp, err)
	}
	if t.Compiled() {
		debug.FreeOSMemory() // what is no longer needed, which the runtime would keep for minutes
	}
	h, err := tokenizers.add(t)
	if err != nil {
		return fail(errp, err)
	}
	*out = h
	return C.HFTOK_OK
}
