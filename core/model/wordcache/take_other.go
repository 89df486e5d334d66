//go:build !amd64

package wordcache

import "github.com/libhftok/libhftok/core/model"

func (c *Cache) hash(lo, hi uint64) uint64 { return hashGeneric(lo, hi) }

// prepare computes what words, at most ahead of them, are looked up by, and has their slots fetched from
// memory.
func (c *Cache) prepare(text []byte, words []model.Span) {
	for i, w := range words {
		c.ahead[i] = c.word(text, w)
	}
}

// take stores the ids of words in ids, one after the other, until it comes to one that has no slot. It
// returns how many words and ids that were. ids must have room for shortIDs a word. There are no gaps.
func (c *Cache) take(words []word, ids []uint32, _ bool) (done, n int, gaps []gap) {
	done, n = c.takeGeneric(words, ids, nil)
	return done, n, nil
}

// count is take that also stores how many ids each word has.
func (c *Cache) count(words []word, ids []uint32, counts []uint8) (done int) {
	done, _ = c.takeGeneric(words, ids, counts)
	return done
}
