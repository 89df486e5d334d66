package pretokenizer

import (
	"bytes"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/model"
)

// CharDelimiterSplit keeps what lies between the delimiters.
type CharDelimiterSplit struct{ Delimiter rune }

func (t CharDelimiterSplit) PreTokenize(p *Pieces) error {
	next, text := p.next[:0], p.Text.Text
	var buf [utf8.UTFMax]byte
	delimiter := utf8.AppendRune(buf[:0], t.Delimiter)
	for _, w := range p.Spans {
		from := w.Start
		for from < w.End {
			n := bytes.Index(text[from:w.End], delimiter)
			if n < 0 {
				n = int(w.End - from)
			}
			if n > 0 {
				next = append(next, model.Span{Start: from, End: from + uint32(n)})
			}
			from += uint32(n + len(delimiter))
		}
	}
	p.replace(next)
	return nil
}
