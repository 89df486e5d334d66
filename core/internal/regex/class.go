package regex

import "strings"

// foldedSequence is what a case-insensitive class matches besides single characters: [ß] also matches ss,
// each s in any of its forms.
type foldedSequence []set

// classState is where the parser of a bracket class is.
type classState uint8

const (
	classStart classState = iota
	classValue            // a value was read that may begin a range
	classRange            // a value and a hyphen were read
	classDone             // a range or a nested class was read
)

// classParser reads one bracket class.
type classParser struct {
	*compiler
	s       set
	state   classState
	last    rune // the value of classValue; negative if it is a byte that no character begins with
	isType  bool // the value of classValue is a type, and may not begin a range
	fetched bool // the token that follows has been read
}

// class parses a class behind its opening bracket.
func (c *compiler) class() (s set, negated bool) {
	c.enter()
	start := c.at
	p := classParser{compiler: c}
	k := c.classToken(false)
	if k == tokenChar && c.tok.code == '^' && !c.tok.escaped {
		negated = true
		k = c.classToken(false)
	}
	if k == tokenClose {
		if !strings.Contains(c.pattern[c.at:], "]") {
			c.fail(start, errEmptyClass)
		}
		k, c.tok.kind = tokenChar, tokenChar // []…] begins with a bracket
	}
	var and set
	hasAnd := false
	for k != tokenClose {
		p.fetched = false
		switch k {
		case tokenChar, tokenCode:
			p.code(c.tok.code)
		case tokenByte:
			p.bytes()
		case tokenPosix:
			p.typ(c.posixType())
		case tokenType:
			p.typ(c.typeSet(c.tok.ctype, c.tok.not))
		case tokenProperty:
			not := c.tok.not
			p.typ(c.typeSet(c.propertyName(), not))
		case tokenRange:
			p.hyphen()
		case tokenNested:
			p.flush()
			p.state = classDone
			nested, not := c.class()
			if not {
				nested = nested.negate()
			}
			p.s = p.s.union(nested)
		case tokenAnd:
			p.flush()
			p.state = classStart
			if hasAnd {
				and = and.intersect(p.s)
			} else {
				and, hasAnd = p.s, true
			}
			p.s = nil
		case tokenEnd:
			c.fail(c.at, errPrematureClass)
		}
		if p.fetched {
			k = c.tok.kind
		} else {
			k = c.classToken(p.state == classRange)
		}
	}
	p.flush()
	c.leave()
	if hasAnd {
		return and.intersect(p.s), negated
	}
	return p.s, negated
}

// flush adds the value that might have begun a range.
func (p *classParser) flush() {
	if p.state == classValue && !p.isType {
		p.addValue(p.last, p.last)
	}
}

// addValue adds a range of values. Values below zero are lone bytes; no text contains them.
func (p *classParser) addValue(lo, hi rune) {
	if lo < 0 {
		return
	}
	p.s = p.s.add(lo, hi)
}

// code takes a character as a value.
func (p *classParser) code(r rune) {
	if r > maxCode {
		if p.state != classRange {
			p.fail(p.at, errCodePoint)
		}
	}
	p.value(r, r)
}

// value takes a value: ordered by order, it stands for the code point r, or for none if r is negative.
func (p *classParser) value(r, order rune) {
	switch p.state {
	case classValue:
		p.flush()
	case classRange:
		from := p.last
		if from < 0 {
			from = ^from
		}
		if from > order {
			p.fail(p.at, errEmptyRange)
		}
		switch {
		case p.last < 0 && r < 0:
		case r < 0: // up to a lone byte: of single bytes only the ASCII ones are characters
			if from < 0x80 {
				p.addValue(from, 0x7F)
			} else {
				p.addValue(from, order)
			}
		default:
			p.addValue(from, r)
		}
		p.state = classDone
		return
	default:
		p.state = classValue
	}
	p.last, p.isType = r, false
}

// typ takes a type as a value, which cannot begin or end a range.
func (p *classParser) typ(s set) {
	if p.state == classRange {
		p.fail(p.at, errClassAtRangeEnd)
	}
	p.flush()
	p.s = p.s.union(s)
	p.state, p.isType = classValue, true
}

// bytes takes one character that is written as \xHH or octal bytes.
func (p *classParser) bytes() {
	c := p.compiler
	base := c.tok.base
	bytes := []byte{byte(c.tok.code)}
	want := charLen(bytes[0])
	for len(bytes) < want {
		if k := c.classToken(false); k != tokenByte || c.tok.base != base {
			c.fail(c.at, errShortChar)
		}
		bytes = append(bytes, byte(c.tok.code))
	}
	if want == 1 {
		r := rune(bytes[0])
		if r >= 0x80 {
			p.value(^r, r)
		} else {
			p.value(r, r)
		}
		return
	}
	for _, b := range bytes[1:] {
		if b&0xC0 != 0x80 {
			c.fail(c.at, errWideChar)
		}
	}
	r := rune(bytes[0]) & (1<<(7-want) - 1)
	for _, b := range bytes[1:] {
		r = r<<6 | rune(b&0x3F)
	}
	p.value(r, r)
}

// hyphen takes a hyphen, which is itself at the beginning, at the end, behind a range and as the end of one.
func (p *classParser) hyphen() {
	c := p.compiler
	switch p.state {
	case classStart:
		c.classToken(false)
		p.fetched = true
		p.code('-')
	case classRange:
		p.code('-')
	case classValue:
		k := c.classToken(true)
		p.fetched = true
		switch {
		case k == tokenClose || k == tokenAnd:
			p.code('-')
		case p.isType:
			c.fail(c.at, errUnmatchedRange)
		default:
			p.state = classRange
		}
	case classDone:
		c.classToken(false)
		p.fetched = true
		p.code('-')
	}
}

var posixNames = map[string]string{
	"alnum": "alnum", "alpha": "alpha", "blank": "blank", "cntrl": "cntrl", "digit": "digit", "graph": "graph",
	"lower": "lower", "print": "print", "punct": "posixpunct", "space": "space", "upper": "upper",
	"xdigit": "xdigit", "ascii": "ascii", "word": "word",
}

// posixType parses [:name:] behind its colon.
func (c *compiler) posixType() set {
	start := c.at
	not := c.peekIs('^')
	if not {
		c.at++
	}
	from := c.at
	for c.pattern[c.at] != ':' {
		c.at++
	}
	name, ok := posixNames[c.pattern[from:c.at]]
	if !ok {
		c.fail(start, errPosixBracket)
	}
	c.at += len(":]")
	return c.typeSet(name, not)
}

// typeSet returns a named set under the current options, which may confine the POSIX types to ASCII.
func (c *compiler) typeSet(name string, not bool) set {
	name = plainName(name)
	s := mustSet(name)
	if c.options.confines(name) {
		s = s.intersect(asciiSet)
	}
	if not {
		s = s.negate()
	}
	return s
}
