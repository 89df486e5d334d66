package bpe

import (
	"math/rand/v2"
	"testing"
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
			if got, ok := table.find(w); ok != known || ok && got != id {
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
