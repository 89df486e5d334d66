package bpe

import (
	"encoding/binary"

	"github.com/libhftok/libhftok/core/internal/hugepages"
	"github.com/libhftok/libhftok/core/internal/prefetch"
	"github.com/libhftok/libhftok/core/internal/shortkey"
)

// wordTable finds the ids of words that are tokens, if they have at most tableBytes bytes: one probe of one
// cache line, as a rule. Of longer words it tells nearly all that are no tokens. Its arrays hold no pointers.
type wordTable struct {
	slots  []wordSlot // their number is a power of two, at least one is free
	filter []uint64   // bits at the hashes of the words in slots; a power of two of them
	long   []uint64   // bits at the hashes of longer words; a power of two of them
}

// wordSlot is a word, zero padded, with its length above its id; that is 0 where the slot is free.
type wordSlot struct {
	first uint64
	rest  uint32 // the word's bytes from the ninth on, folded if they are more than four
	id    uint32
}

// tableBytes is the length of the longest word in a table, sureBytes that of the longest that a slot has whole.
const (
	tableBytes = 15
	sureBytes  = 12
)

// lengthShift puts the length above the largest id, maxTableID.
const lengthShift = 28

// newWordTable makes an empty table for n words.
func newWordTable(n int) *wordTable {
	size := 16
	for 6*size < 7*(n+1) {
		size *= 2
	}
	t := &wordTable{make([]wordSlot, size), make([]uint64, size/8), make([]uint64, size/16)}
	hugepages.Advise(t.slots)
	return t
}

// restOf is what a slot has of the bytes of a word from the ninth on.
func restOf(k shortkey.Key) uint32 { return uint32(k.Hi) ^ uint32(k.Hi>>32)*0x9E3779B1 }

// bit returns where the filter has a hash.
func (t *wordTable) bit(hash uint64) (index, shift uint64) {
	return hash >> 38 & uint64(len(t.filter)-1), hash >> 32 & 63
}

// longBit returns the bit of a word of more than tableBytes bytes.
func (t *wordTable) longBit(word []byte) (index, mask uint64) {
	n := len(word)
	h := shortkey.Key{Lo: binary.LittleEndian.Uint64(word), Hi: binary.LittleEndian.Uint64(word[n-8:]) + uint64(n)}.Hash()
	return h >> 6 & uint64(len(t.long)-1), 1 << (h & 63)
}

// put adds a word of 1 to tableBytes bytes. Each word is put once.
func (t *wordTable) put(word []byte, id uint32) {
	k := shortkey.From(word)
	h := k.Hash()
	index, shift := t.bit(h)
	t.filter[index] |= 1 << shift
	i := h & uint64(len(t.slots)-1)
	for t.slots[i].id != 0 {
		i = (i + 1) & uint64(len(t.slots)-1)
	}
	t.slots[i] = wordSlot{k.Lo, restOf(k), uint32(len(word))<<lengthShift | id}
}

// find returns the id of a word of n bytes, 1 to tableBytes. If there are more than sureBytes, nearly always: it may
// be the id of another word.
func (t *wordTable) find(k shortkey.Key, n int) (id uint32, ok bool) {
	h := k.Hash()
	if index, shift := t.bit(h); t.filter[index]>>shift&1 == 0 {
		return 0, false
	}
	return t.findHashed(k, n, h)
}

// fetch has the slot fetched where a word with a hash is looked for first.
func (t *wordTable) fetch(hash uint64) { prefetch.Line(&t.slots[hash&uint64(len(t.slots)-1)]) }

// findHashed is find of a word whose hash is known, without the filter.
func (t *wordTable) findHashed(k shortkey.Key, n int, h uint64) (id uint32, ok bool) {
	rest := restOf(k)
	for i := h & uint64(len(t.slots)-1); ; i = (i + 1) & uint64(len(t.slots)-1) {
		s := &t.slots[i]
		if s.first == k.Lo && s.rest == rest && int(s.id>>lengthShift) == n {
			return s.id & (1<<lengthShift - 1), true
		}
		if s.id == 0 {
			return 0, false
		}
	}
}

// heads returns for which n the first n bytes of k may be a word: bit n of the result. At most limit bytes count,
// which are no more than tableBytes.
func (t *wordTable) heads(k shortkey.Key, limit int) (lengths uint16) {
	for n := 1; n <= limit; n++ {
		index, shift := t.bit(k.Head(n).Hash())
		lengths |= uint16(t.filter[index]>>shift&1) << (n & 15)
	}
	return lengths
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
