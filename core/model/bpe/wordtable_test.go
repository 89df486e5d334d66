package bpe

import (
	"math/rand/v2"
	"testing"

	"github.com/libhftok/libhftok/core/internal/shortkey"
)

func TestWordTable(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	word := func() []byte {
		w := make([]byte, 1+r.IntN(2*tableBytes))
		for i := range w {
			w[i] = byte(r.IntN(3)) // NUL too
		}
		return w
	}
	table := newWordTable(5000)
	ids := map[string]uint32{}
	for range 5000 {
		w := word()
		if _, known := ids[string(w)]; known {
			continue
		}
		id := uint32(r.IntN(maxTableID + 1))
		ids[string(w)] = id
		if len(w) <= tableBytes {
			table.put(w, id)
		} else {
			table.putLong(w)
		}
	}
	passed := 0
	for range 50_000 {
		w := word()
		id, known := ids[string(w)]
		if len(w) <= tableBytes {
			if got, ok := table.find(shortkey.From(w), len(w)); ok != known || ok && got != id {
				t.Fatalf("%q: got %d, %v; want %d, %v", w, got, ok, id, known)
			}
		} else if table.hasLong(w) {
			passed++
		} else if known {
			t.Fatalf("%q was put", w)
		}
	}
	if passed > 40_000 {
		t.Errorf("%d words passed the filter", passed)
	}
}

// TestHeads: of the beginnings of a word, those in the table are told, and few others.
func TestHeads(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	table := newWordTable(5000)
	known := map[string]bool{}
	for range 5000 {
		w := make([]byte, 1+r.IntN(tableBytes))
		for i := range w {
			w[i] = byte(r.IntN(8))
		}
		if !known[string(w)] {
			known[string(w)] = true
			table.put(w, 1)
		}
	}
	told, others := 0, 0
	for range 20_000 {
		w := make([]byte, 16)
		for i := range w {
			w[i] = byte(r.IntN(8))
		}
		lengths := table.heads(shortkey.From(w), tableBytes)
		for n := 1; n <= tableBytes; n++ {
			switch is := lengths>>n&1 != 0; {
			case known[string(w[:n])]:
				told++
				if !is {
					t.Fatalf("%q is not told", w[:n])
				}
			case is:
				others++
			}
		}
	}
	if others > 2*told {
		t.Errorf("%d of %d beginnings that were told are no words", others, told+others)
	}
}
