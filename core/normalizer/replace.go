package normalizer

import (
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
	if p, ok := pattern.FinderOf(n.Pattern); ok {
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
	if l, ok := p.(pattern.Literal); ok && len(l) == 1 {
		w.ReplaceByte(l[0], n.Content)
		return
	}
	copied := 0
	for ok := true; ok; start, end, ok = p.Next(text, end) {
		w.Copy(copied, start)
		w.PutString(n.Content, end-1)
		copied = end
	}
	w.Copy(copied, len(text))
}
