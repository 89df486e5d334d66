package pretokenizer

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/ucd"
	"github.com/libhftok/libhftok/core/internal/utf8fast"
	"github.com/libhftok/libhftok/core/model"
)

// Bert is BertPreTokenizer: white space separates and is lost, each punctuation character is a piece.
type Bert struct{}

// bertClass is what an ASCII byte is to Bert.
var bertClass = func() (c [utf8.RuneSelf]uint8) {
	for b := range c {
		switch {
		case ucd.White(rune(b)):
			c[b] = bertSpace
		case IsPunctuation(rune(b)):
			c[b] = bertPunctuation
		}
	}
	return
}()

const (
	bertLetter = iota // anything else
	bertSpace
	bertPunctuation
)

func (Bert) PreTokenize(p *Pieces) error {
	next, text := p.next[:0], p.Text.Text
	for _, w := range p.Spans {
		from := w.Start
		for i := w.Start; i < w.End; {
			n, class := uint32(1), uint8(bertLetter)
			if c := text[i]; c < utf8.RuneSelf {
				class = bertClass[c]
			} else {
				var r rune
				r, n = utf8fast.Decode(text[:w.End], i)
				if ucd.White(r) {
					class = bertSpace
				} else if IsPunctuation(r) {
					class = bertPunctuation
				}
			}
			if class != bertLetter {
				if from < i {
					next = append(next, model.Span{Start: from, End: i})
				}
				from = i + n
				if class == bertPunctuation {
					next = append(next, model.Span{Start: i, End: from})
				}
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
