//go:build !amd64

package wordcache

import "github.com/libhftok/libhftok/core/model"

// prepare computes what words are looked up by and has their slots fetched from memory. There are at most
// ahead of them.
func (c *Cache) prepare(text []byte, words []model.Span) {
	for i, w := range words {
		c.ahead[i] = wordAt(text, w.Start, w.End-w.Start)
	}
}

// take stores the ids of words in ids, one after the other, until it comes to one that has no slot. It
// returns how many words and ids that were. ids must have room for shortIDs a word.
func (c *Cache) take(words []word, ids []uint32) (done, n int) { return c.takeGeneric(words, ids) }
