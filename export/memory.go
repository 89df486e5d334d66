package main

// #include "boundary.h"
import "C"

import (
	"math"

	"github.com/libhftok/libhftok/core"
)

//export hftokgo_set_word_cache_size
func hftokgo_set_word_cache_size(bytes C.uint64_t) {
	defer swallow()
	core.SetWordCacheSize(int64(min(uint64(bytes), math.MaxInt64)))
}
