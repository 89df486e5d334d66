package regex

// ops is the length of the code that Oniguruma makes of n. By it a loop whose turns may be empty is
// unrolled or not, and that decides what the loop matches: an empty turn ends a loop, while an unrolled
// copy that matches nothing is followed by the next copy.
func (c *compiler) ops(n *node) int {
	if n == nil {
		return 0
	}
	if !n.opsKnown {
		n.opsLen, n.opsKnown = c.countOps(n), true
	}
	return n.opsLen
}

func (c *compiler) countOps(n *node) int {
	body := func() int { return c.ops(n.body) }
	cutter := func() int {
		extra := 0
		if n.lead != nil {
			extra = 1 + c.ops(n.lead)
		}
		if c.rangeCutter {
			extra += 2
		}
		return extra
	}
	switch n.kind {
	case kindList, kindAlt:
		sum := 0
		for _, k := range n.kids {
			sum = addLength(sum, c.ops(k))
		}
		if n.kind == kindAlt {
			sum = addLength(sum, 2*(len(n.kids)-1))
		}
		return sum
	case kindString: // one op for each run of characters of one length
		runs, last := 0, 0
		for b := n.bytes; len(b) > 0; {
			size := min(charLen(b[0]), len(b))
			if size != last {
				runs, last = runs+1, size
			}
			b = b[size:]
		}
		return runs
	case kindQuant:
		return c.quantOps(n)
	case kindCapture:
		switch {
		case n.called && n.group == 0:
			return addLength(body(), 3)
		case n.called:
			return addLength(body(), 5)
		}
		return addLength(body(), 2)
	case kindAtomic:
		if n.possessed {
			turn := c.ops(n.body.body)
			return addLength(timesLength(turn, n.body.lower), addLength(turn, 3))
		}
		return addLength(body(), 2)
	case kindIf:
		return addLength(addLength(body(), 5), addLength(c.ops(n.yes), c.ops(n.no)))
	case kindOption:
		return body()
	case kindLook:
		fixed := n.minChars == n.maxChars
		switch {
		case n.look == ahead:
			return addLength(body(), 2)
		case n.look == aheadNot:
			return addLength(body(), 5)
		case n.look == behind && fixed:
			return addLength(body(), 3)
		case n.look == behind:
			return addLength(body(), 12+cutter())
		case fixed:
			return addLength(body(), 6)
		}
		return addLength(body(), 14+cutter())
	}
	return 1
}

func (c *compiler) quantOps(n *node) int {
	turn := c.ops(n.body)
	if turn == 0 {
		return 0
	}
	checked := turn
	if n.empty != notEmpty {
		checked = addLength(turn, 2)
	}
	lower := timesLength(turn, n.lower)
	switch {
	case n.upper == infinite && n.greedy && n.body.isAny && n.lower <= unrollLimit:
		return addLength(1, lower)
	case n.unrollsLower(turn):
		if n.lower == 1 && turn > unrollLimit {
			lower = 1
		}
		return addLength(lower, addLength(checked, 2))
	case n.upper == 0:
		if containsCalled(n.body) {
			return addLength(1, turn)
		}
		return 0
	case n.unrollsAll(turn):
		return addLength(lower, timesLength(addLength(turn, 1), n.upper-n.lower))
	case !n.greedy && n.upper == 1 && n.lower == 0:
		return addLength(turn, 2)
	}
	return addLength(checked, 2)
}

const unrollLimit = 10

// unrollsLower reports whether an endless loop is its least number of turns followed by a star.
func (n *node) unrollsLower(turn int) bool {
	return n.upper == infinite && (n.lower <= 1 || timesLength(turn, n.lower) <= unrollLimit)
}

// unrollsAll reports whether a bounded loop is copies of its body, the last of them optional.
func (n *node) unrollsAll(turn int) bool {
	return n.upper != infinite && n.greedy &&
		(n.upper == 1 || timesLength(addLength(turn, 1), n.upper) <= unrollLimit)
}

func containsCalled(n *node) bool {
	found := n.kind == kindCapture && n.called
	n.children(func(k *node) { found = found || containsCalled(k) })
	return found
}
