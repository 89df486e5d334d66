package pretokenizer

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/model"
)

// FixedLength cuts into pieces of Length characters; the last of a piece may be shorter. Length is
// positive.
type FixedLength struct{ Length uint64 }

func (t FixedLength) PreTokenize(p *Pieces) error {
	next := p.next[:0]
	for _, w := range p.Spans {
		from, chars := w.Start, uint64(0)
		for i := w.Start; i < w.End; {
			_, n := utf8.DecodeRune(p.Text.Text[i:w.End])
			i += uint32(n)
			if chars++; chars == t.Length {
				next = append(next, model.Span{Start: from, End: i})
				from, chars = i, 0
			}
		}
		if from < w.End {
			next = append(next, model.Span{Start: from, End: w.End})
		}
	}
	p.replace(next)
	return nil
}
