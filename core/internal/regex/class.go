package regex

import "strings"

// classState is where the parser of a bracket class is.
type classState uint8

const (
	classStart classState = iota
	classValue            // a value was read that may begin a range
	classRange            // a value and a hyphen were read
	classDone             // a range or a nested class was read
)

// classValueSet is the value of a bracket class, before its negation.
//
// Oniguruma keeps single bytes and characters of several bytes apart. A class of ASCII characters and lone
// bytes like \xff, negated, is tested against the first byte of a character, whatever follows it; high and
// multi are there for that case.
type classValueSet struct {
	chars   set
	negated bool
	high    [4]uint64 // lone bytes from 0x80 on
	multi   bool      // characters of several bytes are, or may have been, in the class
}

func (v *classValueSet) addHigh(lo, hi rune) {
	for b := max(lo, 0x80); b <= min(hi, 0xFF); b++ {
		v.high[b>>6] |= 1 << (b & 63)
	}
}

// withoutLeads removes from s the characters whose first byte is a lone byte of the class.
func (v *classValueSet) withoutLeads(s set) set {
	for b := 0x80; b <= 0xFF; b++ {
		if lo, hi, ok := leadRange(b); ok && v.high[b>>6]>>(b&63)&1 != 0 {
			s = s.intersect(set{{lo, hi}}.negate())
		}
	}
	return s
}

// or adds the members of a nested class.
func (v *classValueSet) or(w classValueSet) {
	if w.negated {
		w.chars = w.chars.negate()
		w.multi = true
		for i := range w.high {
			w.high[i] = ^w.high[i]
		}
	}
	v.chars = v.chars.union(w.chars)
	v.multi = v.multi || w.multi
	for i := range v.high {
		v.high[i] |= w.high[i]
	}
}

// and keeps the members that are in w too.
func (v *classValueSet) and(w classValueSet) {
	v.chars = v.chars.intersect(w.chars)
	v.multi = v.multi && w.multi && !v.chars.subset(asciiSet)
	for i := range v.high {
		v.high[i] &= w.high[i]
	}
}

// classParser reads one bracket class.
type classParser struct {
	*compiler
	classValueSet
	state   classState
	last    rune // the value of classValue; negative if it is a byte that no character begins with
	isType  bool // the value of classValue is a type, and may not begin a range
	fetched bool // the token that follows has been read
}

// class parses a class behind its opening bracket.
func (c *compiler) class() classValueSet {
	c.enter()
	start := c.at
	p := classParser{compiler: c}
	negated := false
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
	var and *classValueSet // what stands before the last &&
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
			p.or(c.class())
		case tokenAnd:
			p.flush()
			p.state = classStart
			if and != nil {
				and.and(p.classValueSet)
			} else {
				first := p.classValueSet
				and = &first
			}
			p.classValueSet = classValueSet{}
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
	v := &p.classValueSet
	if and != nil {
		and.and(*v)
		v = and
	}
	v.negated = negated
	return *v
}

// flush adds the value that might have begun a range.
func (p *classParser) flush() {
	if p.state != classValue || p.isType {
		return
	}
	if p.last < 0 {
		p.addHigh(^p.last, ^p.last)
	} else {
		p.addRange(p.last, p.last)
	}
}

// addRange adds characters.
func (p *classParser) addRange(lo, hi rune) {
	p.chars = p.chars.add(lo, hi)
	p.multi = p.multi || hi >= 0x80
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
		single, endSingle := p.last < 0x80, r < 0x80 // one byte each
		switch {
		case single && r < 0: // of single bytes only the ASCII ones are characters
			p.addHigh(from, order)
			if from < 0x80 {
				p.addRange(from, 0x7F)
			}
		default:
			if single != endSingle {
				p.addHigh(from, order)
			}
			p.addRange(from, order)
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
	p.chars = p.chars.union(s)
	p.multi = p.multi || !s.subset(asciiSet)
	p.state, p.isType = classValue, true
}

// bytes takes one character that is written as \xHH or octal bytes.
func (p *classParser) bytes() {
	c := p.compiler
	base := c.tok.base
	bytes := []byte{byte(c.tok.code)}
	want := charLen(bytes[0])
	// All bytes in a row are read, and those that were too many are read again. That is not the same as
	// reading what is wanted: see nextCode.
	saved := c.at
	for len(bytes) < 4 {
		if k := c.classToken(false); k != tokenByte || c.tok.base != base {
			p.fetched = true
			break
		}
		bytes = append(bytes, byte(c.tok.code))
	}
	if len(bytes) < want {
		c.fail(c.at, errShortChar)
	}
	if len(bytes) > want {
		c.at, p.fetched = saved, false
		for range want - 1 {
			c.classToken(false)
		}
		bytes = bytes[:want]
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
