package bpe

import (
	"math/rand/v2"
	"testing"
)

// TestWithoutLanes: what other processors do passes the same tests.
func TestWithoutLanes(t *testing.T) {
	defer func(was bool) { hasLanes = was }(hasLanes)
	hasLanes = false
	t.Run("long", TestLongWords)
	t.Run("together", TestTogether)
}

// TestLook holds what lanes find in tables of all sizes, for a new symbol's pairs on both sides, to pairTable.look.
func TestLook(t *testing.T) {
	if !hasLanes {
		t.Skip("this processor has no lanes")
	}
	const tokens = 40
	const first, second = tokens, tokens + 1 // each token is made of the first and a second of its own
	r := rand.New(rand.NewPCG(17, 18))
	for range 400 {
		var rules []rule
		for x := range uint32(tokens) {
			rules = append(rules, rule{first, second + x, x})
		}
		known := map[[2]uint32]bool{}
		for range r.IntN(tokens * tokens) {
			pair := [2]uint32{uint32(r.IntN(tokens)), uint32(r.IntN(tokens))}
			if !known[pair] {
				known[pair] = true
				rules = append(rules, rule{pair[0], pair[1], first})
			}
		}
		var table pairTable
		table.build(rules, second+tokens)
		var l lanes
		for x := range uint32(tokens) {
			for y := range uint32(tokens) {
				l.clear()
				l.addSymbols(0, []uint32{first, second + x, y}, &table)
				l.addSymbols(1, []uint32{y, first, second + x}, &table)
				l.merge(&table)
				for i, pair := range [][2]uint32{{x, y}, {y, x}} {
					if joined := len(l.tokens(i)) == 1; joined != (table.look(pair[0], pair[1]) != noRank) {
						t.Fatalf("%d slots: lanes say of %v: %v", len(table.slots), pair, joined)
					}
				}
			}
		}
	}
}
