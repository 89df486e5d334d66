// Package bpe is the Byte Pair Encoding model: characters become symbols, and the pair of neighbours
// with the lowest rank is merged until no pair is left that has one.
package bpe

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/bytelevel"
	"github.com/libhftok/libhftok/core/internal/flat"
	"github.com/libhftok/libhftok/core/internal/vocab"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/status"
)

// Config is what tokenizer.json says of the model.
type Config struct {
	Vocab                   *vocab.Vocab
	Merges                  *Merges // over Vocab
	UnkToken                *string // nil: none
	ContinuingSubwordPrefix string
	EndOfWordSuffix         string
	FuseUnk                 bool
	ByteFallback            bool
	IgnoreMerges            bool
	Dropout                 float32 // probability that a merge is skipped when its turn comes, 0 to 1
	// Tables is where to read what Model.Tables wrote, in place of Vocab and Merges. nil: the model is compiled.
	Tables *flat.Codec
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
	lacking  []byte           // with raw, bytes of valid text that have no token
	grid     *[1 << 16]uint32 // ranks of pairs of bytes, first byte high; nil unless raw and without affixes
	spaced   bool             // spaces stand for '▁': see OnSpaces
	joints   *joints          // nil: anything may be joined
	cut      bool             // words may be cut before a '▁' that follows another character
	lengths  []uint8          // bytes of text that an id stands for, 0: varies

	// form gives the text of which a token's string is the model's form, false if there is none.
	form func(dst []byte, token string) ([]byte, bool)

	// Which tokens stand alone takes longer to work out than it saves in short texts. So encoders ask only after
	// patience words, or if it is at hand.
	patience int
	whole    *later[*wholeTokens] // nil: not known
	alone    *later[*wordTable]   // a table of the tokens that stand alone; nil: none, or not known
	// Ranks of pairs of bytes, first byte high, of text whose bytes are symbols: any with raw, else ASCII. nil: lanes can't
	// merge by the rules. Encoders ask for it after ranksPatience words.
	byteRanks *later[*[1 << 16]uint32]
	// A table for cutting words into parts, nil: they can't be. Encoders ask for it as for what stands alone.
	charJoints *later[*charJoints]

	// plain reports whether a token is told by its id, and is what its text says.
	plain func() bool

	onBytes func() *Model
	kept    *onBytesTables // what an image has for onBytes; nil: nothing
}

// New compiles a model. Merge rules whose parts or result are not in the vocabulary are an error.
func New(c Config) (*Model, error) {
	m := &Model{Words: model.Words{Vocabulary: c.Vocab}, unkToken: c.UnkToken, unkID: vocab.None, fuseUnk: c.FuseUnk, ignore: c.IgnoreMerges, dropout: c.Dropout}
	m.plain = sync.OnceValue(m.isPlain)
	m.whole = makeLater(m.findWholes)
	m.form = func(dst []byte, token string) ([]byte, bool) { return append(dst, token...), true }
	m.alone = makeLater(m.aloneTable)
	m.charJoints = atHand[*charJoints](nil)
	m.onBytes = sync.OnceValue(m.makeOnBytes)
	if c.Tables != nil {
		m.Tables(c.Tables)
		if err := c.Tables.Err(); err != nil {
			return nil, err
		}
		c.Vocab = m.Vocabulary
	}
	if c.UnkToken != nil {
		if id, ok := c.Vocab.IDOf(*c.UnkToken); ok {
			m.unkID = id
		}
	}
	m.symbols = newSymbols(&c)
	m.patience = 2 * m.Vocabulary.Len()
	if c.Tables != nil {
		m.ranksLater()
		return m, nil
	}
	rules, err := c.Merges.resolve(c.ContinuingSubwordPrefix)
	if err != nil {
		return nil, err
	}
	m.pairs.build(rules, c.Vocab.MaxID())
	m.ranksLater()
	m.cut = m.canCut(&c)
	if m.knowsJoints(&c, rules) {
		j := c.Merges.joints // without the rules
		m.joints = &j
	}
	m.lengths = m.fixedLengths(&c, rules)
	return m, nil
}

// OnBytes returns a model that gives the same tokens for raw text as m gives for the text's byte-level form (package
// bytelevel), so that the text need not be rewritten, unless the model Lacks one of its bytes. It reports false where
// nearly all texts have such bytes.
func (m *Model) OnBytes() (*Model, bool) {
	r := m.onBytes()
	return r, r != nil
}

func (m *Model) makeOnBytes() *Model {
	r := *m
	r.raw = true
	r.cut, r.joints = false, nil
	r.lacking = r.symbols.onBytes(m.Vocabulary)
	if len(r.lacking) > maxLacking || m.Vocabulary.MaxID() > maxTableID {
		return nil
	}
	r.form = bytelevel.Decode
	r.alone = makeLater(r.aloneTable)
	r.charJoints = makeLater(func() *charJoints { return newCharJoints(&r) })
	if m.kept != nil {
		r.grid, r.lengths = m.kept.grid, m.kept.lengths
		if m.kept.prepared {
			r.charJoints, r.alone = atHand(m.kept.charJoints), atHand(m.kept.alone)
		}
		r.ranksLater()
		return &r
	}
	if r.symbols.prefix == "" && r.symbols.suffix == "" {
		r.grid = r.byteGrid(256)
	}
	r.ranksLater()
	if m.lengths != nil {
		r.lengths = make([]uint8, len(m.lengths))
		for e := range uint32(m.Vocabulary.Len()) {
			if id := m.Vocabulary.EntryID(e); m.lengths[id] != 0 {
				r.lengths[id] = uint8(bytelevel.Len(m.Vocabulary.Entry(e)))
			}
		}
	}
	return &r
}

// maxLacking is the number of bytes up to which a text is searched for each that a vocabulary lacks.
const maxLacking = 16

// Lacks reports whether text has bytes that a model of OnBytes has no tokens for: in byte-level form, they are dropped or
// spelled in units of that.
func (m *Model) Lacks(text []byte) bool {
	for _, b := range m.lacking {
		if bytes.IndexByte(text, b) >= 0 {
			return true
		}
	}
	return false
}

// LacksAny reports whether there are such bytes at all.
func (m *Model) LacksAny() bool { return len(m.lacking) > 0 }

// OnSpaces returns a model that gives the same tokens for a text as m gives for the text with a '▁' for each
// space, and what its encoders need not do then: cut the text into words. It reports false where words can't be
// encoded one by one.
func (m *Model) OnSpaces() (*Model, bool) {
	if !m.cut || m.ignore {
		return nil, false
	}
	r := *m
	r.spaced = true
	r.cut = false
	for place := range r.symbols.single {
		r.symbols.single[place][' '], _ = m.Vocabulary.IDOf(metaspace)
	}
	r.form = appendSpaced
	r.alone = makeLater(r.aloneTable)
	r.ranksLater()
	if r.joints != nil {
		r.charJoints = makeLater(func() *charJoints { return newCharJoints(&r) })
	}
	if m.lengths != nil {
		r.lengths = slices.Clone(m.lengths)
		for token, id := range m.Vocabulary.All() {
			if marks := strings.Count(token, metaspace); marks > 0 && r.lengths[id] != 0 {
				r.lengths[id] -= uint8(marks * (len(metaspace) - 1))
			}
		}
	}
	return &r, true
}

// appendSpaced appends the form with spaces of a token. It reports false if it has none.
func appendSpaced(dst []byte, token string) ([]byte, bool) {
	if strings.Contains(token, " ") {
		return dst, false
	}
	return append(dst, strings.ReplaceAll(token, metaspace, " ")...), true
}

// aloneTable makes a table of the tokens that stand alone; nil if none do or ids are too large.
func (m *Model) aloneTable() *wordTable {
	whole := m.whole.get()
	if m.Vocabulary.MaxID() > maxTableID || whole == nil && !m.ignore {
		return nil
	}
	t := newWordTable(m.Vocabulary.Len())
	var buf []byte
	for token, id := range m.Vocabulary.All() {
		if !m.standsAlone(whole, id) {
			continue
		}
		var ok bool
		switch buf, ok = m.form(buf[:0], token); {
		case !ok || len(buf) == 0:
		case len(buf) <= tableBytes:
			t.put(buf, id)
		default:
			t.putLong(buf)
		}
	}
	return t
}

// standsAlone reports whether a word that is the token's text becomes that token.
func (m *Model) standsAlone(whole *wholeTokens, id uint32) bool {
	return whole != nil && whole.has(id) || m.ignore && !m.cut
}

// byteGrid makes the square of all pairs of the first n bytes, n of a row of 256.
func (m *Model) byteGrid(n int) *[1 << 16]uint32 {
	grid := new([1 << 16]uint32)
	bytes := m.symbols.single[0][:n]
	for left, l := range bytes {
		for right, r := range bytes {
			grid[left<<8|right] = m.pairs.find(l, r)
		}
	}
	return grid
}

// ranksLater sets byteRanks.
func (m *Model) ranksLater() {
	switch {
	case m.symbols.prefix != "" || m.symbols.suffix != "" || m.dropout > 0 || !m.pairs.fitsLanes():
		m.byteRanks = nil
	case m.raw:
		m.byteRanks = atHand(m.grid)
	default:
		m.byteRanks = makeLater(func() *[1 << 16]uint32 { return m.byteGrid(utf8.RuneSelf) })
	}
}

// ranksPatience is the number of words that are merged one by one in the time that byteGrid takes for ASCII.
const ranksPatience = 256

// Merges yields the rules by ascending rank, but for those that a later one for the same pair overrides.
func (m *Model) Merges(yield func(left, right string) bool) {
	rules, counts := m.pairs.byRank()
	for rank, r := range rules {
		left, _ := m.Vocabulary.Token(r.left)
		right, _ := m.Vocabulary.Token(r.right)
		if counts[rank] && !yield(left, right) {
			return
		}
	}
}

func (m *Model) isPlain() bool {
	return m.symbols.prefix == "" && m.symbols.suffix == "" && m.Vocabulary.MaxID() <= maxTableID && !m.SharesIDs()
}

// maxTableID bounds the tables that are indexed by id.
const maxTableID = 1 << 26

// fixedLengths computes how many bytes of text each id stands for, where that is always the same.
func (m *Model) fixedLengths(c *Config, rules []rule) []uint8 {
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
		for _, r := range rules {
			a, b, n := lengths[r.left], lengths[r.right], lengths[r.result]
			if n != 0 && (a == 0 || b == 0 || int(a)+int(b) != int(n)) {
				lengths[r.result], changed = 0, true
			}
		}
	}
	return lengths
}

// canCut reports whether no merge can join a '▁' to another character before it. Then each word of a
// text can be encoded, and remembered, by itself. An unknown character must not vanish: what comes after it
// would meet what comes before.
func (m *Model) canCut(c *Config) bool {
	if c.ContinuingSubwordPrefix != "" || c.EndOfWordSuffix != "" || c.Dropout > 0 || c.Merges.crossing {
		return false
	}
	if c.UnkToken == nil && !(c.ByteFallback && m.symbols.hasAllBytes()) {
		return false
	}
	_, known := m.Vocabulary.IDOf(metaspace)
	return known
}

// IsRandom reports whether a word's tokens are left to chance.
func (m *Model) IsRandom() bool { return m.dropout > 0 }

func (m *Model) missingUnk() error {
	return status.Errorf(status.Encode, "BPE: the unk token %q, needed for an unknown character, is not in the vocabulary", *m.unkToken)
}
