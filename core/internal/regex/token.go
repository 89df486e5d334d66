package regex

import "unicode/utf8"

type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenByte
	tokenChar
	tokenString
	tokenCode
	tokenAny
	tokenType
	tokenBackref
	tokenCall
	tokenAnchor
	tokenRepeat
	tokenInterval
	tokenAlt
	tokenOpen
	tokenClose
	tokenClass
	tokenProperty
	tokenKeep
	tokenLineBreak
	tokenNotNewline
	tokenTrueAny
	tokenSegment

	// within brackets
	tokenRange
	tokenPosix
	tokenAnd
	tokenNested
)

// token is what the lexer read last. Only the fields of its kind mean something.
type token struct {
	kind    tokenKind
	start   int // of the characters of a string
	escaped bool
	base    int  // of a number: 8 or 16
	more    bool // more numbers of \x{… …} follow

	code   rune
	anchor anchor
	ctype  string // plain name of a set
	not    bool

	lower, upper int
	greedy       bool
	possessive   bool

	groups   []int
	byName   bool
	hasLevel bool
	level    int

	name     string
	number   int
	byNumber bool
}

func (c *compiler) atEnd() bool { return c.at >= len(c.pattern) }

func (c *compiler) peek() rune {
	r, _ := utf8.DecodeRuneInString(c.pattern[c.at:])
	return r
}

func (c *compiler) peekIs(r rune) bool { return !c.atEnd() && c.peek() == r }

func (c *compiler) fetch() rune {
	r, n := utf8.DecodeRuneInString(c.pattern[c.at:])
	c.at += n
	return r
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func digitValue(r rune) int {
	switch {
	case isDigit(r):
		return int(r - '0')
	case 'a' <= r && r <= 'f':
		return int(r-'a') + 10
	case 'A' <= r && r <= 'F':
		return int(r-'A') + 10
	}
	return 16
}

const maxInt32 = 1<<31 - 1

// scanNumber reads a decimal number; -1 if it exceeds 32 bits.
func (c *compiler) scanNumber() int {
	n := 0
	for !c.atEnd() && isDigit(c.peek()) {
		d := digitValue(c.peek())
		if (maxInt32-d)/10 < n {
			return -1
		}
		n = n*10 + d
		c.at++
	}
	return n
}

// scanCode reads at least least and at most most digits of a base.
func (c *compiler) scanCode(base, least, most int) rune {
	var code uint32
	n := 0
	for ; n < most && !c.atEnd(); n++ {
		d := digitValue(c.peek())
		if d >= base {
			break
		}
		if (1<<32-1-uint32(d))/uint32(base) < code {
			c.fail(c.at, errBigNumber)
		}
		code = code*uint32(base) + uint32(d)
		c.at++
	}
	if n < least {
		c.fail(c.at, errCodePoint)
	}
	return rune(min(code, maxInt32))
}

// maxCode is the last code point that Oniguruma admits in a class, and maxStringCode in a string. What is
// above maxRune matches nothing.
const (
	maxCode       = 0x1FFFFF
	maxStringCode = 0x13FFFF
)

// digitsOf returns how many digits a number of \x{…} or \o{…} may have.
func digitsOf(base int) int {
	if base == 8 {
		return 11
	}
	return 8
}

func isDivider(r rune) bool { return r == ' ' || r == '\n' }

// checkCodes checks the rest of \x{HH HH …}, which stands for several characters, and in brackets also for
// ranges of them. inRange: the first number ended a range.
func (c *compiler) checkCodes(base int, inClass, inRange bool) {
	const (
		empty = iota
		started
		ranged
	)
	saved := c.at
	state := started
	if inRange {
		state = empty
	}
	n, ended := 0, false
	for !c.atEnd() {
		r := c.fetch()
		if r != '}' && isDivider(r) {
			for !c.atEnd() && isDivider(r) {
				r = c.fetch()
			}
			if isDivider(r) {
				break
			}
		} else if r != '}' && ended && (!inClass || r != '-') {
			if digitValue(r) < base {
				c.fail(c.at, errLongCodePoint)
			}
			break
		}
		switch {
		case r == '}':
			if state == ranged || n == 0 {
				c.fail(c.at, errCodePoint)
			}
			c.at = saved
			return
		case r == '-' && inClass:
			if state != started || c.atEnd() {
				c.fail(c.at, errCodePoint)
			}
			ended, state = false, ranged
			continue
		}
		c.at -= utf8.RuneLen(r)
		c.scanCode(base, 1, digitsOf(base))
		n++
		ended = true
		if state == ranged {
			state = empty
		} else {
			state = started
		}
	}
	c.fail(c.at, errCodePoint)
}

// nextCode reads the next number of \x{… …} into the token and reports whether there was one. In brackets
// it may be a hyphen.
func (c *compiler) nextCode(inClass bool) bool {
	for !c.atEnd() {
		r := c.peek()
		if r == '}' {
			c.at++
			c.tok.more = false
			return false
		}
		if r == '-' && inClass {
			c.at++
			c.tok.kind = tokenRange
			return true
		}
		if !isDivider(r) {
			break
		}
		c.at++
	}
	code := c.scanCode(c.tok.base, 1, digitsOf(c.tok.base))
	c.tok.kind, c.tok.code = tokenCode, code
	return true
}

// braceCode reads \x{…} or \o{…} behind its letter. If nothing can be read, the letter stands for itself.
func (c *compiler) braceCode(base int, inClass, inRange bool) {
	t := &c.tok
	letter := c.at
	c.at++
	code := c.scanCode(base, 0, digitsOf(base))
	if !c.atEnd() && (digitValue(c.peek()) < base || base == 8 && isDigit(c.peek())) {
		c.fail(c.at, errLongCodePoint)
	}
	t.base = base
	if c.at == letter+1 {
		c.at = letter
		return
	}
	if c.atEnd() {
		c.fail(c.at, errCodePoint)
	}
	if c.peek() == '}' {
		c.at++
	} else {
		c.checkCodes(base, inClass, inRange)
		t.more = true
	}
	t.kind, t.code = tokenCode, code
}

// escapedValue reads \cx, \C-x, \M-x or an escaped character, behind the backslash.
func (c *compiler) escapedValue() rune {
	if c.atEnd() {
		c.fail(c.at, errEndAtEscape)
	}
	prefixed := func(atEnd string) rune {
		if c.atEnd() {
			c.fail(c.at, atEnd)
		}
		r := c.fetch()
		if r == '\\' {
			return c.escapedValue()
		}
		return r
	}
	r := c.fetch()
	switch r {
	case 'M', 'C':
		atEnd, syntax := errEndAtMeta, errMetaSyntax
		if r == 'C' {
			atEnd, syntax = errEndAtControl, errControlSyntax
		}
		if c.atEnd() {
			c.fail(c.at, atEnd)
		}
		if c.fetch() != '-' {
			c.fail(c.at, syntax)
		}
		if r == 'M' {
			return prefixed(atEnd)&0xFF | 0x80
		}
		fallthrough
	case 'c':
		if c.peekIs('?') {
			c.at++
			return 0x7F
		}
		return prefixed(errEndAtControl) & 0x9F
	case 'n':
		return '\n'
	case 't':
		return '\t'
	case 'r':
		return '\r'
	case 'f':
		return '\f'
	case 'a':
		return '\a'
	case 'b':
		return '\b'
	case 'e':
		return 0x1B
	case 'v':
		return '\v'
	}
	return r
}

// typeEscape sets the token for \w \d \s \h and their complements.
func (c *compiler) typeEscape(r rune) bool {
	names := map[rune]string{'w': "word", 'd': "digit", 's': "space", 'h': "xdigit"}
	lower := r | 0x20
	name, ok := names[lower]
	if !ok || r > 'z' {
		return false
	}
	c.tok.kind, c.tok.ctype, c.tok.not = tokenType, name, r != lower
	return true
}

func (c *compiler) propertyEscape(r rune) {
	if !c.peekIs('{') {
		return
	}
	c.at++
	c.tok.kind, c.tok.not = tokenProperty, r == 'P'
	if c.peekIs('^') {
		c.at++
		c.tok.not = !c.tok.not
	}
}

// propertyName reads the name of a property up to its brace, and refuses one that does not exist.
func (c *compiler) propertyName() string {
	start := c.at
	for !c.atEnd() {
		switch c.fetch() {
		case '}':
			name := c.pattern[start : c.at-1]
			if _, ok := tableSet(plainName(name)); !ok {
				c.fail(start, errProperty, name)
			}
			return name
		case '(', ')', '{', '|':
			c.fail(c.at, errUnmatchedParen)
		}
	}
	c.fail(c.at, errUnmatchedParen)
	return ""
}

// classToken reads the next token within brackets. inRange: the token would end a range.
func (c *compiler) classToken(inRange bool) tokenKind {
	t := &c.tok
	if t.more && c.nextCode(true) {
		return t.kind
	}
	if c.atEnd() {
		t.kind = tokenEnd
		return t.kind
	}
	start := c.at
	r := c.fetch()
	*t = token{kind: tokenChar, code: r}
	switch r {
	case ']':
		t.kind = tokenClose
	case '-':
		t.kind = tokenRange
	case '&':
		if c.peekIs('&') {
			c.at++
			t.kind = tokenAnd
		}
	case '[':
		t.kind = tokenNested
		if c.peekIs(':') && c.posixBracket(c.at+1) {
			t.start = c.at
			c.at++
			t.kind = tokenPosix
		}
	case '\\':
		if c.atEnd() {
			c.fail(start, errEndAtEscape)
		}
		t.escaped = true
		r = c.fetch()
		t.code = r
		c.classEscape(r, inRange)
	}
	return t.kind
}

func (c *compiler) classEscape(r rune, inRange bool) {
	t := &c.tok
	if c.typeEscape(r) {
		return
	}
	switch r {
	case 'p', 'P':
		c.propertyEscape(r)
	case 'o':
		if c.peekIs('{') {
			c.braceCode(8, true, inRange)
		}
	case 'x':
		switch {
		case c.atEnd():
		case c.peek() == '{':
			c.braceCode(16, true, inRange)
		default:
			t.kind, t.base, t.code = tokenByte, 16, c.scanCode(16, 0, 2)
		}
	case 'u':
		if !c.atEnd() {
			t.kind, t.base, t.code = tokenCode, 16, c.scanCode(16, 4, 4)
		}
	case 'U':
	case '0', '1', '2', '3', '4', '5', '6', '7':
		c.at--
		code := c.scanCode(8, 0, 3)
		if code > 0xFF {
			c.fail(c.at, errBigNumber)
		}
		t.kind, t.base, t.code = tokenByte, 8, code
	default:
		c.at -= utf8.RuneLen(r)
		if v := c.escapedValue(); v != r {
			t.kind, t.code = tokenCode, v
		}
	}
}

// posixBracket reports whether the text at i reads name:], and so [: opens a POSIX bracket.
func (c *compiler) posixBracket(i int) bool {
	alpha := mustSet("alpha")
	for n := 0; i < len(c.pattern); n++ {
		r, size := utf8.DecodeRuneInString(c.pattern[i:])
		i += size
		if r == ':' {
			return n > 0 && i < len(c.pattern) && c.pattern[i] == ']'
		}
		if !(r == '^' && n == 0) && !alpha.contains(r) {
			return false
		}
	}
	return false
}

// next reads the next token outside of brackets.
func (c *compiler) next() tokenKind {
	t := &c.tok
	if t.more && c.nextCode(false) {
		return t.kind
	}
	for {
		if c.atEnd() {
			*t = token{kind: tokenEnd}
			return t.kind
		}
		*t = token{kind: tokenString, start: c.at}
		r := c.fetch()
		t.code = r
		again := false
		switch r {
		case '\\':
			if c.atEnd() {
				c.fail(t.start, errEndAtEscape)
			}
			t.start = c.at
			t.escaped = true
			t.code = c.fetch()
			c.escape(t.code)
		case '.':
			t.kind = tokenAny
		case '*':
			c.repeat(0, infinite)
		case '+':
			c.repeat(1, infinite)
		case '?':
			c.repeat(0, 1)
		case '{':
			c.interval()
		case '|':
			t.kind = tokenAlt
		case '(':
			if !c.comment() {
				t.kind = tokenOpen
			} else {
				again = true
			}
		case ')':
			t.kind = tokenClose
		case '^':
			t.kind, t.anchor = tokenAnchor, beginLine
		case '$':
			t.kind, t.anchor = tokenAnchor, endLine
		case '[':
			t.kind = tokenClass
		case '#':
			if c.options.extended {
				for !c.atEnd() && c.fetch() != '\n' {
				}
				again = true
			}
		case ' ', '\t', '\n', '\r', '\f':
			again = c.options.extended
		}
		if !again {
			return t.kind
		}
	}
}

// comment skips (?#…) behind its parenthesis.
func (c *compiler) comment() bool {
	if c.at+1 >= len(c.pattern) || c.pattern[c.at:c.at+2] != "?#" {
		return false
	}
	c.at += 2
	for {
		if c.atEnd() {
			c.fail(c.at, errEndInGroup)
		}
		switch c.fetch() {
		case '\\':
			if !c.atEnd() {
				c.fetch()
			}
		case ')':
			return true
		}
	}
}

// repeat sets the token for * + ? and reads what makes it lazy or possessive.
func (c *compiler) repeat(lower, upper int) {
	t := &c.tok
	t.kind, t.lower, t.upper, t.greedy = tokenRepeat, lower, upper, true
	switch {
	case c.peekIs('?'):
		c.at++
		t.greedy = false
	case c.peekIs('+'):
		c.at++
		t.possessive = true
	}
}

const maxRepeat = 100000

// interval reads {n,m} behind its brace. What is no interval is text. {m,n} with m > n is possessive; a
// plus behind an interval is another operator, and so is a question mark behind {n}.
func (c *compiler) interval() {
	t := &c.tok
	start := c.at
	bound := func() int {
		n := c.scanNumber()
		if n < 0 || n > maxRepeat {
			c.fail(start, errBigRepeat)
		}
		return n
	}
	lower := bound()
	noLower := c.at == start
	upper, fixed := lower, true
	if c.peekIs(',') {
		fixed = false
		c.at++
		comma := c.at
		upper = bound()
		if c.at == comma {
			if noLower {
				c.at = start
				return
			}
			upper = infinite
		}
	} else if noLower {
		c.at = start
		return
	}
	if !c.peekIs('}') {
		c.at = start
		return
	}
	c.at++
	t.kind, t.greedy = tokenInterval, true
	if upper != infinite && lower > upper {
		t.possessive = true
		lower, upper = upper, lower
	}
	t.lower, t.upper = lower, upper
	if !fixed && !t.possessive && c.peekIs('?') {
		c.at++
		t.greedy = false
	}
}

func (c *compiler) escape(r rune) {
	t := &c.tok
	if c.typeEscape(r) {
		return
	}
	anchors := map[rune]anchor{
		'b': wordBoundary, 'B': noWordBoundary, 'y': segmentBoundary, 'Y': noSegmentBoundary,
		'A': beginText, 'Z': endLastLine, 'z': endText, 'G': searchStart,
	}
	if a, ok := anchors[r]; ok {
		t.kind, t.anchor = tokenAnchor, a
		return
	}
	switch r {
	case 'K':
		t.kind = tokenKeep
	case 'R':
		t.kind = tokenLineBreak
	case 'N':
		t.kind = tokenNotNewline
	case 'O':
		t.kind = tokenTrueAny
	case 'X':
		t.kind = tokenSegment
	case 'p', 'P':
		c.propertyEscape(r)
	case 'o':
		if c.peekIs('{') {
			c.braceCode(8, false, false)
		}
	case 'x':
		switch {
		case c.atEnd():
		case c.peek() == '{':
			c.braceCode(16, false, false)
		default:
			t.kind, t.base, t.code = tokenByte, 16, c.scanCode(16, 0, 2)
		}
	case 'u':
		if !c.atEnd() {
			t.kind, t.base, t.code = tokenCode, 16, c.scanCode(16, 4, 4)
		}
	case 'U', 'Q', '*', '+', '?', '{', '|', '(', ')', '<', '>', '`', '\'':
		// Themselves.
	case '1', '2', '3', '4', '5', '6', '7', '8', '9':
		c.numberEscape(r)
	case '0':
		t.kind, t.base, t.code = tokenByte, 8, c.scanCode(8, 0, 2)
	case 'k':
		if c.peekIs('<') || c.peekIs('\'') {
			c.namedBackref(c.fetch())
		}
	case 'g':
		if c.peekIs('<') || c.peekIs('\'') {
			c.call(c.fetch())
		}
	default:
		c.at -= utf8.RuneLen(r)
		if v := c.escapedValue(); v != r {
			t.kind, t.code = tokenCode, v
		} else {
			c.at = t.start + utf8.RuneLen(r)
		}
	}
}

const maxBackref = 1000

// numberEscape reads \1 …: a back-reference if it has one digit or such a group has been opened, else an
// octal byte.
func (c *compiler) numberEscape(r rune) {
	t := &c.tok
	start := c.at - 1
	c.at = start
	n := c.scanNumber()
	if n >= 0 && n <= maxBackref && (n <= c.groupCount() || n <= 9) {
		t.kind, t.groups = tokenBackref, []int{n}
		return
	}
	if r >= '8' {
		c.at = start + 1
		return
	}
	c.at = start
	t.kind, t.base, t.code = tokenByte, 8, c.scanCode(8, 0, 3) // of \400 and up the low byte counts
}

func closing(open rune) rune {
	switch open {
	case '<':
		return '>'
	case '(':
		return ')'
	}
	return open
}

type refKind uint8

const (
	refName refKind = iota
	refAbsolute
	refRelative
)

// groupName reads the name of a group up to its closing mark. Where numbers may stand it returns theirs.
func (c *compiler) groupName(open rune, numbers bool) (name string, number int, kind refKind) {
	start := c.at
	end := closing(open)
	if c.atEnd() {
		c.fail(c.at, errEmptyName)
	}
	bad := func(reason string) { c.fail(start, reason, c.pattern[start:c.at]) }
	r := c.fetch()
	sign, head := 1, start
	reason := ""
	switch {
	case r == end:
		c.fail(start, errEmptyName)
	case isDigit(r):
		kind = refAbsolute
	case r == '-' || r == '+':
		kind = refRelative
		if r == '-' {
			sign = -1
		}
		head = c.at
	case !wordSet().contains(r):
		reason = errBadNameChar
	}
	if kind != refName && !numbers {
		reason = errBadName
	}
	if reason != "" {
		for !c.atEnd() {
			if r = c.fetch(); r == end || r == ')' {
				break
			}
		}
		bad(reason)
	}
	stop := c.at
	for !c.atEnd() {
		stop = c.at
		if r = c.fetch(); r == end || r == ')' {
			break
		}
		if !isDigit(r) {
			kind = refName
		}
	}
	if r != end {
		bad(errBadName)
	}
	// As in Oniguruma, a bad character behind the first one is let pass.
	name = c.pattern[start:stop]
	if kind != refName {
		if number = c.numberAt(head); number < 0 {
			c.fail(head, errBigNumber)
		}
		if number == 0 && kind == refRelative {
			bad(errBadName)
		}
		number *= sign
	}
	return name, number, kind
}

func (c *compiler) numberAt(from int) int {
	saved := c.at
	c.at = from
	n := c.scanNumber()
	c.at = saved
	return n
}

// levelName is groupName for back-references, whose name may end in a level: name+1.
func (c *compiler) levelName(open rune) (name string, number int, kind refKind, level int, hasLevel bool, err string) {
	start := c.at
	end := closing(open)
	if c.atEnd() {
		return "", 0, 0, 0, false, errEmptyName
	}
	r := c.fetch()
	digits, sign, head := 0, 1, start
	switch {
	case r == end:
		return "", 0, 0, 0, false, errEmptyName
	case isDigit(r):
		kind = refAbsolute
		digits++
	case r == '-' || r == '+':
		kind = refRelative
		if r == '-' {
			sign = -1
		}
		head = c.at
	case !wordSet().contains(r):
		err = errBadNameChar
	}
	stop := len(c.pattern)
	for !c.atEnd() {
		stop = c.at
		r = c.fetch()
		if r == end || r == ')' || r == '+' || r == '-' {
			if kind != refName && digits == 0 {
				err = errBadName
			}
			break
		}
		switch {
		case kind != refName && isDigit(r):
			digits++
		case kind != refName:
			err, kind = errBadName, refName
		case !wordSet().contains(r):
			err = errBadNameChar
		}
	}
	if err == "" && r != end {
		err = errBadName
		if r == '+' || r == '-' {
			if c.atEnd() {
				return "", 0, 0, 0, false, errBadNameChar
			}
			if isDigit(c.peek()) {
				if level = c.scanNumber(); level < 0 {
					return "", 0, 0, 0, false, errBigNumber
				}
				if r == '-' {
					level = -level
				}
				hasLevel = true
				if c.peekIs(end) {
					c.at++
					err = ""
				}
			}
		}
	}
	if err != "" {
		return "", 0, 0, 0, false, err
	}
	name = c.pattern[start:stop]
	if kind != refName {
		if number = c.numberAt(head); number < 0 {
			return "", 0, 0, 0, false, errBigNumber
		}
		if number == 0 && kind == refRelative {
			return "", 0, 0, 0, false, errBadName
		}
		number *= sign
	}
	return name, number, kind, level, hasLevel, ""
}

// absolute turns a relative group number, seen from here, into the group's own.
func (c *compiler) absolute(relative int) int {
	if relative > 0 {
		return c.groupCount() + relative
	}
	return c.groupCount() + 1 + relative
}

func (c *compiler) namedBackref(open rune) {
	start := c.at
	name, number, kind, level, hasLevel, reason := c.levelName(open)
	if reason != "" {
		c.failName(start, reason)
	}
	c.backrefToken(start, name, number, kind)
	c.tok.hasLevel, c.tok.level = hasLevel, level
}

func (c *compiler) failName(start int, reason string) {
	if reason == errEmptyName || reason == errBigNumber {
		c.fail(start, reason)
	}
	c.fail(start, reason, c.pattern[start:c.at])
}

// backrefToken sets the token for the groups that a name or number refers to.
func (c *compiler) backrefToken(start int, name string, number int, kind refKind) {
	t := &c.tok
	t.kind = tokenBackref
	if kind == refName {
		t.byName = true
		t.groups = c.names[name]
		if len(t.groups) == 0 {
			c.fail(start, errUndefinedName, name)
		}
		return
	}
	if kind == refRelative {
		number = c.absolute(number)
	}
	if number <= 0 {
		c.fail(start, errInvalidBackref)
	}
	t.groups = []int{number}
}

func (c *compiler) call(open rune) {
	t := &c.tok
	start := c.at
	name, number, kind := c.groupName(open, true)
	t.byNumber = kind != refName
	if kind == refRelative {
		if number = c.absolute(number); number < 0 {
			c.fail(start, errUndefinedGroup, name)
		}
	}
	t.kind, t.name, t.number = tokenCall, name, number
}
