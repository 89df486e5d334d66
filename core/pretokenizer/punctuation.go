package pretokenizer

import (
	"sync"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/ucd"
)

// Punctuation cuts at punctuation characters.
type Punctuation struct{ Behavior Behavior }

func (t Punctuation) PreTokenize(p *Pieces) error {
	splitRunes(p, t.Behavior, punctuation())
	return nil
}

var punctuation = sync.OnceValue(func() *runeSet { return newRuneSet(IsPunctuation) })

// IsPunctuation reports whether r is ASCII punctuation, symbols included, or of category P in Unicode 8.0.
func IsPunctuation(r rune) bool {
	if r < utf8.RuneSelf {
		return r > ' ' && r < 0x7F && !('0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z')
	}
	return ucd.Is8(r, ucd.MaskP)
}
