package bpe

import (
	"unicode/utf8"
)

// bitset is a set of ids.
type bitset []uint64

func (s bitset) has(id uint32) bool { return int(id>>6) < len(s) && s[id>>6]>>(id&63)&1 != 0 }
func (s bitset) add(id uint32)      { s[id>>6] |= 1 << (id & 63) }

// wholes returns tokens that merging makes of their own text, so that a word that is one of them needs no
// merging. It is nil where that is not worked out; a token outside it may still be one.
//
// Take a rule that joins a and b, both whole, by rules of lower rank. Merging their text does in a and in b
// what it does in each alone, by ascending rank and from left to right, unless a rule joins two symbols
// across the boundary first. The symbols that meet there, over time, are those of a's right edge and b's left
// edge. So the result is whole if for each such pair a rule for it comes after the merge that ends the pair.
func (m *Model) wholes() bitset {
	if !m.plain() {
		return nil
	}
	n := m.Vocabulary.MaxID() + 1
	set := make(bitset, n/64+1)
	for token, id := range m.Vocabulary.All() {
		if _, size := utf8.DecodeRuneInString(token); size == len(token) && size > 0 {
			set.add(id)
		}
	}
	rules, counts := m.pairs.byRank()
	made := make([]uint32, n) // id → rank+1 of the rule that makes it, 0: a single character
	for rank, r := range rules {
		if !counts[rank] || set.has(r.result) || !set.has(r.left) || !set.has(r.right) {
			continue
		}
		if !m.crosses(r, rules, made) {
			set.add(r.result)
			made[r.result] = uint32(rank) + 1
		}
	}
	return set
}

// crosses reports whether merging the text of r's parts joins symbols across their boundary before the parts
// are complete. It goes back in time from there.
func (m *Model) crosses(r rule, rules []rule, made []uint32) bool {
	x, y := r.left, r.right
	for {
		left, right := made[x], made[y]
		switch {
		case left == 0 && right == 0:
			return false
		case left > right: // x came to be after y
			x = rules[left-1].right
			if rank := m.pairs.find(x, y); rank != noRank && rank < left-1 {
				return true
			}
		default:
			// Of two places for one rule the left one comes first.
			y = rules[right-1].left
			if rank := m.pairs.find(x, y); rank != noRank && rank <= right-1 {
				return true
			}
		}
	}
}
