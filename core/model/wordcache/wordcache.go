// Package wordcache remembers the ids of words. Most words of a text have been seen before, so the loop
// here is where encoding spends its time; a model is asked only for new ones.
//
// Words of up to 15 bytes live in 32-byte slots, with up to 4 ids, that are compared and copied without a branch on
// their length. Longer ones are kept whole and compared byte by byte: a hash alone
// never decides.
package wordcache

import (
	"math"
	"runtime"
	"slices"
	"sync/atomic"

	"github.com/libhftok/libhftok/core/internal/hugepages"
	"github.com/libhftok/libhftok/core/internal/offheap"
	"github.com/libhftok/libhftok/core/internal/shortkey"
	"github.com/libhftok/libhftok/core/model"
)

const (
	shortBytes = 15
	shortIDs   = 4
	slotBytes  = 32
	minSlots   = 1 << 11
	// pageSlots fill a large page, which the system clears in less time than it takes to map a tenth of that in small ones.
	pageSlots = hugepages.Size / slotBytes
)

// DefaultLimit is the limit that caches have unless SetLimit changes it.
const DefaultLimit = 16 << 20

var limit atomic.Int64

func init() { limit.Store(DefaultLimit) }

// SetLimit sets how many bytes each cache made from now on takes at most, about; a minimum of some 64 KiB counts.
func SetLimit(bytes int64) { limit.Store(bytes) }

// Speller computes the tokens of one word that the cache does not know.
type Speller interface {
	// Spell appends the tokens of text[word.Start:word.End], which belongs to the given piece.
	Spell(text []byte, word model.Span, piece uint32, out *model.Output) error
}

// Batch is the number of new words up to which a BatchSpeller is given them at a time.
const Batch = 32

// BatchSpeller is a Speller that spells several words faster than one after the other.
type BatchSpeller interface {
	Speller
	// SpellAll appends the ids of up to Batch words of text to out, which records nothing else, and stores in ends how
	// many ids out has after each.
	SpellAll(text []byte, words []model.Span, out *model.Output, ends []uint32) error
}

// slot is a short word: its bytes, zero padded, in lo and the low 7 bytes of hi; in hi's top byte the
// word's length (low nibble) and the number of ids (high nibble), or listed. A free slot has length 0. A pair
// of slots is a cache line.
type slot struct {
	lo, hi uint64
	ids    [shortIDs]uint32
}

const countMask = uint64(0xF0) << 56

// listed is the number of ids of a slot whose ids are in Cache.long: in its list ids[2], from ids[0] to ids[1].
const listed = 15

// Cache belongs to one goroutine at a time.
type Cache struct {
	slots []slot               // their number is a power of two
	table *offheap.Table[slot] // owns them
	used  int
	// lengths gives the bytes that an id stands for in the text, 0 where that is not fixed. nil: none is.
	lengths []uint8

	maxSlots int // a power of two

	long  long
	ahead [2][ahead]word // of the block that is taken, and of the next
	gaps  [ahead]gap
	late  late
	// What count gives.
	ids    [shortIDs * ahead]uint32
	counts [ahead]uint8
}

// New makes an empty cache. lengths tells how many bytes of text each id stands for, 0 where it varies
// or exceeds 255; ids beyond it vary.
func New(lengths []uint8) *Cache { return NewSmall(lengths, 1) }

// NewSmall is New for a cache that takes one part in so many of the limit.
func NewSmall(lengths []uint8, parts int64) *Cache {
	half := limit.Load() / parts / 2 // the other half is for long words
	c := &Cache{lengths: lengths, maxSlots: minSlots, long: long{budget: int(half)}}
	for int64(2*slotBytes*c.maxSlots) <= half {
		c.maxSlots *= 2
	}
	c.table = offheap.New[slot](minSlots)
	c.slots = c.table.Rows()
	return c
}

// grow makes more slots, where they are once they fill a large page.
func (c *Cache) grow() {
	old, n := len(c.slots), min(max(pageSlots, 2*len(c.slots)), c.maxSlots)
	if n > cap(c.slots) {
		small := c.table
		c.table = offheap.New[slot](c.maxSlots)
		hugepages.Advise(c.table.Rows())
		c.slots = c.table.Rows()
		copy(c.slots, small.Rows())
		small.Free()
	}
	c.slots = c.slots[:n]
	hugepages.Populate(c.slots[old:])
	c.spread(old)
}

// spread moves words that are in the first so many slots to where they belong now. A hash has more bits that tell a pair: what was
// in its first pair stays there or goes to a pair behind the old ones, where no word of another pair goes. Words in their
// second pair find their place after all others.
func (c *Cache) spread(old int) {
	c.used = 0
	var second []slot
	for i := 0; i < old; i += 2 {
		pair := *(*[2]slot)(c.slots[i : i+2])
		c.slots[i], c.slots[i+1] = slot{}, slot{}
		for _, s := range pair {
			if s.hi == 0 {
				break
			}
			if h := c.hash(s.lo, s.hi&^countMask); int(h/32)&(old-2) == i {
				c.insert(s, h)
			} else {
				second = append(second, s)
			}
		}
	}
	for _, s := range second {
		c.insert(s, c.hash(s.lo, s.hi&^countMask))
	}
}

// word is what a word is looked up by: the key that slots have, without the number of ids, and its hash. The
// key of words too long for slots is in none of them.
type word struct{ lo, hi, hash uint64 }

// gap is a word that take went past, as it is in no slot.
type gap struct {
	rest uint32 // the number of words that were left, this one included
	at   uint32 // how many ids were stored before
}

// ahead is the number of words whose slots are fetched from memory before the first is looked at.
const ahead = 128

// noKey is the hi of words that are in no slot: bytes, but no length.
const noKey = 1

// find returns the slot of a word, nil if there is none. A word is in one of two pairs of slots; in the second only if
// the first was full, and words stay where they are.
func (c *Cache) find(w *word) *slot {
	for _, h := range [2]uint64{w.hash, w.hash >> 32} {
		pair := c.pair(h)
		for i := range pair {
			if d := &pair[i]; d.lo == w.lo && d.hi&^countMask == w.hi {
				return d
			}
		}
		if pair[1].hi == 0 {
			break
		}
	}
	return nil
}

func (c *Cache) pair(h uint64) *[2]slot {
	i := h / 32 & uint64(len(c.slots)-2)
	return (*[2]slot)(c.slots[i : i+2])
}

// insert puts a word into the first free slot of its four, or in place of the last.
func (c *Cache) insert(s slot, h uint64) {
	pair := c.pair(h)
	if pair[1].hi != 0 {
		pair = c.pair(h >> 32)
	}
	d := &pair[0]
	if d.hi != 0 {
		d = &pair[1]
	}
	if d.hi == 0 {
		c.used++
	}
	*d = s
}

// hashGeneric is hash in portable Go.
func hashGeneric(lo, hi uint64) uint64 { return shortkey.Key{Lo: lo, Hi: hi}.Hash() }

// word returns what a word is looked up by.
func (c *Cache) word(text []byte, at model.Span) word {
	w := word{hi: noKey}
	if size := at.End - at.Start; size <= shortBytes {
		k := shortkey.From(text[at.Start:]).Head(int(size))
		w.lo, w.hi = k.Lo, k.Hi|uint64(size)<<56
	}
	w.hash = c.hash(w.lo, w.hi)
	return w
}

// Encode appends the tokens of words. All belong to piece first, or, with each set, to the pieces
// first, first+1 and so on. Words may be Given unless out.Record is set.
func (c *Cache) Encode(text []byte, words []model.Span, first uint32, each bool, out *model.Output, s Speller) error {
	defer runtime.KeepAlive(c) // which owns what is looked at here
	var step uint32
	if each {
		step = 1
	}
	if out.Record {
		return c.record(text, words, first, step, out, s)
	}
	batch, _ := s.(BatchSpeller) // nil: words are spelled one by one
	block, words := blockOf(words)
	now, next := c.ahead[0][:], c.ahead[1][:]
	c.prepare(text, block, now)
	for len(block) > 0 {
		coming, rest := blockOf(words)
		easy := c.easy(text, coming)
		for i := 0; i < len(block); i++ {
			ids := slices.Grow(out.IDs, shortIDs*(len(block)-i))
			done, n, gaps := c.take(now[i:len(block)], ids[len(ids):cap(ids)], batch != nil, text, coming[min(i, easy):easy], next[min(i, easy):])
			out.IDs = ids[:len(ids)+n]
			if err := c.fillLater(text, block, now[:len(block)], gaps, len(ids), out, batch); err != nil {
				return err
			}
			if i += done; i == len(block) {
				break
			}
			if err := c.miss(text, block[i], &now[i], first+uint32(i)*step, out, s, batch); err != nil {
				return err
			}
		}
		c.prepare(text, coming[easy:], next[easy:])
		first += uint32(len(block)) * step
		block, words = coming, rest
		now, next = next, now
	}
	if c.late.n > 0 {
		return c.spellLate(text, out, batch)
	}
	return nil
}

// blockOf returns the words that are prepared before the first of them is taken, and those behind them.
func blockOf(words []model.Span) (block, rest []model.Span) {
	n := min(len(words), ahead)
	return words[:n], words[n:]
}

// takeGeneric is take in portable Go, and count if counts is not nil.
func (c *Cache) takeGeneric(words []word, ids []uint32, counts []uint8) (done, n int) {
	for i := range words {
		d := c.find(&words[i])
		if d == nil || d.hi>>60 > shortIDs {
			return i, n
		}
		*(*[shortIDs]uint32)(ids[n : n+shortIDs]) = d.ids
		if counts != nil {
			counts[i] = uint8(d.hi >> 60)
		}
		n += int(d.hi >> 60)
	}
	return len(words), n
}

// known returns the ids of a word, and its slot if it has one.
func (c *Cache) known(w *word, content []byte) (ids []uint32, d *slot, ok bool) {
	if w.hi == noKey {
		ids, ok = c.long.find(content, c.long.hash(content))
		return ids, nil, ok
	}
	if d = c.find(w); d == nil {
		return nil, nil, false
	}
	if n := d.hi >> 60; n != listed {
		return d.ids[:n], d, true
	}
	if d.ids[2] != c.long.list {
		return nil, d, false
	}
	return c.long.ids[d.ids[0]:d.ids[1]], d, true
}

// miss appends the ids of a word that take does not know, or, unless batch is nil, has it spelled later, together with others.
func (c *Cache) miss(text []byte, at model.Span, w *word, piece uint32, out *model.Output, s Speller, batch BatchSpeller) error {
	if id, ok := at.Given(text); ok {
		out.IDs = append(out.IDs, id)
		return nil
	}
	content := text[at.Start:at.End]
	ids, d, ok := c.known(w, content)
	if ok {
		out.IDs = append(out.IDs, ids...)
		return nil
	}
	if batch != nil {
		return c.spellLater(text, at, w, len(out.IDs), out, batch)
	}
	n := len(out.IDs)
	if err := s.Spell(text, at, piece, out); err != nil {
		return err
	}
	c.store(content, w, d, out.IDs[n:])
	return nil
}

// record is Encode with spans and pieces: known words whose ids have fixed lengths need no spelling.
func (c *Cache) record(text []byte, words []model.Span, first, step uint32, out *model.Output, s Speller) error {
	prepared := c.ahead[0][:]
	for len(words) > 0 {
		block, rest := blockOf(words)
		c.prepare(text, block, prepared)
		for i := 0; i < len(block); {
			end := i
			if c.lengths != nil {
				end += c.count(prepared[i:len(block)], c.ids[:], c.counts[:])
			}
			for ids, counts := c.ids[:], c.counts[:end-i]; i < end; i++ {
				laid, n := c.lay(ids, counts, block[i:end], first+uint32(i)*step, step, out)
				if i += laid; i == end {
					break
				}
				if err := s.Spell(text, block[i], first+uint32(i)*step, out); err != nil {
					return err
				}
				ids, counts = ids[n+int(counts[laid]):], counts[laid+1:]
			}
			if i == len(block) {
				break
			}
			if err := c.recordOne(text, block[i], &prepared[i], first+uint32(i)*step, out, s); err != nil {
				return err
			}
			i++
		}
		first += uint32(len(block)) * step
		words = rest
	}
	return nil
}

// recordOne is record for a word that count does not know.
func (c *Cache) recordOne(text []byte, at model.Span, w *word, piece uint32, out *model.Output, s Speller) error {
	content := text[at.Start:at.End]
	ids, d, ok := c.known(w, content)
	if ok && len(ids) <= math.MaxUint8 {
		if laid, _ := c.lay(ids, []uint8{uint8(len(ids))}, []model.Span{at}, piece, 0, out); laid > 0 {
			return nil
		}
	}
	n := len(out.IDs)
	if err := s.Spell(text, at, piece, out); err != nil {
		return err
	}
	if !ok {
		c.store(content, w, d, out.IDs[n:])
	}
	return nil
}

// lay appends the ids of words, counts[i] of them for words[i], that cover their word one after the other. It stops
// before the first word where the lengths of the ids do not tell where each lies, and returns how many words and
// ids it appended.
func (c *Cache) lay(ids []uint32, counts []uint8, words []model.Span, piece, step uint32, out *model.Output) (laid, n int) {
	room := shortIDs * len(words)
	if len(words) == 1 {
		room = int(counts[0])
	}
	size := len(out.IDs)
	spans, pieces := out.Room(room)
	for laid < len(words) {
		w, at, end := words[laid], words[laid].Start, n+int(counts[laid])
		for i := n; i < end; i++ {
			var l uint32
			if id := ids[i]; int(id) < len(c.lengths) {
				l = uint32(c.lengths[id])
			}
			if l == 0 {
				at = w.End + 1
				break
			}
			spans[i], pieces[i] = model.Span{Start: at, End: at + l}, piece
			at += l
		}
		if at != w.End {
			break
		}
		n, piece = end, piece+step
		laid++
	}
	copy(out.IDs[size:size+n], ids)
	out.TakeBack(size + n)
	return laid, n
}

// store remembers the ids of a word that is not known, in slot d if it has one already.
func (c *Cache) store(content []byte, w *word, d *slot, ids []uint32) {
	if w.hi == noKey {
		c.long.store(content, ids)
		return
	}
	s := slot{lo: w.lo, hi: w.hi | uint64(len(ids))<<60}
	if len(ids) <= shortIDs {
		copy(s.ids[:], ids)
	} else {
		s.hi = w.hi | listed<<60
		s.ids[0], s.ids[1] = c.long.add(nil, ids)
		s.ids[2] = c.long.list
	}
	if d != nil {
		*d = s
		return
	}
	if c.crowded() && len(c.slots) < c.maxSlots {
		c.grow()
	}
	c.insert(s, w.hash)
}

// crowded reports whether words would be better off with more slots: when half are used; of a single large page a quarter, as
// another one costs little.
func (c *Cache) crowded() bool {
	return c.used > len(c.slots)/2 || c.used > pageSlots/4 && len(c.slots) == pageSlots
}
