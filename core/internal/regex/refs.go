package regex

// resolve settles what names and numbers refer to, and refuses references that Oniguruma refuses.
func (c *compiler) resolve(root *node) *node {
	if c.wholeOptions && !c.wholeAtHead(root) {
		c.fail(0, errInvalidOption)
	}
	joinStrings(root)
	if c.named > 0 {
		if c.named != c.groupCount() {
			root = c.dropUnnamed(root)
		} else {
			c.refuseNumbers(root)
		}
	}
	c.checkBackrefs(root)
	if len(c.calls) > 0 {
		c.bindCalls(root, false)
		markCalled(root)
		c.findRecursion(root, false)
		c.refuseEndless(root)
	}
	return root
}

// wholeAtHead reports whether the pattern begins with the group that sets options of the whole.
func (c *compiler) wholeAtHead(n *node) bool {
	if c.callsZero {
		n = n.body
	}
	inList := false
	for n.kind == kindList {
		inList = inList || len(n.kids) > 1
		n = n.kids[0]
	}
	return n.kind == kindOption && n.whole && !(inList && n.body != nil)
}

// joinStrings merges neighbouring strings, so that case folding sees the characters side by side.
func joinStrings(n *node) {
	if n.kind == kindList {
		var kids []*node
		for _, k := range n.kids {
			last := len(kids) - 1
			if k.kind == kindString && last >= 0 && kids[last].kind == kindString &&
				k.foldCase == kids[last].foldCase && k.fixedCase == kids[last].fixedCase {
				kids[last].bytes = append(kids[last].bytes[:len(kids[last].bytes):len(kids[last].bytes)], k.bytes...)
				continue
			}
			kids = append(kids, k)
		}
		n.kids = kids
	}
	n.children(joinStrings)
}

// dropUnnamed makes unnamed groups plain, because in a pattern with named ones they do not capture, and
// renumbers the rest.
func (c *compiler) dropUnnamed(root *node) *node {
	renumber := make([]int, len(c.mem))
	mem := []*node{c.mem[0]}
	var strip func(n *node) (result *node, dropped bool)
	replace := func(n **node) (dropped bool) {
		if *n == nil {
			return false
		}
		*n, dropped = strip(*n)
		return dropped
	}
	strip = func(n *node) (*node, bool) {
		if n.kind == kindCapture && !n.named && n != c.mem[0] {
			body, _ := strip(n.body)
			return body, true
		}
		if n.kind == kindCapture && n.named {
			renumber[n.group] = len(mem)
			n.group = len(mem)
			mem = append(mem, n)
		}
		for i := range n.kids {
			replace(&n.kids[i])
		}
		dropped := replace(&n.body)
		replace(&n.yes)
		replace(&n.no)
		if n.kind == kindQuant && dropped && n.body.kind == kindQuant {
			c.reduce(n)
		}
		return n, false
	}
	root, _ = strip(root)
	c.refuseNumbers(root)
	c.mem = mem
	var refer func(n *node)
	refer = func(n *node) {
		if n.kind == kindBackref {
			n.groups = renumbered(n.groups, renumber)
		}
		n.children(refer)
	}
	refer(root)
	for name, groups := range c.names {
		c.names[name] = renumbered(groups, renumber)
	}
	return root
}

func renumbered(groups, numbers []int) []int {
	var out []int
	for _, g := range groups {
		if numbers[g] > 0 {
			out = append(out, numbers[g])
		}
	}
	return out
}

// refuseNumbers refuses back-references by number in a pattern with named groups.
func (c *compiler) refuseNumbers(n *node) {
	if n.kind == kindBackref && !n.byName {
		c.fail(n.pos, errNumberedRef)
	}
	n.children(c.refuseNumbers)
}

func (c *compiler) checkBackrefs(n *node) {
	if n.kind == kindBackref {
		for _, g := range n.groups {
			if g > c.groupCount() {
				c.fail(n.pos, errInvalidBackref)
			}
			c.mem[g].referenced = true
		}
	}
	n.children(c.checkBackrefs)
}

// bindCalls sets the body of every call to the group it calls. Calls in what is repeated zero times do not
// count.
func (c *compiler) bindCalls(n *node, unused bool) {
	switch n.kind {
	case kindQuant:
		unused = unused || n.upper == 0
	case kindCapture:
		n.zeroRepeat = n.zeroRepeat || unused
	case kindCall:
		n.zeroRepeat = unused
		group := n.callNumber
		if n.byNumber {
			if c.named > 0 {
				c.fail(n.pos, errNumberedRef)
			}
			if group > c.groupCount() {
				c.fail(n.pos, errUndefinedGroup, n.callName)
			}
		} else {
			groups := c.names[n.callName]
			switch len(groups) {
			case 0:
				c.fail(n.pos, errUndefinedName, n.callName)
			case 1:
				group = groups[0]
			default:
				c.fail(n.pos, errAmbiguousCall, n.callName)
			}
		}
		if n.body = c.mem[group]; n.body == nil {
			c.fail(n.pos, errUndefinedName, n.callName)
		}
		n.body.calledSelf = true
	}
	n.children(func(k *node) { c.bindCalls(k, unused) })
}

// markCalled marks the groups that calls reach.
func markCalled(n *node) {
	switch {
	case n.kind == kindCall && !n.zeroRepeat:
		reach(n)
	case n.kind == kindQuant && n.upper == 0, n.kind == kindCapture && n.zeroRepeat:
	default:
		n.children(markCalled)
	}
}

func reach(n *node) {
	if n.kind == kindCall {
		if !n.body.called {
			n.body.called = true
			reach(n.body)
		}
		return
	}
	n.children(reach)
}

// findRecursion marks the groups that contain a call of themselves, and those calls.
func (c *compiler) findRecursion(n *node, inRecursion bool) {
	if n.kind == kindCapture {
		if (n.called || inRecursion) && !n.recursive {
			n.mark1 = true
			steps := 0
			n.recursive = c.recurs(n.body, &steps)
			n.mark1 = false
		}
		inRecursion = inRecursion || n.recursive
	}
	n.children(func(k *node) { c.findRecursion(k, inRecursion) })
}

// maxAnalysis bounds the walks through the graph of calls, which could grow exponentially.
const maxAnalysis = 1 << 20

func (c *compiler) analysisStep(steps *int) {
	if *steps++; *steps > maxAnalysis {
		c.fail(0, errTooLarge)
	}
}

// recurs reports whether n calls the group that is marked.
func (c *compiler) recurs(n *node, steps *int) bool {
	c.analysisStep(steps)
	switch n.kind {
	case kindCall:
		found := c.recurs(n.body, steps)
		if found && n.body.mark1 {
			n.recursive = true
		}
		return found
	case kindCapture:
		if n.mark2 {
			return false
		}
		if n.mark1 {
			return true
		}
		n.mark2 = true
		defer func() { n.mark2 = false }()
	}
	found := false
	n.children(func(k *node) {
		if c.recurs(k, steps) {
			found = true
		}
	})
	return found
}

// Ways in which a group contains a call of itself.
type recursion uint8

const (
	recursionExists  recursion = 1 << iota
	recursionMust              // every way through the group makes the call
	recursionEndless           // … before any character is matched
)

// refuseEndless refuses recursion that cannot end.
func (c *compiler) refuseEndless(n *node) {
	if n.kind == kindCapture && n.recursive && n.called {
		n.mark1 = true
		steps := 0
		if c.endless(n.body, true, &steps)&(recursionMust|recursionEndless) != 0 {
			c.fail(n.pos, errEndless)
		}
		n.mark1 = false
	}
	n.children(c.refuseEndless)
}

func (c *compiler) endless(n *node, head bool, steps *int) recursion {
	c.analysisStep(steps)
	var r recursion
	switch n.kind {
	case kindList:
		for _, k := range n.kids {
			r |= c.endless(k, head, steps)
			if r&recursionEndless != 0 {
				return r
			}
			if head && c.minBytes(k) != 0 {
				head = false
			}
		}
	case kindAlt:
		must := recursionMust
		for _, k := range n.kids {
			ret := c.endless(k, head, steps)
			if ret&recursionEndless != 0 {
				return ret
			}
			r |= ret & recursionExists
			must &= ret
		}
		r |= must
	case kindQuant:
		if n.upper == 0 {
			break
		}
		if r = c.endless(n.body, head, steps); n.lower == 0 {
			r &^= recursionMust
		}
	case kindLook, kindCall, kindAtomic, kindOption:
		if n.body != nil {
			r = c.endless(n.body, head, steps)
		}
	case kindCapture:
		switch {
		case n.mark2:
		case n.mark1 && head:
			r = recursionExists | recursionMust | recursionEndless
		case n.mark1:
			r = recursionExists | recursionMust
		default:
			n.mark2 = true
			r = c.endless(n.body, head, steps)
			n.mark2 = false
		}
	case kindIf:
		if r = c.endless(n.body, head, steps); r&recursionEndless != 0 {
			return r
		}
		if n.yes != nil {
			r |= c.endless(n.yes, head && c.minBytes(n.body) == 0, steps)
			if r&recursionEndless != 0 {
				return r
			}
		}
		if n.no == nil {
			return r &^ recursionMust
		}
		no := c.endless(n.no, head, steps)
		if no&recursionEndless != 0 {
			return no
		}
		r |= no & recursionExists
		if no&recursionMust == 0 {
			r &^= recursionMust
		}
	}
	return r
}
