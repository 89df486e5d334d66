package normalizer

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/ucd"
	"github.com/libhftok/libhftok/core/normalized"
)

// Strip drops white space at the ends.
type Strip struct{ Left, Right bool }

// Bounds returns where what Strip leaves of text begins and ends.
func (n Strip) Bounds(text []byte) (begin, end int) {
	end = len(text)
	for n.Left && begin < end {
		r, size := utf8.DecodeRune(text[begin:])
		if !ucd.White(r) {
			break
		}
		begin += size
	}
	for n.Right && begin < end {
		r, size := utf8.DecodeLastRune(text[:end])
		if !ucd.White(r) {
			break
		}
		end -= size
	}
	return begin, end
}

// Normalize implements Normalizer.
func (n Strip) Normalize(s *normalized.String) error {
	begin, end := n.Bounds(s.Text)
	if begin == 0 && end == len(s.Text) {
		return nil
	}
	t := s.Transform(0)
	t.Drop(0, begin)
	t.Keep(begin, end)
	return t.Commit()
}
