// Package wordcache remembers the ids of words. Most words of a text have been seen before, so the loop
// here is where encoding spends its time; a model is asked only for new ones.
//
// Words of up to 15 bytes and 4 ids live in 32-byte slots that are compared as two integers and copied
// without a branch on their length. Longer ones are kept whole and compared byte by byte: a hash alone
// never decides.
package wordcache

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"slices"

	"github.com/libhftok/libhftok/core/model"
)

const (
	shortBytes = 15
	shortIDs   = 4
	minSlots   = 1 << 11 // 64 KiB
	maxSlots   = 1 << 16 // 2 MiB
	maxLong    = 256     // bytes of the longest word kept
	longBudget = 2 << 20 // bytes of text and ids of long words
)

// Speller computes the tokens of one word that the cache does not know.
type Speller interface {
	// Spell appends the tokens of text[word.Start:word.End], which belongs to the given piece.
	Spell(text []byte, word model.Span, piece uint32, out *model.Output) error
}

// slot is a short word: its bytes, zero padded, in lo and the low 7 bytes of hi; in hi's top byte the
// word's length (low nibble) and the number of ids (high nibble). A free slot has length 0.
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

	seed     maphash.Seed
	long     map[uint64]longWord
	longText []byte
	longIDs  []uint32
}

type longWord struct{ text, textEnd, ids, idsEnd uint32 }

// New makes an empty cache. lengths tells how many bytes of text each id stands for, 0 where it varies
// or exceeds 255; ids beyond it vary.
func New(lengths []uint8) *Cache {
	c := &Cache{lengths: lengths, seed: maphash.MakeSeed(), long: make(map[uint64]longWord)}
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

// find returns the slot of the short word with this key, nil if there is none. Each word has two slots to
// be in, side by side in one cache line.
func (c *Cache) find(lo, hi uint64) *slot {
	i := hash(lo, hi) & uint64(len(c.slots)-1)
	if d := &c.slots[i]; d.lo == lo && d.hi&^countMask == hi {
		return d
	}
	if d := &c.slots[i^1]; d.lo == lo && d.hi&^countMask == hi {
		return d
	}
	return nil
}

// insert puts a word into its first slot; what was there moves to the second.
func (c *Cache) insert(s slot) {
	i := hash(s.lo, s.hi&^countMask) & uint64(len(c.slots)-1)
	first, second := &c.slots[i], &c.slots[i^1]
	if first.hi == 0 || second.hi == 0 {
		c.used++
	}
	if first.hi != 0 {
		*second = *first
	}
	*first = s
}

// hash is the folded product of wyhash: https://github.com/wangyi-fudan/wyhash
func hash(lo, hi uint64) uint64 {
	h, l := bits.Mul64(lo^0x9E3779B97F4A7C15, hi^0xD6E8FEB86659FD93)
	return h ^ l
}

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
	out.IDs = slices.Grow(out.IDs, shortIDs*len(words))
	ids := out.IDs
	for i, w := range words {
		var lo, hi uint64
		if size := w.End - w.Start; size <= shortBytes {
			lo, hi = load(text, w.Start)
			lo, hi = key(lo, hi, size)
			// This is find, by hand because the compiler does not inline it.
			at := hash(lo, hi) & uint64(len(c.slots)-1)
			d := &c.slots[at]
			if d.lo != lo || d.hi&^countMask != hi {
				d = &c.slots[at^1]
			}
			if d.lo == lo && d.hi&^countMask == hi {
				n := len(ids)
				if n+shortIDs > cap(ids) {
					ids = slices.Grow(ids, shortIDs*(len(words)-i))
				}
				*(*[shortIDs]uint32)(ids[n : n+shortIDs]) = d.ids
				ids = ids[:n+int(d.hi>>60)]
				continue
			}
		}
		out.IDs = ids
		if err := c.miss(text, w, lo, hi, first+uint32(i)*step, out, s); err != nil {
			return err
		}
		ids = out.IDs
	}
	out.IDs = ids
	return nil
}

// miss appends the ids of a word that is not in a slot. lo and hi are its key if it is short.
func (c *Cache) miss(text []byte, w model.Span, lo, hi uint64, piece uint32, out *model.Output, s Speller) error {
	if ids, ok := c.findLong(text[w.Start:w.End]); ok {
		out.IDs = append(out.IDs, ids...)
		return nil
	}
	n := len(out.IDs)
	if err := s.Spell(text, w, piece, out); err != nil {
		return err
	}
	c.store(text[w.Start:w.End], lo, hi, out.IDs[n:])
	return nil
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
		if ids, ok := c.findLong(text[w.Start:w.End]); ok && c.lay(ids, w, piece, out) {
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
		c.storeLong(word, ids)
		return
	}
	if c.used > len(c.slots)/2 && len(c.slots) < maxSlots {
		c.resize(4 * len(c.slots))
	}
	s := slot{lo: lo, hi: hi | uint64(len(ids))<<60}
	copy(s.ids[:], ids)
	c.insert(s)
}

func (c *Cache) findLong(word []byte) ([]uint32, bool) {
	if len(word) > maxLong {
		return nil, false
	}
	l, ok := c.long[maphash.Bytes(c.seed, word)]
	if !ok || string(c.longText[l.text:l.textEnd]) != string(word) {
		return nil, false
	}
	return c.longIDs[l.ids:l.idsEnd], true
}

func (c *Cache) storeLong(word []byte, ids []uint32) {
	if len(word) > maxLong {
		return
	}
	if len(c.longText)+4*len(c.longIDs)+32*len(c.long) > longBudget {
		clear(c.long)
		c.longText, c.longIDs = c.longText[:0], c.longIDs[:0]
	}
	l := longWord{text: uint32(len(c.longText)), ids: uint32(len(c.longIDs))}
	c.longText = append(c.longText, word...)
	c.longIDs = append(c.longIDs, ids...)
	l.textEnd, l.idsEnd = uint32(len(c.longText)), uint32(len(c.longIDs))
	c.long[maphash.Bytes(c.seed, word)] = l
}
