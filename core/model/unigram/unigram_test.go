package unigram

import (
	"math/rand/v2"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/model"
)

// plainly cuts text as the reference does, position by position, with a map for the pieces.
func plainly(texts []string, scores []float64, unk uint32, text string) (ids []uint32) {
	type arrival struct {
		from, id int
		score    float64
	}
	lowest := slices.Min(scores)
	best := make([]arrival, len(text)+1)
	for i := range best {
		best[i].from = -1
	}
	for at, r := range text {
		char, single := at+utf8.RuneLen(r), false
		for end := at + 1; end <= len(text); end++ {
			id := slices.Index(texts, text[at:end])
			if id < 0 {
				continue
			}
			if score := scores[id] + best[at].score; best[end].from < 0 || score > best[end].score {
				best[end] = arrival{at, id, score}
			}
			single = single || end == char
		}
		if score := lowest - unkPenalty + best[at].score; !single && (best[char].from < 0 || score > best[char].score) {
			best[char] = arrival{at, int(unk), score}
		}
	}
	for end := len(text); end > 0; end = best[end].from {
		id := uint32(best[end].id)
		if n := len(ids); id != unk || n == 0 || ids[n-1] != unk { // unknown neighbours are one
			ids = append(ids, id)
		}
	}
	slices.Reverse(ids)
	return ids
}

func TestBestCut(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	word := func(n int) string {
		b := make([]rune, 1+r.IntN(n))
		for i := range b {
			b[i] = []rune("abcdé語")[r.IntN(6)]
		}
		return string(b)
	}
	for range 200 {
		texts, scores := []string{"<unk>"}, []float64{0}
		for range 1 + r.IntN(30) {
			if w := word(4); !slices.Contains(texts, w) {
				// Few scores, so that cuts tie.
				texts, scores = append(texts, w), append(scores, -float64(r.IntN(8))/3)
			}
		}
		unk := uint64(0)
		var pieces Pieces
		for i, text := range texts {
			pieces.Add([]byte(text), scores[i])
		}
		m, err := New(pieces, &unk, false)
		if err != nil {
			t.Fatal(err)
		}
		e := m.NewEncoder()
		for range 50 {
			text := word(40)
			want := plainly(texts, scores, 0, text)
			for range 2 { // computed, then remembered
				var out model.Output
				if err := e.Encode([]byte(text), []model.Span{{End: uint32(len(text))}}, 0, &out); err != nil {
					t.Fatal(err)
				}
				// A run of unknown characters that together are a piece is that piece.
				if !slices.Equal(out.IDs, want) && !slices.Contains(want, 0) {
					t.Fatalf("%q of %q with %v: %v, want %v", text, texts, scores, out.IDs, want)
				}
			}
		}
	}
}
