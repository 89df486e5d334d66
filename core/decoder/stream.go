package decoder

import (
	"bytes"
	"slices"

	"github.com/libhftok/libhftok/core/status"
)

// Stream decodes ids that arrive bit by bit, and gives out text as soon as it can't change any more. It
// belongs to one goroutine at a time; a copy made with Clone goes on by itself.
//
// It decodes anew, at each step, the ids since the text before the last one given out, unless the table tells what
// an id adds: cost depends on how often text comes out, not on the length of the stream.
type Stream struct {
	plan        *Plan
	skipSpecial bool
	piecewise   bool // what the plan says of itself

	ids []uint32
	// prefix is the text of ids[:prefixIndex], which was given out already.
	prefix      []byte
	prefixIndex int
	settled     bool   // prefix is the text of all ids, is not empty and ends with a whole character
	text        []byte // scratch
}

// NewStream starts a stream. ids, copied, are tokens that came before: they are decoded with those that
// come, but their own text is not given out.
func NewStream(p *Plan, ids []uint32, skipSpecial bool) *Stream {
	return &Stream{plan: p, skipSpecial: skipSpecial, piecewise: p.Piecewise(), ids: slices.Clone(ids)}
}

// Clone returns a stream in the same state.
func (s *Stream) Clone() *Stream {
	c := *s
	c.ids = slices.Clone(s.ids)
	c.prefix = bytes.Clone(s.prefix)
	c.text = nil
	return &c
}

// Step adds ids and returns the new text. ok is false while there is none: the text has not grown, or it
// ends within a character.
//
// It fails with status.Decode if the ids don't decode, or if the text no longer begins with what was given
// out. The ids stay in the stream also then.
func (s *Stream) Step(ids ...uint32) (text string, ok bool, err error) {
	if s.settled && s.piecewise && len(ids) == 1 {
		if piece := s.plan.wholePiece(ids[0]); piece != nil {
			s.ids = append(s.ids[:0], ids[0])
			return s.give(string(piece))
		}
	}
	s.settled = false
	if len(s.prefix) == 0 && len(s.ids) > 0 {
		prefix, err := s.plan.Append(s.prefix[:0], s.ids, s.skipSpecial)
		if err != nil {
			return "", false, err
		}
		if !bytes.HasSuffix(prefix, []byte(replacement)) {
			s.prefix, s.prefixIndex = prefix, len(s.ids)
		}
	}
	s.ids = append(s.ids, ids...)
	if s.text, err = s.plan.Append(s.text[:0], s.ids, s.skipSpecial); err != nil {
		return "", false, err
	}
	if len(s.text) <= len(s.prefix) || bytes.HasSuffix(s.text, []byte(replacement)) {
		return "", false, nil
	}
	if !bytes.HasPrefix(s.text, s.prefix) {
		return "", false, status.Errorf(status.Decode, "Invalid prefix encountered while decoding stream. "+
			"Token ID: %d, Expected prefix: '%s', Actual string: '%s'", s.ids[len(s.ids)-1], s.prefix, s.text)
	}
	text = string(s.text[len(s.prefix):])
	s.ids = append(s.ids[:0], s.ids[s.prefixIndex:]...)
	return s.give(text)
}

// give returns text, which is that of s.ids as they follow those before.
func (s *Stream) give(text string) (_ string, ok bool, err error) {
	s.prefixIndex = len(s.ids)
	s.prefix, err = s.plan.Append(s.prefix[:0], s.ids, s.skipSpecial)
	s.settled = err == nil && len(s.prefix) > 0 && !bytes.HasSuffix(s.prefix, []byte(replacement))
	if err != nil {
		return "", false, err
	}
	return text, true, nil
}
