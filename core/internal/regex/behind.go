package regex

import "slices"

// maxBehind is how many characters a look-behind may step back at most.
const maxBehind = 65535

// tuneBehind measures a look-behind and refuses what Oniguruma refuses in one.
func (c *compiler) tuneBehind(n *node) {
	negative := n.look == behindNot
	used := c.checkBehind(n.body, negative)
	c.tuneNode(n.body, true)
	c.shortenBehind(n.body)
	w, topAlt := c.charWidth(n.body)
	if w.max != unbounded && w.max > maxBehind || w.min > maxBehind {
		c.fail(n.pos, errLookBehind)
	}
	switch {
	case w.min == 0 && w.sure && !used:
		// It matches nothing, and so everywhere.
		if negative {
			*n = node{kind: kindFail}
		} else {
			*n = *newEmpty()
		}
	case topAlt: // each alternative by itself is of one length
		parts := make([]*node, len(n.body.kids))
		for i, k := range n.body.kids {
			part := *n
			part.body = k
			parts[i] = &part
		}
		if negative {
			*n = *newList(parts...)
		} else {
			*n = *newAlt(parts...)
		}
		c.tuneNode(n, false)
	default:
		n.minChars, n.maxChars = w.min, w.max
		if lead := tailLiteral(n.body, 0); lead != nil && w.min != w.max {
			n.lead = lead
		}
	}
}

// checkBehind refuses what may not stand in a look-behind, and reports whether something in it has an
// effect elsewhere.
func (c *compiler) checkBehind(n *node, negative bool) (used bool) {
	steps := 0
	var walk func(n *node)
	walk = func(n *node) {
		switch n.kind {
		case kindCapture:
			if negative {
				c.fail(n.pos, errLookBehind)
			}
			used = used || n.referenced || n.called || n.calledSelf
		case kindLook:
			if n.look != behind && !(n.look == behindNot && negative) {
				c.fail(n.pos, errLookBehind)
			}
		case kindAnchor:
			if n.anchor == endText || n.anchor == endLastLine {
				c.fail(n.pos, errLookBehind)
			}
		case kindRestore:
			if n.sides {
				c.fail(n.pos, errLookBehind)
			}
		case kindKeep:
			used = true
		case kindCall:
			if n.recursive {
				used = true
			} else if c.hasSides(n.body, &steps) {
				c.fail(n.pos, errLookBehind)
			}
		}
		n.children(walk)
	}
	walk(n)
	return used
}

// hasSides reports whether n contains an absent operator that acts on the rest of the search.
func (c *compiler) hasSides(n *node, steps *int) bool {
	c.analysisStep(steps)
	found := n.kind == kindRestore && n.sides
	n.children(func(k *node) { found = found || c.hasSides(k, steps) })
	return found
}

// shortenBehind cuts the loops that a look-behind begins with down to their least number of turns: where
// more would match, so do these. A list of which nothing is left is refused, as Oniguruma does.
func (c *compiler) shortenBehind(n *node) {
	vanishes := func(n *node) bool {
		if n.kind != kindQuant || !slices.Contains([]kind{kindString, kindSet, kindBackref}, n.body.kind) {
			return false
		}
		n.upper = n.lower
		return n.upper == 0
	}
	switch n.kind {
	case kindQuant:
		vanishes(n)
	case kindList:
		for _, k := range n.kids {
			if !vanishes(k) {
				return
			}
		}
		if len(n.kids) > 0 {
			c.fail(n.pos, errLookBehind)
		}
	case kindAlt:
		for _, k := range n.kids {
			if k.kind == kindQuant || k.kind == kindList {
				c.shortenBehind(k)
			}
		}
	}
}

const maxTailDepth = 16

// tailLiteral returns the character or string that n surely ends with.
func tailLiteral(n *node, depth int) *node {
	t, _ := findTail(n, depth)
	return t
}

// findTail is tailLiteral; skip: n matches nothing, so that what stands before it counts.
func findTail(n *node, depth int) (tail *node, skip bool) {
	if depth++; depth >= maxTailDepth {
		return nil, false
	}
	switch n.kind {
	case kindList:
		// As in Oniguruma every element counts as one level deeper.
		return findTailOfList(n.kids, depth-1)
	case kindCall:
		return findTail(n.body, depth)
	case kindSet:
		if !n.isAny {
			return n, false
		}
	case kindString:
		switch {
		case len(n.bytes) == 0:
			return nil, true
		case !n.foldCase:
			return n, false
		}
	case kindQuant:
		if n.lower != 0 {
			return findTail(n.body, depth)
		}
	case kindCapture:
		if !n.mark3 {
			n.mark3 = true
			tail, skip = findTail(n.body, depth)
			n.mark3 = false
			return tail, skip
		}
	case kindAtomic, kindOption, kindIf:
		if n.body != nil {
			return findTail(n.body, depth)
		}
	case kindAnchor, kindLook, kindKeep, kindFail, kindSave, kindRestore:
		return nil, true
	}
	return nil, false
}

func findTailOfList(kids []*node, depth int) (tail *node, skip bool) {
	if depth++; depth >= maxTailDepth || len(kids) == 0 {
		return nil, false
	}
	if len(kids) == 1 {
		return findTail(kids[0], depth)
	}
	if tail, skip = findTailOfList(kids[1:], depth); skip {
		return findTail(kids[0], depth)
	}
	return tail, skip
}
