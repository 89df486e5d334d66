package regex

import (
	_ "embed"
	"encoding/binary"
	"strings"
	"sync"
)

//go:generate sh -c "cd gen && npm ci && node unicode.mjs"

//go:embed unicode.bin
var unicodeData string

// unicodeTables is unicode.bin (whose format gen/unicode.mjs gives), with the sets still packed.
type unicodeTables struct {
	sets  []string       // packed ranges
	names map[string]int // plain name → index in sets
	folding
}

var tables = sync.OnceValue(func() *unicodeTables {
	in := packed(unicodeData)
	t := &unicodeTables{names: map[string]int{}}
	for range in.number() {
		start := in
		for range in.number() {
			in.number()
			in.number()
		}
		t.sets = append(t.sets, string(start[:len(start)-len(in)]))
	}
	for range in.number() {
		n := in.number()
		name := string(in[:n])
		in = in[n:]
		t.names[name] = in.number()
	}
	t.folding = readFolding(&in)
	return t
})

type packed string

func (p *packed) number() int {
	n, size := binary.Uvarint([]byte((*p)[:min(len(*p), 5)]))
	*p = (*p)[size:]
	return int(n)
}

// plainName makes names of properties comparable: case, spaces, hyphens and underscores do not count.
// What no name contains becomes a question mark.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '-' || r == '_':
			return -1
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			return r
		}
		return '?'
	}, name)
}

// tableSet returns a set of unicode.bin by its plain name.
func tableSet(plain string) (set, bool) {
	t := tables()
	i, ok := t.names[plain]
	if !ok {
		return nil, false
	}
	in := packed(t.sets[i])
	out := make(set, in.number())
	next := 0
	for i := range out {
		lo := next + in.number()
		next = lo + in.number()
		out[i] = span{rune(lo), rune(next - 1)}
	}
	return out, true
}

func mustSet(plain string) set {
	s, ok := tableSet(plain)
	if !ok {
		panic("regex: no set " + plain)
	}
	return s
}

// Property returns whether a character is one of \p{name}, which must exist.
func Property(name string) func(r rune) bool { return mustSet(plainName(name)).contains }

// wordSet is what \w, \b and names of groups take for a word character. Up to U+00FF it goes by a table
// of ISO 8859-1 that counts six more characters than [[:word:]] does.
var wordSet = sync.OnceValue(func() set { return mustSet("word").union(latin1WordSet) })

// asciiWordSet is the same under (?W) or (?P).
var asciiWordSet = sync.OnceValue(func() set { return mustSet("word").intersect(asciiSet) })
