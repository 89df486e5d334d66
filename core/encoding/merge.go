package encoding

import "slices"

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
// It fails with status.Encode when the combinations exceed MaxCombined on top of what parts hold.
func Merge(parts []*Encoding, growingOffsets bool) (*Encoding, error) {
	if len(parts) == 0 {
		return &Encoding{}, nil
	}
	m := merger{left: MaxCombined + Weight(parts...), growing: growingOffsets}
	for _, p := range parts[1:] {
		m.ahead += p.Len()
	}
	e := parts[0]
	if m.ahead > 0 {
		c := e.copyRange(0, e.Len(), m.ahead)
		c.Sequences, c.Overflowing = e.Sequences, e.Overflowing
		e = c
	}
	for _, p := range parts[1:] {
		m.ahead -= p.Len()
		if err := m.add(e, p); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// MergeWith appends pair, which stays as it is, to e; see Merge. After an error e is as before.
func (e *Encoding) MergeWith(pair *Encoding, growingOffsets bool) error {
	m := merger{left: MaxCombined + Weight(e, pair), growing: growingOffsets}
	return m.add(e, pair)
}

type merger struct {
	left    int // what may still be made
	growing bool
	ahead   int // tokens that later parts will append
}

// add appends p to e if that is within the limit.
func (m *merger) add(e, p *Encoding) error {
	if m.left -= price(e, p, m.left); m.left < 0 {
		return TooMuch()
	}
	m.into(e, p)
	return nil
}

// into appends p to e. Without overflowing parts on p's side, e's can be extended in place.
func (m *merger) into(e, p *Encoding) {
	var overflowing []*Encoding
	for _, o := range e.Overflowing {
		if len(p.Overflowing) > 0 {
			overflowing = append(overflowing, m.copyInto(o, p))
			for _, other := range p.Overflowing {
				overflowing = append(overflowing, m.copyInto(o, other))
			}
		} else {
			m.into(o, p)
			overflowing = append(overflowing, o)
		}
	}
	for _, other := range p.Overflowing {
		overflowing = append(overflowing, m.copyInto(e, other))
	}
	e.join(p, m.growing)
	e.Overflowing = overflowing
}

// copyInto returns a copy of e with p appended.
func (m *merger) copyInto(e, p *Encoding) *Encoding {
	c := e.copyRange(0, e.Len(), p.Len()+m.ahead)
	c.Sequences = slices.Clone(e.Sequences)
	for _, o := range e.Overflowing {
		c.Overflowing = append(c.Overflowing, o.Clone())
	}
	m.into(c, p)
	return c
}

// price returns what into makes of e and p, or something above limit if it is more.
func price(e, p *Encoding, limit int) int {
	n := p.Len()
	add := func(part, with *Encoding, copied bool) {
		if n > limit {
			return
		}
		if copied {
			n += Weight(part)
		}
		n += price(part, with, limit-n)
	}
	for _, o := range e.Overflowing {
		add(o, p, len(p.Overflowing) > 0)
		for _, other := range p.Overflowing {
			add(o, other, true)
		}
	}
	for _, other := range p.Overflowing {
		add(e, other, true)
	}
	return n
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
