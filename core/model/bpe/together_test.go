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

// randomOverChars makes a model of bytes whose rules make most characters of the alphabet, join these, and now and then their
// bytes; in half of the models in no order.
func randomOverChars(r *rand.Rand, tokens, alphabet []string, rules int) Config {
	tokens = slices.Clone(tokens)
	known, merges := map[string]bool{}, map[string]bool{}
	var order, pool []string
	join := func(left, right string) string {
		if rule := left + " " + right; !merges[rule] {
			merges[rule] = true
			order = append(order, rule)
		}
		if whole := left + right; !known[whole] {
			known[whole] = true
			tokens = append(tokens, whole)
		}
		return left + right
	}
	for _, char := range alphabet {
		whole := ""
		for i, b := range []byte(char) {
			if part := bytelevel.UTF8[b]; i > 0 && r.IntN(8) > 0 {
				whole = join(whole, part)
			} else {
				whole = part
			}
			if r.IntN(8) == 0 {
				pool = append(pool, whole)
			}
		}
		pool = append(pool, whole)
	}
	for range rules / 4 {
		if a, b := pool[r.IntN(len(pool))], pool[r.IntN(len(pool))]; len(a)+len(b) <= 30 {
			pool = append(pool, join(a, b))
		}
	}
	if r.IntN(2) == 0 {
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	}
	return config(tokens, order...)
}

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
	unk, models := "<unk>", [2]int{}
	for i := range 1200 {
		var pool []string
		alphabet := alphabets[i%len(alphabets)]
		rules := r.IntN(5 + 10*r.IntN(12))
		var m *Model
		var ok bool
		if i < 600 {
			var c Config
			if i%2 == 1 {
				c = randomOverChars(r, bytes, alphabet, rules)
			} else {
				for _, b := range []byte(strings.Join(alphabet, "")) {
					pool = append(pool, bytelevel.UTF8[b])
				}
				c = randomOver(r, bytes, pool, rules)
			}
			c.IgnoreMerges = i%3 == 0
			m, ok = mustNew(t, c).OnBytes()
		} else { // what is on the left of a '▁' is never joined to it
			pool = append(slices.DeleteFunc(slices.Clone(alphabet), func(char string) bool { return char == " " }), "▁")
			c := randomOver(r, append([]string{unk}, pool...), pool, rules)
			c.UnkToken, c.FuseUnk = &unk, i%2 == 0
			m, ok = mustNew(t, c).OnSpaces()
		}
		if !ok {
			continue
		}
		models[i/600]++
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
					char := alphabet[r.IntN(len(alphabet))]
					if m.spaced && (char == " " && len(text) > int(start)) {
						char = "?" // unknown
					}
					text = append(text, char...)
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
					slow.word.reset()
					if err := slow.split(word); err != nil {
						t.Fatal(err)
					}
					want.ids, want.lens = slices.Clone(slow.word.ids), slices.Clone(slow.word.lens)
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
	if models[0] < 600 || models[1] < 60 {
		t.Errorf("only so many models: %v", models)
	}
	if m := mustNew(t, config(strings.Split("a b ab", " "), "a b")); m.pairs.fitsLanes() && slices.Contains(kinds[:], 0) {
		t.Errorf("words were spelled in these ways: %v", kinds)
	}
}
