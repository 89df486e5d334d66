package addedvocab

import (
	"maps"
	"slices"

	"github.com/libhftok/libhftok/core/internal/flat"
	"github.com/libhftok/libhftok/core/internal/trie"
	"github.com/libhftok/libhftok/core/internal/vocab"
)

// FromTables makes the vocabulary that Tables wrote.
func FromTables(c *flat.Codec) (*Vocabulary, error) {
	v := &Vocabulary{contents: new(vocab.Vocab)}
	v.Tables(c)
	return v, c.Err()
}

// Tables writes the vocabulary to c, or reads it.
func (v *Vocabulary) Tables(c *flat.Codec) {
	v.contents.Tables(c)
	flat.Table(c, &v.tokens)
	flat.Table(c, &v.byID)
	v.normalizedTables(c)
	v.raw.tables(c)
	v.norm.tables(c)
}

func (v *Vocabulary) normalizedTables(c *flat.Codec) {
	ids := slices.Sorted(maps.Keys(v.normalized))
	var forms []byte
	var ends []uint32
	for _, id := range ids {
		forms = append(forms, v.normalized[id]...)
		ends = append(ends, uint32(len(forms)))
	}
	flat.Table(c, &ids)
	flat.Table(c, &forms)
	flat.Table(c, &ends)
	if !c.Reading() || c.Err() != nil {
		return
	}
	from := uint32(0)
	v.normalized = make(map[uint32]string, len(ids))
	for i, id := range ids {
		v.normalized[id] = string(forms[from:ends[i]])
		from = ends[i]
	}
}

func (m *matcher) tables(c *flat.Codec) {
	if c.Reading() {
		m.forms = new(trie.Trie)
	}
	m.forms.Tables(c)
	flat.Table(c, &m.ids)
	flat.Table(c, &m.rules)
	m.filter.Tables(c)
	flat.Value(c, &m.hasEmpty)
	flat.Value(c, &m.empty)
}
