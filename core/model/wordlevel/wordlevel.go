// Package wordlevel is the simplest model: a word is a token or unknown.
package wordlevel

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/flat"
	"github.com/libhftok/libhftok/core/internal/vocab"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/status"
)

// Model is an immutable WordLevel model. It is its own encoder: looking a word up needs no scratch.
type Model struct {
	model.Words
	unkToken string
	unkID    uint32 // vocab.None if unkToken is not in the vocabulary
	// single has what words of one ASCII character become, vocab.None if there is an error: models of proteins and of speech
	// have no other words.
	single [utf8.RuneSelf]uint32
}

// New makes a model.
func New(v *vocab.Vocab, unkToken string) *Model {
	m := &Model{Words: model.Words{Vocabulary: v}, unkToken: unkToken, unkID: vocab.None}
	if id, ok := v.IDOf(unkToken); ok {
		m.unkID = id
	}
	for c := range m.single {
		m.single[c] = m.unkID
		if id, ok := v.ID([]byte{byte(c)}); ok {
			m.single[c] = id
		}
	}
	return m
}

// FromTables is New for a vocabulary that Tables wrote.
func FromTables(c *flat.Codec, unkToken string) (*Model, error) {
	var w model.Words
	w.Tables(c)
	if err := c.Err(); err != nil {
		return nil, err
	}
	return New(w.Vocabulary, unkToken), nil
}

// TokenAt returns the word itself if it is a token, else the unknown token.
func (m *Model) TokenAt(id uint32, text []byte, at, piece model.Span) string {
	word := text[at.Start:at.End]
	if _, known := m.Vocabulary.ID(word); known {
		return string(word)
	}
	return m.unkToken
}

func (m *Model) NewEncoder() model.Encoder { return m }

// Encode looks every piece up.
func (m *Model) Encode(text []byte, pieces []model.Span, first uint32, out *model.Output) error {
	for i, p := range pieces {
		if c := text[p.Start]; p.End-p.Start == 1 && c < utf8.RuneSelf && m.single[c] != vocab.None {
			out.Add(m.single[c], p, first+uint32(i))
			continue
		}
		id, ok := m.Vocabulary.ID(text[p.Start:p.End])
		if !ok {
			if id = m.unkID; id == vocab.None {
				return status.Errorf(status.Encode, "WordLevel: the unk token %q, needed for an unknown word, is not in the vocabulary", m.unkToken)
			}
		}
		out.Add(id, p, first+uint32(i))
	}
	return nil
}
