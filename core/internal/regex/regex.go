// Package regex matches regular expressions as Oniguruma 6.9.10 does under its own syntax
// (ONIG_SYNTAX_ONIGURUMA, no options, UTF-8), which is what the tokenizers library compiles patterns with.
//
// A pattern that Oniguruma refuses is refused; so are callouts, (?L) and back-references with a level. A
// match is the first that Oniguruma's order of trial finds. Searches are bounded: see ErrLimit.
package regex

import "math"

// Regex is a compiled pattern. It is immutable and safe for concurrent use.
type Regex struct {
	pattern string
	program *program
	plain   *plain // nil: it takes the program
}

// Compile compiles a pattern. Its errors are of type *Error.
func Compile(pattern string) (re *Regex, err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*Error)
			if !ok {
				panic(r)
			}
			re, err = nil, e
		}
	}()
	c := &compiler{pattern: pattern}
	root := c.resolve(c.parse())
	c.tune(root)
	return &Regex{pattern, c.generate(root), plainOf(root)}, nil
}

// String returns the pattern.
func (re *Regex) String() string { return re.pattern }

// Search returns the byte range of the first match in text that begins at or behind from. Text is valid
// UTF-8, and from a boundary of its characters. It returns ErrLimit if the search takes too long.
func (re *Regex) Search(s *Scratch, text []byte, from int) (start, end int, ok bool, err error) {
	if len(text) > math.MaxInt32-1 {
		return 0, 0, false, ErrLimit
	}
	m := re.program.matcher(s, text)
	return m.search(from)
}

// NeedsScratch reports whether FindAll needs scratch memory; nil will do if not.
func (re *Regex) NeedsScratch() bool { return re.plain == nil }

// FindAll calls yield with the byte range of every match in text, which is valid UTF-8, from left to right
// until yield returns false. A match that is empty and begins where the last one ended does not count. Where
// a look-behind contains \K, start may lie before the end of the match before. It returns ErrLimit if the
// search takes too long and ErrEndless if it would not end; the matches before that have been reported.
func (re *Regex) FindAll(s *Scratch, text []byte, yield func(start, end int) bool) error {
	if len(text) > math.MaxInt32-1 {
		return ErrLimit
	}
	if re.plain != nil {
		re.plain.findAll(text, yield)
		return nil
	}
	m := re.program.matcher(s, text)
	return m.findAll(yield)
}
