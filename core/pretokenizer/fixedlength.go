package pretokenizer

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/status"
)

// FixedLength cuts into pieces of Length characters; the last of a piece may be shorter. A Length of 0
// cuts nothing and is an error, where the reference panics.
type FixedLength struct{ Length uint64 }

func (t FixedLength) PreTokenize(p *Pieces) error {
	if t.Length == 0 && len(p.Spans) > 0 {
		return status.Errorf(status.Encode, "FixedLength: a length of 0 can't cut a text")
	}
	next, text := p.next[:0], p.Text.Text
	for _, w := range p.Spans {
		from, chars := w.Start, uint64(0)
		for i := w.Start; i < w.End; {
			if text[i] < utf8.RuneSelf {
				i++
			} else {
				_, n := utf8.DecodeRune(text[i:w.End])
				i += uint32(n)
			}
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
