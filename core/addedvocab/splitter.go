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
	at            int // where the matcher goes on
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
		start, end, index, ok := s.m.find(s.text, s.at)
		if !ok {
			break
		}
		s.at = end
		rule := s.m.rules[index]
		if rule.special && s.specialAsText {
			continue
		}
		if rule.singleWord && (wordBefore(s.text, start) || wordAfter(s.text, end)) {
			continue
		}
		if rule.lstrip {
			start = max(spaceBefore(s.text, start), s.done)
		}
		if rule.rstrip {
			end = spaceAfter(s.text, end)
		}
		if start > end {
			s.err = status.Errorf(status.Encode, "the added token at byte %d, which takes the white space on its left, lies inside "+
				"the white space that the one before it takes", end)
			return Segment{}, false
		}
		token := Segment{start, end, s.m.ids[index], true}
		before := Segment{Start: s.done, End: start}
		s.done = end
		switch {
		case start == end: // all of it is taken by the token before
		case before.Start < before.End:
			s.held, s.holding = token, true
			return before, true
		default:
			return token, true
		}
	}
	s.at = len(s.text)
	if s.done < len(s.text) {
		rest := Segment{Start: s.done, End: len(s.text)}
		s.done = len(s.text)
		return rest, true
	}
	return Segment{}, false
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
