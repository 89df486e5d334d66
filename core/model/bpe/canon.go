package bpe

import (
	"unicode/utf8"
)

// bitset is a set of ids.
type bitset []uint64

func (s bitset) has(id uint32) bool { return int(id>>6) < len(s) && s[id>>6]>>(id&63)&1 != 0 }
func (s bitset) add(id uint32)      { s[id>>6] |= 1 << (id & 63) }

// wholeTokens are tokens that merging makes of their own text, so that a word that is one of them needs no
// merging. A token outside them may still be one.
type wholeTokens struct {
	bitset
	made []making // how each of them is made, by id
}

// making is the last merge that makes a token: its parts and its rank+1, 0 of a single character. mates are those of
// pairTable, which are asked for at the same time.
type making struct {
	mates             uint64
	left, right, rank uint32
	_                 uint32
}

// findWholes finds tokens that are whole. It returns nil where that is not worked out.
//
// Take a rule that joins a and b, both whole, by rules of lower rank. Merging their text does in a and in b
// what it does in each alone, by ascending rank and from left to right, unless a rule joins two symbols
// across the boundary first. The symbols that meet there, over time, are those of a's right edge and b's left
// edge. So the result is whole if for each such pair a rule for it comes after the merge that ends the pair.
func (m *Model) findWholes() *wholeTokens {
	if !m.plain() {
		return nil
	}
	n := m.Vocabulary.MaxID() + 1
	w := &wholeTokens{make(bitset, n/64+1), make([]making, n)}
	for id, mates := range m.pairs.mates {
		w.made[id].mates = mates
	}
	for token, id := range m.Vocabulary.All() {
		if _, size := utf8.DecodeRuneInString(token); size == len(token) && size > 0 {
			w.add(id)
		}
	}
	rules, counts := m.pairs.byRank()
	for rank, r := range rules {
		if !counts[rank] || w.has(r.result) || !w.has(r.left) || !w.has(r.right) {
			continue
		}
		if !w.cross(&m.pairs, r.left, r.right) {
			w.add(r.result)
			made := &w.made[r.result]
			made.left, made.right, made.rank = r.left, r.right, uint32(rank)+1
		}
	}
	return w
}

// cross reports whether merging the text of two whole tokens, one after the other, joins symbols across their boundary
// before both are complete. It goes back in time from there.
func (w *wholeTokens) cross(t *pairTable, x, y uint32) bool {
	left, right := &w.made[x], &w.made[y]
	for {
		switch {
		case left.rank == 0 && right.rank == 0:
			return false
		case left.rank > right.rank: // x came to be after y
			rank := left.rank - 1
			x = left.right
			left = &w.made[x]
			if left.mayMate(right, x, y) && t.look(x, y) < rank {
				return true
			}
		default:
			// Of two places for one rule the left one comes first.
			rank := right.rank - 1
			y = right.left
			right = &w.made[y]
			if left.mayMate(right, x, y) && t.look(x, y) <= rank {
				return true
			}
		}
	}
}

// mayMate is what mates tell of a rule for two tokens x and y.
func (m *making) mayMate(right *making, x, y uint32) bool {
	return m.mates>>mate(y)&1 != 0 && right.mates>>(32+mate(x))&1 != 0
}

// stay reports whether merging the text of two whole tokens, one after the other, makes these two.
func (w *wholeTokens) stay(t *pairTable, x, y uint32) bool {
	if w.made[x].mayMate(&w.made[y], x, y) && t.look(x, y) != noRank {
		return false
	}
	return !w.cross(t, x, y)
}
