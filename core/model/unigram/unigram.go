// Package unigram is SentencePiece's unigram language model: of all ways to cut a text into pieces of
// the vocabulary the one with the highest sum of scores is taken (Viterbi).
package unigram

import (
	"fmt"
	"math"
	"slices"

	"github.com/libhftok/libhftok/core/internal/flat"
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
	twice    arena        // all pieces by id, if some occur twice
	scores   []float64    // id → log probability
	tokens   *trie.Trie
	unkScore float64
	unkID    uint32 // vocab.None: none
	fallback *[256]uint32
	lengths  []uint8
}

// Pieces are texts with their scores, log probabilities. The index of a piece is its id.
type Pieces struct {
	arena
	scores []float64
}

// arena holds strings end to end.
type arena struct {
	text []byte
	ends []uint32
}

func (a *arena) at(i uint32) string {
	var from uint32
	if i > 0 {
		from = a.ends[i-1]
	}
	return string(a.text[from:a.ends[i]])
}

// NewPieces makes a list with room for about n pieces.
func NewPieces(n int) *Pieces {
	return &Pieces{arena{make([]byte, 0, 8*n), make([]uint32, 0, n)}, make([]float64, 0, n)}
}

// Add appends a piece. It reports false when the pieces together exceed 4 GiB.
func (p *Pieces) Add(piece []byte, score float64) bool {
	if len(p.text)+len(piece) > math.MaxUint32 {
		return false
	}
	p.text = append(p.text, piece...)
	p.ends = append(p.ends, uint32(len(p.text)))
	p.scores = append(p.scores, score)
	return true
}

// Len returns the number of pieces.
func (p *Pieces) Len() int { return len(p.ends) }

// New compiles a model. unkID is the id of the unknown piece, nil for none.
func New(pieces Pieces, unkID *uint64, byteFallback bool) (*Model, error) {
	m := &Model{scores: pieces.scores}
	m.pieces = vocab.BuilderOf(pieces.text, pieces.ends).Build()
	if m.pieces.Len() < pieces.Len() {
		m.twice = pieces.arena
	}
	if err := m.configure(unkID, byteFallback); err != nil {
		return nil, err
	}
	lowest := math.Inf(1)
	for _, score := range pieces.scores {
		lowest = min(lowest, score)
	}
	m.unkScore = lowest - unkPenalty
	m.tokens = trie.Build(m.pieces.Len(), m.pieces.All())
	m.lengths = make([]uint8, pieces.Len())
	from := uint32(0)
	for id, end := range pieces.ends {
		if n := end - from; n < 256 {
			m.lengths[id] = uint8(n)
		}
		from = end
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

// FromTables is New for pieces whose model was compiled before and written by Tables.
func FromTables(c *flat.Codec, unkID *uint64, byteFallback bool) (*Model, error) {
	m := &Model{pieces: new(vocab.Vocab), tokens: new(trie.Trie)}
	m.Tables(c)
	if err := c.Err(); err != nil {
		return nil, err
	}
	return m, m.configure(unkID, byteFallback)
}

// Tables writes what compiling made to c, or reads it.
func (m *Model) Tables(c *flat.Codec) {
	m.pieces.Tables(c)
	flat.Table(c, &m.twice.text)
	flat.Table(c, &m.twice.ends)
	flat.Table(c, &m.scores)
	m.tokens.Tables(c)
	flat.Value(c, &m.unkScore)
	flat.Table(c, &m.lengths)
}

// configure sets what goes beyond the tables.
func (m *Model) configure(unkID *uint64, byteFallback bool) error {
	m.unkID = vocab.None
	if unkID != nil {
		if len(m.scores) == 0 {
			return status.Errorf(status.InvalidTokenizer, "model.vocab is empty, but unk_id needs a piece")
		}
		if *unkID >= uint64(len(m.scores)) {
			return status.Errorf(status.InvalidTokenizer, "model.unk_id %d is outside the vocabulary of %d pieces", *unkID, len(m.scores))
		}
		m.unkID = uint32(*unkID)
	}
	if byteFallback {
		m.fallback = byteTokens(m.pieces)
	}
	return nil
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
func (m *Model) VocabSize() int                 { return len(m.scores) }
func (m *Model) MaxID() uint32                  { return uint32(max(len(m.scores)-1, 0)) }
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
	if m.twice.ends == nil {
		return m.pieces.Token(id)
	}
	if int(id) >= len(m.scores) {
		return "", false
	}
	return m.twice.at(id), true
}

// AppendTokens appends the token strings of ids, up to the unknown one's.
func (m *Model) AppendTokens(t *vocab.Texts, ids []uint32) int {
	if i := slices.Index(ids, m.unkID); i >= 0 {
		ids = ids[:i]
	}
	if m.twice.ends == nil {
		m.pieces.AppendTokens(t, ids)
		return len(ids)
	}
	for _, id := range ids {
		token, _ := m.Token(id)
		t.Add(token)
	}
	return len(ids)
}

// Piece returns a piece and its score. id is below VocabSize.
func (m *Model) Piece(id uint32) (text string, score float64) {
	text, _ = m.Token(id)
	return text, m.scores[id]
}

// Vocab yields the pieces with the ids that they are found by.
func (m *Model) Vocab(yield func(token string, id uint32) bool) { m.pieces.All()(yield) }

func (m *Model) missingUnk() error {
	return status.Errorf(status.Encode, "Unigram: the text has an unknown character and the model has no unk_id")
}
