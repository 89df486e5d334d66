package corpus

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/hex"
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
	text    []byte // room for a result that had escapes
	key     []byte // the same for a key
}

// found is what a key leads to.
type found struct {
	first byte   // of the value, 0: there is no such key
	at    int    // where the value begins
	text  []byte // a string's
	half  int    // where the string has half of a surrogate pair, -1: nowhere
	keys  int    // of the field, how many lead to this
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
		return nil, &Error{f.at, fmt.Sprintf("the field %q is not a string", strings.Join(field, "."))}
	case f.half >= 0:
		return nil, &Error{f.half, fmt.Sprintf("%s is half of a surrogate pair, which is no text", s[f.half:f.half+6])}
	}
	return f.text, nil
}

// object goes over an object, whose '{' is next. keys says how many keys lead into it, field[0] included.
func (p *parser) object(field []string, keys int) (f found, err *Error) {
	p.i++
	if p.space(); p.peek() == '}' {
		p.i++
		return f, nil
	}
	for {
		is, err := p.label(field[0])
		if err != nil {
			return f, err
		}
		switch {
		case !is:
			err = p.skip()
		case len(field) > 1 && p.peek() == '{':
			f, err = p.object(field[1:], keys+1)
		default:
			f = found{first: p.peek(), at: p.i, keys: keys}
			if f.first == '"' {
				f.text, f.half, err = p.take(&p.text)
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

// label goes over a key and its colon, up to the value, and reports whether the key is that one.
func (p *parser) label(key string) (is bool, err *Error) {
	if p.peek() != '"' {
		return false, p.unexpected()
	}
	start := p.i
	escaped, err := p.string()
	if err != nil {
		return false, err
	}
	if text := p.s[start+1 : p.i-1]; !escaped {
		is = string(text) == key
	} else if key != "" {
		again := parser{s: p.s, i: start}
		text, half, _ := again.take(&p.key)
		is = half < 0 && string(text) == key
	}
	if p.space(); p.peek() != ':' {
		return false, p.unexpected()
	}
	p.i++
	p.space()
	return is, nil
}

// skip goes over a value.
func (p *parser) skip() *Error {
	p.nesting = p.nesting[:0]
	for {
		var err *Error
		opened := false
		switch c := p.peek(); {
		case c == '"':
			_, err = p.string()
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
			if _, err := p.label(""); err != nil {
				return err
			}
		}
	}
}

// string goes over a string, and reports whether it has escapes.
func (p *parser) string() (escaped bool, err *Error) {
	for p.i++; ; escaped = true {
		p.i = plain(p.s, p.i)
		switch p.peek() {
		case '"':
			p.i++
			return escaped, nil
		case '\\':
			_, err = p.escape()
		default:
			err = p.cut()
		}
		if err != nil {
			return false, err
		}
	}
}

// take goes over a string and returns it without its escapes: in room, if it has any. half is where it has half of
// a surrogate pair, -1 if nowhere.
func (p *parser) take(room *[]byte) (text []byte, half int, err *Error) {
	p.i++
	start, half := p.i, -1
	text = (*room)[:0]
	for {
		p.i = plain(p.s, p.i)
		run := p.s[start:p.i]
		switch p.peek() {
		case '"':
			p.i++
			if len(text) == 0 && half < 0 {
				return run, half, nil
			}
			text = append(text, run...)
			*room = text
			return text, half, nil
		case '\\':
		default:
			return nil, half, p.cut()
		}
		at := p.i
		r, err := p.escape()
		if err != nil {
			return nil, half, err
		}
		if r < 0 && half < 0 {
			half = at
		}
		text = utf8.AppendRune(append(text, run...), r)
		start = p.i
	}
}

// cut says why a string ends where it should not.
func (p *parser) cut() *Error {
	if p.i == len(p.s) {
		return p.unexpected()
	}
	return p.wrong(fmt.Sprintf("the control character 0x%02X in a string", p.s[p.i]))
}

// escape goes over an escape, or two that are a surrogate pair, and returns what it stands for: -1 for half a pair.
func (p *parser) escape() (rune, *Error) {
	if p.i+1 == len(p.s) {
		return 0, p.wrong("not an escape that JSON has")
	}
	if c := p.s[p.i+1]; c != 'u' {
		r := escapes[c]
		if r == 0 {
			return 0, p.wrong("not an escape that JSON has")
		}
		p.i += 2
		return rune(r), nil
	}
	r, ok := p.hex(p.i)
	if !ok {
		return 0, p.wrong(`a \u without four hexadecimal digits`)
	}
	p.i += 6
	if r&^0x7FF != 0xD800 {
		return r, nil
	}
	if r < 0xDC00 && p.i+1 < len(p.s) && p.s[p.i] == '\\' && p.s[p.i+1] == 'u' {
		if low, ok := p.hex(p.i); ok && low&^0x3FF == 0xDC00 {
			p.i += 6
			return 0x10000 + (r&0x3FF)<<10 + low&0x3FF, nil
		}
	}
	return -1, nil
}

// escapes maps what follows a backslash to what both stand for.
var escapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// hex reads the escape \uXXXX at i.
func (p *parser) hex(i int) (r rune, ok bool) {
	if i+6 > len(p.s) {
		return 0, false
	}
	return hex.Unit(p.s[i+2 : i+6])
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
