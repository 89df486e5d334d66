package bpe

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/libhftok/libhftok/core/internal/bytelevel"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/model/wordcache"
)

// TestTogether holds words spelled several at a time to the queue, which merges all of a word: over words of all kinds, by
// few rules, whose table's end is near, and by many.
func TestTogether(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	var bytes []string
	for b := range 256 {
		bytes = append(bytes, bytelevel.UTF8[b])
	}
	alphabets := [][]string{{"a"}, {"a", "b", "c"}, {"a", "b", " ", "é", "и"}, {"日", "本", "語", "a", "の"}}
	var kinds [alone + 1]int
	for i := range 600 {
		var pool []string
		alphabet := alphabets[i%len(alphabets)]
		for _, char := range alphabet {
			for _, b := range []byte(char) {
				pool = append(pool, bytelevel.UTF8[b])
			}
		}
		c := randomOver(r, bytes, pool, 4+r.IntN(1+10*r.IntN(12)))
		c.IgnoreMerges = i%3 == 0
		m, ok := mustNew(t, c).OnBytes()
		if !ok {
			t.Fatal("not on bytes")
		}
		m.Prepare()
		e, slow := m.NewEncoder().(*encoder), m.NewEncoder().(*encoder)
		e.known, e.table = m.whole.get(), m.alone.get()
		e.settled, e.asked, e.joined = true, true, m.charJoints.get()
		for range 10 {
			var text []byte
			var words []model.Span
			for range 1 + r.IntN(wordcache.Batch) {
				start := uint32(len(text))
				for range 1 + r.IntN(1+r.IntN(40)) {
					text = append(text, alphabet[r.IntN(len(alphabet))]...)
				}
				words = append(words, model.Span{Start: start, End: uint32(len(text))})
			}
			var got model.Output
			var ends [wordcache.Batch]uint32
			if err := e.SpellAll(text, words, &got, ends[:]); err != nil {
				t.Fatal(err)
			}
			from := uint32(0)
			for j, w := range words {
				var want word
				word := text[w.Start:w.End]
				if id, ok := m.Vocabulary.IDOf(string(bytelevel.Append(nil, word))); ok && m.ignore {
					want.add(id, 0)
				} else {
					for _, b := range word {
						want.add(slow.symbols.single[0][b], 1)
					}
					want.mergeByQueue(&m.pairs, nil)
				}
				if !slices.Equal(got.IDs[from:ends[j]], want.ids) {
					t.Fatalf("%q of %q: got %v, want %v", word, text, got.IDs[from:ends[j]], want.ids)
				}
				from = ends[j]
				if e.together != nil {
					kinds[e.together.kinds[j]]++
				}
			}
		}
	}
	if m := mustNew(t, config(strings.Split("a b ab", " "), "a b")); m.pairs.fitsLanes() && slices.Contains(kinds[:], 0) {
		t.Errorf("words were spelled in these ways: %v", kinds)
	}
}
