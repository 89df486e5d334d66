package main

// #include "boundary.h"
import "C"

import (
	"sync"
	"sync/atomic"

	"github.com/libhftok/libhftok/core/status"
)

const (
	chunkSize  = 1 << C.HFTOKX_CHUNK_BITS
	chunkCount = 1 << (C.HFTOKX_INDEX_BITS - C.HFTOKX_CHUNK_BITS)
)

// A table holds the Go objects behind the handles of one kind, each at its handle's index (handle.c).
// Looking one up takes no lock, and what was found stays usable after the handle was freed: the
// collector sees to it that calls under way finish.
type table[T any] struct {
	kind   C.int
	grow   sync.Mutex
	chunks [chunkCount]atomic.Pointer[chunk[T]]
}

type chunk[T any] [chunkSize]atomic.Pointer[held[T]]

type held[T any] struct {
	handle C.hftokx_handle
	object T
}

// add gives object a handle.
func (t *table[T]) add(object T) (C.hftokx_handle, error) {
	h := C.hftokx_handle_new(t.kind, nil)
	if h == 0 {
		return 0, errNoMemory
	}
	t.slot(h, true).Store(&held[T]{h, object})
	return h, nil
}

// get returns the object behind h, or an InvalidHandle error.
func (t *table[T]) get(h C.hftokx_handle) (object T, err error) {
	if slot := t.slot(h, false); slot != nil {
		if e := slot.Load(); e != nil && e.handle == h {
			return e.object, nil
		}
	}
	return object, errInvalidHandle
}

// remove ends h and returns its object, or an InvalidHandle error. Of several calls with one handle,
// one gets the object.
func (t *table[T]) remove(h C.hftokx_handle) (object T, err error) {
	if slot := t.slot(h, false); slot != nil {
		if e := slot.Load(); e != nil && e.handle == h && slot.CompareAndSwap(e, nil) {
			C.hftokx_handle_end(h, t.kind)
			return e.object, nil
		}
	}
	return object, errInvalidHandle
}

// slot returns the place of h, nil if its chunk isn't there and make is false.
func (t *table[T]) slot(h C.hftokx_handle, make bool) *atomic.Pointer[held[T]] {
	index := h & (chunkSize*chunkCount - 1)
	p := &t.chunks[index/chunkSize]
	c := p.Load()
	if c == nil {
		if !make {
			return nil
		}
		t.grow.Lock()
		defer t.grow.Unlock()
		if c = p.Load(); c == nil {
			c = new(chunk[T])
			p.Store(c)
		}
	}
	return &c[index%chunkSize]
}

var (
	errNoMemory      = &status.Error{Code: status.OutOfMemory, Message: "out of memory"}
	errInvalidHandle = &status.Error{Code: status.InvalidHandle,
		Message: "the handle was freed, or never was a handle of this kind"}
)

// invalidHandle says which of several handles is none.
func invalidHandle(what string) error {
	return status.Errorf(status.InvalidHandle, "%s: %w", what, errInvalidHandle)
}
