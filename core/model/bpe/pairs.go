package bpe

import (
	"errors"
	"iter"
	"math/bits"
)

// ErrTooLong is what New fails with where the reference panics rather than fails.
var ErrTooLong = errors.New("longer than every token of the vocabulary")

// noRank is the rank of a pair that no rule merges.
const noRank = 1<<32 - 1

// pairTable finds the rule for two neighbouring ids: a flat hash table with linear probing.
type pairTable struct {
	slots []pairSlot // len is a power of two, at least one is free
	shift uint
	ids   []uint32 // rank → resulting id
}

type pairSlot struct {
	pair uint64 // left id in the high half; meaningful if rank is not free
	rank uint32 // rank+1; 0: free
	id   uint32
}

func pairHash(pair uint64) uint64 {
	h, l := bits.Mul64(pair^0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93)
	return h ^ l
}

// find returns rank and result of the rule for left and right; the rank is noRank if there is none.
func (t *pairTable) find(left, right uint32) (rank, id uint32) {
	pair := uint64(left)<<32 | uint64(right)
	mask := uint64(len(t.slots) - 1)
	for i := pairHash(pair) & mask; ; i = (i + 1) & mask {
		s := &t.slots[i]
		if s.rank == 0 {
			return noRank, 0
		}
		if s.pair == pair {
			return s.rank - 1, s.id
		}
	}
}

// all yields the rules with their ranks, in no order.
func (t *pairTable) all() iter.Seq2[uint32, rule] {
	return func(yield func(uint32, rule) bool) {
		for _, s := range t.slots {
			if s.rank != 0 && !yield(s.rank-1, rule{uint32(s.pair >> 32), uint32(s.pair), s.id}) {
				return
			}
		}
	}
}

// build fills the table with rules, which are by ascending rank. Of two rules for one pair the later one
// counts.
func (t *pairTable) build(rules []rule) {
	size := 4
	for size < 2*(len(rules)+1) {
		size *= 2
	}
	t.slots, t.ids = make([]pairSlot, size), make([]uint32, len(rules))
	mask := uint64(size - 1)
	for rank, r := range rules {
		t.ids[rank] = r.result
		pair := uint64(r.left)<<32 | uint64(r.right)
		h := pairHash(pair) & mask
		for t.slots[h].rank != 0 && t.slots[h].pair != pair {
			h = (h + 1) & mask
		}
		t.slots[h] = pairSlot{pair, uint32(rank) + 1, r.result}
	}
}
