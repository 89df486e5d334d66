package model

import (
	"github.com/libhftok/libhftok/core/internal/flat"
	"github.com/libhftok/libhftok/core/internal/vocab"
)

// Words gives a model the look-ups of its vocabulary.
type Words struct{ Vocabulary *vocab.Vocab }

func (w Words) ID(token string) (uint32, bool) { return w.Vocabulary.IDOf(token) }
func (w Words) Token(id uint32) (string, bool) { return w.Vocabulary.Token(id) }
func (w Words) VocabSize() int                 { return w.Vocabulary.Len() }
func (w Words) MaxID() uint32                  { return w.Vocabulary.MaxID() }

// Vocab yields the tokens with their ids.
func (w Words) Vocab(yield func(token string, id uint32) bool) { w.Vocabulary.All()(yield) }

// SharesIDs reports whether two tokens have the same id.
func (w Words) SharesIDs() bool { return w.Vocabulary.SharesIDs() }

// Tables writes the vocabulary to c, or reads it.
func (w *Words) Tables(c *flat.Codec) {
	if c.Reading() {
		w.Vocabulary = new(vocab.Vocab)
	}
	w.Vocabulary.Tables(c)
}

// AppendTokens appends the token strings of all ids.
func (w Words) AppendTokens(t *vocab.Texts, ids []uint32) int {
	w.Vocabulary.AppendTokens(t, ids)
	return len(ids)
}

// IsSurface is false: a token's string is its id's own.
func (w Words) IsSurface(id uint32, text []byte, span Span) bool { return false }
