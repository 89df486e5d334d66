// Package pattern defines what components search a text for.
package pattern

import (
	"bytes"
	"unicode/utf8"
)

// Pattern finds its matches in a text. It is immutable and safe for concurrent use.
type Pattern interface {
	// FindAll yields the matches in text, valid UTF-8, as Oniguruma's find_iter does: leftmost first, not
	// overlapping, an empty one never directly after another one. yield returning false ends the search.
	FindAll(text []byte, yield func(start, end int) bool) error
}

// Literal is the Pattern that matches itself. The empty one matches before each character and at the end.
type Literal []byte

// FindAll implements Pattern.
func (p Literal) FindAll(text []byte, yield func(start, end int) bool) error {
	if len(p) > 0 {
		for from := 0; ; {
			i := bytes.Index(text[from:], p)
			if i < 0 || !yield(from+i, from+i+len(p)) {
				return nil
			}
			from += i + len(p)
		}
	}
	for i := 0; i < len(text); {
		if !yield(i, i) {
			return nil
		}
		_, n := utf8.DecodeRune(text[i:])
		i += n
	}
	yield(len(text), len(text))
	return nil
}

// Run is the Pattern of at least Min, above 0, bytes of one kind: Byte{Min,}, which is ASCII.
type Run struct {
	Byte byte
	Min  int
}

// FindAll implements Pattern.
func (p Run) FindAll(text []byte, yield func(start, end int) bool) error {
	for from := 0; ; {
		i := bytes.IndexByte(text[from:], p.Byte)
		if i < 0 {
			return nil
		}
		start, end := from+i, from+i+1
		for end < len(text) && text[end] == p.Byte {
			end++
		}
		if end-start >= p.Min && !yield(start, end) {
			return nil
		}
		from = end
	}
}
