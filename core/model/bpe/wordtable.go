package bpe

import (
	"encoding/binary"
	"math/bits"
)

// wordTable finds the ids of words that are tokens, if they have at most tableBytes bytes: one probe of one
// cache line, as a rule. Of longer words it tells nearly all that are no tokens. Its arrays hold no pointers.
type wordTable struct {
	slots []wordSlot // their number is a power of two, at least one is free
	long  []uint64   // bits at the hashes of longer words
}

// wordSlot is a word, zero padded, with its length above its id; that is 0 where the slot is free.
type wordSlot struct {
	first uint64
	rest  uint32
	id    uint32
}

// tableBytes is the length of the longest word in a table.
const tableBytes = 12

// lengthShift puts the length above the largest id, maxTableID.
const lengthShift = 28

// newWordTable makes an empty table for n words.
func newWordTable(n int) *wordTable {
	size := 16
	for 3*size < 4*(n+1) {
		size *= 2
	}
	return &wordTable{make([]wordSlot, size), make([]uint64, size/16)}
}

// wordKey returns what a slot has for a word of at most tableBytes bytes.
func wordKey(word []byte) (first uint64, rest uint32) {
	switch n := len(word); {
	case n >= 8:
		first = binary.LittleEndian.Uint64(word)
		rest = uint32(binary.LittleEndian.Uint64(word[n-8:])>>(8*(16-n)&63)) & uint32(1<<(8*(n-8))-1)
	case n >= 4:
		first = uint64(binary.LittleEndian.Uint32(word)) | uint64(binary.LittleEndian.Uint32(word[n-4:]))<<(8*(n-4))
	case n > 0:
		first = uint64(word[0]) | uint64(word[n/2])<<(8*(n/2)) | uint64(word[n-1])<<(8*(n-1))
	}
	return
}

func (t *wordTable) home(first uint64, rest uint32) uint64 {
	return wordHash(first, uint64(rest)) & uint64(len(t.slots)-1)
}

func wordHash(a, b uint64) uint64 {
	h, l := bits.Mul64(a^0x9E3779B97F4A7C15, b^0xD6E8FEB86659FD93)
	return h ^ l
}

// longBit returns the bit of a word of more than tableBytes bytes.
func (t *wordTable) longBit(word []byte) (index, mask uint64) {
	n := len(word)
	h := wordHash(binary.LittleEndian.Uint64(word), binary.LittleEndian.Uint64(word[n-8:])+uint64(n))
	return h >> 6 & uint64(len(t.long)-1), 1 << (h & 63)
}

// put adds a word of 1 to tableBytes bytes. Each word is put once.
func (t *wordTable) put(word []byte, id uint32) {
	first, rest := wordKey(word)
	i := t.home(first, rest)
	for t.slots[i].id != 0 {
		i = (i + 1) & uint64(len(t.slots)-1)
	}
	t.slots[i] = wordSlot{first, rest, uint32(len(word))<<lengthShift | id}
}

// find returns the id of a word of 1 to tableBytes bytes.
func (t *wordTable) find(word []byte) (id uint32, ok bool) {
	first, rest := wordKey(word)
	for i := t.home(first, rest); ; i = (i + 1) & uint64(len(t.slots)-1) {
		s := &t.slots[i]
		if s.first == first && s.rest == rest && int(s.id>>lengthShift) == len(word) {
			return s.id & (1<<lengthShift - 1), true
		}
		if s.id == 0 {
			return 0, false
		}
	}
}

// putLong adds a word of more than tableBytes bytes.
func (t *wordTable) putLong(word []byte) {
	index, mask := t.longBit(word)
	t.long[index] |= mask
}

// hasLong reports whether a word of more than tableBytes bytes may have been added.
func (t *wordTable) hasLong(word []byte) bool {
	index, mask := t.longBit(word)
	return t.long[index]&mask != 0
}
