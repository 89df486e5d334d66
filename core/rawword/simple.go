package rawword

import (
	"bytes"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/pattern"
	"github.com/libhftok/libhftok/core/internal/utf8fast"
	"github.com/libhftok/libhftok/core/normalizer"
	"github.com/libhftok/libhftok/core/pretokenizer"
)

// simple knows words of ASCII characters each of which becomes one ASCII character, whatever is around it, and of
// others that are kept. Such a word is one piece.
type simple struct {
	to     [256]byte // what a character becomes, 0 if it is not simple
	prefix string    // what comes before the word
	others bool      // the normalizer keeps some characters beyond ASCII as they are
	mark   rune      // Metaspace's, 0: none
}

// newSimple returns what is simple of c; letters are the characters that are part of words.
func (c *Cutter) newSimple(w *Words, letters []byte) (s simple) {
	if !c.single {
		return s
	}
	if m, is := c.stages[len(c.stages)-1].(*pretokenizer.Metaspace); is {
		if m.Replacement < utf8.RuneSelf { // words may have it
			return s
		}
		s.mark = m.Replacement
		if m.PrependScheme == pretokenizer.Always {
			s.prefix = string(m.Replacement)
		}
	}
	s.others = all(c.normalizer, steady)
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

// steady reports whether n leaves characters alone, in any text, that it leaves alone by themselves, as long as they are
// no marks and in clusters that are not looked up.
func steady(n normalizer.Normalizer) bool {
	switch n.(type) {
	case normalizer.Replace, *normalizer.Precompiled: // New takes those of ASCII only
		return true
	}
	return charwise(n)
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
	before := uint32(0) // size of the character before
	for i := uint32(0); int(i) < len(word); {
		if c := word[i]; c < utf8.RuneSelf {
			to := w.simple.to[c]
			if to == 0 {
				return b, false
			}
			b = append(b, to)
			before = 1
			i++
			continue
		}
		r, size := utf8fast.Decode(word, i)
		switch k := w.traits(r) &^ classMask; {
		case k == kept || k == keptAfter && before+size > maxCluster:
			b = append(b, word[i:i+size]...)
		case k != dropped:
			return b, false
		}
		before = size
		i += size
	}
	return b, len(b) > 0
}
