package wordcache

import (
	"golang.org/x/sys/cpu"

	"github.com/libhftok/libhftok/core/model"
)

var fast = cpu.X86.HasAVX && cpu.X86.HasAES

func (c *Cache) hash(lo, hi uint64) uint64 {
	if fast {
		return hashFast(lo, hi)
	}
	return hashGeneric(lo, hi)
}

// prepare stores in into what words are looked up by, and has their slots fetched from memory.
func (c *Cache) prepare(text []byte, words []model.Span, into []word) {
	n := c.easy(text, words)
	if n > 0 {
		prepareFast(&into[0], &c.slots[0], c.pairs(), &text[0], &words[0], n)
	}
	if fast {
		n += c.prepareEnd(text, words[n:], into[n:])
	}
	for i := n; i < len(words); i++ {
		into[i] = c.word(text, words[i])
	}
}

// easy returns how many words begin at least 16 bytes before the end of the text, so that their bytes can be read at
// once.
func (c *Cache) easy(text []byte, words []model.Span) int {
	if !fast {
		return 0
	}
	n := len(words)
	for n > 0 && int(words[n-1].Start)+16 > len(text) {
		n--
	}
	return n
}

// prepareEnd is prepare for words that begin less than 16 bytes before the end of text: from a copy of it that has
// room behind it. It returns how many words it did.
func (c *Cache) prepareEnd(text []byte, words []model.Span, into []word) int {
	var spans [16]model.Span
	if len(words) == 0 || len(words) > len(spans) {
		return 0
	}
	var end [32]byte
	first := words[0].Start
	copy(end[:16], text[first:])
	for i, w := range words {
		spans[i] = model.Span{Start: w.Start - first, End: w.End - first}
	}
	prepareFast(&into[0], &c.slots[0], c.pairs(), &end[0], &spans[0], len(words))
	return len(words)
}

// taking is what takeFast works on.
type taking struct {
	words *word
	count int
	slots *slot
	pairs uint64

	ids   *uint32
	room  int     // the number of ids that may be stored
	lists *uint32 // of long, nil if it has none
	list  uint32
	gaps  *gap // nil: not wanted

	// What is prepared: at most ahead words.
	text   *byte
	coming *model.Span
	into   *word
	ahead  int
}

// take stores the ids of words in ids, one after the other, until it comes to one that has no slot. It
// returns how many words and ids that were. ids must have room for shortIDs a word. With later, it may go on behind a
// word that is not known, and returns c.gaps for these. Of the coming words, easy ones, it prepares one for each that it
// looks at.
func (c *Cache) take(words []word, ids []uint32, later bool, text []byte, coming []model.Span, into []word) (done, n int, gaps []gap) {
	if !fast {
		done, n = c.takeGeneric(words, ids, nil)
		return done, n, nil
	}
	_ = ids[shortIDs*len(words)-1]
	t := taking{words: &words[0], count: len(words), slots: &c.slots[0], pairs: c.pairs(), ids: &ids[0], room: len(ids), list: c.long.list}
	if len(c.long.ids) > 0 {
		t.lists = &c.long.ids[0]
	}
	if later {
		t.gaps = &c.gaps[0]
	}
	if len(coming) > 0 {
		t.text, t.coming, t.into, t.ahead = &text[0], &coming[0], &into[:len(coming)][0], len(coming)
	}
	done, n, gapped := takeFast(&t)
	return done, n, c.gaps[:gapped]
}

// count is take that also stores how many ids each word has.
func (c *Cache) count(words []word, ids []uint32, counts []uint8) (done int) {
	if !fast {
		done, _ = c.takeGeneric(words, ids, counts)
		return done
	}
	_, _ = ids[shortIDs*len(words)-1], counts[len(words)-1]
	return countFast(&words[0], len(words), &c.slots[0], c.pairs(), &ids[0], &counts[0])
}

// pairs is the mask that makes a hash the offset of a pair of slots, in bytes.
func (c *Cache) pairs() uint64 { return uint64(len(c.slots)-2) * 32 }

// hashFast is two rounds of AES.
//
//go:noescape
func hashFast(lo, hi uint64) uint64

// prepareFast is prepare for count words that begin at least 16 bytes before the end of text.
//
//go:noescape
func prepareFast(into *word, slots *slot, pairs uint64, text *byte, words *model.Span, count int)

// takeFast returns how many words it has dealt with, how many ids it has stored, and how many gaps.
//
//go:noescape
func takeFast(t *taking) (done, n, gapped int)

//go:noescape
func countFast(words *word, count int, slots *slot, pairs uint64, ids *uint32, counts *uint8) (done int)
