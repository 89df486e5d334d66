package bpe

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/libhftok/libhftok/core/internal/bytelevel"
	"github.com/libhftok/libhftok/core/internal/vocab"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/status"
)

// config makes a model of tokens, with ids in order, and rules "left right".
func config(tokens []string, rules ...string) Config {
	b := vocab.NewBuilder(len(tokens))
	for i, t := range tokens {
		b.Add([]byte(t), uint32(i))
	}
	v := b.Build()
	c := Config{Vocab: v, Merges: NewMerges(v, len(rules))}
	for _, r := range rules {
		left, right, _ := strings.Cut(r, " ")
		c.Merges.Add([]byte(left), []byte(right))
	}
	return c
}

func mustNew(t testing.TB, c Config) *Model {
	t.Helper()
	m, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	m.patience = 0 // TestPatience has the other way
	return m
}

// TestPatience: it makes no difference whether encoders know yet which tokens stand alone.
func TestPatience(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	alphabet := []string{"a", "b", "c", "▁"}
	for i := range 100 {
		cfg := random(r, alphabet, 40)
		cfg.IgnoreMerges = i%2 == 0
		m := mustNew(t, cfg)
		waiting := *m
		waiting.patience, waiting.alone = 1<<30, makeLater(waiting.aloneTable)
		for range 20 {
			var text strings.Builder
			for range 1 + r.IntN(30) {
				text.WriteString(alphabet[r.IntN(len(alphabet))])
			}
			want := encode(t, m, text.String())
			if got := encode(t, &waiting, text.String()); !slices.Equal(got, want) {
				t.Fatalf("%q\ngot  %v\nwant %v", text.String(), got, want)
			}
		}
	}
}

// encode returns tokens with their offsets, "token(start-end)".
func encode(t testing.TB, m *Model, text string) []string {
	t.Helper()
	out := model.Output{Record: true}
	if err := m.NewEncoder().Encode([]byte(text), []model.Span{{End: uint32(len(text))}}, 0, &out); err != nil {
		t.Fatal(err)
	}
	var list []string
	for i, id := range out.IDs {
		token, _ := m.Token(id)
		list = append(list, fmt.Sprintf("%s(%d-%d)", token, out.Spans[i].Start, out.Spans[i].End))
	}
	return list
}

func TestUnknownCharacters(t *testing.T) {
	unk := "<unk>"
	bytes := []string{"<0xC3>", "<0xA9>"}
	for _, c := range []struct {
		name   string
		change func(*Config)
		text   string
		want   string
	}{
		{"dropped, so that the neighbours merge and offsets shift", func(*Config) {}, "aébc", "ab(0-2) c(2-3)"},
		{"dropped before a character that no rule is about", func(*Config) {}, "éñ", "ñ(0-2)"},
		{"unk, one each", func(c *Config) { c.UnkToken = &unk }, "aééb", "a(0-1) <unk>(1-3) <unk>(3-5) b(5-6)"},
		{"unk, fused", func(c *Config) { c.UnkToken, c.FuseUnk = &unk, true }, "aééb", "a(0-1) <unk>(1-5) b(5-6)"},
		{"bytes", func(c *Config) { c.UnkToken, c.ByteFallback = &unk, true }, "aéb", "a(0-1) <0xC3>(1-2) <0xA9>(2-3) b(3-4)"},
		{"a pending unk comes after bytes that follow it", func(c *Config) { c.UnkToken, c.FuseUnk, c.ByteFallback = &unk, true, true },
			"öéa", "<0xC3>(0-1) <0xA9>(1-2) <unk>(2-4) a(4-5)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := config(append([]string{"a", "b", "c", "ab", "ñ", unk}, bytes...), "a b")
			c.change(&cfg)
			if got := strings.Join(encode(t, mustNew(t, cfg), c.text), " "); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
	t.Run("unk outside the vocabulary", func(t *testing.T) {
		other := "[UNK]"
		cfg := config([]string{"a"})
		cfg.UnkToken = &other
		var out model.Output
		err := mustNew(t, cfg).NewEncoder().Encode([]byte("ab"), []model.Span{{End: 2}}, 0, &out)
		if status.CodeOf(err) != status.Encode {
			t.Errorf("got %v", err)
		}
	})
}

func TestBadMerges(t *testing.T) {
	for _, rule := range []string{"a x", "x a", "b a"} {
		if _, err := New(config([]string{"a", "b", "ab"}, "a b", rule)); status.CodeOf(err) != status.InvalidTokenizer || !strings.Contains(err.Error(), "merges[1]") {
			t.Errorf("%q: %v", rule, err)
		}
	}
}

func TestAffixes(t *testing.T) {
	cfg := config([]string{"a", "##b", "##b</w>", "a</w>", "ab</w>", "##bb</w>"}, "a ##b</w>", "##b ##b</w>")
	cfg.ContinuingSubwordPrefix, cfg.EndOfWordSuffix = "##", "</w>"
	m := mustNew(t, cfg)
	for text, want := range map[string]string{"a": "a</w>(0-1)", "ab": "ab</w>(0-2)", "abb": "a(0-1) ##bb</w>(1-3)"} {
		if got := strings.Join(encode(t, m, text), " "); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

// random makes a model over an alphabet whose rules join random known tokens.
func random(r *rand.Rand, alphabet []string, rules int) Config {
	tokens := slices.Clone(alphabet)
	known := map[string]bool{}
	for _, t := range tokens {
		known[t] = true
	}
	var merges []string
	for range rules {
		a, b := tokens[r.IntN(len(tokens))], tokens[r.IntN(len(tokens))]
		if len(a)+len(b) > 12 {
			continue
		}
		merges = append(merges, a+" "+b)
		if !known[a+b] {
			known[a+b] = true
			tokens = append(tokens, a+b)
		}
	}
	return config(tokens, merges...)
}

// naive is the definition of BPE: again and again, the leftmost pair of lowest rank.
func naive(m *Model, text string) []string {
	var symbols []string
	for _, c := range text {
		symbols = append(symbols, string(c))
	}
	for {
		best, at := uint32(noRank), -1
		for i := 0; i+1 < len(symbols); i++ {
			a, _ := m.ID(symbols[i])
			b, _ := m.ID(symbols[i+1])
			if rank := m.pairs.find(a, b); rank < best {
				best, at = rank, i
			}
		}
		if at < 0 {
			break
		}
		symbols = slices.Replace(symbols, at, at+2, symbols[at]+symbols[at+1])
	}
	at := 0
	for i, s := range symbols {
		symbols[i] = fmt.Sprintf("%s(%d-%d)", s, at, at+len(s))
		at += len(s)
	}
	return symbols
}

func TestMergeOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	alphabet := []string{"a", "b", "c", "é", "▁"}
	for range 200 {
		m := mustNew(t, random(r, alphabet, 40))
		for range 20 {
			var text strings.Builder
			for range 1 + r.IntN(3*scanLimit) {
				text.WriteString(alphabet[r.IntN(len(alphabet))])
			}
			want := naive(m, text.String())
			if got := encode(t, m, text.String()); !slices.Equal(got, want) {
				t.Fatalf("%q\ngot  %v\nwant %v", text.String(), got, want)
			}
		}
	}
}

// TestWholes holds the tokens that are said to stand alone to what merging makes of them.
func TestWholes(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	alphabet := []string{"a", "b", "c", "é", "▁"}
	found, missed := 0, 0
	for range 2000 {
		m := mustNew(t, random(r, alphabet, 30))
		for token, id := range m.Vocabulary.All() {
			merged := len(naive(m, token)) == 1
			if m.whole.get().has(id) && !merged {
				t.Fatalf("merging does not make %q", token)
			}
			if merged {
				found++
				if !m.whole.get().has(id) {
					missed++
				}
			}
		}
	}
	if missed > found/10 {
		t.Errorf("%d of %d tokens were not found to be whole", missed, found)
	}
}

// TestLongWords holds words merged a window at a time to the queue, which looks at all of a word.
func TestLongWords(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	alphabet := []string{"a", "b", "c"}
	for i := range 600 {
		// Few characters make runs whose merges depend on where they begin, far away.
		m := mustNew(t, random(r, alphabet[:1+i%3], 3+r.IntN(40)))
		for range 10 {
			var symbols []uint32
			for range 1 + r.IntN(50<<r.IntN(8)) {
				id, _ := m.ID(alphabet[r.IntN(1+i%3)])
				symbols = append(symbols, id)
			}
			var got, want word
			for k, id := range symbols {
				got.add(id, uint32(k%3))
				want.add(id, uint32(k%3+1))
			}
			for k := range got.lens {
				got.lens[k]++
			}
			var l longWord
			l.merge(&m.pairs, &got)
			want.mergeByQueue(&m.pairs, nil)
			if !slices.Equal(got.ids, want.ids) || !slices.Equal(got.lens, want.lens) {
				t.Fatalf("%d symbols: got %v, want %v", len(symbols), got.ids, want.ids)
			}
		}
	}
}

// randomOver makes a model of tokens whose rules join random ones of pool, and what those make.
func randomOver(r *rand.Rand, tokens, pool []string, rules int) Config {
	tokens, pool = slices.Clone(tokens), slices.Clone(pool)
	known := map[string]bool{}
	var merges []string
	for range rules {
		a, b := pool[r.IntN(len(pool))], pool[r.IntN(len(pool))]
		if len(a)+len(b) > 30 {
			continue
		}
		merges = append(merges, a+" "+b)
		if !known[a+b] {
			known[a+b] = true
			tokens, pool = append(tokens, a+b), append(pool, a+b)
		}
	}
	return config(tokens, merges...)
}

// TestParts holds words cut into parts to words merged whole, on raw bytes and with spaces for '▁'.
func TestParts(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	var bytes []string
	for b := range 256 {
		bytes = append(bytes, bytelevel.UTF8[b])
	}
	chars := []string{"日", "本", "語", "é", "a", "▁", "🙂", "の", "'"}
	unk, cuts := "<unk>", [2]int{}
	for i := range 400 {
		var m *Model
		var ok bool
		if i%2 == 0 {
			var pool []string // the characters' bytes, for rules that join parts of characters
			for _, b := range []byte(strings.Join(chars, "")) {
				pool = append(pool, bytelevel.UTF8[b])
			}
			c := randomOver(r, bytes, pool, 60)
			c.IgnoreMerges = i%4 == 0
			m, ok = mustNew(t, c).OnBytes()
		} else {
			c := randomOver(r, append([]string{unk}, chars...), chars, 25)
			c.UnkToken = &unk
			m, ok = mustNew(t, c).OnSpaces()
		}
		if !ok || m.charJoints.get() == nil {
			continue
		}
		whole := *m
		whole.charJoints = atHand[*charJoints](nil)
		for range 20 {
			var text strings.Builder
			for range 1 + r.IntN(60) {
				text.WriteString(chars[r.IntN(len(chars))])
			}
			word := text.String()
			if i%2 == 1 {
				word = strings.ReplaceAll(word, "'", " ")
			}
			cuts[i%2] += len(m.charJoints.get().cut(nil, []byte(word), model.Span{End: uint32(len(word))}, m.spaced)) - 1
			if got, want := encode(t, m, word), encode(t, &whole, word); !slices.Equal(got, want) {
				t.Fatalf("%q\ngot  %v\nwant %v", word, got, want)
			}
		}
	}
	if min(cuts[0], cuts[1]) < 1000 {
		t.Errorf("only %d cuts", cuts)
	}
}

// TestCut holds words encoded one by one to the text encoded whole.
func TestCut(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	alphabet := []string{"a", "b", "▁"}
	texts := append(slices.Clone(alphabet), "x") // unknown
	unk, cuts := "a", 0
	for range 300 {
		cfg := random(r, alphabet, 6)
		if mustNew(t, cfg).cut {
			t.Fatal("an unknown character would vanish between words")
		}
		cfg.UnkToken, cfg.FuseUnk = &unk, r.IntN(2) == 0
		m := mustNew(t, cfg)
		if !m.cut {
			continue
		}
		cuts++
		whole := *m
		whole.cut = false
		for range 20 {
			var text strings.Builder
			for range 1 + r.IntN(60) {
				text.WriteString(texts[r.IntN(len(texts))])
			}
			if got, want := encode(t, m, text.String()), encode(t, &whole, text.String()); !slices.Equal(got, want) {
				t.Fatalf("%q\ngot  %v\nwant %v", text.String(), got, want)
			}
		}
	}
	if cuts < 20 {
		t.Errorf("only %d models could be cut", cuts)
	}
}

func TestOnBytes(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var alphabet []string
	for b := range 256 {
		alphabet = append(alphabet, bytelevel.UTF8[b])
	}
	m := mustNew(t, random(r, alphabet, 20_000))
	raw, ok := m.OnBytes()
	if !ok {
		t.Fatal("all bytes are known")
	}
	for range 2000 {
		text := make([]byte, 1+r.IntN(30))
		for i := range text {
			text[i] = byte(r.IntN(256))
		}
		spelled := string(bytelevel.Append(nil, text))
		var got, want model.Output
		if err := raw.NewEncoder().Encode(text, []model.Span{{End: uint32(len(text))}}, 0, &got); err != nil {
			t.Fatal(err)
		}
		if err := m.NewEncoder().Encode([]byte(spelled), []model.Span{{End: uint32(len(spelled))}}, 0, &want); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.IDs, want.IDs) {
			t.Fatalf("%q: got %v, want %v", text, got.IDs, want.IDs)
		}
	}
	for b := range 256 {
		raw, ok := mustNew(t, config(slices.Delete(slices.Clone(alphabet), b, b+1))).OnBytes()
		never := b == 0xC0 || b == 0xC1 || b >= 0xF5
		if text := []byte{byte(b - 1), byte(b)}; !ok || raw.Lacks(text) == never || raw.Lacks(text[:1]) {
			t.Errorf("without byte %#x: %v", b, ok)
		}
	}
	if _, ok := mustNew(t, config(alphabet[:256-maxLacking-14])).OnBytes(); ok {
		t.Error("many bytes are lacking")
	}
}

func TestIgnoreMerges(t *testing.T) {
	cfg := config([]string{"a", "b", "c", "abc", "bc"}, "b c")
	cfg.IgnoreMerges = true
	m := mustNew(t, cfg)
	if got := fmt.Sprint(encode(t, m, "abc"), encode(t, m, "abcb")); got != "[abc(0-3)] [a(0-1) bc(1-3) b(3-4)]" {
		t.Error(got)
	}
}

func TestDropout(t *testing.T) {
	cfg := config([]string{"a", "b", "c", "ab", "bc", "ca", "abc", "bca", "cab", "abcabc"},
		"a b", "b c", "c a", "ab c", "a bc", "b ca", "c ab", "abc abc")
	text := []byte("abcabcaabbccabcabcabc")
	ids := func(p float32, seed uint64) []uint32 {
		cfg.Dropout = p
		e := mustNew(t, cfg).NewEncoder()
		if p > 0 {
			e.(interface{ Seed(uint64) }).Seed(seed)
		}
		var out model.Output
		if err := e.Encode(text, []model.Span{{End: uint32(len(text))}}, 0, &out); err != nil {
			t.Fatal(err)
		}
		return out.IDs
	}
	if n := len(ids(1, 1)); n != len(text) {
		t.Errorf("dropout 1 merged: %d tokens of %d characters", n, len(text))
	}
	if !slices.Equal(ids(0.5, 7), ids(0.5, 7)) {
		t.Error("the same seed gives different tokens")
	}
	seen := map[string]bool{}
	for seed := range uint64(50) {
		seen[fmt.Sprint(ids(0.9, seed))] = true
	}
	if len(seen) < 10 {
		t.Errorf("50 seeds gave %d results", len(seen))
	}
	if !slices.Equal(ids(1e-9, 1), ids(0, 0)) {
		t.Error("next to no dropout changes the result")
	}
}

func BenchmarkLongWord(b *testing.B) {
	r := rand.New(rand.NewPCG(7, 8))
	m := mustNew(b, random(r, []string{"a", "b", "c", "d", "e", "f"}, 2000))
	text := make([]byte, 1<<16)
	for i := range text {
		text[i] = "abcdef"[r.IntN(6)]
	}
	e := m.NewEncoder()
	var out model.Output
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		out.IDs = out.IDs[:0]
		if err := e.Encode(text, []model.Span{{End: uint32(len(text))}}, 0, &out); err != nil {
			b.Fatal(err)
		}
	}
}

// TestLoneChars holds words whose lone characters are spelled by themselves to words merged whole, ids and spans.
func TestLoneChars(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	chars := []string{"日", "本", "語", "é", "a", "▁", "🙂", "の", "'"}
	all := append(slices.Clone(chars), "ü", "😀", "x", "鰻") // and unknown ones
	unk, lone := "<unk>", 0
	for i := range 400 {
		tokens := append([]string{unk}, chars...)
		fallback := i%4 < 2
		if fallback {
			for b := range 256 {
				tokens = append(tokens, fmt.Sprintf("<0x%02X>", b))
			}
		}
		c := randomOver(r, tokens, chars[r.IntN(6):], 1+r.IntN(8))
		c.UnkToken, c.FuseUnk, c.ByteFallback, c.IgnoreMerges = &unk, r.IntN(2) == 0, fallback, i%2 == 0
		m := mustNew(t, c)
		if s, ok := m.OnSpaces(); ok {
			m = s
		}
		e, plain := m.NewEncoder().(*encoder), m.NewEncoder().(*encoder)
		plain.chars = nil
		for range 20 {
			var text strings.Builder
			for range 1 + r.IntN(30) {
				text.WriteString(all[r.IntN(len(all))])
			}
			word := []byte(text.String())
			whole := model.Span{End: uint32(len(word))}
			for _, record := range []bool{false, true} {
				got, want := model.Output{Record: record}, model.Output{Record: record}
				if err := errors.Join(e.Spell(word, whole, 0, &got), plain.Spell(word, whole, 0, &want)); err != nil {
					t.Fatal(err)
				}
				if !reflect.DeepEqual(got, want) {
					t.Fatalf("%q\ngot  %v\nwant %v", word, got, want)
				}
			}
			for _, c := range string(word) {
				if e.chars.Get(c) > charJoined {
					lone++
				}
			}
		}
	}
	if lone < 10_000 {
		t.Errorf("only %d lone characters", lone)
	}
}
