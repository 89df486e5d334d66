package prefixes

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestNext makes sure that no place is missed where a string begins, and that with few strings most places are
// passed over.
func TestNext(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 5))
	for range 3_000 {
		alphabet := 2 + r.IntN(255)
		random := func(n int) string {
			b := make([]byte, n)
			for i := range b {
				b[i] = byte(r.IntN(alphabet))
			}
			return string(b)
		}
		var f Filter
		var set []string
		for range r.IntN(30) {
			s := random(1 + r.IntN(6))
			set = append(set, s)
			f.Add(s)
		}
		f.Done()
		text := []byte(random(r.IntN(300)))
		for from := 0; from <= len(text); from++ {
			want := len(text)
			for i := from; i < len(text) && want == len(text); i++ {
				for _, s := range set {
					if bytes.HasPrefix(text[i:], []byte(s)) {
						want = i
					}
				}
			}
			got := f.Next(text, from)
			if got < from || got > want {
				t.Fatalf("%q from %d in %q: %d, want %d", set, from, text, got, want)
			}
			if got < len(text) && len(set) <= 8 && !begins(set, text[got:]) {
				t.Fatalf("%q in %q: nothing begins at %d", set, text, got)
			}
		}
	}
}

// begins reports whether text has the first bytes of a string of the set, as far as either goes.
func begins(set []string, text []byte) bool {
	for _, s := range set {
		n := min(len(s), len(text), depth)
		if s[:n] == string(text[:n]) {
			return true
		}
	}
	return false
}

func BenchmarkNext(b *testing.B) {
	var f Filter
	for _, s := range []string{"<|endoftext|>", "<s>", "</s>", "[INST]"} {
		f.Add(s)
	}
	text := []byte(strings.Repeat("It is a truth universally acknowledged, that a <single> man [in possession]. ", 130))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		for i := 0; i < len(text); i++ {
			i = f.Next(text, i)
		}
	}
}
