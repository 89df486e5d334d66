package wordcache

import "github.com/libhftok/libhftok/core/model"

// prepare computes what words are looked up by and has their slots fetched from memory. There are at most
// ahead of them.
func (c *Cache) prepare(text []byte, words []model.Span) {
	n := len(words)
	for n > 0 && int(words[n-1].Start)+16 > len(text) {
		n--
	}
	if n > 0 {
		prepareFast(&c.ahead[0], &c.slots[0], uint64(len(c.slots)-2), &text[0], &words[0], n)
	}
	for i := n; i < len(words); i++ {
		c.ahead[i] = wordAt(text, words[i].Start, words[i].End-words[i].Start)
	}
}

// take stores the ids of words in ids, one after the other, until it comes to one that has no slot. It
// returns how many words and ids that were. ids must have room for shortIDs a word.
func (c *Cache) take(words []word, ids []uint32) (done, n int) {
	_ = ids[shortIDs*len(words)-1]
	return takeFast(&words[0], len(words), &c.slots[0], uint64(len(c.slots)-2), &ids[0])
}

// prepareFast is prepare for count words that begin at least 16 bytes before the end of text. pair is the
// mask that a hash has as number of a slot.
//
//go:noescape
func prepareFast(ahead *word, slots *slot, pair uint64, text *byte, words *model.Span, count int)

//go:noescape
func takeFast(words *word, count int, slots *slot, pair uint64, ids *uint32) (done, n int)
