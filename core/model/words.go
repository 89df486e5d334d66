package model

import "github.com/libhftok/libhftok/core/internal/vocab"

// Words gives a model the look-ups of its vocabulary.
type Words struct{ Vocabulary *vocab.Vocab }

func (w Words) ID(token string) (uint32, bool) { return w.Vocabulary.IDOf(token) }
func (w Words) Token(id uint32) (string, bool) { return w.Vocabulary.Token(id) }
func (w Words) VocabSize() int                 { return w.Vocabulary.Len() }
func (w Words) MaxID() uint32                  { return w.Vocabulary.MaxID() }

// Vocab yields the tokens with their ids.
func (w Words) Vocab(yield func(token string, id uint32) bool) { w.Vocabulary.All()(yield) }

// SharesIDs reports whether two tokens have the same id.
func (w Words) SharesIDs() bool {
	for token, id := range w.Vocabulary.All() {
		if last, _ := w.Vocabulary.Token(id); last != token {
			return true
		}
	}
	return false
}

// IsSurface is false: a token's string is its id's own.
func (w Words) IsSurface(id uint32, text []byte, span Span) bool { return false }
