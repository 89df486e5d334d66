package bpe

import "github.com/libhftok/libhftok/core/model/wordcache"

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

	// The pair that is merged next: where it is, and its rank. Then the pairs that the new symbol makes with what is on
	// its left and right, and the addresses of the slots where these are looked for first.
	at, rank            uint32
	_                   uint32
	left, right         uint64
	leftSlot, rightSlot uint64
}

// lanes merge several words at a time: while one waits for a table's memory, the others go on. All go step by step from
// one look into a table to the next, each fetched before, and no step has a branch that depends on the word.
type lanes struct {
	none    [8]uint64               // free slots; the first field
	running [wordcache.Batch]uint32 // words that are not done, as offsets into words, in bytes
	count   int                     // of them
	wide    bool                    // one of them has more than laneSymbols/2 symbols
	words   [wordcache.Batch]lane
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
	b := &l.words[i]
	b.ranks = noRanks
	b.size = uint32(len(text))
	left := uint16(0)
	for i, c := range text {
		b.ids[i&mask] = single[c]
		left = left<<8 | uint16(c)
		if i > 0 {
			b.ranks[(i-1)&mask] = grid[left]
		}
	}
	l.running[l.count] = uint32(i) * laneBytes
	l.count++
	l.wide = l.wide || len(text) > laneSymbols/2
}

// tokens returns what became of a word.
func (l *lanes) tokens(i int) []uint32 { return l.words[i].ids[:l.words[i].size] }
