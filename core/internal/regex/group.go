package regex

// groupKind says what a parenthesis turned out to be.
type groupKind uint8

const (
	groupAtom   groupKind = iota // a node of its own
	groupPlain                   // (?:…): its content
	groupOption                  // (?i): options for the rest of the alternatives
)

// group parses what an opening parenthesis begins, up to and with the closing one. The token after it is
// not read. For groupOption the options that hold from here are returned.
func (c *compiler) group() (*node, groupKind, options) {
	if c.atEnd() {
		c.fail(c.at, errUnmatchedParen)
	}
	var n *node
	switch r := c.peek(); {
	case r == '?':
		c.at++
		return c.specialGroup()
	case r == '*':
		c.fail(c.at, errCallout)
	case c.options.noCapture:
		return c.groupBody(), groupPlain, options{}
	}
	n = &node{kind: kindCapture, group: c.newGroup()}
	return c.closeGroup(n)
}

// groupBody parses the content of a group and its closing parenthesis.
func (c *compiler) groupBody() *node {
	c.next()
	return c.alternatives(tokenClose, false)
}

func (c *compiler) closeGroup(n *node) (*node, groupKind, options) {
	n.body = c.groupBody()
	if n.kind == kindCapture {
		c.mem[n.group] = n
	}
	return n, groupAtom, options{}
}

func (c *compiler) specialGroup() (*node, groupKind, options) {
	if c.atEnd() {
		c.fail(c.at, errEndInGroup)
	}
	start := c.at
	switch r := c.fetch(); r {
	case ':':
		return c.groupBody(), groupPlain, options{}
	case '=':
		return c.closeGroup(&node{kind: kindLook, look: ahead, pos: start})
	case '!':
		return c.closeGroup(&node{kind: kindLook, look: aheadNot, pos: start})
	case '>':
		return c.closeGroup(&node{kind: kindAtomic, pos: start})
	case '\'':
		return c.namedGroup(r)
	case '<':
		if c.atEnd() {
			c.fail(c.at, errUnmatchedParen)
		}
		switch c.peek() {
		case '=':
			c.at++
			return c.closeGroup(&node{kind: kindLook, look: behind, pos: start})
		case '!':
			c.at++
			return c.closeGroup(&node{kind: kindLook, look: behindNot, pos: start})
		}
		return c.namedGroup(r)
	case '~':
		return c.absent(), groupAtom, options{}
	case '{':
		c.fail(start, errCallout)
	case '(':
		return c.conditional(), groupAtom, options{}
	case '@':
		c.fail(start, errUndefinedOption)
	case 'C', 'I', 'L', 'P', 'W', 'D', 'S', 'y', '-', 'i', 'm', 'x':
		return c.optionGroup(r)
	}
	c.fail(start, errUndefinedOption)
	return nil, 0, options{}
}

func (c *compiler) namedGroup(open rune) (*node, groupKind, options) {
	name, _, _ := c.groupName(open, false)
	n := &node{kind: kindCapture, group: c.newGroup(), named: true}
	c.names[name] = append(c.names[name], n.group)
	c.named++
	return c.closeGroup(n)
}

// optionGroup parses (?imx-imx) or (?imx-imx:…) from its first letter.
func (c *compiler) optionGroup(r rune) (*node, groupKind, options) {
	o := c.options
	start := c.at - 1
	on := true
	whole, ascii, longest := false, false, false
	for ; r != ':' && r != ')'; r = c.fetch() {
		switch r {
		case '-':
			on = false
		case 'x':
			o.extended = on
		case 'i':
			o.ignoreCase = on
		case 'm':
			o.dotAll = on
		case 'W':
			o.asciiWord = on
		case 'D':
			o.asciiDigit = on
		case 'S':
			o.asciiSpace = on
		case 'P':
			o.asciiPosix = on
		case 'y':
			o.wordBreak = c.segmentOption(on)
		case 'C', 'I', 'L':
			if !on {
				c.fail(c.at, errInvalidOption)
			}
			whole = true
			o.noCapture = o.noCapture || r == 'C'
			ascii = ascii || r == 'I'
			longest = longest || r == 'L'
		default:
			c.fail(c.at, errUndefinedOption)
		}
		if c.atEnd() {
			c.fail(c.at, errEndInGroup)
		}
	}
	set := func() {
		if !whole {
			return
		}
		if c.wholeOptions {
			c.fail(start, errInvalidOption)
		}
		c.wholeOptions = true
		c.asciiOnly = c.asciiOnly || ascii
		if longest {
			c.fail(start, errFindLongest)
		}
	}
	n := &node{kind: kindOption, pos: start}
	if r == ')' {
		set()
		n.whole = whole
		return n, groupOption, o
	}
	saved := c.options
	c.options = o
	set()
	n.body = c.groupBody()
	n.whole = true
	c.options = saved
	return n, groupAtom, options{}
}

// segmentOption reads the braces of y{g} and y{w}.
func (c *compiler) segmentOption(on bool) (words bool) {
	if !on {
		c.fail(c.at, errUndefinedOption)
	}
	need := func() rune {
		if c.atEnd() {
			c.fail(c.at, errEndInGroup)
		}
		return c.fetch()
	}
	if need() != '{' {
		c.fail(c.at, errUndefinedOption)
	}
	which := need()
	if which != 'g' && which != 'w' || need() != '}' {
		c.fail(c.at, errUndefinedOption)
	}
	return which == 'w'
}

// conditional parses (?(condition)yes|no) behind its second parenthesis.
func (c *compiler) conditional() *node {
	start := c.at
	if c.atEnd() {
		c.fail(c.at, errEndInGroup)
	}
	open := c.fetch()
	if c.atEnd() {
		c.fail(c.at, errEndInGroup)
	}
	var cond *node
	switch {
	case isDigit(open) || open == '-' || open == '+' || open == '<' || open == '\'':
		cond = c.groupCondition(start, open)
	case open == '*' || open == '?' && c.peekIs('{'):
		c.fail(start, errCallout)
	}
	checker := cond != nil
	if !checker {
		c.at = start
		cond = c.groupBody()
	}
	if c.atEnd() {
		c.fail(c.at, errEndInGroup)
	}
	if c.peek() == ')' {
		c.at++
		if !checker {
			c.fail(start, errIfElse)
		}
		return cond
	}
	thenEmpty := c.peek() == '|'
	if thenEmpty {
		c.at++
	}
	c.next()
	target := c.alternatives(tokenClose, true)
	n := &node{kind: kindIf, body: cond, pos: start}
	switch {
	case thenEmpty:
		n.no = target
	case target.kind != kindAlt:
		n.yes = target
	default:
		n.yes = target.kids[0]
		if n.no = newAlt(target.kids[1:]...); len(n.no.kids) == 1 {
			n.no = n.no.kids[0]
		}
	}
	return n
}

// groupCondition parses a number or a name as condition. A bare number that is none is a pattern: nil.
func (c *compiler) groupCondition(start int, open rune) *node {
	enclosed := open == '<' || open == '\''
	from, mark := c.at, open
	if !enclosed {
		from, mark = start, '('
	}
	c.at = from
	name, number, kind, level, hasLevel, reason := c.levelName(mark)
	if reason != "" {
		if !enclosed {
			return nil
		}
		c.failName(from, reason)
	}
	c.tok.groups, c.tok.byName, c.tok.start = nil, false, from
	c.backrefToken(from, name, number, kind)
	c.tok.hasLevel, c.tok.level = hasLevel, level
	n := c.backrefNode(true)
	if enclosed && (c.atEnd() || c.fetch() != ')') {
		c.fail(c.at, errEndInGroup)
	}
	return n
}
