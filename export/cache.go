package main

// #include "boundary.h"
import "C"

import (
	"encoding/json"
	"strings"

	"github.com/libhftok/libhftok/core/hub"
)

//export hftokgo_cache_scan
func hftokgo_cache_scan(opts *C.hftokx_pretrained_options, out **C.char, length *C.size_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return giveCache(opts, 0, out, length, errp, func(o *hub.CacheOptions, _ bool) (any, error) { return hub.ScanCache(o) })
}

//export hftokgo_cache_delete
func hftokgo_cache_delete(opts *C.hftokx_pretrained_options, targets *C.hftokx_text, size C.size_t, flags C.uint32_t, out **C.char, length *C.size_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return giveCache(opts, flags, out, length, errp, func(o *hub.CacheOptions, dryRun bool) (any, error) {
		names, err := stringsOf(targets, size, "targets")
		if err != nil {
			return nil, err
		}
		return hub.DeleteCached(o, names, dryRun)
	})
}

//export hftokgo_cache_prune
func hftokgo_cache_prune(opts *C.hftokx_pretrained_options, flags C.uint32_t, out **C.char, length *C.size_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return giveCache(opts, flags, out, length, errp, func(o *hub.CacheOptions, dryRun bool) (any, error) { return hub.PruneCache(o, dryRun) })
}

// giveCache hands out, as JSON, what do makes of the cache that opts name.
func giveCache(opts *C.hftokx_pretrained_options, flags C.uint32_t, out **C.char, length *C.size_t, errp **C.hftok_error, do func(o *hub.CacheOptions, dryRun bool) (any, error)) C.hftok_status {
	if out == nil || length == nil {
		return fail(errp, invalid("out or len is NULL"))
	}
	defer watchSignals()()
	text, err := func() ([]byte, error) {
		if err := checkFlags(flags, C.HFTOK_CACHE_DRY_RUN); err != nil {
			return nil, err
		}
		o, err := pretrainedOptions(opts)
		if err != nil {
			return nil, err
		}
		result, err := do(&hub.CacheOptions{Dir: o.CacheDir, Getenv: o.Getenv}, flags&C.HFTOK_CACHE_DRY_RUN != 0)
		if err != nil {
			return nil, err
		}
		return json.Marshal(result)
	}()
	if err == nil {
		err = give(out, text)
	}
	if err != nil {
		return fail(errp, err)
	}
	*length = C.size_t(len(text))
	return C.HFTOK_OK
}

// stringsOf copies strings that are each followed by a NUL.
func stringsOf(block *C.hftokx_text, size C.size_t, what string) ([]string, error) {
	bytes, err := borrow[byte](block, size, what)
	if err != nil || len(bytes) == 0 {
		return nil, err
	}
	text := string(bytes)
	if !strings.HasSuffix(text, "\x00") {
		return nil, invalid("%s does not end in a NUL after its last string", what)
	}
	if err := checkText(text, what); err != nil {
		return nil, err
	}
	return strings.Split(strings.TrimSuffix(text, "\x00"), "\x00"), nil
}
