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
		if old[s.Start] != ' ' && !bytes.HasPrefix(old[s.Start:s.End], mark) && t.prepends(p, s) {
			w.Put(mark, int(s.Start))
		}
		from := s.Start // of what is to be copied
		for i := s.Start; i < s.End; {
			c := old[i]
			if c != ' ' && (c != mark[0] || !bytes.HasPrefix(old[i:s.End], mark)) {
				i++
				continue
			}
			w.Copy(int(from), int(i))
			if at := uint32(w.Len()); t.Split && at > start {
				next = append(next, model.Span{Start: start, End: at})
				start = at
			}
			from = i
			if c == ' ' {
				w.Put(mark, int(i))
				from++
				i++
			} else {
				i += uint32(len(mark))
			}
		}
		w.Copy(int(from), int(s.End))
		next = append(next, model.Span{Start: start, End: uint32(w.Len())})
	}
	if err := w.Commit(); err != nil {
		return err
	}
	p.replace(next)
	return nil
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
