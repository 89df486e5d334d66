package pretokenizer

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/pattern"
	"github.com/libhftok/libhftok/core/model"
)

// Behavior says what becomes of the delimiters that a split finds.
type Behavior uint8

const (
	Removed Behavior = iota
	Isolated
	MergedWithPrevious
	MergedWithNext
	Contiguous
)

// splitter turns the matches in a piece, and what lies between them, into pieces.
type splitter struct {
	behavior Behavior
	spans    []model.Span
	from     int  // spans of the current piece begin here
	previous bool // whether the segment before was a match
	held     model.Span
	holding  bool // a match that waits for the segment after it (MergedWithNext)
}

// begin starts a new piece.
func (s *splitter) begin() {
	s.from, s.previous, s.holding = len(s.spans), false, false
}

// segment takes the next segment of the piece. Segments cover the piece without gaps and may be empty.
func (s *splitter) segment(start, end uint32, match bool) {
	merge := false
	switch s.behavior {
	case Removed:
		if match {
			return
		}
	case MergedWithPrevious:
		merge = match && !s.previous
	case Contiguous:
		merge = match == s.previous
	case MergedWithNext:
		s.mergeNext(start, end, match)
		return
	}
	s.previous = match
	if merge && len(s.spans) > s.from {
		s.spans[len(s.spans)-1].End = end
		return
	}
	s.spans = append(s.spans, model.Span{Start: start, End: end})
}

func (s *splitter) mergeNext(start, end uint32, match bool) {
	if s.holding {
		s.holding = false
		if !match {
			start = s.held.Start
		} else {
			s.spans = append(s.spans, s.held)
		}
	}
	if match {
		s.held, s.holding = model.Span{Start: start, End: end}, true
		return
	}
	s.spans = append(s.spans, model.Span{Start: start, End: end})
}

// end closes the piece: empty pieces vanish.
func (s *splitter) end() {
	if s.holding {
		s.spans = append(s.spans, s.held)
	}
	kept := s.spans[:s.from]
	for _, w := range s.spans[s.from:] {
		if w.Start < w.End {
			kept = append(kept, w)
		}
	}
	s.spans = kept
}

// runeSet is a set of characters.
type runeSet struct {
	ascii [utf8.RuneSelf]bool
	has   func(rune) bool
}

func newRuneSet(has func(rune) bool) *runeSet {
	s := &runeSet{has: has}
	for r := range s.ascii {
		s.ascii[r] = has(rune(r))
	}
	return s
}

// splitRunes cuts every piece of p at the characters of a set, each of which is a match by itself.
func splitRunes(p *Pieces, behavior Behavior, set *runeSet) {
	s := splitter{behavior: behavior, spans: p.next[:0]}
	text := p.Text.Text
	for _, w := range p.Spans {
		s.begin()
		from := w.Start
		for i := w.Start; i < w.End; {
			end, match := i+1, false
			if c := text[i]; c < utf8.RuneSelf {
				match = set.ascii[c]
			} else {
				r, n := utf8.DecodeRune(text[i:w.End])
				end, match = i+uint32(n), set.has(r)
			}
			if match {
				if from < i {
					s.segment(from, i, false)
				}
				s.segment(i, end, true)
				from = end
			}
			i = end
		}
		if from < w.End {
			s.segment(from, w.End, false)
		}
		s.end()
	}
	p.replace(s.spans)
}

// Split cuts at the matches of a pattern.
type Split struct {
	Pattern  pattern.Pattern
	Source   string // the regular expression that Pattern is, "" for a literal
	Behavior Behavior
	Invert   bool // what matches is the text, what lies between is the delimiter
}

func (t *Split) PreTokenize(p *Pieces) error {
	s := splitter{behavior: t.Behavior, spans: p.next[:0]}
	var first, prev uint32 // where the piece begins, and what is left of it
	cut := func(start, end int) bool {
		a, b := first+uint32(start), first+uint32(end)
		if prev != a {
			s.segment(prev, a, t.Invert)
		}
		s.segment(a, b, !t.Invert)
		prev = b
		return true
	}
	for _, w := range p.Spans {
		s.begin()
		first, prev = w.Start, w.Start
		if err := t.Pattern.FindAll(p.Text.Text[w.Start:w.End], cut); err != nil {
			return err
		}
		if prev != w.End {
			s.segment(prev, w.End, t.Invert)
		}
		s.end()
	}
	p.replace(s.spans)
	return nil
}

// Scan is a Split, Isolated and not inverted, by a pattern that a Scanner knows.
type Scan struct{ Scanner }

func (t Scan) PreTokenize(p *Pieces) error {
	scanAll(p, t.Scanner)
	return nil
}
