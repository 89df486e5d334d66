package rawword

import (
	"bytes"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/pattern"
	"github.com/libhftok/libhftok/core/normalizer"
	"github.com/libhftok/libhftok/core/pretokenizer"
)

// simple knows words of ASCII characters each of which becomes one ASCII character, whatever is around it. Such
// a word is one piece.
type simple struct {
	to     [256]byte // what a character becomes, 0 if it is not simple
	prefix string    // what comes before the word
}

// newSimple returns what is simple of c; letters are the characters that are part of words.
func (c *Cutter) newSimple(w *Words, letters []byte) (s simple) {
	if m, is := c.stages[len(c.stages)-1].(*pretokenizer.Metaspace); is {
		if m.Replacement < utf8.RuneSelf { // words may have it
			return s
		}
		if m.PrependScheme == pretokenizer.Always {
			s.prefix = string(m.Replacement)
		}
	}
	for _, b := range letters {
		if b-'!' >= 0x5E {
			continue
		}
		w.text.Reset([]byte{b}, 0, false)
		if c.normalizer != nil && c.normalizer.Normalize(&w.text) != nil || len(w.text.Text) != 1 {
			continue
		}
		if to := w.text.Text[0]; to < utf8.RuneSelf && !c.replaces(b) && !c.replaces(to) {
			s.to[b] = to
		}
	}
	return s
}

// replaces reports whether the character b may be part of what the normalizer replaces.
func (c *Cutter) replaces(b byte) bool {
	return !all(c.normalizer, func(n normalizer.Normalizer) bool {
		r, _ := n.(normalizer.Replace)
		p, _ := r.Pattern.(pattern.Literal)
		return bytes.IndexByte(p, b) < 0
	})
}

// simpleText appends what a word becomes to b. It reports false if the word is not simple.
func (w *Words) simpleText(b, word []byte) ([]byte, bool) {
	b = append(b, w.simple.prefix...)
	if w.rule == tiled && word[0] == ' ' {
		word = word[1:] // the prefix stands for it
	}
	for _, c := range word {
		to := w.simple.to[c]
		if to == 0 {
			return b, false
		}
		b = append(b, to)
	}
	return b, len(b) > 0
}
