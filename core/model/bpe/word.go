package bpe

import "slices"

// word is a word on its way from characters to tokens.
type word struct {
	ids  []uint32
	lens []uint32 // bytes of text of each symbol

	ranks   []uint32 // of the pair that a symbol makes with the next one
	next    []int32
	prev    []int32
	queue   []uint64 // min-heap of rank<<32 | position
	skipped []uint64 // entries that wait for the next merge
}

// scanLimit is the number of symbols up to which looking at all ranks for each merge is faster than
// keeping a queue.
const scanLimit = 40

func (w *word) reset() { w.ids, w.lens = w.ids[:0], w.lens[:0] }

func (w *word) add(id, n uint32) {
	w.ids = append(w.ids, id)
	w.lens = append(w.lens, n)
}

// merge joins pairs until none has a rule: lowest rank first, then leftmost.
func (w *word) merge(t *pairTable) {
	switch n := len(w.ids); {
	case n < 2:
	case n <= scanLimit:
		w.mergeByScan(t)
	default:
		w.mergeByQueue(t, nil)
	}
}

func (w *word) mergeByScan(t *pairTable) {
	ids, lens := w.ids, w.lens
	ranks := slices.Grow(w.ranks[:0], len(ids))[:len(ids)]
	w.ranks = ranks
	n := len(ids)
	for i := range n - 1 {
		ranks[i], _ = t.find(ids[i], ids[i+1])
	}
	for n > 1 {
		best, at := uint32(noRank), 0
		for i, r := range ranks[:n-1] {
			if r < best {
				best, at = r, i
			}
		}
		if best == noRank {
			break
		}
		ids[at] = t.ids[best]
		lens[at] += lens[at+1]
		copy(ids[at+1:n-1], ids[at+2:n])
		copy(lens[at+1:n-1], lens[at+2:n])
		copy(ranks[at+1:n-1], ranks[at+2:n])
		n--
		if at > 0 {
			ranks[at-1], _ = t.find(ids[at-1], ids[at])
		}
		if at < n-1 {
			ranks[at], _ = t.find(ids[at], ids[at+1])
		}
	}
	w.ids, w.lens = ids[:n], lens[:n]
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
		if rank, now := t.find(w.ids[at], w.ids[right]); rank == noRank || now != id {
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
	if rank, _ := t.find(w.ids[i], w.ids[j]); rank != noRank {
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
