package bpe

import "github.com/libhftok/libhftok/core/internal/flat"

// onBytesTables are those that only the model of OnBytes has.
type onBytesTables struct {
	grid       *[1 << 16]uint32
	lengths    []uint8
	prepared   bool // the rest is worked out
	charJoints *charJoints
	alone      *wordTable
}

// Prepare works out which tokens are whole and, for text as it stands, which stand alone and where words can be cut.
func (m *Model) Prepare() {
	m.whole.get()
	if r, ok := m.OnBytes(); ok {
		r.charJoints.get()
		r.alone.get()
	}
}

// Prepared reports whether that is at hand.
func (m *Model) Prepared() bool {
	r, ok := m.OnBytes()
	return m.whole.ready() && (!ok || r.charJoints.ready() && r.alone.ready())
}

// Tables writes what compiling makes to c, or reads it: all that encoders of short texts need, and what Prepare works
// out if that is at hand.
func (m *Model) Tables(c *flat.Codec) {
	m.Words.Tables(c)
	m.pairs.tables(c)
	flat.Value(c, &m.cut)
	jointsTable(c, &m.joints)
	flat.Table(c, &m.lengths)

	var kept onBytesTables
	var whole *wholeTokens
	onBytes := false
	if !c.Reading() {
		var r *Model
		if r, onBytes = m.OnBytes(); onBytes {
			kept.grid, kept.lengths = r.grid, r.lengths
		}
		if kept.prepared = m.Prepared(); kept.prepared {
			whole = m.whole.get()
		}
		if kept.prepared && onBytes {
			kept.charJoints, kept.alone = r.charJoints.get(), r.alone.get()
		}
	}
	if flat.Value(c, &onBytes); onBytes {
		gridTable(c, &kept.grid)
		flat.Table(c, &kept.lengths)
	}
	if flat.Value(c, &kept.prepared); kept.prepared {
		wholeTable(c, &whole)
		jointsOfChars(c, &kept.charJoints)
		aloneTable(c, &kept.alone)
	}
	if !c.Reading() {
		return
	}
	if kept.prepared {
		m.whole = atHand(whole)
	}
	if onBytes {
		m.kept = &kept
	}
}

// jointsOfChars writes the table for cutting words to c, or reads it; nil too.
func jointsOfChars(c *flat.Codec, j **charJoints) {
	there := *j != nil
	if flat.Value(c, &there); there {
		if c.Reading() {
			*j = new(charJoints)
		}
		flat.Value(c, *j)
	}
}

// wholeTable writes whole tokens to c, or reads them; nil too.
func wholeTable(c *flat.Codec, whole **wholeTokens) {
	var w wholeTokens
	if *whole != nil {
		w = **whole
	}
	flat.Table(c, (*[]uint64)(&w.bitset))
	flat.Table(c, &w.made)
	if c.Reading() && w.made != nil {
		*whole = &w
	}
}

// aloneTable writes a table of words to c, or reads it; nil too.
func aloneTable(c *flat.Codec, table **wordTable) {
	var t wordTable
	if *table != nil {
		t = **table
	}
	flat.Table(c, &t.slots)
	flat.Table(c, &t.filter)
	flat.Table(c, &t.long)
	if c.Reading() && t.slots != nil {
		*table = &t
	}
}

// gridTable writes a grid to c, or reads it; nil too.
func gridTable(c *flat.Codec, grid **[1 << 16]uint32) {
	var table []uint32
	if *grid != nil {
		table = (*grid)[:]
	}
	flat.Table(c, &table)
	if c.Reading() && len(table) == len(*grid) {
		*grid = (*[1 << 16]uint32)(table)
	}
}

// jointsTable writes joints to c, or reads them; nil too.
func jointsTable(c *flat.Codec, j **joints) {
	var table []uint64
	if *j != nil {
		table = (*j)[:]
	}
	flat.Table(c, &table)
	if c.Reading() && len(table) == len(*j) {
		*j = (*joints)(table)
	}
}

// farRule is a rule of pairTable.far.
type farRule struct {
	pair uint64
	rank uint32
	_    uint32
}

// tables writes the table to c, or reads it.
func (t *pairTable) tables(c *flat.Codec) {
	flat.Table(c, &t.slots)
	flat.Table(c, &t.ids)
	flat.Table(c, &t.mates)
	var far []farRule
	for pair, rank := range t.far {
		far = append(far, farRule{pair: pair, rank: rank})
	}
	flat.Table(c, &far)
	if c.Reading() && len(far) > 0 {
		t.far = make(map[uint64]uint32, len(far))
		for _, r := range far {
			t.far[r.pair] = r.rank
		}
	}
}
