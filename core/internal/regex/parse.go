package regex

import "unicode/utf8"

// compiler turns one pattern into a program: parse, tune, generate.
type compiler struct {
	pattern string
	at      int
	tok     token
	options options
	depth   int

	mem       []*node          // capture groups by number; 0 is the whole pattern, if it is called
	names     map[string][]int // groups by name
	named     int
	calls     []*node
	backrefs  int
	keeps     int
	registers int

	caseMode
	wholeOptions bool
	callsZero    bool
	rangeCutter  bool // an absent operator limits the rest of the search
}

const (
	maxDepth    = 4096
	maxCaptures = 32767
)

func (c *compiler) enter() {
	if c.depth++; c.depth > maxDepth {
		c.fail(c.at, errTooDeep)
	}
}

func (c *compiler) leave() { c.depth-- }

func (c *compiler) groupCount() int { return len(c.mem) - 1 }

func (c *compiler) newGroup() int {
	if len(c.mem) > maxCaptures {
		c.fail(c.at, errTooManyCaptures)
	}
	c.mem = append(c.mem, nil)
	return c.groupCount()
}

func (c *compiler) newRegister() int {
	c.registers++
	return c.registers - 1
}

// parse reads the whole pattern.
func (c *compiler) parse() *node {
	if !utf8.ValidString(c.pattern) {
		c.fail(0, errUTF8)
	}
	c.mem = []*node{nil}
	c.names = map[string][]int{}
	c.next()
	root := c.alternatives(tokenEnd, false)
	if c.callsZero {
		root = &node{kind: kindCapture, body: root}
		c.mem[0] = root
	}
	return root
}

// alternatives parses up to the token term. groupHead: a group at the head stays one node, so that the
// caller can tell the alternatives around it from those in it.
func (c *compiler) alternatives(term tokenKind, groupHead bool) *node {
	c.enter()
	saved := c.options
	n := c.branch(term, groupHead)
	if c.tok.kind == tokenAlt {
		n = newAlt(n)
		for c.tok.kind == tokenAlt {
			c.next()
			n.kids = append(n.kids, c.branch(term, false))
		}
	}
	if c.tok.kind != term {
		c.fail(c.at, errUnmatchedParen)
	}
	c.options = saved
	c.leave()
	return n
}

func (c *compiler) branch(term tokenKind, groupHead bool) *node {
	c.enter()
	ends := func() bool {
		return c.tok.kind == tokenEnd || c.tok.kind == term || c.tok.kind == tokenAlt
	}
	n := c.expression(term, groupHead)
	if !ends() {
		n = newList(n)
		for !ends() {
			if k := c.expression(term, false); k.kind == kindList {
				n.kids = append(n.kids, k.kids...)
			} else {
				n.kids = append(n.kids, k)
			}
		}
	}
	c.leave()
	return n
}

// grouping says how an atom was grouped, which decides what a quantifier behind it takes.
type grouping uint8

const (
	ungrouped grouping = iota
	grouped
	groupedHead // wrapped in a list of its own
)

// expression parses an atom and the quantifiers behind it, and reads the token that follows.
func (c *compiler) expression(term tokenKind, groupHead bool) *node {
	t := &c.tok
	start := t.start
	if t.kind == term {
		return newEmpty()
	}
	var n *node
	g := ungrouped
	fetched := false
	switch t.kind {
	case tokenAlt, tokenEnd:
		return newEmpty()
	case tokenOpen:
		var how groupKind
		var opts options
		n, how, opts = c.group()
		switch {
		case how == groupPlain && groupHead:
			n, g = newList(n), groupedHead
		case how == groupPlain:
			g = grouped
		case how == groupOption:
			saved := c.options
			c.options = opts
			c.next()
			n.body = c.alternatives(term, false)
			c.options = saved
			return n
		}
	case tokenClose:
		c.fail(t.start, errUnmatchedClose)
	case tokenString:
		n = newString(nil)
		for t.kind == tokenString {
			n.bytes = append(n.bytes, c.pattern[t.start:c.at]...)
			c.next()
		}
		fetched = true
	case tokenByte:
		n = newString(nil)
		for {
			n.bytes = append(n.bytes, byte(t.code))
			if len(n.bytes) == charLen(n.bytes[0]) {
				break
			}
			if c.next() != tokenByte {
				c.fail(c.at, errShortChar)
			}
		}
		if !validChars(n.bytes) {
			c.fail(c.at, errWideChar)
		}
	case tokenCode:
		if t.code > maxStringCode {
			c.fail(t.start, errCodePoint)
		}
		n = newString(appendRune(nil, t.code))
	case tokenType, tokenProperty:
		n = c.typeNode()
	case tokenClass:
		n = c.classNode()
	case tokenAny, tokenNotNewline, tokenTrueAny:
		n = newSet(noNewlineSet)
		if t.kind == tokenTrueAny || t.kind == tokenAny && c.options.dotAll {
			n.chars = anySet
		}
		n.isAny = true
	case tokenBackref:
		n = c.backrefNode(false)
	case tokenCall:
		n = &node{kind: kindCall, callName: t.name, callNumber: t.number, byNumber: t.byNumber}
		c.calls = append(c.calls, n)
		c.callsZero = c.callsZero || t.byNumber && t.number == 0
	case tokenAnchor:
		n = &node{kind: kindAnchor, anchor: t.anchor, wordBreak: c.options.wordBreak,
			asciiWord: c.options.asciiWord || c.options.asciiPosix}
	case tokenRepeat, tokenInterval:
		c.fail(t.start, errNoRepeatTarget)
	case tokenKeep:
		n = &node{kind: kindKeep}
		c.keeps++
	case tokenLineBreak:
		n = &node{kind: kindIf, body: newString([]byte("\r\n")), no: newSet(lineBreakSet)}
	case tokenSegment: // \X is (?>\O(?:\Y\O)*)
		inner := newList(&node{kind: kindAnchor, anchor: noSegmentBoundary, wordBreak: c.options.wordBreak}, anyNode())
		n = &node{kind: kindAtomic, body: newList(anyNode(), newQuant(inner, 0, infinite, true))}
	default:
		c.fail(t.start, "unexpected token")
	}
	if n.kind == kindString && (t.kind == tokenString || t.kind == tokenByte || t.kind == tokenCode || fetched) {
		n.foldCase = c.options.ignoreCase
	}
	n.pos = start
	if !fetched {
		c.next()
	}
	return c.quantified(n, g)
}

func anyNode() *node {
	n := newSet(anySet)
	n.isAny = true
	return n
}

// quantified applies the quantifiers that follow an atom.
func (c *compiler) quantified(n *node, g grouping) *node {
	t := &c.tok
	top := n
	slot := &top
	depth := c.depth
	for t.kind == tokenRepeat || t.kind == tokenInterval {
		if badRepeatTarget(*slot) {
			c.fail(t.start, errBadRepeatTarget)
		}
		if depth++; depth > maxDepth {
			c.fail(t.start, errTooDeep)
		}
		target := *slot
		if g == groupedHead {
			target = target.kids[0]
		}
		q := newQuant(nil, t.lower, t.upper, t.greedy)
		q.pos = t.start
		result, split := c.repeatBody(q, target, g != ungrouped)
		if t.possessive {
			result = &node{kind: kindAtomic, body: result, pos: t.start}
		}
		if split != nil { // only the last character of a string repeats
			list := newList(split, result)
			*slot = list
			slot = &list.kids[1]
		} else {
			*slot = result
		}
		g = ungrouped
		c.next()
	}
	return top
}

// badRepeatTarget reports whether n is nothing that can be repeated.
func badRepeatTarget(n *node) bool {
	switch n.kind {
	case kindAnchor, kindLook, kindKeep, kindFail, kindSave, kindRestore:
		return true
	case kindAlt:
		for _, k := range n.kids {
			if badRepeatTarget(k) {
				return true
			}
		}
	}
	return false
}

// repeatBody makes target the body of q and returns what takes q's place, and the part of a string that is
// not repeated.
func (c *compiler) repeatBody(q, target *node, grouped bool) (result, split *node) {
	if q.lower == 1 && q.upper == 1 {
		return target, nil
	}
	switch target.kind {
	case kindString:
		if !grouped {
			if last := lastChar(target.bytes); last > 0 {
				tail := *target
				tail.bytes = target.bytes[last:]
				head := *target
				head.bytes = target.bytes[:last:last]
				q.body = &tail
				return q, &head
			}
		}
	case kindQuant:
		inner, outer := simpleQuant(target), simpleQuant(q)
		if inner >= 0 && outer < 0 {
			// (?:a*){n,m} is (?:a*){n,n}.
			if (inner == star || inner == plus) && q.upper != infinite && q.upper > 1 && q.greedy {
				q.upper = max(q.lower, 1)
			}
		} else {
			q.body = target
			c.reduce(q)
			return q, nil
		}
	}
	q.body = target
	return q, nil
}

// lastChar returns where the last character of b begins.
func lastChar(b []byte) int {
	i := len(b) - 1
	for i > 0 && b[i]&0xC0 == 0x80 {
		i--
	}
	return i
}

func validChars(b []byte) bool {
	for len(b) > 0 {
		if b[0]&0xC0 == 0x80 {
			return false
		}
		n := charLen(b[0])
		if n > len(b) {
			return false
		}
		for _, t := range b[1:n] {
			if t&0xC0 != 0x80 {
				return false
			}
		}
		b = b[n:]
	}
	return true
}

// The quantifiers that reduce knows.
const (
	question = iota // ?
	star            // *
	plus            // +
	lazyQuestion
	lazyStar
	lazyPlus
)

func simpleQuant(q *node) int {
	lazy := 0
	if !q.greedy {
		lazy = lazyQuestion
	}
	switch {
	case q.lower == 0 && q.upper == 1:
		return lazy + question
	case q.lower == 0 && q.upper == infinite:
		return lazy + star
	case q.lower == 1 && q.upper == infinite:
		return lazy + plus
	}
	return -1
}

type reduction uint8

const (
	keepBoth reduction = iota
	keepInner
	toStar
	toPlus
	toLazyStar
	toLazyQuestion
	toLazyOptionalPlus // (?:x+)??
)

// reductions says what a quantifier (column) around a quantifier (row) becomes.
var reductions = [6][6]reduction{
	question:     {keepInner, toStar, toStar, toLazyQuestion, toLazyStar, keepBoth},
	star:         {keepInner, keepInner, keepInner, toLazyOptionalPlus, toLazyOptionalPlus, keepInner},
	plus:         {toStar, toStar, keepInner, keepBoth, toLazyOptionalPlus, keepInner},
	lazyQuestion: {keepInner, toLazyStar, toLazyStar, keepInner, toLazyStar, toLazyStar},
	lazyStar:     {keepInner, keepInner, keepInner, keepInner, keepInner, keepInner},
	lazyPlus:     {keepBoth, toStar, toPlus, toLazyStar, toLazyStar, keepInner},
}

// reduce merges q with the quantifier that is its body.
func (c *compiler) reduce(q *node) {
	inner := q.body
	outerNum, innerNum := simpleQuant(q), simpleQuant(inner)
	if outerNum < 0 || innerNum < 0 {
		if q.lower == q.upper && inner.lower == inner.upper {
			n := q.lower * inner.lower
			if n > 0 && q.lower >= maxInt32/inner.lower {
				c.fail(q.pos, errBigRepeat)
			}
			q.lower, q.upper, q.body = n, n, inner.body
		}
		return
	}
	become := func(lower, upper int, greedy bool) {
		q.lower, q.upper, q.greedy, q.body = lower, upper, greedy, inner.body
	}
	switch reductions[innerNum][outerNum] {
	case keepInner:
		*q = *inner
	case toStar:
		become(0, infinite, true)
	case toPlus:
		become(1, infinite, true)
	case toLazyStar:
		become(0, infinite, false)
	case toLazyQuestion:
		become(0, 1, false)
	case toLazyOptionalPlus:
		q.lower, q.upper, q.greedy = 0, 1, false
		inner.lower, inner.upper, inner.greedy = 1, infinite, true
	}
}

// typeNode makes the node of \w, \d, \p{…} and their like.
func (c *compiler) typeNode() *node {
	not := c.tok.not
	name := c.tok.ctype
	if c.tok.kind == tokenProperty {
		name = plainName(c.propertyName())
	}
	var n *node
	if name == "word" {
		n = newSet(wordSet())
		if c.options.confines("word") {
			n.chars = asciiWordSet()
		}
		n.isWordType = true
	} else {
		n = newSet(c.typeSet(name, false))
	}
	if n.negated = not; not {
		n.chars = n.chars.negate()
	}
	return n
}

// classNode parses a bracket class. If case is ignored it may also match several characters.
func (c *compiler) classNode() *node {
	k := c.class()
	s, negated := k.chars, k.negated
	n := newSet(s)
	n.negated = negated
	var sequences []*node
	foldedASCII := true // no case variant is a character of several bytes
	if c.options.ignoreCase {
		n.chars = c.closure(s)
		foldedASCII = n.chars.subset(asciiSet)
		if !negated && !c.asciiOnly {
			sequences = foldedSequences(n.chars)
		}
	}
	if negated {
		n.chars = n.chars.negate()
		if !k.multi && foldedASCII {
			n.chars = k.withoutLeads(n.chars)
		}
	}
	if len(sequences) > 0 {
		return newAlt(append([]*node{n}, sequences...)...)
	}
	return n
}

// foldedSequences returns what several characters the members of a case-insensitive class fold to: [ß]
// also matches ss, each s in any of its forms.
func foldedSequences(s set) []*node {
	var out []*node
	t := tables()
	for _, m := range t.multi {
		if !s.contains(m.unfolds[0]) {
			continue
		}
		var seq []*node
		for _, r := range m.fold {
			if _, folds := t.unone[r]; folds {
				seq = append(seq, newSet(t.closed(r)))
			} else if k := len(seq) - 1; k >= 0 && seq[k].kind == kindString {
				seq[k].bytes = appendRune(seq[k].bytes, r)
			} else {
				seq = append(seq, &node{kind: kindString, bytes: appendRune(nil, r), fixedCase: true})
			}
		}
		if len(seq) == 1 {
			out = append(out, seq[0])
		} else {
			out = append(out, newList(seq...))
		}
	}
	return out
}

// backrefNode makes the node of the token's back-reference, or of the test that it has matched.
func (c *compiler) backrefNode(checker bool) *node {
	t := &c.tok
	if t.hasLevel {
		c.fail(t.start, errLevel)
	}
	n := &node{kind: kindBackref, groups: t.groups, byName: t.byName, checker: checker, pos: t.start,
		foldCase: c.options.ignoreCase}
	for _, g := range n.groups {
		if g <= c.groupCount() && c.mem[g] == nil {
			n.selfRef = true
		}
	}
	c.backrefs++
	return n
}
