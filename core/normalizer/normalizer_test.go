package normalizer

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/libhftok/libhftok/core/internal/pattern"
	"github.com/libhftok/libhftok/core/normalized"
	"github.com/libhftok/libhftok/core/status"
)

// runner normalizes texts, reusing its memory.
type runner struct {
	tracked, plain normalized.String
	align          []normalized.Range
}

// run normalizes text with and without alignments and holds the two against each other. What it returns is
// valid until the next call.
func (r *runner) run(t testing.TB, n Normalizer, text string) (string, []normalized.Range, error) {
	t.Helper()
	input := []byte(text)
	r.tracked.Reset(input, 0, true)
	r.plain.Reset(input, 0, false)
	err := n.Normalize(&r.tracked)
	if err2 := n.Normalize(&r.plain); (err == nil) != (err2 == nil) {
		t.Fatalf("%T %+q: tracked %v, untracked %v", n, text, err, err2)
	}
	if err != nil {
		return "", nil, err
	}
	if string(r.tracked.Text) != string(r.plain.Text) || r.tracked.Inserted() != r.plain.Inserted() {
		t.Fatalf("%T %+q: tracked %+q, untracked %+q", n, text, r.tracked.Text, r.plain.Text)
	}
	if string(input) != text {
		t.Fatalf("%T changed its input %+q", n, text)
	}
	r.align = r.align[:0]
	for i := range r.tracked.Text {
		r.align = append(r.align, r.tracked.Origin(i))
	}
	return string(r.tracked.Text), r.align, nil
}

func TestUnchangedIsNotCopied(t *testing.T) {
	text := []byte("plain text, nothing to do; привет 世界 ñ")
	for _, n := range []Normalizer{NFC, NFKC, Nmt{}, StripAccents{}, Lowercase{}, Strip{true, true},
		Bert{CleanText: true, Lowercase: true}, Replace{pattern.Literal("@"), "x"}, NewSequence(NFC, Nmt{})} {
		var s normalized.String
		s.Reset(text, 0, false)
		if err := n.Normalize(&s); err != nil || &s.Text[0] != &text[0] || len(s.Text) != len(text) {
			t.Errorf("%T: %q %v", n, s.Text, err)
		}
		if allocs := testing.AllocsPerRun(10, func() { s.Reset(text, 0, false); n.Normalize(&s) }); allocs != 0 {
			t.Errorf("%T: %v allocations", n, allocs)
		}
	}
}

// TestLeaves: what is to be left alone is, and so is each part of it.
func TestLeaves(t *testing.T) {
	alphabet := []rune("aé\u0301\u0323\u05b0\u0316ﬁ가\u1100\u1161世😀 ñ\u0340Å")
	r := rand.New(rand.NewPCG(1, 2))
	var run runner
	for _, n := range []Normalizer{nil, NFC, NFD, NFKC, NFKD, NewSequence(), NewSequence(NFC, NFD), NewSequence(NFC, Lowercase{})} {
		left := 0
		for range 20_000 {
			var text []rune
			for range r.IntN(7) {
				text = append(text, alphabet[r.IntN(len(alphabet))])
			}
			if !Leaves(n, []byte(string(text))) {
				continue
			}
			left++
			for from := range text {
				for to := from; n != nil && to <= len(text); to++ {
					part := string(text[from:to])
					if got, _, err := run.run(t, n, part); err != nil || got != part {
						t.Fatalf("%v, %+q: %+q became %+q, %v", n, string(text), part, got, err)
					}
				}
			}
		}
		if all, _ := n.(Sequence); left < 1000 && len(all) < 2 {
			t.Errorf("%v leaves %d", n, left)
		}
	}
	if Leaves(Lowercase{}, []byte("a")) {
		t.Error("Lowercase tells")
	}
}

func TestSmall(t *testing.T) {
	var r runner
	for _, c := range []struct {
		n          Normalizer
		text, want string
	}{
		{NFC, "e\u0301x", "éx"}, {NFD, "é", "e\u0301"}, {NFKC, "ﬁ", "fi"}, {NFKD, "①", "1"},
		{Bert{true, true, true, true}, "Hé\tLLO世x\u0000", "he llo 世 x"},
		{NewSequence(Prepend{"▁"}, Replace{pattern.Literal(" "), "▁"}), "a b  c", "▁a▁b▁▁c"},
		{NewSequence(Prepend{"▁"}, Replace{pattern.Literal(" "), "▁"}), "abc", "▁abc"},
		{Replace{pattern.Literal(""), "-"}, "ab", "-a-b-"},
		{ByteLevel{}, "a é", "aĠÃ©"},
		{Strip{true, true}, " \u00A0a b\n", "a b"},
	} {
		got, _, err := r.run(t, c.n, c.text)
		if err != nil || got != c.want {
			t.Errorf("%T %q: %q %v", c.n, c.text, got, err)
		}
	}
}

func TestReplaceLiteral(t *testing.T) {
	var r runner
	g := generator{[]rune("ab ▁c"), 3}
	for range 3000 {
		var text string
		for range g.below(6) {
			text += g.next()
		}
		for _, c := range [][2]string{{" ", "▁"}, {" ", ""}, {"a", "bb"}, {"▁", " "}, {"ab", "-"}, {"b", "longer than eight bytes"}} {
			got, _, err := r.run(t, Replace{pattern.Literal(c[0]), c[1]}, text)
			if want := strings.ReplaceAll(text, c[0], c[1]); err != nil || got != want {
				t.Fatalf("%q for %q in %q: %q, want %q", c[1], c[0], text, got, want)
			}
		}
	}
}

// After text from nowhere, what replaces characters one for one is an error, as it is a panic in the
// reference, for ids alone as for full encodings.
func TestInserted(t *testing.T) {
	front := Replace{pattern.Literal(""), "x"}
	for _, tracked := range []bool{false, true} {
		var s normalized.String
		s.Reset([]byte("ab"), 0, tracked)
		if err := NewSequence(front, Lowercase{}).Normalize(&s); status.CodeOf(err) != status.Encode {
			t.Error(err)
		}
		s.Reset([]byte("ab"), 0, tracked)
		if err := NewSequence(front, Replace{pattern.Literal("x"), ""}, Lowercase{}).Normalize(&s); err != nil || string(s.Text) != "ab" {
			t.Error(err)
		}
	}
}

func TestMalformedCharsmap(t *testing.T) {
	for _, charsmap := range []string{"", "\x00\x00", "\x00\x00\x00\x00", "\x03\x00\x00\x00abc", "\xFF\xFF\xFF\xFFabcd", "\x08\x00\x00\x00abcd", "\x04\x00\x00\x00abcd\xFF"} {
		if _, err := NewPrecompiled([]byte(charsmap)); status.CodeOf(err) != status.InvalidTokenizer {
			t.Errorf("%q: %v", charsmap, err)
		}
	}
	p, err := NewPrecompiled([]byte("\x04\x00\x00\x00\x00\x00\x00\x00"))
	if err != nil {
		t.Fatal(err)
	}
	var s normalized.String
	s.Reset([]byte("a"), 0, false)
	if err := p.Normalize(&s); status.CodeOf(err) != status.Encode {
		t.Errorf("a trie that points outside itself: %v", err)
	}
}

// Normalizers that multiply a text end with an error, soon and within bounded memory.
func TestExploding(t *testing.T) {
	repeat := func(n Normalizer, times int) Normalizer {
		var all Sequence
		for range times {
			all = append(all, n)
		}
		return all
	}
	long := strings.Repeat("x", 1<<20)
	var r runner
	for name, n := range map[string]Normalizer{
		"doubling a byte":   repeat(Replace{pattern.Literal("a"), "aa"}, 60),
		"doubling two":      repeat(Replace{pattern.Literal("ab"), "abab"}, 60),
		"between all":       Replace{pattern.Literal(""), long},
		"a byte by a book":  Replace{pattern.Literal("a"), long},
		"prepended":         repeat(Prepend{long}, 100),
		"prepended, spaced": NewSequence(Prepend{strings.Repeat(" ", 1<<20)}, Replace{pattern.Literal(" "), long}),
		"spelled again":     repeat(ByteLevel{}, 60),
	} {
		if _, _, err := r.run(t, n, strings.Repeat("aé ab", 20)); status.CodeOf(err) != status.Encode {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, _, err := r.run(t, NFKD, strings.Repeat("ﷺ", 1<<16)); err != nil || len(got) < 1<<20 {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}
