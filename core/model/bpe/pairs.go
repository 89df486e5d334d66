package bpe

import (
	"errors"
	"iter"
	"math/bits"

	"github.com/libhftok/libhftok/core/internal/prefetch"
)

// ErrTooLong and ErrTooShort are what New fails with where the reference panics rather than fails.
var (
	ErrTooLong  = errors.New("longer than every token of the vocabulary")
	ErrTooShort = errors.New("shorter than continuing_subword_prefix")
)

// noRank is the rank of a pair that no rule merges.
const noRank = 1<<32 - 1

// A rule's pair and rank fit one word of a slot if its ids have no more than idBits bits and its rank is
// below maxRank.
const (
	idBits   = 20
	rankBits = 64 - 2*idBits
	maxRank  = 1<<rankBits - 1
)

// pairTable finds the rank of the rule for two neighbouring ids: a flat hash table with linear probing from the start of
// a line of slots, mostly of one cache line. Its arrays hold no pointers and no addresses.
type pairTable struct {
	// slots hold left, right and rank+1, from the high bits down; 0 where free. A third of them is. They are whole lines.
	slots []uint64
	ids   []uint32 // rank → resulting id
	// mates has for each id bits of the ids that rules join to it, right ones in the low half, left ones in the high
	// half: most pairs that have no rule show it there, in less memory than slots take. Larger ids have none.
	mates []uint64
	far   map[uint64]uint32 // left<<32|right → rank of rules that fit no slot
}

// pairOf is what a slot has above the rank.
func pairOf(left, right uint32) uint64 { return uint64(left)<<idBits | uint64(right) }

func pairHash(pair uint64) uint64 {
	h, l := bits.Mul64(pair^0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93)
	return h ^ l
}

// find returns the rank of the rule for left and right; noRank if there is none.
func (t *pairTable) find(left, right uint32) uint32 {
	if int(left) < len(t.mates) && int(right) < len(t.mates) &&
		(t.mates[left]>>mate(right)&1 == 0 || t.mates[right]>>(32+mate(left))&1 == 0) {
		return noRank
	}
	return t.look(left, right)
}

// mate returns the bit of an id.
func mate(id uint32) uint32 { return id * 0x9E3779B1 >> 27 }

// look is find without regard to mates.
func (t *pairTable) look(left, right uint32) uint32 {
	if t.far != nil {
		if rank, ok := t.findFar(left, right); ok {
			return rank
		}
	}
	if (left|right)>>idBits != 0 {
		return noRank
	}
	pair := pairOf(left, right)
	for slots := t.slots[t.home(pair):]; ; slots = t.slots {
		for _, s := range slots {
			// A free slot has the rank noRank.
			if s>>rankBits == pair || s == 0 {
				return uint32(s&maxRank) - 1
			}
		}
	}
}

// lineSlots is the number of slots in a line.
const lineSlots = 8

// home returns the slot where a pair is looked for first, which begins a line.
func (t *pairTable) home(pair uint64) uint64 {
	line, _ := bits.Mul64(pairHash(pair), uint64(len(t.slots)/lineSlots))
	return line * lineSlots
}

func (t *pairTable) findFar(left, right uint32) (uint32, bool) {
	rank, ok := t.far[uint64(left)<<32|uint64(right)]
	return rank, ok
}

// put sets the rank of a pair.
func (t *pairTable) put(left, right, rank uint32) {
	if (left|right)>>idBits != 0 || rank >= maxRank {
		if t.far == nil {
			t.far = make(map[uint64]uint32)
		}
		t.far[uint64(left)<<32|uint64(right)] = rank
		return
	}
	pair := pairOf(left, right)
	i := t.home(pair)
	for t.slots[i] != 0 && t.slots[i]>>rankBits != pair {
		if i++; i == uint64(len(t.slots)) {
			i = 0
		}
	}
	t.slots[i] = pair<<rankBits | uint64(rank+1)
}

// all yields the rules with their ranks, in no order.
func (t *pairTable) all() iter.Seq2[uint32, rule] {
	return func(yield func(uint32, rule) bool) {
		for _, s := range t.slots {
			if s == 0 {
				continue
			}
			left, right, rank := uint32(s>>(64-idBits)), uint32(s>>rankBits&(1<<idBits-1)), uint32(s&maxRank)-1
			if _, overridden := t.findFar(left, right); !overridden && !yield(rank, rule{left, right, t.ids[rank]}) {
				return
			}
		}
		for pair, rank := range t.far {
			if !yield(rank, rule{uint32(pair >> 32), uint32(pair), t.ids[rank]}) {
				return
			}
		}
	}
}

// byRank returns the rules, and which of them count: those that no later rule overrides.
func (t *pairTable) byRank() (rules []rule, counts []bool) {
	rules, counts = make([]rule, len(t.ids)), make([]bool, len(t.ids))
	for rank, r := range t.all() {
		rules[rank], counts[rank] = r, true
	}
	return rules, counts
}

// build fills the table with rules, which are by ascending rank. Of two rules for one pair the later one
// counts.
func (t *pairTable) build(rules []rule, maxID uint32) {
	t.slots, t.ids = make([]uint64, (len(rules)*3/2/lineSlots+1)*lineSlots), make([]uint32, len(rules))
	if maxID <= maxTableID {
		t.mates = make([]uint64, maxID+1)
	}
	const ahead = 16
	for rank, r := range rules {
		if rank+ahead < len(rules) {
			t.fetch(rules[rank+ahead])
		}
		t.ids[rank] = r.result
		if t.mates != nil {
			t.mates[r.left] |= 1 << mate(r.right)
			t.mates[r.right] |= 1 << (32 + mate(r.left))
		}
		t.put(r.left, r.right, uint32(rank))
	}
}

// fetch has the memory fetched that a rule's pair goes to.
func (t *pairTable) fetch(r rule) {
	prefetch.Line(&t.slots[t.home(pairOf(r.left, r.right))])
	if t.mates != nil {
		prefetch.Line(&t.mates[r.left])
		prefetch.Line(&t.mates[r.right])
	}
}
