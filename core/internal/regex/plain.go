package regex

import "unicode/utf8"

// plain is a pattern like \s?\p{L}+: perhaps one character of a set, then one or more of another set. It needs no
// program: what matches follows from which set the next characters are in.
type plain struct {
	before *charClass // nil: no such character
	set    *charClass
	many   bool
	starts [256]bool // by first byte: whether a match may begin there
}

// plainOf returns the plain pattern that the tree is, nil if it is none.
func plainOf(root *node) *plain {
	kids := []*node{root}
	if root.kind == kindList {
		kids = root.kids
	}
	var p plain
	switch len(kids) {
	case 1:
	case 2:
		q := kids[0]
		if q.kind != kindQuant || q.lower != 0 || q.upper != 1 || !q.greedy {
			return nil
		}
		if p.before = plainClass(q.body); p.before == nil {
			return nil
		}
	default:
		return nil
	}
	last := kids[len(kids)-1]
	if last.kind == kindQuant && last.lower == 1 && last.upper == infinite && last.greedy {
		p.many, last = true, last.body
	}
	if p.set = plainClass(last); p.set == nil {
		return nil
	}
	for b := range p.starts {
		p.starts[b] = p.set.first[b] != noneOf || p.before != nil && p.before.first[b] != noneOf
	}
	return &p
}

// plainClass returns the class of the one character that n matches, nil if it is something else.
func plainClass(n *node) *charClass {
	switch {
	case n.kind == kindSet:
		return newCharClass(n.chars)
	case n.kind == kindString && !n.foldCase:
		if r, size := utf8.DecodeRune(n.bytes); size == len(n.bytes) && size > 0 && r != utf8.RuneError {
			return newCharClass(set{{r, r}})
		}
	}
	return nil
}

// findAll is Regex.FindAll.
func (p *plain) findAll(text []byte, yield func(start, end int) bool) {
	for at := 0; at < len(text); {
		if !p.starts[text[at]] {
			at++ // no match begins within a character
			continue
		}
		end := -1
		if p.before != nil {
			if next := p.before.match(text, at, len(text)); next >= 0 {
				end = p.set.match(text, next, len(text))
			}
		}
		if end < 0 {
			end = p.set.match(text, at, len(text))
		}
		if end < 0 {
			at += int(charWidth[text[at]])
			continue
		}
		if p.many {
			end = p.set.run(text, end, len(text))
		}
		if !yield(at, end) {
			return
		}
		at = end
	}
}
