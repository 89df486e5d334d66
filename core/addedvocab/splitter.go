package addedvocab

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/ucd"
	"github.com/libhftok/libhftok/core/status"
)

// Segment is a part of a text: an added token, or what lies between two.
type Segment struct {
	Start, End int
	ID         uint32
	IsToken    bool
}

// Splitter cuts a text at the added tokens in it. The zero value is not usable: see Raw and Normalized.
type Splitter struct {
	m             *matcher
	text          []byte
	specialAsText bool
	walk          walk
	last          match
	done          int // end of the last segment
	held          Segment
	holding       bool
	err           error
}

// Raw cuts the input at the tokens that are found before normalization. With specialAsText special
// tokens are not found.
func (v *Vocabulary) Raw(text []byte, specialAsText bool) Splitter {
	return Splitter{m: &v.raw, text: text, specialAsText: specialAsText}
}

// Normalized cuts normalized text at the tokens that are found after normalization.
func (v *Vocabulary) Normalized(text []byte, specialAsText bool) Splitter {
	return Splitter{m: &v.norm, text: text, specialAsText: specialAsText}
}

// Err returns what made Next stop, nil if that was the end of the text.
func (s *Splitter) Err() error { return s.err }

// Next returns the next segment; it reports false at the end and after an error. Segments are not empty. A
// token with rstrip may overlap the token after it, as in the reference.
func (s *Splitter) Next() (Segment, bool) {
	if s.holding {
		s.holding = false
		return s.held, true
	}
	for {
		start, end, index, ok := s.match()
		if !ok {
			break
		}
		rule := s.m.rules[index]
		if rule&everSpecial != 0 && s.specialAsText {
			continue
		}
		if start < len(s.text) && !utf8.RuneStart(s.text[start]) {
			s.err = status.Errorf(status.Encode, "normalizing leaves nothing of added token %d, which so matches inside a character",
				s.m.ids[index])
			break
		}
		if rule&singleWord != 0 && (wordBefore(s.text, start) || wordAfter(s.text, end)) {
			continue
		}
		if rule&lstrip != 0 {
			start = max(spaceBefore(s.text, start), s.done)
		}
		if rule&rstrip != 0 {
			end = spaceAfter(s.text, end)
		}
		if start > end {
			s.err = status.Errorf(status.Encode, "the added token at byte %d, which takes the white space on its left, lies inside "+
				"the white space that the one before it takes", end)
			break
		}
		token := Segment{start, end, s.m.ids[index], true}
		before := Segment{Start: s.done, End: start}
		s.done = end
		s.held, s.holding = token, start < end // the token before may have taken all of it
		if before.Start < before.End {
			return before, true
		}
		if s.holding {
			s.holding = false
			return token, true
		}
	}
	if s.err == nil && s.done < len(s.text) {
		rest := Segment{Start: s.done, End: len(s.text)}
		s.done = len(s.text)
		return rest, true
	}
	return Segment{}, false
}

// match returns the next match of the matcher; s.err is set if it fails.
func (s *Splitter) match() (start, end int, index uint32, ok bool) {
	if s.m.hasEmpty && len(s.text) > 0 {
		start, end, index, ok, s.err = s.walk.next(s.m, s.text)
		return
	}
	if !s.m.find(s.text, s.walk.at, &s.last) {
		s.walk.at = len(s.text)
		return
	}
	s.walk.at = s.last.end
	return s.last.start, s.last.end, s.last.index, true
}

// spaceBefore returns where the white space that ends at i begins.
func spaceBefore(text []byte, i int) int {
	for i > 0 {
		r, n := utf8.DecodeLastRune(text[:i])
		if !ucd.White(r) {
			break
		}
		i -= n
	}
	return i
}

// spaceAfter returns where the white space that begins at i ends.
func spaceAfter(text []byte, i int) int {
	for i < len(text) {
		r, n := utf8.DecodeRune(text[i:])
		if !ucd.White(r) {
			break
		}
		i += n
	}
	return i
}

func wordBefore(text []byte, i int) bool {
	r, n := utf8.DecodeLastRune(text[:i])
	return n > 0 && ucd.Word(r)
}

func wordAfter(text []byte, i int) bool {
	r, n := utf8.DecodeRune(text[i:])
	return n > 0 && ucd.Word(r)
}
