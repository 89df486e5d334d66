package pretokenizer

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/ucd"
	"github.com/libhftok/libhftok/core/model"
)

// UnicodeScripts cuts where the script changes. Hiragana, Katakana and the prolonged sound mark count as
// Han; a space, and what has no script, goes with any. As in the reference, spaces before the first character of
// another script are lost, and so is a piece without one.
type UnicodeScripts struct{}

func (UnicodeScripts) PreTokenize(p *Pieces) error {
	next, text := p.next[:0], p.Text.Text
	for _, w := range p.Spans {
		last, begun := uint8(ucd.ScriptNone), false
		var from uint32
		for i := w.Start; i < w.End; {
			r, n := utf8.DecodeRune(text[i:w.End])
			if s := scriptOf(r); s != ucd.ScriptNone {
				if !begun || s != last {
					if begun {
						next = append(next, model.Span{Start: from, End: i})
					}
					from, begun = i, true
				}
				last = s
			}
			i += uint32(n)
		}
		if begun {
			next = append(next, model.Span{Start: from, End: w.End})
		}
	}
	p.replace(next)
	return nil
}

func scriptOf(r rune) uint8 {
	if r == ' ' {
		return ucd.ScriptNone
	}
	if r == 'ー' {
		return ucd.ScriptHan
	}
	switch s := ucd.Script9(r); s {
	case ucd.ScriptHiragana, ucd.ScriptKatakana:
		return ucd.ScriptHan
	default:
		return s
	}
}
