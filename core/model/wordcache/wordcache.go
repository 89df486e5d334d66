// Package wordcache remembers the ids of words. Most words of a text have been seen before, so the loop
// here is where encoding spends its time; a model is asked only for new ones.
//
// Words of up to 15 bytes and 4 ids live in 32-byte slots that are compared as two integers and copied
// without a branch on their length. Longer ones are kept whole and compared byte by byte: a hash alone
// never decides.
package wordcache

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"github.com/libhftok/libhftok/core/model"
)

const (
	shortBytes = 15
	shortIDs   = 4
	minSlots   = 1 << 11 // 64 KiB
	maxSlots   = 1 << 18 // 8 MiB
)

// Speller computes the tokens of one word that the cache does not know.
type Speller interface {
	// Spell appends the tokens of text[word.Start:word.End], which belongs to the given piece.
	Spell(text []byte, word model.Span, piece uint32, out *model.Output) error
}

// slot is a short word: its bytes, zero padded, in lo and the low 7 bytes of hi; in hi's top byte the
// word's length (low nibble) and the number of ids (high nibble). A free slot has length 0. Two slots, those
// whose numbers differ in the lowest bit, make a cache line.
type slot struct {
	lo, hi uint64
	ids    [shortIDs]uint32
}

const countMask = uint64(0xF0) << 56

// Cache belongs to one goroutine at a time.
type Cache struct {
	slots []slot // their number is a power of two
	used  int
	// lengths gives the bytes that an id stands for in the text, 0 where that is not fixed. nil: none is.
	lengths []uint8

	long long
}

// New makes an empty cache. lengths tells how many bytes of text each id stands for, 0 where it varies
// or exceeds 255; ids beyond it vary.
func New(lengths []uint8) *Cache {
	c := &Cache{lengths: lengths}
	c.resize(minSlots)
	return c
}

func (c *Cache) resize(n int) {
	old := c.slots
	c.slots, c.used = make([]slot, n), 0
	for _, s := range old {
		if s.hi != 0 {
			c.insert(s)
		}
	}
}

// find returns the slot of the short word with this key, nil if there is none. What is found comes first
// next time.
func (c *Cache) find(lo, hi uint64) *slot {
	i := hash(lo, hi) & uint64(len(c.slots)-1)
	first := &c.slots[i]
	if first.lo == lo && first.hi&^countMask == hi {
		return first
	}
	second := &c.slots[i^1]
	if second.lo == lo && second.hi&^countMask == hi {
		*first, *second = *second, *first
		return first
	}
	return nil
}

// insert puts a word into a free slot of its two, else into that which was found longer ago.
func (c *Cache) insert(s slot) {
	i := hash(s.lo, s.hi&^countMask) & uint64(len(c.slots)-1)
	if c.slots[i].hi != 0 {
		i ^= 1
	}
	if c.slots[i].hi == 0 {
		c.used++
	}
	c.slots[i] = s
}

// hash is the folded product of wyhash: https://github.com/wangyi-fudan/wyhash
func hash(lo, hi uint64) uint64 {
	h, l := bits.Mul64(lo^hashLow, hi^hashHigh)
	return h ^ l
}

const hashLow, hashHigh = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93

// masks keeps the first n bytes of a 16-byte word and adds the length.
var masks = func() (m [shortBytes + 1][2]uint64) {
	for n := range m {
		if n < 8 {
			m[n][0] = 1<<(8*n) - 1
		} else {
			m[n][0] = ^uint64(0)
			m[n][1] = 1<<(8*(n-8)) - 1
		}
	}
	return
}()

// load returns the 16 bytes of text from at on; what is beyond the text's end is 0.
func load(text []byte, at uint32) (lo, hi uint64) {
	if int(at)+16 > len(text) {
		return loadEnd(text[at:])
	}
	b := text[at:][:16]
	return binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
}

func loadEnd(text []byte) (lo, hi uint64) {
	var b [16]byte
	copy(b[:], text)
	return binary.LittleEndian.Uint64(b[:]), binary.LittleEndian.Uint64(b[8:])
}

// key makes the two integers that stand for a short word of n bytes of what load returned.
func key(lo, hi uint64, n uint32) (uint64, uint64) {
	m := &masks[n&shortBytes]
	return lo & m[0], hi&m[1] | uint64(n)<<56
}

// Encode appends the tokens of words. All belong to piece first, or, with each set, to the pieces
// first, first+1 and so on.
func (c *Cache) Encode(text []byte, words []model.Span, first uint32, each bool, out *model.Output, s Speller) error {
	var step uint32
	if each {
		step = 1
	}
	if out.Record {
		return c.record(text, words, first, step, out, s)
	}
	for i := 0; i < len(words); i++ {
		rest := words[i:]
		ids := slices.Grow(out.IDs, shortIDs*len(rest))
		done, n := probe(c.slots, text, rest[:inside(text, rest)], ids[len(ids):cap(ids)])
		out.IDs = ids[:len(ids)+n]
		if i += done; i == len(words) {
			break
		}
		w := words[i]
		var lo, hi uint64
		if size := w.End - w.Start; size <= shortBytes {
			lo, hi = load(text, w.Start)
			lo, hi = key(lo, hi, size)
			if d := c.find(lo, hi); d != nil {
				out.IDs = append(out.IDs, d.ids[:d.hi>>60]...)
				continue
			}
		}
		word := text[w.Start:w.End]
		if ids, ok := c.long.find(word); ok {
			out.IDs = append(out.IDs, ids...)
			continue
		}
		before := len(out.IDs)
		if err := s.Spell(text, w, first+uint32(i)*step, out); err != nil {
			return err
		}
		c.store(word, lo, hi, out.IDs[before:])
	}
	return nil
}

// inside returns how many words begin at least 16 bytes before the end of text.
func inside(text []byte, words []model.Span) int {
	n := len(words)
	for n > 0 && int(words[n-1].Start)+16 > len(text) {
		n--
	}
	return n
}

// probeGeneric is probe in portable Go.
func probeGeneric(slots []slot, text []byte, words []model.Span, ids []uint32) (done, n int) {
	for i, w := range words {
		size := w.End - w.Start
		if size > shortBytes {
			return i, n
		}
		b := text[w.Start:][:16]
		lo, hi := key(binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:]), size)
		at := hash(lo, hi) & uint64(len(slots)-1)
		d := &slots[at]
		if d.lo != lo || d.hi&^countMask != hi {
			other := &slots[at^1]
			if other.lo != lo || other.hi&^countMask != hi {
				return i, n
			}
			*d, *other = *other, *d
		}
		*(*[shortIDs]uint32)(ids[n : n+shortIDs]) = d.ids
		n += int(d.hi >> 60)
	}
	return len(words), n
}

// record is Encode with spans and pieces: known words whose ids have fixed lengths need no spelling.
func (c *Cache) record(text []byte, words []model.Span, first, step uint32, out *model.Output, s Speller) error {
	for i, w := range words {
		piece := first + uint32(i)*step
		var lo, hi uint64
		if size := w.End - w.Start; size <= shortBytes {
			lo, hi = load(text, w.Start)
			lo, hi = key(lo, hi, size)
			if d := c.find(lo, hi); d != nil && c.lay(d.ids[:d.hi>>60], w, piece, out) {
				continue
			}
		}
		if ids, ok := c.long.find(text[w.Start:w.End]); ok && c.lay(ids, w, piece, out) {
			continue
		}
		n := len(out.IDs)
		if err := s.Spell(text, w, piece, out); err != nil {
			return err
		}
		c.store(text[w.Start:w.End], lo, hi, out.IDs[n:])
	}
	return nil
}

// lay appends ids that cover w one after the other. It reports false, having added nothing, when their
// lengths do not tell where each lies.
func (c *Cache) lay(ids []uint32, w model.Span, piece uint32, out *model.Output) bool {
	n := len(out.IDs)
	at := w.Start
	for _, id := range ids {
		var l uint32
		if int(id) < len(c.lengths) {
			l = uint32(c.lengths[id])
		}
		if l == 0 {
			at = w.End + 1
			break
		}
		out.Add(id, model.Span{Start: at, End: at + l}, piece)
		at += l
	}
	if at != w.End {
		out.TakeBack(n)
		return false
	}
	return true
}

// store remembers the ids of a word; lo and hi are its key if it is short.
func (c *Cache) store(word []byte, lo, hi uint64, ids []uint32) {
	if len(word) > shortBytes || len(ids) > shortIDs || len(ids) == 0 {
		c.long.store(word, ids)
		return
	}
	if c.used > len(c.slots)/2 && len(c.slots) < maxSlots {
		c.resize(4 * len(c.slots))
	}
	s := slot{lo: lo, hi: hi | uint64(len(ids))<<60}
	copy(s.ids[:], ids)
	c.insert(s)
}
