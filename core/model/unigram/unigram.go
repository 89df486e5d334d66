// Package unigram is SentencePiece's unigram language model: of all ways to cut a text into pieces of
// the vocabulary the one with the highest sum of scores is taken (Viterbi).
package unigram

import (
	"fmt"
	"math"

	"github.com/libhftok/libhftok/core/internal/trie"
	"github.com/libhftok/libhftok/core/internal/vocab"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/model/wordcache"
	"github.com/libhftok/libhftok/core/status"
)

// unkPenalty is what an unknown character costs beyond the worst piece.
const unkPenalty = 10.0

// Model is an immutable Unigram model.
type Model struct {
	pieces   *vocab.Vocab // a piece that occurs twice has its last id
	texts    []string     // id → piece, also of ids that lost their piece to a later one
	scores   []float64    // id → log probability
	tokens   *trie.Trie
	unkScore float64
	unkID    uint32 // vocab.None: none
	fallback *[256]uint32
	lengths  []uint8
}

// New compiles a model of pieces and their scores, which share an index, the id. unkID is the id of the
// unknown piece, nil for none.
func New(texts []string, scores []float64, unkID *uint64, byteFallback bool) (*Model, error) {
	m := &Model{texts: texts, scores: scores, unkID: vocab.None}
	if unkID != nil {
		if len(texts) == 0 {
			return nil, status.Errorf(status.InvalidTokenizer, "model.vocab is empty, but unk_id needs a piece")
		}
		if *unkID >= uint64(len(texts)) {
			return nil, status.Errorf(status.InvalidTokenizer, "model.unk_id %d is outside the vocabulary of %d pieces", *unkID, len(texts))
		}
		m.unkID = uint32(*unkID)
	}
	b := vocab.NewBuilder(len(texts))
	lowest := math.Inf(1)
	for id, text := range texts {
		if !b.Add([]byte(text), uint32(id)) {
			return nil, status.Errorf(status.InvalidTokenizer, "model.vocab: the pieces exceed 4 GiB")
		}
		lowest = min(lowest, scores[id])
	}
	m.pieces = b.Build()
	m.unkScore = lowest - unkPenalty
	m.tokens = trie.Build(m.pieces.All())
	if byteFallback {
		m.fallback = byteTokens(m.pieces)
	}
	m.lengths = make([]uint8, len(texts))
	for id, text := range texts {
		if len(text) < 256 {
			m.lengths[id] = uint8(len(text))
		}
	}
	if m.unkID != vocab.None {
		m.lengths[m.unkID] = 0
	}
	if m.fallback != nil {
		for _, id := range m.fallback {
			if id != vocab.None {
				m.lengths[id] = 0
			}
		}
	}
	return m, nil
}

// byteTokens returns the ids of <0x00> … <0xFF>, vocab.None where there is none.
func byteTokens(v *vocab.Vocab) *[256]uint32 {
	var ids [256]uint32
	for b := range ids {
		ids[b], _ = v.IDOf(fmt.Sprintf("<0x%02X>", b))
	}
	return &ids
}

func (m *Model) ID(token string) (uint32, bool) { return m.pieces.IDOf(token) }
func (m *Model) VocabSize() int                 { return len(m.texts) }
func (m *Model) MaxID() uint32                  { return uint32(max(len(m.texts)-1, 0)) }
func (m *Model) NewEncoder() model.Encoder {
	return &encoder{Model: m, cache: wordcache.New(m.lengths)}
}

// IsSurface tells an unknown run from its last resort, byte tokens, one of which may have the unknown id.
func (m *Model) IsSurface(id uint32, text []byte, at model.Span) bool {
	return id == m.unkID && !m.spelled(text[at.Start:at.End])
}

// spelled reports whether every byte of an unknown run has its token.
func (m *Model) spelled(run []byte) bool {
	if m.fallback == nil {
		return false
	}
	for _, b := range run {
		if m.fallback[b] == vocab.None {
			return false
		}
	}
	return true
}

func (m *Model) Token(id uint32) (string, bool) {
	if int(id) >= len(m.texts) {
		return "", false
	}
	return m.texts[id], true
}

// Piece returns a piece and its score. id is below VocabSize.
func (m *Model) Piece(id uint32) (text string, score float64) { return m.texts[id], m.scores[id] }

// Vocab yields the pieces with the ids that they are found by.
func (m *Model) Vocab(yield func(token string, id uint32) bool) { m.pieces.All()(yield) }

func (m *Model) missingUnk() error {
	return status.Errorf(status.Encode, "Unigram: the text has an unknown character and the model has no unk_id")
}
