package main

// #include "boundary.h"
import "C"

import (
	"math"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/libhftok/libhftok/core"
)

// borrow returns the n items at p, which stay the caller's: valid during the call only.
func borrow[T, P any](p *P, n C.size_t, what string) ([]T, error) {
	switch {
	case n == 0:
		return nil, nil
	case p == nil:
		return nil, invalid("%s is NULL, but its length is %d", what, n)
	case uint64(n) > math.MaxInt64/uint64(unsafe.Sizeof(*p)):
		return nil, invalid("%s can't have a length of %d", what, n)
	}
	return unsafe.Slice((*T)(unsafe.Pointer(p)), n), nil
}

// checkText refuses what is not UTF-8. The texts to encode are checked by the core.
func checkText(text, what string) error {
	for i, r := range text {
		if r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD") {
			return invalid("%s is not valid UTF-8: byte %#02x at position %d", what, text[i], i)
		}
	}
	return nil
}

// copyString returns a copy of a NUL-terminated UTF-8 string, "" for NULL.
func copyString(p *C.hftokx_text, what string) (string, error) {
	if p == nil {
		return "", nil
	}
	s := C.GoString((*C.char)(unsafe.Pointer(p)))
	return s, checkText(s, what)
}

// readEnds returns ends, which must not descend. They stay the caller's.
func readEnds(ends *C.hftokx_u64, n C.size_t) ([]uint64, error) {
	bounds, err := borrow[uint64](ends, n, "ends")
	if err != nil {
		return nil, err
	}
	last := uint64(0)
	for i, end := range bounds {
		if end < last {
			return nil, invalid("ends[%d] is %d, less than the end before it, %d", i, end, last)
		}
		last = end
	}
	return bounds, nil
}

// joined returns what lies end to end in data, and ends, which tell the parts.
func joined[T, P any](data *P, ends *C.hftokx_u64, n C.size_t, what string) (bounds []uint64, all []T, err error) {
	if bounds, err = readEnds(ends, n); err != nil || n == 0 {
		return nil, nil, err
	}
	all, err = borrow[T](data, C.size_t(bounds[n-1]), what)
	return bounds, all, err
}

// cut returns the strings that lie end to end in data, as ends says.
func cut[T, P any](data *P, ends *C.hftokx_u64, n C.size_t, what string) ([][]T, error) {
	bounds, all, err := joined[T](data, ends, n, what)
	if err != nil || n == 0 {
		return nil, err
	}
	parts := make([][]T, n)
	last := uint64(0)
	for i, end := range bounds {
		parts[i] = all[last:end:end]
		last = end
	}
	return parts, nil
}

// scattered returns what gives each of n texts, and how many bytes they have together.
func scattered(texts *C.hftokx_pointers, lens *C.hftokx_sizes, n C.size_t) (text func(row int) []byte, size int, err error) {
	starts, err := borrow[*byte](texts, n, "texts")
	if err != nil {
		return nil, 0, err
	}
	sizes, err := borrow[C.size_t](lens, n, "lens")
	if err != nil {
		return nil, 0, err
	}
	for i, n := range sizes {
		if starts[i] == nil && n != 0 {
			return nil, 0, invalid("texts[%d] is NULL, but its length is %d", i, n)
		}
		if n > core.MaxText {
			return nil, 0, invalid("lens[%d] is %d; the limit is %d", i, n, core.MaxText)
		}
		size += int(n)
	}
	return func(row int) []byte { return unsafe.Slice(starts[row], int(sizes[row])) }, size, nil
}

// give stores a C copy of text, with a NUL behind it, in *out.
func give(out **C.char, text []byte) error {
	p := C.hftokx_string_new(C.size_t(len(text)))
	if p == nil {
		return errNoMemory
	}
	copy(unsafe.Slice((*byte)(unsafe.Pointer(p)), len(text)), text)
	*out = p
	return nil
}
