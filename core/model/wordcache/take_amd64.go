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

// take stores the ids of words in ids, one after the other, until it comes to one that has no slot. It
// returns how many words and ids that were. Each word must begin at least 16 bytes before the text's end, and
// ids must have room for shortIDs a word.
func (c *Cache) take(text []byte, words []model.Span, ids []uint32) (done, n int) {
	if !fast {
		return c.takeGeneric(text, words, ids)
	}
	_ = ids[shortIDs*len(words)-1]
	return takeFast(&c.slots[0], uint64(len(c.slots)-2)*32, &text[0], &words[0], len(words), &ids[0])
}

// hashFast is two rounds of AES.
//
//go:noescape
func hashFast(lo, hi uint64) uint64

// takeFast is take; pairs is the mask that makes a hash the offset of a pair of slots, in bytes.
//
//go:noescape
func takeFast(slots *slot, pairs uint64, text *byte, words *model.Span, count int, ids *uint32) (done, n int)
