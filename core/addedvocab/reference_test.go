package addedvocab

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// plain is a Vocabulary as maps.
type plain struct {
	ids        map[string]uint32
	tokens     map[uint32]Token
	special    map[string]bool
	normalized map[uint32]string
}

// add adds tokens and returns how many were not there yet in the same form.
func (p *plain) add(tokens []Token, m words) (count int) {
	next := uint32(len(m))
	for id := range p.tokens {
		next = max(next, id+1)
	}
	for _, t := range tokens {
		if t.Content == "" {
			continue
		}
		id, known := p.ids[t.Content]
		if known && p.tokens[id] == t {
			continue
		}
		count++
		if !known {
			id, known = m.ID(t.Content)
		}
		if !known {
			id = next
			next++
		}
		if form := strings.ToLower(t.Content); t.Normalized && form != t.Content {
			p.normalized[id] = form
		}
		p.ids[t.Content], p.tokens[id] = id, t
		if t.Special {
			p.special[t.Content] = true
		}
	}
	return count
}

// TestAgainstMaps holds the tables to maps, where a model has gaps between its ids and several tokens of one id.
func TestAgainstMaps(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	contents := []string{"", "a", "A", "b", "B", "ab", "aB", "c", "<s>", "</s>"}
	for range 3000 {
		m := words{}
		for _, c := range contents[1:] {
			if r.IntN(3) == 0 {
				m[c] = uint32(r.IntN(12))
			}
		}
		p := plain{map[string]uint32{}, map[uint32]Token{}, map[string]bool{}, map[uint32]string{}}
		v := mustNew(t, m)
		for range 1 + r.IntN(3) {
			var tokens []Token
			for range r.IntN(8) {
				some := func() bool { return r.IntN(4) == 0 }
				tokens = append(tokens, Token{contents[r.IntN(len(contents))], some(), some(), some(), some(), some()})
			}
			want := p.add(tokens, m)
			w, n, err := v.With(tokens, m, func(s string) (string, error) { return strings.ToLower(s), nil })
			if err != nil || n != want {
				t.Fatalf("%d added, %v; want %d", n, err, want)
			}
			v = w
		}
		if got := maps.Collect(v.Contents); !maps.Equal(got, p.ids) || v.Len() != len(p.ids) {
			t.Fatalf("contents %v, want %v", got, p.ids)
		}
		if got, want := slices.Collect(v.IDs), slices.Sorted(maps.Keys(p.tokens)); !slices.Equal(got, want) {
			t.Fatalf("ids %v, want %v", got, want)
		}
		for id := range uint32(30) {
			got, ok := v.Token(id)
			want, known := p.tokens[id]
			if ok != known || got != want {
				t.Fatalf("%d is %+v, want %+v", id, got, want)
			}
			form, ok := p.normalized[id]
			if !ok {
				form = want.Content
			}
			if s, ok := v.String(id); ok != known || s != form {
				t.Fatalf("%d decodes as %q, want %q", id, s, form)
			}
		}
		for _, c := range contents {
			id, ok := v.ID(c)
			if want, known := p.ids[c]; ok != known || id != want || v.IsSpecial(c) != p.special[c] {
				t.Fatalf("%q: %d, %v, special %v", c, id, ok, v.IsSpecial(c))
			}
		}
	}
}

func BenchmarkNew(b *testing.B) {
	tokens := make([]Token, 100_000)
	for i := range tokens {
		tokens[i].Content = "<extra_" + strings.Repeat("x", i%3) + string(rune('a'+i%26)) + string(rune(0x4E00+i/26)) + ">"
	}
	for b.Loop() {
		mustNew(b, words{}, tokens...)
	}
}
