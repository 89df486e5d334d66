package flat

import (
	"bytes"
	"slices"
	"testing"
)

type pair struct {
	a uint32
	b uint64
}

type tables struct {
	bytes []byte
	pairs []pair
	none  []uint16
	n     float64
}

func (t *tables) visit(c *Codec) {
	Table(c, &t.bytes)
	Table(c, &t.pairs)
	Table(c, &t.none)
	Value(c, &t.n)
}

func TestThereAndBack(t *testing.T) {
	for n := range 200 {
		want := tables{bytes: bytes.Repeat([]byte{7}, n), pairs: make([]pair, n%5), n: float64(n)}
		for i := range want.pairs {
			want.pairs[i] = pair{uint32(i), uint64(n)}
		}
		w := NewWriter()
		want.visit(w)
		data := slices.Concat(w.Parts()...)
		var got tables
		r := NewReader(data)
		got.visit(r)
		if err := r.End(); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.bytes, want.bytes) || !slices.Equal(got.pairs, want.pairs) || len(got.none) != 0 || got.n != want.n {
			t.Fatalf("%d: %v", n, got)
		}
		for cut := range data {
			var short tables
			r := NewReader(data[:cut:cut])
			short.visit(r)
			if r.End() == nil {
				t.Fatalf("%d bytes of %d are enough", cut, len(data))
			}
		}
		r = NewReader(append(data, 0))
		got.visit(r)
		if r.End() == nil {
			t.Fatal("a byte too many")
		}
	}
}

func FuzzRead(f *testing.F) {
	w := NewWriter()
	(&tables{bytes: []byte("abc"), pairs: []pair{{1, 2}}}).visit(w)
	f.Add(slices.Concat(w.Parts()...))
	f.Fuzz(func(t *testing.T, data []byte) {
		var got tables
		r := NewReader(slices.Clone(data))
		got.visit(r)
		if size := len(got.bytes) + 16*len(got.pairs) + 2*len(got.none); size > len(data) {
			t.Errorf("%d bytes of tables from %d", size, len(data))
		}
		r.End()
	})
}
