//go:build !amd64

package wordcache

import "github.com/libhftok/libhftok/core/model"

func (c *Cache) hash(lo, hi uint64) uint64 { return hashGeneric(lo, hi) }

// take stores the ids of words in ids, one after the other, until it comes to one that has no slot. It
// returns how many words and ids that were. Each word must begin at least 16 bytes before the text's end, and
// ids must have room for shortIDs a word.
func (c *Cache) take(text []byte, words []model.Span, ids []uint32) (done, n int) {
	return c.takeGeneric(text, words, ids)
}
