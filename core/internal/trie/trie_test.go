package trie

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestPrefixesAgainstMap(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	word := func() string {
		b := make([]byte, r.IntN(7)*r.IntN(2))
		for i := range b {
			b[i] = byte(r.IntN(4)*85 ^ r.IntN(64)*r.IntN(2))
		}
		return string(b)
	}
	want := map[string]uint32{}
	trie := Build(3000, func(yield func(string, uint32) bool) {
		for i := range 3000 {
			w := word()
			want[w] = uint32(i)
			if !yield(w, uint32(i)) {
				return
			}
		}
	})
	delete(want, "")
	for range 2000 {
		text := word() + word() + word()
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

func TestEmpty(t *testing.T) {
	trie := Build(0, func(func(string, uint32) bool) {})
	for b := range 256 {
		if node := trie.Step(Root, byte(b)); node != Root {
			t.Errorf("byte %d leads to node %d", b, node)
		}
	}
	if v, ok := trie.Value(Root); ok {
		t.Errorf("the empty key has value %d", v)
	}
}

func BenchmarkBuild(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	var keys []string
	for range 100_000 {
		key := make([]byte, 2+r.IntN(8))
		for i := range key {
			key[i] = "etaoinshrdlucmfwypvbgkjqxz"[min(r.IntN(26), r.IntN(26))]
		}
		keys = append(keys, string(key))
	}
	for b.Loop() {
		t := Build(len(keys), func(yield func(string, uint32) bool) {
			for i, key := range keys {
				yield(key, uint32(i))
			}
		})
		b.ReportMetric(float64(len(t.units)), "units")
	}
}
