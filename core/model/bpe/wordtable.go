package bpe

import (
	"encoding/binary"
	"math/bits"

	"github.com/libhftok/libhftok/core/internal/hugepages"
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

// wordKey is a word of at most tableBytes bytes, zero padded.
type wordKey struct{ lo, hi uint64 }

// keyOf returns the key of a word.
func keyOf(word []byte) wordKey {
	var b [16]byte
	copy(b[:], word)
	return wordKey{binary.LittleEndian.Uint64(b[:]), binary.LittleEndian.Uint64(b[8:])}
}

// head returns the key of the first n bytes, which are 1 to 16.
func (k wordKey) head(n int) wordKey {
	m := &headMasks[n&15]
	return wordKey{k.lo & m.lo, k.hi & m.hi}
}

var headMasks = func() (m [16]wordKey) {
	for n := range m {
		m[n].lo = 1<<(8*n) - 1
		if n >= 8 {
			m[n] = wordKey{^uint64(0), 1<<(8*(n-8)) - 1}
		}
	}
	return
}()

func (k wordKey) hash() uint64 { return wordHash(k.lo, k.hi) }

func (k wordKey) rest() uint32 { return uint32(k.hi) ^ uint32(k.hi>>32)*0x9E3779B1 }

func wordHash(a, b uint64) uint64 {
	h, l := bits.Mul64(a^0x9E3779B97F4A7C15, b^0xD6E8FEB86659FD93)
	return h ^ l
}

// bit returns where the filter has a hash.
func (t *wordTable) bit(hash uint64) (index, shift uint64) {
	return hash >> 38 & uint64(len(t.filter)-1), hash >> 32 & 63
}

// longBit returns the bit of a word of more than tableBytes bytes.
func (t *wordTable) longBit(word []byte) (index, mask uint64) {
	n := len(word)
	h := wordHash(binary.LittleEndian.Uint64(word), binary.LittleEndian.Uint64(word[n-8:])+uint64(n))
	return h >> 6 & uint64(len(t.long)-1), 1 << (h & 63)
}

// put adds a word of 1 to tableBytes bytes. Each word is put once.
func (t *wordTable) put(word []byte, id uint32) {
	k := keyOf(word)
	h := k.hash()
	index, shift := t.bit(h)
	t.filter[index] |= 1 << shift
	i := h & uint64(len(t.slots)-1)
	for t.slots[i].id != 0 {
		i = (i + 1) & uint64(len(t.slots)-1)
	}
	t.slots[i] = wordSlot{k.lo, k.rest(), uint32(len(word))<<lengthShift | id}
}

// find returns the id of a word of n bytes, 1 to tableBytes. If there are more than sureBytes, nearly always: it may
// be the id of another word.
func (t *wordTable) find(k wordKey, n int) (id uint32, ok bool) {
	h := k.hash()
	if index, shift := t.bit(h); t.filter[index]>>shift&1 == 0 {
		return 0, false
	}
	rest := k.rest()
	for i := h & uint64(len(t.slots)-1); ; i = (i + 1) & uint64(len(t.slots)-1) {
		s := &t.slots[i]
		if s.first == k.lo && s.rest == rest && int(s.id>>lengthShift) == n {
			return s.id & (1<<lengthShift - 1), true
		}
		if s.id == 0 {
			return 0, false
		}
	}
}

// heads returns for which n the first n bytes of k may be a word: bit n of the result. At most limit bytes count,
// which are no more than tableBytes.
func (t *wordTable) heads(k wordKey, limit int) (lengths uint16) {
	filter := t.filter
	for n := 1; n <= limit; n++ {
		h := k.head(n).hash()
		index, shift := h>>38&uint64(len(filter)-1), h>>32&63
		lengths |= uint16(filter[index]>>shift&1) << (n & 15)
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
