package pretokenizer

import (
	"bytes"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/model"
)

// PrependScheme says which pieces Metaspace gives a leading replacement character.
type PrependScheme uint8

const (
	Always PrependScheme = iota
	First                // only the piece at the start of the input
	Never
)

// Metaspace writes spaces as a visible character, usually '▁', prepends it, and cuts before it.
type Metaspace struct {
	Replacement   rune
	PrependScheme PrependScheme
	Split         bool
}

func (t *Metaspace) PreTokenize(p *Pieces) error {
	mark := utf8.AppendRune(make([]byte, 0, utf8.UTFMax), t.Replacement)
	old, next := p.Text.Text, p.next[:0]
	w := p.Text.Rewrite()
	for _, s := range p.Spans {
		start := uint32(w.Len())
		piece := old[s.Start:s.End]
		if piece[0] != ' ' && !bytes.HasPrefix(piece, mark) && t.prepends(p, s) {
			w.Put(mark, int(s.Start))
		}
		for from := s.Start; from < s.End; {
			n := bytes.IndexByte(old[from:s.End], ' ')
			if n < 0 {
				w.Copy(int(from), int(s.End))
				break
			}
			at := from + uint32(n)
			w.Copy(int(from), int(at))
			w.Put(mark, int(at))
			from = at + 1
		}
		next = append(next, model.Span{Start: start, End: uint32(w.Len())})
	}
	if err := w.Commit(); err != nil {
		return err
	}
	p.replace(next)
	if t.Split {
		cutBefore(p, mark)
	}
	return nil
}

// cutBefore cuts every piece before each mark.
func cutBefore(p *Pieces, mark []byte) {
	next, text := p.next[:0], p.Text.Text
	for _, s := range p.Spans {
		for from := s.Start; from < s.End; {
			end := s.End
			// A mark at from begins this piece; the one after it begins the next.
			if at := from + 1; at < s.End {
				if n := bytes.Index(text[at:s.End], mark); n >= 0 {
					end = at + uint32(n)
				}
			}
			next = append(next, model.Span{Start: from, End: end})
			from = end
		}
	}
	p.replace(next)
}

func (t *Metaspace) prepends(p *Pieces, s model.Span) bool {
	switch t.PrependScheme {
	case Always:
		return true
	case First:
		return p.Text.Origin(int(s.Start)).Start == 0
	}
	return false
}
