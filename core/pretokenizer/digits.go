package pretokenizer

import (
	"sync"

	"github.com/libhftok/libhftok/core/internal/ucd"
)

// Digits cuts at numeric characters: each by itself, or runs of them.
type Digits struct{ Individual bool }

func (t Digits) PreTokenize(p *Pieces) error {
	behavior := Contiguous
	if t.Individual {
		behavior = Isolated
	}
	splitRunes(p, behavior, numeric())
	return nil
}

var numeric = sync.OnceValue(func() *runeSet { return newRuneSet(func(r rune) bool { return ucd.Is17(r, ucd.MaskN) }) })
