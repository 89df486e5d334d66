package bpe

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestBacktrack holds words whose tokens are found without merging to the queue, which merges all of a word.
func TestBacktrack(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	alphabet := []string{"a", "b", "c", "é"}
	found, tried := 0, 0
	for i := range 1000 {
		// Few characters make tokens of all lengths, and runs where many cuts fail.
		few := alphabet[:1+i%len(alphabet)]
		m := mustNew(t, randomOver(r, few, few, 3+r.IntN(60)))
		e := m.NewEncoder().(*encoder)
		e.known, e.table = m.whole.get(), m.alone.get()
		for range 20 {
			var text strings.Builder
			for range 1 + r.IntN(40) {
				text.WriteString(few[r.IntN(len(few))])
			}
			var want, got word
			for _, c := range text.String() {
				id, _ := m.ID(string(c))
				want.add(id, uint32(len(string(c))))
			}
			want.mergeByQueue(&m.pairs, nil)
			tried++
			if e.backtrack.tokens(e, []byte(text.String()), &got) {
				found++
				if !slices.Equal(got.ids, want.ids) || !slices.Equal(got.lens, want.lens) {
					t.Fatalf("%q: got %v, want %v", text.String(), got.ids, want.ids)
				}
			}
		}
	}
	if found < tried/2 {
		t.Errorf("the tokens of %d of %d words were found", found, tried)
	}
}
