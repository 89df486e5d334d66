package pretokenizer

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/ucd"
	"github.com/libhftok/libhftok/core/model"
)

// Whitespace keeps runs of word characters and runs of what is neither that nor white space: the matches
// of \w+|[^\w\s]+ in the syntax of Rust's regex crate.
type Whitespace struct{}

func (Whitespace) PreTokenize(p *Pieces) error {
	next, text := p.next[:0], p.Text.Text
	for _, w := range p.Spans {
		run, from := isSpace, w.Start
		for i := w.Start; i < w.End; {
			k, n := isSpace, 1
			if c := text[i]; c < utf8.RuneSelf {
				k = asciiKind[c]
			} else {
				var r rune
				r, n = utf8.DecodeRune(text[i:w.End])
				k = wordKind(r)
			}
			if k != run {
				if run != isSpace {
					next = append(next, model.Span{Start: from, End: i})
				}
				run, from = k, i
			}
			i += uint32(n)
		}
		if run != isSpace {
			next = append(next, model.Span{Start: from, End: w.End})
		}
	}
	p.replace(next)
	return nil
}

// What a character is to Whitespace.
const (
	isSpace = iota
	isWord
	isNeither
)

func wordKind(r rune) int {
	switch {
	case ucd.Word(r):
		return isWord
	case ucd.White(r):
		return isSpace
	}
	return isNeither
}

// asciiKind is wordKind of ASCII characters.
var asciiKind = func() (k [utf8.RuneSelf]int) {
	for c := range k {
		k[c] = wordKind(rune(c))
	}
	return
}()
