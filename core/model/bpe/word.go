package bpe

import (
	"slices"

	"github.com/libhftok/libhftok/core/model"
)

// pairAt is the pair that a symbol makes with the next one, for mergeByScan: what comes first is less.
func pairAt(rank uint32, position int) int64 { return int64(rank)<<8 | int64(position) }

// noPair is pairAt of no pair.
const noPair = int64(noRank)<<8 | 255

// lesser is min without a branch, for numbers whose difference does not overflow. Which pair comes first can't be
// predicted.
func lesser(a, b int64) int64 {
	d := a - b
	return b + d&(d>>63)
}

// leastOf is the least of four pairs.
func leastOf(p *[4]int64) int64 { return lesser(lesser(p[0], p[1]), lesser(p[2], p[3])) }

// word is a word on its way from characters to tokens.
type word struct {
	ids  []uint32
	lens []uint32 // bytes of text of each symbol

	// For mergeByScan: the pair that each symbol makes with the next one, and its neighbours' positions.
	pairs  [scanLimit]int64
	least  [scanLimit / 4]int64 // the least of each four pairs
	after  [scanLimit]uint8
	before [scanLimit]uint8

	// For mergeByQueue.
	next    []int32
	prev    []int32
	queue   []uint64 // min-heap of rank<<32 | position
	skipped []uint64 // entries that wait for the next merge
}

// scanLimit is the number of symbols up to which looking at all ranks for each merge is faster than
// keeping a queue.
const scanLimit = 32

func (w *word) reset() { w.ids, w.lens = w.ids[:0], w.lens[:0] }

// grow makes room for n symbols, whatever they are.
func (w *word) grow(n int) {
	w.ids, w.lens = slices.Grow(w.ids[:0], n)[:n], slices.Grow(w.lens[:0], n)[:n]
}

// give appends the symbols to out. The word begins at a position of the text, in a piece.
func (w *word) give(at, piece uint32, out *model.Output) {
	for i, id := range w.ids {
		end := at + w.lens[i]
		out.Add(id, model.Span{Start: at, End: end}, piece)
		at = end
	}
}

func (w *word) add(id, n uint32) {
	w.ids = append(w.ids, id)
	w.lens = append(w.lens, n)
}

// ofBytes makes symbols of bytes.
func (w *word) ofBytes(text []byte, single *[256]uint32) {
	w.grow(len(text))
	for i, b := range text {
		w.ids[i], w.lens[i] = single[b], 1
	}
}

// merge joins pairs until none has a rule: lowest rank first, then leftmost.
func (w *word) merge(t *pairTable) {
	switch n := len(w.ids); {
	case n < 2:
	case n <= scanLimit:
		for i := range n - 1 {
			w.pairs[i&(scanLimit-1)] = pairAt(t.find(w.ids[i], w.ids[i+1]), i)
		}
		w.mergeByScan(t)
	default:
		w.mergeByQueue(t, nil)
	}
}

// mergeBytes is merge of at most scanLimit bytes, whose ids and ranks of pairs are given.
func (w *word) mergeBytes(t *pairTable, text []byte, single *[256]uint32, grid *[1 << 16]uint32) {
	const mask = scanLimit - 1
	n := len(text)
	w.grow(scanLimit)
	w.ids, w.lens = w.ids[:n], w.lens[:n]
	left := uint16(0)
	for i, b := range text {
		w.ids[i], w.lens[i] = single[b], 1
		left = left<<8 | uint16(b)
		w.pairs[(i-1)&mask] = pairAt(grid[left], i-1)
	}
	if n > 1 {
		w.mergeByScan(t)
	}
}

// mergeByScan merges at most scanLimit symbols, for which w.pairs is filled in. Symbols keep their places
// until all merges are done.
func (w *word) mergeByScan(t *pairTable) {
	const mask = scanLimit - 1
	n := len(w.ids)
	w.ids, w.lens = slices.Grow(w.ids, scanLimit), slices.Grow(w.lens, scanLimit)
	ids, lens := (*[scanLimit]uint32)(w.ids[:scanLimit]), (*[scanLimit]uint32)(w.lens[:scanLimit])
	pairs, next, prev := &w.pairs, &w.after, &w.before
	for i := range n {
		next[i&mask], prev[i&mask] = uint8(i+1), uint8(i-1)
	}
	last := n - 1
	for i := last; i&3 != 0; i++ { // up to a whole number of fours
		pairs[i&mask] = noPair
	}
	for i := 0; i < last; i += 4 {
		w.least[i/4] = leastOf((*[4]int64)(pairs[i:]))
	}
	fours := (last + 3) / 4
	for {
		best := noPair
		for _, l := range w.least[:fours] {
			best = lesser(best, l)
		}
		if best >= noRank<<8 {
			break
		}
		at, id := uint8(best)&mask, t.ids[best>>8]
		gone := next[at] & mask
		after := next[gone]
		ids[at], next[at] = id, after
		lens[at] += lens[gone]
		lens[gone], pairs[gone] = 0, noPair
		if int(after) < n {
			prev[after&mask] = at
			pairs[at] = pairAt(t.find(id, ids[after&mask]), int(at))
		} else {
			pairs[at] = noPair
		}
		if at != 0 {
			p := prev[at] & mask
			pairs[p] = pairAt(t.find(ids[p], id), int(p))
			w.least[p/4] = leastOf((*[4]int64)(pairs[p&^3:]))
		}
		w.least[at/4] = leastOf((*[4]int64)(pairs[at&^3:]))
		w.least[gone/4] = leastOf((*[4]int64)(pairs[gone&^3:]))
	}
	k := 0
	for i := 0; i < n; i = int(next[i&mask]) {
		ids[k&mask], lens[k&mask] = ids[i&mask], lens[i&mask]
		k++
	}
	w.ids, w.lens = w.ids[:k], w.lens[:k]
}

// mergeByQueue is merge in O(n log n). A queue entry may be out of date when it is taken; it counts if
// the pair now at its place has a rule with the same result, which is how the reference decides. Entries
// that skip picks wait until another one is taken.
func (w *word) mergeByQueue(t *pairTable, skip func() bool) {
	n := len(w.ids)
	if n == 0 {
		return
	}
	w.next = slices.Grow(w.next[:0], n)[:n]
	w.prev = slices.Grow(w.prev[:0], n)[:n]
	w.queue, w.skipped = w.queue[:0], w.skipped[:0]
	for i := range n {
		w.next[i], w.prev[i] = int32(i+1), int32(i-1)
		if i+1 < n {
			w.pushPair(t, i, i+1)
		}
	}
	w.next[n-1] = -1
	for len(w.queue) > 0 {
		top := w.pop()
		if skip != nil {
			if skip() {
				w.skipped = append(w.skipped, top)
				continue
			}
			for _, entry := range w.skipped {
				w.push(entry)
			}
			w.skipped = w.skipped[:0]
		}
		at, id := int(uint32(top)), t.ids[top>>32]
		if w.lens[at] == 0 || w.next[at] < 0 {
			continue
		}
		right := int(w.next[at])
		if rank := t.find(w.ids[at], w.ids[right]); rank == noRank || t.ids[rank] != id {
			continue
		}
		w.ids[at] = id
		w.lens[at] += w.lens[right]
		w.lens[right] = 0
		after := w.next[right]
		w.next[at] = after
		if after >= 0 {
			w.prev[after] = int32(at)
			w.pushPair(t, at, int(after))
		}
		if p := w.prev[at]; p >= 0 {
			w.pushPair(t, int(p), at)
		}
	}
	k := 0
	for i := range n {
		if w.lens[i] != 0 {
			w.ids[k], w.lens[k] = w.ids[i], w.lens[i]
			k++
		}
	}
	w.ids, w.lens = w.ids[:k], w.lens[:k]
}

// pushPair queues the pair at positions i and j if a rule merges it.
func (w *word) pushPair(t *pairTable, i, j int) {
	if rank := t.find(w.ids[i], w.ids[j]); rank != noRank {
		w.push(uint64(rank)<<32 | uint64(uint32(i)))
	}
}

func (w *word) push(entry uint64) {
	w.queue = append(w.queue, entry)
	q := w.queue
	for c := len(q) - 1; c > 0; {
		p := (c - 1) / 4
		if q[p] <= q[c] {
			break
		}
		q[p], q[c] = q[c], q[p]
		c = p
	}
}

func (w *word) pop() uint64 {
	q := w.queue
	top := q[0]
	x := q[len(q)-1]
	q = q[:len(q)-1]
	w.queue = q
	if len(q) == 0 {
		return top
	}
	p := 0
	for {
		c := 4*p + 1
		if c >= len(q) {
			break
		}
		m := c
		for k := c + 1; k < min(c+4, len(q)); k++ {
			if q[k] < q[m] {
				m = k
			}
		}
		if q[m] >= x {
			break
		}
		q[p] = q[m]
		p = m
	}
	q[p] = x
	return top
}
