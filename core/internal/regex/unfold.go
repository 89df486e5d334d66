package regex

import "slices"

// unfold spells out the case variants of a string. Several characters may match one (ss and ß) and the
// other way round; the string is read from the left, longest foldings first. In a look-behind only
// variants of one character count.
func (c *compiler) unfold(n *node, inBehind bool) {
	n.foldCase = false
	if n.fixedCase || len(n.bytes) == 0 {
		return
	}
	var parts []*node
	plain := false // the last part is a string that may grow
	addPlain := func(b []byte) {
		if plain {
			s := parts[len(parts)-1]
			s.bytes = append(s.bytes, b...)
			return
		}
		parts = append(parts, newString(slices.Clone(b)))
		plain = true
	}
	for b := n.bytes; len(b) > 0; {
		r, size := firstChar(b)
		if inBehind {
			if s := c.singles(r); len(s) > 0 {
				parts, plain = append(parts, newSet(s.add(r, r))), false
			} else {
				addPlain(b[:size])
			}
			b = b[size:]
			continue
		}
		if part, used := c.unfoldMany(b); part != nil {
			parts, plain = append(parts, part), false
			b = b[used:]
			continue
		}
		if v := c.variants(r); len(v) > 0 {
			s := set{}.add(r, r)
			for _, r := range v {
				s = s.add(r, r)
			}
			parts, plain = append(parts, newSet(s)), false
		} else {
			addPlain(b[:size])
		}
		b = b[size:]
	}
	pos := n.pos
	if len(parts) == 1 {
		*n = *parts[0]
	} else {
		*n = *newList(parts...)
	}
	n.pos = pos
}

// singles returns the single characters that match r ignoring case, without r.
func (c *compiler) singles(r rune) set {
	var s set
	for _, v := range c.variants(r) {
		s = s.add(v, v)
	}
	t := tables()
	if many, ok := t.many[r]; ok && !c.asciiOnly {
		for _, u := range t.multi[t.index[string(many)]].unfolds {
			if u != r {
				s = s.add(u, u)
			}
		}
	}
	return s
}

// unfoldMany returns the alternatives for what b begins with, if a folding of two or three characters is
// part of it, and how many bytes they stand for.
func (c *compiler) unfoldMany(b []byte) (alt *node, used int) {
	if c.asciiOnly {
		return nil, 0
	}
	t := tables()
	var folded []rune
	var ends []int
	at := 0
	for len(folded) < 3 && at < len(b) {
		r, size := firstChar(b[at:])
		at += size
		folded = append(folded, t.simple(r))
		ends = append(ends, at)
	}
	for n := len(folded); n >= 2; n-- {
		if i, ok := t.index[string(folded[:n])]; ok {
			return t.multi[i].alternatives(b[:ends[n-1]], -1), ends[n-1]
		}
	}
	r, size := firstChar(b)
	if many, ok := t.many[r]; ok {
		return t.multi[t.index[string(many)]].alternatives(b[:size], r), size
	}
	return nil, 0
}

// alternatives returns original and all else that folds to m, besides the character except.
func (m *multiFold) alternatives(original []byte, except rune) *node {
	alt := newAlt(newString(slices.Clone(original)))
	for _, u := range m.unfolds {
		if u != except {
			alt.kids = append(alt.kids, newString(appendRune(nil, u)))
		}
	}
	sequences := [][]byte{nil}
	for _, fold := range m.fold {
		var longer [][]byte
		for _, s := range sequences {
			for _, r := range append([]rune{fold}, tables().unone[fold]...) {
				longer = append(longer, appendRune(slices.Clone(s), r))
			}
		}
		sequences = longer
	}
	for _, s := range sequences {
		if !slices.Equal(s, original) {
			alt.kids = append(alt.kids, newString(s))
		}
	}
	return alt
}
