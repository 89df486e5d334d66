package rawword

import (
	"math/rand/v2"
	"testing"
)

// TestMasks holds the variant for processors to the portable one.
func TestMasks(t *testing.T) {
	if !hasAVX2 {
		t.Skip("not supported here")
	}
	r := rand.New(rand.NewPCG(1, 8))
	var b [block]byte
	for range 10_000 {
		var m masks
		for c := range 256 {
			in := []uint32{0, inFirst, inSecond, inOther, inFirst | inOther}[r.IntN(5)]
			if c >= 0x80 {
				in = inOther
			}
			m.put(byte(c), in)
		}
		for i := range b {
			b[i] = byte(r.IntN(256))
		}
		gotFirst, gotSecond, gotOther := m.of(&b)
		first, second, other := m.ofGeneric(&b)
		if gotFirst != first || gotSecond != second || gotOther != other {
			t.Fatalf("% x: got %x, %x and %x, want %x, %x and %x", b, gotFirst, gotSecond, gotOther, first, second, other)
		}
	}
}
