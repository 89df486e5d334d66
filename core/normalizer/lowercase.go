package normalizer

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/ucd"
	"github.com/libhftok/libhftok/core/normalized"
)

// Lowercase puts each character in lower case by itself: no rule for a final sigma.
type Lowercase struct{}

// Normalize implements Normalizer.
func (Lowercase) Normalize(s *normalized.String) error {
	text := s.Text
	i := 0
	if s.Inserted() == 0 {
		i = lowerEnd(text)
		if i == len(text) {
			return nil
		}
	}
	t := s.Transform(0)
	kept := 0 // what is before has been written
	for i < len(text) {
		if end := asciiEnd(text, i); end > i {
			t.Keep(kept, i)
			t.KeepLower(i, end)
			i, kept = end, end
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		if lower, more := ucd.Lower17(r); lower != r {
			t.Keep(kept, i)
			t.Put(lower, 0)
			if more != 0 {
				t.Put(more, 1)
			}
			kept = i + n
		}
		i += n
	}
	t.Keep(kept, len(text))
	return t.Commit()
}

// lowerEnd returns the end of the front of text that is in lower case.
func lowerEnd(text []byte) int {
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			if c-'A' < 26 {
				return i
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		if lower, _ := ucd.Lower17(r); lower != r {
			return i
		}
		i += n
	}
	return len(text)
}
