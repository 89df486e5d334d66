package main

// #include "boundary.h"
import "C"

import (
	"errors"
	"strings"
	"unsafe"

	"github.com/libhftok/libhftok/core/status"
)

// fail stores err as an error object in *out, unless out is nil, and returns its code.
func fail(out **C.hftok_error, err error) C.hftok_status {
	return failWithIDs(out, err, nil)
}

// failWithIDs is fail with ids for hftok_error_ids.
func failWithIDs(out **C.hftok_error, err error, ids []uint32) C.hftok_status {
	e := new(status.Error)
	if !errors.As(err, &e) {
		e = &status.Error{Code: status.Internal, Message: err.Error()}
	}
	message := cText.Replace(strings.ToValidUTF8(e.Message, "\uFFFD"))
	requestID := cText.Replace(strings.ToValidUTF8(e.RequestID, "\uFFFD"))
	C.hftokx_error_set(out, C.hftok_status(e.Code), C.int32_t(e.HTTPStatus),
		chars(message), C.size_t(len(message)), chars(requestID), C.size_t(len(requestID)),
		(*C.hftokx_u32)(unsafe.SliceData(ids)), C.size_t(len(ids)))
	return C.hftok_status(e.Code)
}

// cText makes NUL, which would end a C string, visible.
var cText = strings.NewReplacer("\x00", `\0`)

// chars returns the bytes of s for a C function that takes a length.
func chars(s string) *C.hftokx_text { return (*C.hftokx_text)(unsafe.Pointer(unsafe.StringData(s))) }

// rescue is deferred by every export: it turns a panic into an Internal error.
func rescue(out **C.hftok_error, code *C.hftok_status) {
	if p := recover(); p != nil {
		*code = fail(out, status.Panicked(p))
	}
}

// swallow is rescue for exports that return nothing.
func swallow() { _ = recover() }

// invalid returns an InvalidArgument error.
func invalid(format string, args ...any) error {
	return status.Errorf(status.InvalidArgument, format, args...)
}
