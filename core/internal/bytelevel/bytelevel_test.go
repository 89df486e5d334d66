package bytelevel

import (
	"math/rand/v2"
	"testing"
)

func TestThereAndBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for n := range 200 {
		raw := make([]byte, n%40)
		for i := range raw {
			raw[i] = byte(r.IntN(256))
		}
		token := Append(nil, raw)
		back, ok := Decode(nil, string(token))
		if !ok || string(back) != string(raw) {
			t.Fatalf("%q comes back as %q, %v", raw, back, ok)
		}
		if Len(token) != len(raw) {
			t.Fatalf("%q: length %d", raw, Len(token))
		}
	}
}
