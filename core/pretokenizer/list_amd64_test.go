package pretokenizer

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/libhftok/libhftok/core/model"
)

// TestList holds the variants for processors to the portable one.
func TestList(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 3))
	for range 20_000 {
		windows := make([]cuts, 1+r.IntN(maxWindows))
		at := r.Uint32() % (1 << 31)
		for i := range windows {
			b := r.Uint64() &^ 1 >> r.IntN(63)
			for range r.IntN(5) {
				b &= r.Uint64()
			}
			windows[i] = cuts{at, b&^1 | 2<<r.IntN(62)}
			at += 64
		}
		want := make([]model.Span, 64*maxWindows+slack)
		want = want[:listGeneric(want, windows)]
		for name, f := range map[string]func(*model.Span, *cuts, int) int{"AVX512": listAVX512, "BMI": listBMI} {
			if name == "AVX512" && !hasAVX512 || name == "BMI" && !hasBMI {
				continue
			}
			got := make([]model.Span, 64*maxWindows+slack)
			if n := f(&got[0], &windows[0], len(windows)); !slices.Equal(got[:n], want) {
				t.Fatalf("%s of %x:\n got %v\nwant %v", name, windows, got[:n], want)
			}
		}
	}
}
