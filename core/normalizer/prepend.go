package normalizer

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/normalized"
)

// Prepend puts a text before every segment that is not empty. The text gets the alignment of the first
// character.
type Prepend struct{ Text string }

// Normalize implements Normalizer.
func (n Prepend) Normalize(s *normalized.String) error {
	if len(s.Text) == 0 {
		return nil
	}
	w := s.Rewrite()
	first := 0
	if n.Text == "" {
		// The reference inserts the first character anew, which gives it an empty alignment.
		_, first = utf8.DecodeRune(s.Text)
		w.Put(s.Text[:first], -1)
	}
	w.PutString(n.Text, 0)
	w.Copy(first, len(s.Text))
	return w.Commit()
}
