// Package bpe is the Byte Pair Encoding model: characters become symbols, and the pair of neighbours
// with the lowest rank is merged until no pair is left that has one.
package bpe

import (
	"github.com/libhftok/libhftok/core/internal/bytelevel"
	"github.com/libhftok/libhftok/core/internal/vocab"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/status"
)

// Merges are the merge rules by ascending rank: rule i joins the token Text[Ends[2i-1]:Ends[2i]] with
// the token that follows it in Text.
type Merges struct {
	Text []byte
	Ends []uint32
}

// Len returns the number of rules.
func (m *Merges) Len() int { return len(m.Ends) / 2 }

// Add appends a rule.
func (m *Merges) Add(left, right []byte) {
	m.Text = append(m.Text, left...)
	m.Ends = append(m.Ends, uint32(len(m.Text)))
	m.Text = append(m.Text, right...)
	m.Ends = append(m.Ends, uint32(len(m.Text)))
}

func (m *Merges) rule(i int) (left, right []byte) {
	var from uint32
	if i > 0 {
		from = m.Ends[2*i-1]
	}
	return m.Text[from:m.Ends[2*i]], m.Text[m.Ends[2*i]:m.Ends[2*i+1]]
}

// Config is what tokenizer.json says of the model.
type Config struct {
	Vocab                   *vocab.Vocab
	Merges                  Merges
	UnkToken                *string // nil: none
	ContinuingSubwordPrefix string
	EndOfWordSuffix         string
	FuseUnk                 bool
	ByteFallback            bool
	IgnoreMerges            bool
	Dropout                 float32 // probability that a merge is skipped when its turn comes, 0 to 1
}

// Model is an immutable BPE model.
type Model struct {
	model.Words
	pairs    pairTable
	symbols  symbols
	unkToken *string
	unkID    uint32 // vocab.None if unkToken is absent or not in the vocabulary
	fuseUnk  bool
	ignore   bool
	dropout  float32
	raw      bool
	cut      bool    // words may be cut before a '▁' that follows another character
	lengths  []uint8 // bytes of text that an id stands for, 0: varies
}

// New compiles a model. Merge rules whose parts or result are not in the vocabulary are an error.
func New(c Config) (*Model, error) {
	m := &Model{Words: model.Words{Vocabulary: c.Vocab}, unkToken: c.UnkToken, unkID: vocab.None, fuseUnk: c.FuseUnk, ignore: c.IgnoreMerges, dropout: c.Dropout}
	if c.UnkToken != nil {
		if id, ok := c.Vocab.IDOf(*c.UnkToken); ok {
			m.unkID = id
		}
	}
	m.symbols = newSymbols(&c)
	if err := m.pairs.build(&c); err != nil {
		return nil, err
	}
	m.cut = m.canCut(&c)
	m.lengths = m.fixedLengths(&c)
	return m, nil
}

// OnBytes returns a model that gives the same tokens for raw text as m gives for the text's byte-level
// form (package bytelevel), so that the text need not be rewritten. It reports false where that would
// differ: a byte that the vocabulary lacks would be dropped or spelled in units of the rewritten text.
func (m *Model) OnBytes() (*Model, bool) {
	r := *m
	r.raw = true
	r.cut = false
	if !r.symbols.onBytes(m.Vocabulary) || m.Vocabulary.MaxID() > maxTableID {
		return nil, false
	}
	if m.lengths != nil {
		r.lengths = make([]uint8, len(m.lengths))
		var buf []byte
		for token, id := range m.Vocabulary.All() {
			var ok bool
			if buf, ok = bytelevel.Decode(buf[:0], token); ok && len(buf) < 256 && int(id) < len(m.lengths) && m.lengths[id] != 0 {
				r.lengths[id] = uint8(len(buf))
			}
		}
	}
	return &r, true
}

// Merges yields the rules by ascending rank, but for those that a later one for the same pair overrides.
func (m *Model) Merges(yield func(left, right string) bool) {
	rules := make([]rule, len(m.pairs.ids))
	used := make([]bool, len(rules))
	for r := range m.pairs.all() {
		rules[r.rank], used[r.rank] = r, true
	}
	for i, r := range rules {
		left, _ := m.Vocabulary.Token(r.left)
		right, _ := m.Vocabulary.Token(r.right)
		if used[i] && !yield(left, right) {
			return
		}
	}
}

// maxTableID bounds the tables that are indexed by id.
const maxTableID = 1 << 26

// fixedLengths computes how many bytes of text each id stands for, where that is always the same.
func (m *Model) fixedLengths(c *Config) []uint8 {
	if c.ContinuingSubwordPrefix != "" || c.EndOfWordSuffix != "" || m.Vocabulary.MaxID() > maxTableID {
		return nil
	}
	lengths := make([]uint8, m.Vocabulary.MaxID()+1)
	seen := make([]bool, len(lengths))
	for token, id := range m.Vocabulary.All() {
		if len(token) < 256 && !seen[id] {
			lengths[id] = uint8(len(token))
		} else {
			lengths[id] = 0
		}
		seen[id] = true
	}
	if m.unkID != vocab.None {
		lengths[m.unkID] = 0
	}
	if c.ByteFallback {
		for _, id := range m.symbols.bytes {
			if id != vocab.None {
				lengths[id] = 1
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for p := range m.pairs.all() {
			a, b, n := lengths[p.left], lengths[p.right], lengths[p.id]
			if n != 0 && (a == 0 || b == 0 || int(a)+int(b) != int(n)) {
				lengths[p.id], changed = 0, true
			}
		}
	}
	return lengths
}

// metaspace is the character that stands for a space in SentencePiece vocabularies.
const metaspace = "▁"

// canCut reports whether no merge can join a '▁' to another character before it. Then each word of a
// text can be encoded, and remembered, by itself. An unknown character must not vanish: what comes after it
// would meet what comes before.
func (m *Model) canCut(c *Config) bool {
	if c.ContinuingSubwordPrefix != "" || c.EndOfWordSuffix != "" || c.Dropout > 0 {
		return false
	}
	if c.UnkToken == nil && !(c.ByteFallback && m.symbols.hasAllBytes()) {
		return false
	}
	if _, known := m.Vocabulary.IDOf(metaspace); !known {
		return false
	}
	for i := range c.Merges.Len() {
		left, right := c.Merges.rule(i)
		if hasPrefix(right, metaspace) && !hasSuffix(left, metaspace) {
			return false
		}
	}
	return true
}

func hasPrefix(b []byte, p string) bool { return len(b) >= len(p) && string(b[:len(p)]) == p }
func hasSuffix(b []byte, p string) bool { return len(b) >= len(p) && string(b[len(b)-len(p):]) == p }

func (m *Model) missingUnk() error {
	return status.Errorf(status.Encode, "BPE: the unk token %q, needed for an unknown character, is not in the vocabulary", *m.unkToken)
}
