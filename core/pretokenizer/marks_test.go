package pretokenizer

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/libhftok/libhftok/core/model"
)

// TestMarks holds words cut many characters at a time to words cut one by one, and those to their definition.
func TestMarks(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	parts := []string{"a", "Bc", "7", "12", " ", "  ", "▁", "\n", "\t", ".", ",\"", "é", "日本", "“", "☁", "\x00", "\u00a0", "٣", "😀"}
	for i := range 4000 {
		joined := map[[2]byte]bool{}
		for range r.IntN(8) {
			joined[[2]byte{"a7.\n"[r.IntN(4)], "a7.\n"[r.IntN(4)]}] = true
		}
		s := Marks(func(left, right byte) bool { return joined[[2]byte{left, right}] })
		var text []byte
		for range 1 + r.IntN(14+i%4*200) {
			text = append(text, parts[r.IntN(len(parts))]...)
		}
		var want []model.Span
		for at := uint32(0); at < uint32(len(text)); {
			end := s.piece(nil, text, at)
			want = append(want, model.Span{Start: at, End: end})
			at = end
		}
		for _, room := range []int{1, 90, 512} {
			if got := scan(s, text, room); !slices.Equal(got, want) {
				t.Fatalf("%q, %d at a time: got %v, want %v", text, room, got, want)
			}
		}
	}
	never := func(left, right byte) bool { return false }
	letters := func(left, right byte) bool { return left == '.' && right == 'x' }
	for _, c := range []struct {
		joins func(left, right byte) bool
		want  []string
	}{
		{never, []string{"  a", "1", "-", "bé,", "\n\n", "▁ ▁x"}},
		{letters, []string{"  a", "1", "-bé,", "\n\n", "▁ ▁x"}},
	} {
		var got []string
		text := []byte("  a1-bé,\n\n▁ ▁x")
		for _, span := range scan(Marks(c.joins), text, 512) {
			got = append(got, string(text[span.Start:span.End]))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
