// Package pattern defines what components search a text for.
package pattern

import (
	"bytes"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/ucd"
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
		findAll(p, text, yield)
		return nil
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

// Next implements Finder for a literal that is not empty.
func (p Literal) Next(text []byte, from int) (start, end int, ok bool) {
	i := bytes.Index(text[from:], p)
	return from + i, from + i + len(p), i >= 0
}

// Finder is a Pattern whose matches are found one by one, none of them empty: see FinderOf.
type Finder interface {
	Pattern
	// Next returns the first match in text that begins at from, no place within a match, or later; false if there is none.
	Next(text []byte, from int) (start, end int, ok bool)
}

// FinderOf returns p as a Finder; it reports false for one whose matches may be empty, or are not found one by one.
func FinderOf(p Pattern) (f Finder, ok bool) {
	if l, is := p.(Literal); is && len(l) == 0 {
		return nil, false
	}
	f, ok = p.(Finder)
	return f, ok
}

func findAll(p Finder, text []byte, yield func(start, end int) bool) {
	for start, end, ok := p.Next(text, 0); ok && yield(start, end); {
		start, end, ok = p.Next(text, end)
	}
}

// Run is the Finder of at least Min, above 0, bytes of one kind: Byte{Min,}, which is ASCII.
type Run struct {
	Byte byte
	Min  int
}

// FindAll implements Pattern.
func (p Run) FindAll(text []byte, yield func(start, end int) bool) error {
	findAll(p, text, yield)
	return nil
}

// Next implements Finder.
func (p Run) Next(text []byte, from int) (start, end int, ok bool) {
	for {
		i := bytes.IndexByte(text[from:], p.Byte)
		if i < 0 {
			return 0, 0, false
		}
		start, end = from+i, from+i+1
		for end < len(text) && text[end] == p.Byte {
			end++
		}
		if end-start >= p.Min {
			return start, end, true
		}
		from = end
	}
}

// White is the Finder of runs of white space: \s+.
type White struct{}

// FindAll implements Pattern.
func (p White) FindAll(text []byte, yield func(start, end int) bool) error {
	findAll(p, text, yield)
	return nil
}

// Next implements Finder.
func (White) Next(text []byte, from int) (start, end int, ok bool) {
	for start = from; start < len(text); start++ { // none begins within a character
		if n := whiteAt(text, start); n > 0 {
			for end = start + n; end < len(text); end += n {
				if n = whiteAt(text, end); n == 0 {
					break
				}
			}
			return start, end, true
		}
	}
	return 0, 0, false
}

// whiteAt returns the length of the white space character at text[i], 0 if there is none.
func whiteAt(text []byte, i int) int {
	c := text[i]
	switch {
	case c < utf8.RuneSelf:
		if ucd.WhiteByte(c) {
			return 1
		}
	case c == 0xC2 || c >= 0xE1 && c <= 0xE3: // all others begin so
		if r, n := utf8.DecodeRune(text[i:]); ucd.White(r) {
			return n
		}
	}
	return 0
}
