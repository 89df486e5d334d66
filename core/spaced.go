package core

import (
	"bytes"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/normalized"
)

// wordEncoder is an Encoder that can be given a piece word by word.
type wordEncoder interface {
	// EncodeWords appends the tokens of words, which follow each other in one piece.
	EncodeWords(text []byte, words []model.Span, piece uint32, out *model.Output) error
}

// prepended reports whether a segment gets a '▁' at its front. first tells that the input begins with it.
func (w *spacedWords) prepended(text []byte, first bool) bool {
	if !w.prepends || w.unlessMarked && (text[0] == ' ' || bytes.HasPrefix(text, []byte("▁"))) {
		return false
	}
	return first || !w.first
}

// tokenizeWords gives s to the model as one piece, with spaces as they are.
func (e *encoder) tokenizeWords(s *normalized.String) error {
	m := e.model.(wordEncoder)
	at := uint32(0)
	if e.spaced.prepended(s.Text, s.Origin(0).Start == 0) {
		var n int
		if n, at = e.scanner.Scan(&e.buffer, s.Text, 0, e.spans[:1]); n == 0 {
			return nil
		}
		e.first = append(append(e.first[:0], ' '), s.Text[:at]...)
		if err := m.EncodeWords(e.first, []model.Span{{End: at + 1}}, e.piece, &e.out); err != nil {
			return err
		}
		// The space before the text comes from the text's first character.
		for i, span := range e.out.Spans {
			if span.End--; span.End == 0 {
				_, size := utf8.DecodeRune(s.Text)
				span.End = uint32(size)
			}
			e.out.Spans[i] = model.Span{Start: max(span.Start, 1) - 1, End: span.End}
		}
	}
	for at < uint32(len(s.Text)) {
		var n int
		n, at = e.scan(s.Text, at)
		if err := m.EncodeWords(s.Text, e.spans[:n], e.piece, &e.out); err != nil {
			return err
		}
	}
	if e.out.Record {
		e.record(s, []model.Span{{End: uint32(len(s.Text))}})
	}
	e.piece++
	return nil
}
