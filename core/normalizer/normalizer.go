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
