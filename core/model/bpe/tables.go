package bpe

import "github.com/libhftok/libhftok/core/internal/flat"

// onBytesTables are those that only the model of OnBytes has.
type onBytesTables struct {
	grid       *[1 << 16]uint32
	lengths    []uint8
	charJoints *charJoints
	alone      *wordTable
}

// Tables writes what compiling makes to c, or reads it: all that encoders of short texts need, and which
// tokens are whole, which takes long to work out.
func (m *Model) Tables(c *flat.Codec) {
	m.Words.Tables(c)
	m.pairs.tables(c)
	flat.Value(c, &m.cut)
	jointsTable(c, &m.joints)
	flat.Table(c, &m.lengths)

	var whole *wholeTokens
	var kept onBytesTables
	onBytes := false
	if !c.Reading() {
		whole = m.whole.get()
		var r *Model
		if r, onBytes = m.OnBytes(); onBytes {
			kept = onBytesTables{r.grid, r.lengths, r.charJoints.get(), r.alone.get()}
		}
	}
	wholeTable(c, &whole)
	flat.Value(c, &onBytes)
	if onBytes {
		gridTable(c, &kept.grid)
		flat.Table(c, &kept.lengths)
		hasJoints := kept.charJoints != nil
		if flat.Value(c, &hasJoints); hasJoints {
			if c.Reading() {
				kept.charJoints = new(charJoints)
			}
			flat.Value(c, kept.charJoints)
		}
		aloneTable(c, &kept.alone)
	}
	if c.Reading() {
		m.whole = atHand(whole)
		if onBytes {
			m.kept = &kept
		}
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
