// Package model defines what the four models have in common: pieces of text in, tokens out.
package model

import (
	"slices"

	"github.com/libhftok/libhftok/core/internal/vocab"
)

// Span is a half-open range of bytes in the text under way.
type Span struct{ Start, End uint32 }

// given is where pieces that are Given end, plus the id.
const given = 1 << 31

// MostWithGiven is the number of bytes of the longest text among whose pieces some may be Given, MostGiven the largest id.
const (
	MostWithGiven = given - 1<<8
	MostGiven     = given - 1
)

// Given returns a piece at text[at:] that stands for an id whatever the text: see GivenEncoder.
func Given(at, id uint32) Span { return Span{Start: at, End: given + id} }

// Given returns the id of a piece of text that is Given.
func (s Span) Given(text []byte) (id uint32, ok bool) {
	return s.End - given, int64(s.End) > int64(len(text))
}

// Output collects tokens. When Record is set every id comes with its byte range in the text and the
// number of its piece; otherwise only the ids are kept. A range may reach beyond its piece, and beyond the
// text, where BPE spells an end_of_word_suffix in bytes.
type Output struct {
	IDs    []uint32
	Record bool
	Spans  []Span
	Pieces []uint32
}

// Add appends one token.
func (o *Output) Add(id uint32, span Span, piece uint32) {
	o.IDs = append(o.IDs, id)
	if o.Record {
		o.Spans = append(o.Spans, span)
		o.Pieces = append(o.Pieces, piece)
	}
}

// Room appends n tokens of which all is to be set, and returns the spans and the pieces of them. Record is set.
func (o *Output) Room(n int) (spans []Span, pieces []uint32) {
	size := len(o.IDs)
	o.IDs = slices.Grow(o.IDs, n)[:size+n]
	spans, pieces = slices.Grow(o.Spans, n), slices.Grow(o.Pieces, n)
	o.Spans, o.Pieces = spans[:len(spans)+n], pieces[:len(pieces)+n]
	return o.Spans[len(spans):], o.Pieces[len(pieces):]
}

// TakeBack removes the last tokens, down to n ids.
func (o *Output) TakeBack(n int) {
	drop := len(o.IDs) - n
	o.IDs = o.IDs[:n]
	if o.Record {
		o.Spans, o.Pieces = o.Spans[:len(o.Spans)-drop], o.Pieces[:len(o.Pieces)-drop]
	}
}

// Model is a trained model, immutable and safe for concurrent use.
type Model interface {
	// NewEncoder makes an encoder with caches and scratch memory of its own.
	NewEncoder() Encoder
	// ID and Token look up the model's own vocabulary.
	ID(token string) (uint32, bool)
	Token(id uint32) (string, bool)
	// Vocab yields every token with the id that it is found by.
	Vocab(yield func(token string, id uint32) bool)
	// VocabSize returns the number of tokens, MaxID the largest id (0 if there are no tokens).
	VocabSize() int
	MaxID() uint32
	// AppendTokens appends the token strings of the first ids, up to one for which IsSurface may be true, and
	// returns of how many.
	AppendTokens(t *vocab.Texts, ids []uint32) int
	// IsSurface reports whether the token string of an id that was found at a span of text is what the span
	// has rather than the id's own (Unigram's unknown pieces).
	IsSurface(id uint32, text []byte, at Span) bool
}

// Namer is a model that may have several tokens of one id, which then does not tell alone what was found.
type Namer interface {
	// SharesIDs reports whether there are such tokens.
	SharesIDs() bool
	// TokenAt returns the token that was found as id at a span of a piece of text.
	TokenAt(id uint32, text []byte, at, piece Span) string
}

// Preparer is a model that leaves for later what only encoders of much text need.
type Preparer interface {
	// Prepare works that out, which takes long. The model's tables have it when they are written from then on.
	Prepare()
	// Prepared reports whether that is done.
	Prepared() bool
}

// Encoder turns pieces into tokens. It belongs to one goroutine at a time.
type Encoder interface {
	// Encode appends the tokens of each piece of text, numbering the pieces from first.
	Encode(text []byte, pieces []Span, first uint32, out *Output) error
}

// GivenEncoder is an Encoder that may take pieces that are Given, and just appends their ids, unless out.Record is set.
type GivenEncoder interface {
	Encoder
	// TakesGiven reports whether it does.
	TakesGiven() bool
}
