package corpus

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"strings"
	"unicode/utf8"
)

// maxNesting is how deep brackets may be nested, as in encoding/json.
const maxNesting = 10000

// parser finds a string in a JSON object in one pass, which also checks all of it. What is JSON is what Python's
// json.loads takes: RFC 8259, and NaN, Infinity and -Infinity; of equal keys the last counts. A lone surrogate
// is an error only where it is part of the result.
type parser struct {
	s       []byte // valid UTF-8
	i       int
	nesting []byte // the brackets that are open, as '{' and '['
	text    []byte // room for a result without its escapes
	key     []byte // the same for a key
}

// found is what a key leads to.
type found struct {
	first      byte // of the value, 0: there is no such key
	start, end int  // of a string, between its quotes
	escaped    bool // the string has escapes
	keys       int  // of the field, how many lead to this
}

// find returns the string in the object s to which the keys of field lead.
func (p *parser) find(s []byte, field []string) ([]byte, *Error) {
	p.s, p.i = s, 0
	p.space()
	if p.peek() != '{' {
		return nil, p.wrong("a line must hold a JSON object")
	}
	object := p.i
	f, err := p.object(field, 1)
	if err == nil {
		if p.space(); p.i < len(s) {
			err = p.unexpected()
		}
	}
	switch {
	case err != nil:
		return nil, err
	case f.first == 0 || f.keys < len(field):
		return nil, &Error{object, fmt.Sprintf("no field %q", strings.Join(field, "."))}
	case f.first != '"':
		return nil, &Error{f.start, fmt.Sprintf("the field %q is not a string", strings.Join(field, "."))}
	case !f.escaped:
		return s[f.start:f.end], nil
	}
	p.text, err = p.unescape(p.text[:0], f.start, f.end)
	return p.text, err
}

// object goes over an object, whose '{' is next. keys says how many keys lead into it, field[0] included.
func (p *parser) object(field []string, keys int) (f found, err *Error) {
	p.i++
	if p.space(); p.peek() == '}' {
		p.i++
		return f, nil
	}
	for {
		start, end, escaped, err := p.label()
		if err != nil {
			return f, err
		}
		switch {
		case !p.is(field[0], start, end, escaped):
			err = p.skip()
		case len(field) > 1 && p.peek() == '{':
			f, err = p.object(field[1:], keys+1)
		default:
			f = found{first: p.peek(), start: p.i, keys: keys}
			if f.first == '"' {
				f.start, f.end, f.escaped, err = p.string()
			} else {
				err = p.skip()
			}
		}
		if err != nil {
			return f, err
		}
		p.space()
		switch p.peek() {
		case ',':
			p.i++
			p.space()
		case '}':
			p.i++
			return f, nil
		default:
			return f, p.unexpected()
		}
	}
}

// label goes over a key and its colon, up to the value.
func (p *parser) label() (start, end int, escaped bool, err *Error) {
	if p.peek() != '"' {
		return 0, 0, false, p.unexpected()
	}
	if start, end, escaped, err = p.string(); err != nil {
		return
	}
	if p.space(); p.peek() != ':' {
		return 0, 0, false, p.unexpected()
	}
	p.i++
	p.space()
	return
}

// is reports whether a key of the text is that one.
func (p *parser) is(key string, start, end int, escaped bool) bool {
	if !escaped {
		return string(p.s[start:end]) == key
	}
	var err *Error
	p.key, err = p.unescape(p.key[:0], start, end)
	return err == nil && string(p.key) == key
}

// skip goes over a value.
func (p *parser) skip() *Error {
	p.nesting = p.nesting[:0]
	for {
		var err *Error
		opened := false
		switch c := p.peek(); {
		case c == '"':
			_, _, _, err = p.string()
		case c == '{' || c == '[':
			if len(p.nesting) == maxNesting {
				return p.wrong("brackets are nested too deep")
			}
			p.nesting = append(p.nesting, c)
			p.i++
			p.space()
			opened = p.peek() != c+2 // '}' or ']'
		case c == '-' || '0' <= c && c <= '9':
			err = p.number()
		default:
			err = p.literal()
		}
		if err != nil {
			return err
		}
		for !opened {
			if len(p.nesting) == 0 {
				return nil
			}
			p.space()
			switch p.peek() {
			case ',':
				p.i++
				p.space()
				opened = true
			case p.nesting[len(p.nesting)-1] + 2:
				p.i++
				p.nesting = p.nesting[:len(p.nesting)-1]
			default:
				return p.unexpected()
			}
		}
		if p.nesting[len(p.nesting)-1] == '{' {
			if _, _, _, err := p.label(); err != nil {
				return err
			}
		}
	}
}

// string goes over a string, and returns where it lies between its quotes.
func (p *parser) string() (start, end int, escaped bool, err *Error) {
	p.i++
	start = p.i
	for {
		p.i = plain(p.s, p.i)
		switch c := p.peek(); {
		case p.i == len(p.s):
			return 0, 0, false, p.unexpected()
		case c == '"':
			p.i++
			return start, p.i - 1, escaped, nil
		case c != '\\':
			return 0, 0, false, p.wrong(fmt.Sprintf("the control character 0x%02X in a string", c))
		}
		escaped = true
		n := 2
		if p.i+1 < len(p.s) && p.s[p.i+1] == 'u' {
			n = 6
			if _, ok := p.hex(p.i); !ok {
				return 0, 0, false, p.wrong(`a \u without four hexadecimal digits`)
			}
		} else if p.i+1 == len(p.s) || strings.IndexByte(`"\/bfnrt`, p.s[p.i+1]) < 0 {
			return 0, 0, false, p.wrong("not an escape that JSON has")
		}
		p.i += n
	}
}

const (
	ones  = 0x0101010101010101
	highs = 0x80 * ones
)

// plain returns where, from i on, the first quote, backslash or control character is.
func plain(s []byte, i int) int {
	for ; i+8 <= len(s); i += 8 {
		w := binary.LittleEndian.Uint64(s[i:])
		quote, backslash := w^'"'*ones, w^'\\'*ones
		// A byte's high bit is set where it is less than 0x20, or zero; of those set, the lowest is right.
		if m := ((w-0x20*ones)&^w | (quote-ones)&^quote | (backslash-ones)&^backslash) & highs; m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
	}
	for i < len(s) && s[i] >= 0x20 && s[i] != '"' && s[i] != '\\' {
		i++
	}
	return i
}

// hex reads the escape \uXXXX at i.
func (p *parser) hex(i int) (r rune, ok bool) {
	if i+6 > len(p.s) {
		return 0, false
	}
	for _, c := range p.s[i+2 : i+6] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// unescape appends a string, whose escapes have been checked, to dst.
func (p *parser) unescape(dst []byte, start, end int) ([]byte, *Error) {
	for i := start; i < end; {
		j := plain(p.s[:end], i)
		dst = append(dst, p.s[i:j]...)
		if j == end {
			break
		}
		i = j + 2
		switch c := p.s[j+1]; c {
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		case 't':
			dst = append(dst, '\t')
		case 'u':
			r, _ := p.hex(j)
			i = j + 6
			if r&^0x7FF == 0xD800 {
				low, ok := rune(0), false
				if r < 0xDC00 && i+1 < end && p.s[i] == '\\' && p.s[i+1] == 'u' {
					low, ok = p.hex(i)
				}
				if !ok || low&^0x3FF != 0xDC00 {
					return dst, &Error{j, fmt.Sprintf(`\u%04x is half of a surrogate pair, which is no text`, r)}
				}
				r = 0x10000 + (r&0x3FF)<<10 + low&0x3FF
				i += 6
			}
			dst = utf8.AppendRune(dst, r)
		default:
			dst = append(dst, c)
		}
	}
	return dst, nil
}

// number goes over a number.
func (p *parser) number() *Error {
	if p.peek() == '-' {
		if p.i++; p.peek() == 'I' {
			return p.literal()
		}
	}
	if p.peek() == '0' {
		p.i++
	} else if !p.digits() {
		return p.unexpected()
	}
	if p.peek() == '.' {
		if p.i++; !p.digits() {
			return p.unexpected()
		}
	}
	if p.peek()|0x20 == 'e' {
		if p.i++; p.peek() == '+' || p.peek() == '-' {
			p.i++
		}
		if !p.digits() {
			return p.unexpected()
		}
	}
	return nil
}

// digits goes over digits, and reports whether there was one.
func (p *parser) digits() bool {
	start := p.i
	for '0' <= p.peek() && p.peek() <= '9' {
		p.i++
	}
	return p.i > start
}

var literals = []string{"true", "false", "null", "NaN", "Infinity"}

func (p *parser) literal() *Error {
	for _, word := range literals {
		if strings.HasPrefix(string(p.s[p.i:min(p.i+len(word), len(p.s))]), word) {
			p.i += len(word)
			return nil
		}
	}
	return p.unexpected()
}

func (p *parser) space() {
	for p.i < len(p.s) {
		switch p.s[p.i] {
		case ' ', '\t', '\r', '\n':
			p.i++
		default:
			return
		}
	}
}

// peek returns the next byte, 0 at the end.
func (p *parser) peek() byte {
	if p.i < len(p.s) {
		return p.s[p.i]
	}
	return 0
}

func (p *parser) wrong(message string) *Error { return &Error{p.i, message} }

func (p *parser) unexpected() *Error {
	if p.i >= len(p.s) {
		return &Error{len(p.s), "the JSON breaks off"}
	}
	r, _ := utf8.DecodeRune(p.s[p.i:])
	return p.wrong(fmt.Sprintf("unexpected %q in JSON", r))
}
