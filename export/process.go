package main

// #include "boundary.h"
// #include <stdlib.h>
import "C"

import (
	"bytes"
	"sync"
	"time"
	"unsafe"

	"github.com/libhftok/libhftok/core/processors"
)

func init() { processors.Spare() }

// watchSignals looks after the process's signal handlers (hftokx_signals_onstack) while a long call
// runs, since the host may install one meanwhile. The call ends with stop.
func watchSignals() (stop func()) {
	const interval = 20 * time.Millisecond
	var mu sync.Mutex
	var timer *time.Timer
	mu.Lock()
	defer mu.Unlock()
	timer = time.AfterFunc(interval, func() {
		mu.Lock()
		defer mu.Unlock()
		if timer != nil {
			C.hftokx_signals_onstack()
			timer.Reset(interval)
		}
	})
	return func() {
		mu.Lock()
		defer mu.Unlock()
		timer.Stop()
		timer = nil
	}
}

// longText is the bytes of text whose encoding may take as long as a look at the signal handlers is good for.
const longText = 1 << 16

// watchSignalsFor is watchSignals for a call that works on so many bytes.
func watchSignalsFor(bytes int) (stop func()) {
	if bytes < longText {
		return func() {}
	}
	C.hftokx_signals_onstack()
	return watchSignals()
}

// processEnvironment returns the process's environment as it is now; os.Getenv knows only the one the
// process started with.
func processEnvironment() (map[string]string, error) {
	var size C.size_t
	block := C.hftokx_environment(&size)
	if block == nil {
		return nil, errNoMemory
	}
	defer C.free(unsafe.Pointer(block))
	return parseEnvironment(unsafe.Slice((*byte)(unsafe.Pointer(block)), size)), nil
}

// parseEnvironment reads "NAME=value" strings, each followed by a NUL. As for getenv, the first of a
// name counts, and a string without "=" is nothing.
func parseEnvironment(block []byte) map[string]string {
	env := map[string]string{}
	for entry := range bytes.SplitSeq(block, []byte{0}) {
		name, value, ok := bytes.Cut(entry, []byte("="))
		if _, known := env[string(name)]; ok && !known {
			env[string(name)] = string(value)
		}
	}
	return env
}
