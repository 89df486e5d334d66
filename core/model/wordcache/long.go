package wordcache

import (
	"encoding/binary"
	"math"

	"github.com/libhftok/libhftok/core/internal/offheap"
	"github.com/libhftok/libhftok/core/internal/prefetch"
	"github.com/libhftok/libhftok/core/internal/shortkey"
)

// maxLong is the number of bytes of the longest word kept: where there are no spaces, a paragraph is a word.
const maxLong = 1 << 12

// long keeps words, or just the ids of words, that don't fit into a slot, and is emptied when its budget is used
// up. The zero value of all but budget is ready.
type long struct {
	budget int        // in bytes, about
	list   uint32     // how often it was emptied
	table  []longWord // open addressing; the length is a power of two, or 0
	used   int
	text   []byte
	ids    []uint32

	// What owns the above, once there are many words.
	words    *offheap.Table[longWord]
	textRoom *offheap.Table[byte]
	idsRoom  *offheap.Table[uint32]
}

// longWord is a word of long, free if size is 0.
type longWord struct {
	hash      uint64
	text, ids uint32 // where they begin
	size      uint16 // in bytes
	count     uint16 // of ids
}

// hashLong is a hash of up to maxLong bytes.
func hashLong(word []byte) uint64 {
	h := uint64(len(word))
	for ; len(word) > 16; word = word[16:] {
		h = hashGeneric(binary.LittleEndian.Uint64(word)^h, binary.LittleEndian.Uint64(word[8:]))
	}
	k := shortkey.From(word)
	return hashGeneric(k.Lo^h, k.Hi)
}

// hash returns what find takes, and has what that looks at first fetched from memory.
func (l *long) hash(word []byte) uint64 {
	if len(word) > maxLong || l.used == 0 {
		return 0
	}
	h := hashLong(word)
	prefetch.Line(&l.table[h&uint64(len(l.table)-1)])
	return h
}

// find returns the ids of a word with a hash, valid until the next store.
func (l *long) find(word []byte, h uint64) ([]uint32, bool) {
	if len(word) > maxLong || l.used == 0 {
		return nil, false
	}
	mask := uint64(len(l.table) - 1)
	for i := h & mask; l.table[i].size != 0; i = (i + 1) & mask {
		if w := &l.table[i]; w.hash == h && string(l.text[w.text:w.text+uint32(w.size)]) == string(word) {
			return l.ids[w.ids : w.ids+uint32(w.count)], true
		}
	}
	return nil, false
}

// store keeps the ids of a word that is not there yet.
func (l *long) store(word []byte, ids []uint32) {
	if len(word) > maxLong || len(word) == 0 || len(ids) > 1<<16-1 || len(word)+4*len(ids) > l.budget/16 {
		return
	}
	if 2*l.used >= len(l.table) {
		l.grow()
	}
	w := longWord{hash: hashLong(word), size: uint16(len(word)), count: uint16(len(ids))}
	w.ids, _ = l.add(word, ids)
	w.text = uint32(len(l.text) - len(word))
	l.insert(w)
}

// add keeps ids, and the word that they belong to unless a slot has it. It returns where they are.
func (l *long) add(word []byte, ids []uint32) (from, to uint32) {
	if len(l.text)+4*len(l.ids)+24*len(l.table) > l.budget {
		clear(l.table)
		l.used, l.text, l.ids = 0, l.text[:0], l.ids[:0]
		l.list++
	}
	if l.textRoom == nil && len(l.text)+4*len(l.ids) > manyBytes {
		l.makeRoom()
	}
	from = uint32(len(l.ids))
	l.text = append(l.text, word...)
	l.ids = append(l.ids, ids...)
	return from, uint32(len(l.ids))
}

// manyBytes is the size of text and ids from which they have room for all that the budget allows.
const manyBytes = 1 << 18

// makeRoom moves text and ids to where they need not be moved any more.
func (l *long) makeRoom() {
	l.textRoom, l.idsRoom = offheap.New[byte](l.budget+maxLong), offheap.New[uint32](l.budget/4+math.MaxUint16)
	l.text = append(l.textRoom.Rows()[:0], l.text...)
	l.ids = append(l.idsRoom.Rows()[:0], l.ids...)
}

func (l *long) insert(w longWord) {
	mask := uint64(len(l.table) - 1)
	i := w.hash & mask
	for l.table[i].size != 0 {
		i = (i + 1) & mask
	}
	l.table[i] = w
	l.used++
}

func (l *long) grow() {
	old := l.words
	l.words, l.used = offheap.New[longWord](max(2*len(l.table), 256)), 0
	l.table = l.words.Rows()
	for _, w := range old.Rows() {
		if w.size != 0 {
			l.insert(w)
		}
	}
	old.Free()
}
