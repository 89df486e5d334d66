// Package wordpiece is BERT's model: each word is cut greedily into the longest tokens that the
// vocabulary has, those after the first with a prefix.
package wordpiece

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/flat"
	"github.com/libhftok/libhftok/core/internal/trie"
	"github.com/libhftok/libhftok/core/internal/vocab"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/model/wordcache"
	"github.com/libhftok/libhftok/core/status"
)

// Model is an immutable WordPiece model.
type Model struct {
	model.Words
	unkToken string
	unkID    uint32 // vocab.None if unkToken is not in the vocabulary
	prefix   string
	maxChars uint64
	tokens   *trie.Trie
	// within is the node at which a token inside a word begins; inside tells whether there is one.
	within  uint32
	inside  bool
	lengths []uint8
}

// New compiles a model. Words of more than maxChars code points become the unknown token.
func New(v *vocab.Vocab, unkToken, continuingSubwordPrefix string, maxChars uint64) *Model {
	m := &Model{Words: model.Words{Vocabulary: v}, tokens: trie.Build(v.Len(), v.All())}
	m.configure(unkToken, continuingSubwordPrefix, maxChars)
	m.lengths = lengths(v, m.unkID, continuingSubwordPrefix)
	return m
}

// FromTables is New for a vocabulary whose model was compiled before and written by Tables.
func FromTables(c *flat.Codec, unkToken, continuingSubwordPrefix string, maxChars uint64) (*Model, error) {
	m := &Model{tokens: new(trie.Trie)}
	m.Tables(c)
	if err := c.Err(); err != nil {
		return nil, err
	}
	m.configure(unkToken, continuingSubwordPrefix, maxChars)
	return m, nil
}

// Tables writes what compiling made to c, or reads it.
func (m *Model) Tables(c *flat.Codec) {
	m.Words.Tables(c)
	m.tokens.Tables(c)
	flat.Table(c, &m.lengths)
}

// configure sets what goes beyond the tables.
func (m *Model) configure(unkToken, prefix string, maxChars uint64) {
	m.unkToken, m.unkID, m.prefix, m.maxChars = unkToken, vocab.None, prefix, maxChars
	if id, ok := m.Vocabulary.IDOf(unkToken); ok {
		m.unkID = id
	}
	m.within, m.inside = m.tokens.Walk(prefix)
}

// maxTableID bounds the table that is indexed by id.
const maxTableID = 1 << 26

// lengths computes how many bytes of a word each id stands for. A token with the prefix stands for the
// rest of it; where a word itself begins with the prefix the lengths fall short of the word, which
// wordcache notices.
func lengths(v *vocab.Vocab, unkID uint32, prefix string) []uint8 {
	if v.MaxID() > maxTableID {
		return nil
	}
	l := make([]uint8, v.MaxID()+1)
	seen := make([]bool, len(l))
	for token, id := range v.All() {
		n := len(token)
		if prefix != "" && n > len(prefix) && token[:len(prefix)] == prefix {
			n -= len(prefix)
		}
		if n < 256 && id != unkID && !seen[id] {
			l[id] = uint8(n)
		} else {
			l[id] = 0
		}
		seen[id] = true
	}
	return l
}

// TokenAt returns the part of the word, with the prefix if it is not the first one, or the unknown token.
func (m *Model) TokenAt(id uint32, text []byte, at, piece model.Span) string {
	part := text[at.Start:at.End]
	if at.Start > piece.Start {
		return m.prefix + string(part)
	}
	if _, known := m.Vocabulary.ID(part); at == piece && (!known || m.isLong(part)) {
		return m.unkToken
	}
	return string(part)
}

// isLong reports whether a word has more characters than are looked up.
func (m *Model) isLong(word []byte) bool {
	n := uint64(len(word))
	return n > m.maxChars && (n/utf8.UTFMax > m.maxChars || uint64(utf8.RuneCount(word)) > m.maxChars)
}

func (m *Model) NewEncoder() model.Encoder {
	return &encoder{Model: m, cache: wordcache.New(m.lengths)}
}

type encoder struct {
	*Model
	cache *wordcache.Cache
}

func (e *encoder) Encode(text []byte, pieces []model.Span, first uint32, out *model.Output) error {
	return e.cache.Encode(text, pieces, first, true, out, e)
}

// Spell cuts one word.
func (e *encoder) Spell(text []byte, w model.Span, piece uint32, out *model.Output) error {
	if e.isLong(text[w.Start:w.End]) {
		return e.unknown(w, piece, out)
	}
	n := len(out.IDs)
	node, ok := uint32(trie.Root), true
	for at := w.Start; at < w.End; {
		id, end := uint32(0), at
		for i := at; ok && i < w.End; {
			if node = e.tokens.Step(node, text[i]); node == trie.Root {
				break
			}
			i++
			if v, is := e.tokens.Value(node); is {
				id, end = v, i
			}
		}
		if end == at {
			out.TakeBack(n)
			return e.unknown(w, piece, out)
		}
		out.Add(id, model.Span{Start: at, End: end}, piece)
		at = end
		node, ok = e.within, e.inside
	}
	return nil
}

func (e *encoder) unknown(w model.Span, piece uint32, out *model.Output) error {
	if e.unkID == vocab.None {
		return status.Errorf(status.Encode, "WordPiece: the unk token %q, needed for an unknown word, is not in the vocabulary", e.unkToken)
	}
	out.Add(e.unkID, w, piece)
	return nil
}
