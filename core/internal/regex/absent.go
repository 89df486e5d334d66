package regex

// The absent operators. (?~x) matches what does not contain a match of x, (?~|x|y) what y matches without
// containing x, (?~|x) keeps the rest of the pattern off x, (?~|) lifts that. They work by moving the right
// end of the text: where x begins to match, it ends one character before x's match does.

// absent parses an absent operator behind its tilde.
func (c *compiler) absent() *node {
	if c.atEnd() {
		c.fail(c.at, errEndInGroup)
	}
	bar := c.peek() == '|'
	if bar {
		c.at++
		if c.atEnd() {
			c.fail(c.at, errEndInGroup)
		}
		if c.peek() == ')' {
			c.at++
			c.rangeCutter = true
			return c.liftAbsent()
		}
	}
	c.next()
	absent := c.alternatives(tokenClose, true)
	var expr *node
	cutter := false
	if bar {
		if absent.kind != kindAlt {
			cutter = true
			c.rangeCutter = true
		} else {
			if expr = newAlt(absent.kids[1:]...); len(expr.kids) == 1 {
				expr = expr.kids[0]
			}
			absent = absent.kids[0]
		}
	}
	return c.absentTree(absent, expr, cutter)
}

func (c *compiler) save(what restore) *node {
	return &node{kind: kindSave, restore: what, reg: c.newRegister()}
}

func restoreNode(what restore, reg int) *node {
	return &node{kind: kindRestore, restore: what, reg: reg}
}

func failNode() *node { return &node{kind: kindFail} }

// undo restores the right end when the search backtracks beyond this place, and fails.
func undo(reg int) *node { return newList(restoreNode(endFromSaved, reg), failNode()) }

// absentEngine repeats step, and before each turn sets the right end where absent matches.
func (c *compiler) absentEngine(end int, absent, step *node, lower, upper int, possessive, cutter bool) *node {
	start := c.save(savePosition)
	cut := restoreNode(endFromPosition, start.reg)
	cut.sides = cutter
	n := newQuant(newAlt(newList(start, absent, cut, failNode()), step), lower, upper, true)
	if possessive {
		n = &node{kind: kindAtomic, body: n}
	}
	n = newAlt(n, undo(end))
	n.sticky = cutter
	return n
}

func (c *compiler) absentTree(absent, expr *node, cutter bool) *node {
	if !cutter {
		loop, possessive := expr, false
		if expr == nil {
			loop = newQuant(anyNode(), 0, infinite, true)
		} else if expr.kind == kindAtomic {
			loop, possessive = expr.body, true
		}
		if expr == nil || isCharLoop(loop) {
			end := c.save(saveEnd)
			return newList(end,
				c.absentEngine(end.reg, absent, loop.body, loop.lower, loop.upper, possessive, false),
				restoreNode(endFromSaved, end.reg))
		}
	}
	end, start := c.save(saveEnd), c.save(savePosition)
	list := newList(end, start, c.absentEngine(end.reg, absent, anyNode(), 0, infinite, true, cutter),
		restoreNode(positionFromSaved, start.reg))
	if !cutter {
		tail := c.save(saveEnd)
		list.kids = append(list.kids, expr, tail, newAlt(restoreNode(endFromSaved, end.reg), undo(tail.reg)))
	}
	return list
}

// isCharLoop reports whether n greedily repeats one character.
func isCharLoop(n *node) bool {
	if n.kind != kindQuant || !n.greedy {
		return false
	}
	switch b := n.body; b.kind {
	case kindString:
		return len(b.bytes) > 0 && charLen(b.bytes[0]) == len(b.bytes)
	case kindSet:
		return !b.isAny && !b.isWordType
	}
	return false
}

func (c *compiler) liftAbsent() *node {
	end := c.save(saveEnd)
	reset := restoreNode(endReset, 0)
	reset.sides = true
	alt := newAlt(reset, undo(end.reg))
	alt.sticky = true
	return newList(end, alt)
}
