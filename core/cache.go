package core

import "github.com/libhftok/libhftok/core/model/wordcache"

// SetWordCacheSize sets, for the whole process, how many bytes each encoder that is made from now on takes at most to
// remember the ids of words; 16 MiB at the start. A tokenizer has as many encoders as texts are encoded at once.
func SetWordCacheSize(bytes int64) { wordcache.SetLimit(bytes) }
