package normalizer

import (
	"bytes"

	"github.com/libhftok/libhftok/core/internal/pattern"
	"github.com/libhftok/libhftok/core/normalized"
)

// Replace puts Content, literally, in place of each match of Pattern. The content gets the alignment of
// the last byte of the match, or of the byte before it if the match is empty.
type Replace struct {
	Pattern pattern.Pattern
	Content string
}

// Normalize implements Normalizer.
func (n Replace) Normalize(s *normalized.String) error {
	if len(s.Text) == 0 {
		return nil
	}
	if p, ok := n.Pattern.(pattern.Literal); ok && len(p) > 0 {
		if first := bytes.Index(s.Text, p); first >= 0 {
			w := s.Rewrite()
			n.literal(&w, s.Text, p, first)
			return w.Commit()
		}
		return nil
	}
	if p, ok := n.Pattern.(pattern.Finder); ok {
		if start, end, ok := p.Next(s.Text, 0); ok {
			w := s.Rewrite()
			n.found(&w, s.Text, p, start, end)
			return w.Commit()
		}
		return nil
	}
	var w normalized.Rewriter
	begun, copied := false, 0
	err := n.Pattern.FindAll(s.Text, func(start, end int) bool {
		if !begun {
			begun = true
			w = s.Rewrite()
		}
		w.Copy(copied, start)
		w.PutString(n.Content, end-1)
		copied = end
		return true
	})
	if err != nil || !begun {
		return err
	}
	w.Copy(copied, len(s.Text))
	return w.Commit()
}

// found writes the whole of text, matches of p replaced from its first one on.
func (n Replace) found(w *normalized.Rewriter, text []byte, p pattern.Finder, start, end int) {
	copied := 0
	for ok := true; ok; start, end, ok = p.Next(text, end) {
		w.Copy(copied, start)
		w.PutString(n.Content, end-1)
		copied = end
	}
	w.Copy(copied, len(text))
}

// literal writes the whole of text, p replaced from first, its first place, on (-1: nowhere).
func (n Replace) literal(w *normalized.Rewriter, text []byte, p pattern.Literal, first int) {
	if len(p) == 1 {
		w.ReplaceByte(p[0], n.Content)
		return
	}
	copied := 0
	for next := first; next >= 0; next = bytes.Index(text[copied:], p) {
		w.Copy(copied, copied+next)
		copied += next + len(p)
		w.PutString(n.Content, copied-1)
	}
	w.Copy(copied, len(text))
}
