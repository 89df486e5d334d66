//go:build !amd64

package wordcache

import "github.com/libhftok/libhftok/core/model"

func (c *Cache) hash(lo, hi uint64) uint64 { return hashGeneric(lo, hi) }

// prepare stores in into what words are looked up by, and has their slots fetched from memory.
func (c *Cache) prepare(text []byte, words []model.Span, into []word) {
	for i, w := range words {
		into[i] = c.word(text, w)
	}
}

// easy returns how many words take can prepare.
func (c *Cache) easy([]byte, []model.Span) int { return 0 }

// take stores the ids of words in ids, one after the other, until it comes to one that has no slot. It
// returns how many words and ids that were. ids must have room for shortIDs a word. There are no gaps.
func (c *Cache) take(words []word, ids []uint32, _ bool, _ []byte, _ []model.Span, _ []word) (done, n int, gaps []gap) {
	done, n = c.takeGeneric(words, ids, nil)
	return done, n, nil
}

// count is take that also stores how many ids each word has.
func (c *Cache) count(words []word, ids []uint32, counts []uint8) (done int) {
	done, _ = c.takeGeneric(words, ids, counts)
	return done
}
