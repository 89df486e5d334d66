package main

// #include "boundary.h"
import "C"

import "context"

// A cancelToken ends the calls that were given it, whether they run already or begin later.
type cancelToken struct {
	ctx     context.Context
	trigger context.CancelFunc
}

var cancels = table[cancelToken]{kind: C.HFTOKX_CANCEL}

//export hftokgo_cancel_new
func hftokgo_cancel_new(out *C.hftokx_handle, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	if out == nil {
		return fail(errp, invalid("out is NULL"))
	}
	ctx, trigger := context.WithCancel(context.Background())
	h, err := cancels.add(cancelToken{ctx, trigger})
	if err != nil {
		trigger()
		return fail(errp, err)
	}
	*out = h
	return C.HFTOK_OK
}

//export hftokgo_cancel_trigger
func hftokgo_cancel_trigger(c C.hftokx_handle) {
	defer swallow()
	if token, err := cancels.get(c); err == nil {
		token.trigger()
	}
}

// Calls under way go on when their token is freed; they just can't be cancelled any more.
//
//export hftokgo_cancel_free
func hftokgo_cancel_free(c C.hftokx_handle) {
	defer swallow()
	cancels.remove(c)
}
