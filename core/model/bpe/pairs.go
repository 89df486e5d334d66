package bpe

import (
	"errors"
	"iter"
	"math/bits"

	"github.com/libhftok/libhftok/core/status"
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

// rule is one merge: left and right become id.
type rule struct{ left, right, rank, id uint32 }

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

func (t *pairTable) all() iter.Seq[rule] {
	return func(yield func(rule) bool) {
		for _, s := range t.slots {
			if s.rank != 0 && !yield(rule{uint32(s.pair >> 32), uint32(s.pair), s.rank - 1, s.id}) {
				return
			}
		}
	}
}

// build resolves the rules against the vocabulary. Of two rules for one pair the later one counts.
func (t *pairTable) build(c *Config) error {
	n := c.Merges.Len()
	size := 4
	for size < 2*(n+1) {
		size *= 2
	}
	t.slots, t.ids = make([]pairSlot, size), make([]uint32, n)
	mask := uint64(size - 1)
	var joined []byte
	longest := 0
	for token := range c.Vocab.All() {
		longest = max(longest, len(token))
	}
	prefix := len(c.ContinuingSubwordPrefix)
	for i := range n {
		left, right := c.Merges.rule(i)
		l, ok := c.Vocab.ID(left)
		if !ok {
			return missing(i, left)
		}
		r, ok := c.Vocab.ID(right)
		if !ok {
			return missing(i, right)
		}
		if len(right) < prefix {
			return status.Errorf(status.InvalidTokenizer,
				"model.merges[%d]: %q is shorter than continuing_subword_prefix %q", i, right, c.ContinuingSubwordPrefix)
		}
		joined = append(append(joined[:0], left...), right[prefix:]...)
		id, ok := c.Vocab.ID(joined)
		if !ok && len(joined) > longest {
			return status.Errorf(status.InvalidTokenizer, "model.merges[%d]: %q is %w", i, joined, ErrTooLong)
		}
		if !ok {
			return missing(i, joined)
		}
		t.ids[i] = id
		pair := uint64(l)<<32 | uint64(r)
		h := pairHash(pair) & mask
		for t.slots[h].rank != 0 && t.slots[h].pair != pair {
			h = (h + 1) & mask
		}
		t.slots[h] = pairSlot{pair, uint32(i) + 1, id}
	}
	return nil
}

func missing(i int, token []byte) error {
	return status.Errorf(status.InvalidTokenizer, "model.merges[%d]: token %q is not in the vocabulary", i, token)
}
