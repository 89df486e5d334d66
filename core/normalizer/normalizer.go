// Package normalizer holds the normalizers of tokenizer.json, one file per type. Each changes the working
// text of a segment exactly as the reference does, alignments included, and leaves it alone, at the cost
// of one scan, where it would change nothing.
//
// A Normalizer is immutable and safe for concurrent use; all memory it needs belongs to the String.
package normalizer

import "github.com/libhftok/libhftok/core/normalized"

// Normalizer rewrites the text of a segment. After an error the text is undefined.
type Normalizer interface {
	Normalize(s *normalized.String) error
}

// Leaves reports whether n, nil for none, would change nothing in a text, nor in any part of it between two characters: false
// if it takes more than a look to tell.
func Leaves(n Normalizer, text []byte) bool {
	switch n := n.(type) {
	case nil:
		return true
	case Form:
		from, _ := n.next(text, 0)
		return from == len(text)
	case Sequence:
		for _, n := range n {
			if !Leaves(n, text) {
				return false
			}
		}
		return true
	}
	return false
}
