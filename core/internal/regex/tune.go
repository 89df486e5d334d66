package regex

import "slices"

// tune settles what the tree means before code is made of it: which loops may turn empty, how strings that
// ignore case unfold, how far look-behinds step back.
func (c *compiler) tune(root *node) {
	c.tuneNode(root, false)
	if c.backrefs > 0 {
		c.findEmptyRepeats(root, nil)
		c.watchGroups(root, nil)
	}
}

func (c *compiler) tuneNode(n *node, inBehind bool) {
	switch n.kind {
	case kindList:
		for i, k := range n.kids {
			c.tuneNode(k, inBehind)
			if i > 0 {
				possess(n.kids[i-1], k)
			}
		}
	case kindString:
		if n.foldCase {
			c.unfold(n, inBehind)
		}
	case kindQuant:
		if n.upper == infinite || n.upper >= 1 {
			if c.minBytes(n.body) == 0 {
				n.empty = c.emptyKind(n.body)
			}
		}
		c.tuneNode(n.body, inBehind)
		const maxUnrolled = 100
		if b := n.body; b.kind == kindString && n.lower == n.upper && n.lower > 1 && n.lower <= maxUnrolled &&
			len(b.bytes)*n.lower <= maxUnrolled {
			*n = node{kind: kindString, bytes: slices.Repeat(b.bytes, n.lower), pos: n.pos}
			return
		}
	case kindAtomic:
		c.tuneNode(n.body, inBehind)
		if q := n.body; q.kind == kindQuant && q.upper == infinite && q.lower <= 1 && q.greedy && isReal(q.body) {
			n.possessed = true
		}
	case kindLook:
		if n.look == behind || n.look == behindNot {
			c.tuneBehind(n)
		} else {
			c.tuneNode(n.body, inBehind)
		}
	default:
		n.children(func(k *node) { c.tuneNode(k, inBehind) })
	}
}

// emptyKind says how empty turns of a loop over n are told.
func (c *compiler) emptyKind(n *node) emptiness {
	kind := maybeEmpty
	var walk func(n *node)
	walk = func(n *node) {
		switch n.kind {
		case kindCall:
			if n.recursive {
				kind = emptyCall
			} else {
				walk(n.body)
			}
		case kindCapture:
			if n.recursive {
				kind = emptyCall
			} else {
				kind = max(kind, emptyCapture)
			}
		case kindLook:
		case kindQuant:
			if n.upper != 0 {
				walk(n.body)
			}
		default:
			n.children(walk)
		}
	}
	walk(n)
	return kind
}

// isReal reports whether n is a character or a string.
func isReal(n *node) bool {
	return n.kind == kindSet || n.kind == kindString && len(n.bytes) > 0
}

// headLiteral returns the character or string that n surely begins with.
func headLiteral(n *node) *node {
	switch n.kind {
	case kindSet:
		if !n.isAny {
			return n
		}
	case kindList:
		if len(n.kids) > 0 {
			return headLiteral(n.kids[0])
		}
	case kindString:
		if len(n.bytes) > 0 {
			return n
		}
	case kindQuant:
		if n.lower > 0 {
			return headLiteral(n.body)
		}
	case kindCapture, kindAtomic, kindOption:
		if n.body != nil {
			return headLiteral(n.body)
		}
	case kindLook:
		if n.look == ahead {
			return headLiteral(n.body)
		}
	}
	return nil
}

// possess makes a loop over a character or string atomic if what follows cannot begin with it. The code
// would find that out too; it is done here because it changes the length that decides about unrolling.
func possess(n, next *node) {
	for n.kind == kindCapture {
		n = n.body
	}
	if n.kind != kindQuant || !n.greedy || n.upper != infinite || n.lower > 1 || !isReal(n.body) {
		return
	}
	x, y := headLiteral(n.body), headLiteral(next)
	if x != nil && y != nil && exclusive(x, y) {
		loop := *n
		*n = node{kind: kindAtomic, body: &loop, possessed: true, pos: n.pos}
	}
}

// exclusive reports whether no character begins both x and y, as far as Oniguruma can tell.
func exclusive(x, y *node) bool {
	if y.kind == kindSet && (x.kind == kindString || x.isWordType && !y.isWordType) {
		x, y = y, x
	}
	switch {
	case x.kind == kindString: // so is y
		for i := range min(len(x.bytes), len(y.bytes)) {
			if x.bytes[i] != y.bytes[i] {
				return true
			}
		}
		return false
	case x.isAny || y.isAny:
		return false
	case y.kind == kindString:
		r, _ := firstChar(y.bytes)
		return !x.chars.contains(r)
	case x.isWordType: // so is y
		return x.negated != y.negated && slices.Equal(x.chars, y.chars.negate())
	case y.isWordType:
		return !x.negated && x.chars.subset(asciiSet) && x.chars.disjoint(y.chars)
	}
	if !x.chars.intersect(asciiSet).disjoint(y.chars) {
		return false
	}
	return !x.negated && x.chars.subset(asciiSet) || !y.negated && y.chars.subset(asciiSet)
}

// findEmptyRepeats records for every group that is referred to the innermost loop around it that may turn
// empty.
func (c *compiler) findEmptyRepeats(n, loop *node) {
	switch n.kind {
	case kindLook:
		if n.look == ahead || n.look == behind {
			loop = nil
		}
	case kindQuant:
		if n.empty != notEmpty {
			loop = n
		}
	case kindCapture:
		c.findEmptyRepeats(n.body, loop)
		if n.referenced && loop != nil {
			n.emptyRepeat = loop
		}
		return
	}
	n.children(func(k *node) { c.findEmptyRepeats(k, loop) })
}

// watchGroups tells the loops which groups must not change in a turn that counts as empty: those that are
// referred to from outside the loop.
func (c *compiler) watchGroups(n *node, around []*node) {
	if n.kind == kindBackref {
		for _, g := range n.groups {
			loop := c.mem[g].emptyRepeat
			if loop != nil && !slices.Contains(around, loop) && !slices.Contains(loop.emptyGroups, g) {
				loop.emptyGroups = append(loop.emptyGroups, g)
			}
		}
	}
	around = append(around, n)
	n.children(func(k *node) { c.watchGroups(k, around) })
}
