package encoding

// Concat joins the tokens of parts in one new encoding, sequence ranges moved along (a later range
// replaces an earlier one of the same sequence). Overflowing parts are left out; parts stay as they are.
func Concat(parts ...*Encoding) *Encoding {
	n, tokens, offsets := 0, true, true
	for _, p := range parts {
		n += p.Len()
		tokens = tokens && p.HasTokens()
		offsets = offsets && p.HasOffsets()
	}
	e := withCapacity(n, tokens, offsets)
	for _, p := range parts {
		e.join(p, false)
	}
	return e
}

// Merge joins parts, which it takes over, one after the other. Overflowing parts combine: every part of
// the one side with the other side and with each of its parts, as nested as the reference has them. With
// growingOffsets the offsets of a part count from the end of the last token before it.
//
// It fails with status.Encode when the combinations exceed MaxCombined.
func Merge(parts []*Encoding, growingOffsets bool) (*Encoding, error) {
	if len(parts) == 0 {
		return &Encoding{}, nil
	}
	m := merger{budget: NewBudget(parts...), growing: growingOffsets}
	for _, p := range parts[1:] {
		m.ahead += p.Len()
	}
	e := parts[0]
	if m.ahead > 0 {
		if err := m.budget.Spend(e.Len()); err != nil {
			return nil, err
		}
		c := e.copyRange(0, e.Len(), m.ahead)
		c.Sequences, c.Overflowing = e.Sequences, e.Overflowing
		e = c
	}
	for _, p := range parts[1:] {
		m.ahead -= p.Len()
		if err := m.into(e, p); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// MergeWith appends pair to e, in place; see Merge. After an error e is as before.
func (e *Encoding) MergeWith(pair *Encoding, growingOffsets bool) error {
	m := merger{budget: NewBudget(e, pair), growing: growingOffsets}
	// Overflowing parts may be merged in place, so they are copied to keep e whole until all went well.
	c := &Encoding{}
	*c = *e
	c.Overflowing = nil
	for _, o := range e.Overflowing {
		c.Overflowing = append(c.Overflowing, o.Clone())
	}
	if err := m.into(c, pair); err != nil {
		return err
	}
	*e = *c
	return nil
}

type merger struct {
	budget  *Budget
	growing bool
	ahead   int // tokens that later parts will append
}

// into appends p to e. p stays as it is.
func (m *merger) into(e, p *Encoding) error {
	var overflowing []*Encoding
	combine := func(part, with *Encoding) error {
		if err := m.into(part, with); err != nil {
			return err
		}
		overflowing = append(overflowing, part)
		return nil
	}
	for _, o := range e.Overflowing {
		for i := -1; i < len(p.Overflowing); i++ {
			part, with := o, p
			if i >= 0 {
				with = p.Overflowing[i]
			}
			if len(p.Overflowing) > 0 {
				var err error
				if part, err = m.clone(o, with.Len()); err != nil {
					return err
				}
			}
			if err := combine(part, with); err != nil {
				return err
			}
		}
	}
	for _, o := range p.Overflowing {
		part, err := m.clone(e, o.Len())
		if err != nil {
			return err
		}
		if err := combine(part, o); err != nil {
			return err
		}
	}
	if err := m.budget.Spend(p.Len() + 1); err != nil {
		return err
	}
	e.join(p, m.growing)
	e.Overflowing = overflowing
	return nil
}

// clone is Clone with room for what will be appended.
func (m *merger) clone(e *Encoding, extra int) (*Encoding, error) {
	if err := m.budget.SpendClone(e); err != nil {
		return nil, err
	}
	c := e.copyRange(0, e.Len(), extra+m.ahead)
	c.Sequences = append([]SequenceRange(nil), e.Sequences...)
	for _, o := range e.Overflowing {
		c.Overflowing = append(c.Overflowing, o.Clone())
	}
	return c, nil
}

// join appends the tokens and sequence ranges of p.
func (e *Encoding) join(p *Encoding, growing bool) {
	n := e.Len()
	for _, r := range p.Sequences {
		e.setRange(SequenceRange{ID: r.ID, Start: n + r.Start, End: n + r.End})
	}
	base := uint32(0)
	if growing && e.HasOffsets() && n > 0 {
		base = e.Offsets[n-1].End
	}
	e.append(p, 0, p.Len())
	if base != 0 && e.HasOffsets() {
		for i := n; i < len(e.Offsets); i++ {
			e.Offsets[i].Start += base
			e.Offsets[i].End += base
		}
	}
}
