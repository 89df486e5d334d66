package bpe

import (
	"math/bits"

	"github.com/libhftok/libhftok/core/model/wordcache"
)

// laneCount is the number of lanes.
const laneCount = wordcache.Batch

// laneSymbols is the number of symbols of the longest word of a lane.
const laneSymbols = 32

// laneRow holds something of each symbol of a word, and room behind it: when two symbols become one, what follows moves
// up by whole vectors.
type laneRow [2*laneSymbols + 4]uint32

// lane is a word while it is merged.
type lane struct {
	_     [4]uint32 // ids[-1] is read, if in vain
	ids   laneRow   // of the symbols; of no meaning behind them
	ranks laneRow   // of the pair that each symbol makes with the next one; noRank where there is none
	size  uint32    // number of symbols
	// The symbols that the word had at first, as bits: those that still begin one.
	starts uint32

	// The pair that is merged next: where it is, and its rank. Then the pairs that the new symbol makes with what is on
	// its left and right, and the addresses of the slots where these are looked for first.
	at, rank            uint32
	left, right         uint64
	leftSlot, rightSlot uint64
}

// lanes merge several words at a time: while one waits for a table's memory, the others go on. All go step by step from
// one look into a table to the next, each fetched before, and hardly a branch depends on the word.
type lanes struct {
	none    [lineSlots]uint64 // free slots; the first field
	running [laneCount]uint32 // words that are not done
	count   int               // of them
	wide    bool              // one of them has more than laneSymbols/2 symbols
	words   [laneCount]lane
}

// noRanks are those of a word without pairs.
var noRanks = func() (r laneRow) {
	for i := range r {
		r[i] = noRank
	}
	return r
}()

// clear drops all words.
func (l *lanes) clear() { l.count, l.wide = 0, false }

// set makes a word of one symbol, which needs no merging.
func (l *lanes) set(i int, id uint32) {
	b := &l.words[i]
	b.ids[0], b.size = id, 1
}

// add makes a word of at most laneSymbols bytes, whose ids and ranks of pairs are given, to be merged.
func (l *lanes) add(i int, text []byte, single *[256]uint32, grid *[1 << 16]uint32) {
	const mask = laneSymbols - 1
	b := l.begin(i, len(text))
	left := uint16(0)
	for i, c := range text {
		b.ids[i&mask] = single[c]
		left = left<<8 | uint16(c)
		if i > 0 {
			b.ranks[(i-1)&mask] = grid[left]
		}
	}
}

// addSymbols makes a word of at most laneSymbols symbols, to be merged by the rules of t.
func (l *lanes) addSymbols(i int, ids []uint32, t *pairTable) {
	b := l.begin(i, len(ids))
	copy(b.ids[:], ids)
	for i := range ids[1:] {
		b.ranks[i&(laneSymbols-1)] = t.find(ids[i], ids[i+1])
	}
}

// begin makes a word of n symbols without pairs.
func (l *lanes) begin(i, n int) *lane {
	b := &l.words[i]
	b.ranks = noRanks
	b.size, b.starts = uint32(n), 1<<n-1
	l.running[l.count] = uint32(i)
	l.count++
	l.wide = l.wide || n > laneSymbols/2
	return b
}

// tokens returns what became of a word.
func (l *lanes) tokens(i int) []uint32 { return l.words[i].ids[:l.words[i].size] }

// appendSizes appends how many of the n symbols that a word had at first each of its tokens is made of.
func (l *lanes) appendSizes(sizes []uint32, i, n int) []uint32 {
	for starts := l.words[i].starts; starts != 0; {
		start := bits.TrailingZeros32(starts)
		starts &= starts - 1
		end := min(bits.TrailingZeros32(starts), n)
		sizes = append(sizes, uint32(end-start))
	}
	return sizes
}
