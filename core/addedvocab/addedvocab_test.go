package addedvocab

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// words is a model's vocabulary.
type words map[string]uint32

func (w words) ID(token string) (uint32, bool) { id, ok := w[token]; return id, ok }
func (w words) VocabSize() int                 { return len(w) }

func mustNew(t testing.TB, m Model, tokens ...Token) *Vocabulary {
	t.Helper()
	v, err := New(tokens, m, func(s string) (string, error) { return strings.ToLower(s), nil })
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// split shows a text cut at tokens: [token] and text.
func split(s Splitter) string {
	var parts []string
	for seg, ok := s.Next(); ok; seg, ok = s.Next() {
		part := string(s.text[seg.Start:seg.End])
		if seg.IsToken {
			part = fmt.Sprintf("[%s=%d]", part, seg.ID)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "|")
}

func TestIDs(t *testing.T) {
	v := mustNew(t, words{"a": 0, "b": 1, "far": 2}, Token{Content: "b"}, Token{}, Token{Content: "x"}, Token{Content: "y", Special: true}, Token{Content: "x", Special: true})
	for content, want := range map[string]uint32{"b": 1, "x": 3, "y": 4} {
		if id, ok := v.ID(content); !ok || id != want {
			t.Errorf("%s: %d, %v; want %d", content, id, ok, want)
		}
	}
	if !v.IsSpecial("x") || !v.IsSpecial("y") || v.IsSpecial("b") || v.Len() != 3 {
		t.Error("a token added again as special is special")
	}
}

func TestWith(t *testing.T) {
	m := words{"a": 0}
	same := func(s string) (string, error) { return s, nil }
	v := mustNew(t, m, Token{Content: "x"}, Token{Content: "y"})
	w, n, err := v.With([]Token{{Content: "x"}, {Content: "y", Special: true}, {Content: "z"}, {Content: "a"}}, m, same)
	if err != nil || n != 3 {
		t.Fatalf("%d added, %v", n, err)
	}
	for content, want := range map[string]uint32{"x": 1, "y": 2, "z": 3, "a": 0} {
		if id, ok := w.ID(content); !ok || id != want {
			t.Errorf("%s: %d, %v; want %d", content, id, ok, want)
		}
	}
	if _, ok := v.ID("z"); ok || v.IsSpecial("y") || !w.IsSpecial("y") {
		t.Error("the first vocabulary changed, or the second did not")
	}
}

func TestFlags(t *testing.T) {
	for _, c := range []struct {
		token      Token
		text, want string
	}{
		{Token{Content: "<s>"}, "a<s>b<s><s>", "a|[<s>=0]|b|[<s>=0]|[<s>=0]"},
		{Token{Content: "it", SingleWord: true}, "it bit it's ité it", "[it=0]| bit |[it=0]|'s ité |[it=0]"},
		{Token{Content: "it", SingleWord: true}, "it\u200dit \u24d0it", "it\u200dit \u24d0it"},
		{Token{Content: "<m>", LStrip: true}, " \u3000<m> <m>", "[ \u3000<m>=0]|[ <m>=0]"},
		{Token{Content: "<m>", RStrip: true}, "a<m> \n<m> ", "a|[<m> \n=0]|[<m> =0]"},
		{Token{Content: "<m>", LStrip: true, RStrip: true}, "a <m> <m> b", "a|[ <m> =0]|[<m> =0]|b"},
	} {
		if got := split(mustNew(t, words{}, c.token).Raw([]byte(c.text), false)); got != c.want {
			t.Errorf("%+v on %q:\ngot  %s\nwant %s", c.token, c.text, got, c.want)
		}
	}
}

func TestNormalizedAndSpecial(t *testing.T) {
	v := mustNew(t, words{}, Token{Content: "Day", Normalized: true}, Token{Content: "[X]", Special: true})
	if got := split(v.Raw([]byte("Day [X] day"), false)); got != "Day |[[X]=1]| day" {
		t.Error(got)
	}
	if got := split(v.Raw([]byte("Day [X] day"), true)); got != "Day [X] day" {
		t.Error(got)
	}
	if got := split(v.Normalized([]byte("day [x] Day"), false)); got != "[day=0]| [x] Day" {
		t.Error(got)
	}
	if s, _ := v.String(0); s != "day" {
		t.Errorf("decodes as %q", s)
	}
}

// TestLeftmostLongest holds the matcher to the definition.
func TestLeftmostLongest(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	word := func(n int) string {
		b := make([]byte, 1+r.IntN(n))
		for i := range b {
			b[i] = "abé"[r.IntN(2)]
		}
		return string(b)
	}
	for range 300 {
		var tokens []Token
		for range 1 + r.IntN(6) {
			tokens = append(tokens, Token{Content: word(4)})
		}
		v := mustNew(t, words{}, tokens...)
		for range 10 {
			text := word(30)
			var want []string
			from := 0
			for i := 0; i < len(text); i++ {
				longest := ""
				for _, k := range tokens {
					if strings.HasPrefix(text[i:], k.Content) && len(k.Content) > len(longest) {
						longest = k.Content
					}
				}
				if longest == "" {
					continue
				}
				if from < i {
					want = append(want, text[from:i])
				}
				id, _ := v.ID(longest)
				want = append(want, fmt.Sprintf("[%s=%d]", longest, id))
				from = i + len(longest)
				i = from - 1
			}
			if from < len(text) {
				want = append(want, text[from:])
			}
			if got := split(v.Raw([]byte(text), false)); got != strings.Join(want, "|") {
				t.Fatalf("%v on %q:\ngot  %s\nwant %s", tokens, text, got, strings.Join(want, "|"))
			}
		}
	}
}
