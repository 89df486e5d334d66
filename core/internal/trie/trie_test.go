package trie

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestPrefixesAgainstMap(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	word := func() string {
		b := make([]byte, r.IntN(6))
		for i := range b {
			b[i] = byte(r.IntN(4)) * 85
		}
		return string(b)
	}
	trie, want := New(0), map[string]uint32{}
	for i := range 3000 {
		w := word()
		trie.Add(w, uint32(i))
		want[w] = uint32(i)
	}
	delete(want, "")
	for range 2000 {
		text := word() + word()
		var got, all []uint32
		node := uint32(Root)
		for i := range len(text) {
			if node = trie.Step(node, text[i]); node == Root {
				break
			}
			if v, ok := trie.Value(node); ok {
				got = append(got, v)
			}
		}
		for n := range len(text) {
			if v, ok := want[text[:n+1]]; ok {
				all = append(all, v)
			}
		}
		if !slices.Equal(got, all) {
			t.Fatalf("%q: got %v, want %v", text, got, all)
		}
	}
}
