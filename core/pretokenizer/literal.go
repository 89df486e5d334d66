package pretokenizer

import "bytes"

// Literal is a Pattern that finds a string. The empty one finds nothing.
type Literal string

func (l Literal) FindAll(text []byte, yield func(start, end int) bool) error {
	if l == "" {
		return nil
	}
	needle := []byte(l)
	for at := 0; ; {
		n := bytes.Index(text[at:], needle)
		if n < 0 || !yield(at+n, at+n+len(needle)) {
			return nil
		}
		at += n + len(needle)
	}
}
