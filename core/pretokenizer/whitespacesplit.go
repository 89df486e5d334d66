package pretokenizer

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/ucd"
	"github.com/libhftok/libhftok/core/internal/utf8fast"
	"github.com/libhftok/libhftok/core/model"
)

// WhitespaceSplit keeps what lies between white space.
type WhitespaceSplit struct{}

func (WhitespaceSplit) PreTokenize(p *Pieces) error {
	next, text := p.next[:0], p.Text.Text
	for _, w := range p.Spans {
		from := w.Start
		for i := w.Start; i < w.End; {
			n, white := uint32(1), false
			if c := text[i]; c < utf8.RuneSelf {
				white = ucd.WhiteByte(c)
			} else {
				var r rune
				r, n = utf8fast.Decode(text[:w.End], i)
				white = ucd.White(r)
			}
			if white {
				if from < i {
					next = append(next, model.Span{Start: from, End: i})
				}
				from = i + n
			}
			i += n
		}
		if from < w.End {
			next = append(next, model.Span{Start: from, End: w.End})
		}
	}
	p.replace(next)
	return nil
}
