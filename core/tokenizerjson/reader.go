package tokenizerjson

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/flat"
	"github.com/libhftok/libhftok/core/internal/hex"
	"github.com/libhftok/libhftok/core/status"
)

// maxDepth is how deep arrays and objects may nest, as in the reference.
const maxDepth = 127

// reader walks a JSON text once, front to back, without building a tree of it. Whether the text is UTF-8
// shows at the end: see invalidText. It keeps the path of where it is for error messages.
type reader struct {
	data  []byte
	pos   int
	path  []step
	depth int
	buf   []byte   // of the last string that had escapes
	equal []extent // whose strings are all equal to others of the text; the rest of them is ASCII

	// image has the model's tables, and imageType says which model's, where the text has them not.
	image     *flat.Codec
	imageType string
}

// extent is a part of the text.
type extent struct{ start, end int }

// step is one element of a path: a key, or an index if key is nil.
type step struct {
	key   []byte
	index int
}

func (r *reader) errorf(format string, args ...any) error {
	return r.errorAt(r.pos, format, args...)
}

func (r *reader) errorAt(pos int, format string, args ...any) error {
	before := r.data[:min(pos, len(r.data))]
	line := 1 + bytes.Count(before, []byte{'\n'})
	column := 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
	where := r.where()
	if where != "" {
		where += ": "
	}
	return status.Errorf(status.InvalidTokenizer, "tokenizer.json: %s%s (line %d, column %d)", where, fmt.Sprintf(format, args...), line, column)
}

// where returns the path, such as model.merges[3].
func (r *reader) where() string {
	var b []byte
	for _, s := range r.path {
		if s.key == nil {
			b = append(strconv.AppendInt(append(b, '['), int64(s.index), 10), ']')
			continue
		}
		if len(b) > 0 {
			b = append(b, '.')
		}
		b = append(b, s.key[:min(len(s.key), 64)]...)
	}
	return string(bytes.ToValidUTF8(b, nil))
}

// peek returns the next character that is not white space, 0 at the end.
func (r *reader) peek() byte {
	for r.pos < len(r.data) {
		switch c := r.data[r.pos]; c {
		case ' ', '\n', '\t', '\r':
			r.pos++
		default:
			return c
		}
	}
	return 0
}

func (r *reader) expect(c byte) error {
	if r.peek() != c {
		return r.unexpected(fmt.Sprintf("%q", c))
	}
	r.pos++
	return nil
}

// unexpected is the error of finding something other than what was wanted.
func (r *reader) unexpected(wanted string) error {
	found := "the end of the file"
	if c := r.peek(); r.pos < len(r.data) {
		switch {
		case c == '"':
			found = "a string"
		case c == '{':
			found = "an object"
		case c == '[':
			found = "an array"
		case c == '-' || '0' <= c && c <= '9':
			found = "a number"
		case c == 't' || c == 'f':
			found = "a boolean"
		case c == 'n':
			found = "null"
		default:
			ch, _ := utf8.DecodeRune(r.data[r.pos:])
			found = strconv.QuoteRune(ch)
		}
	}
	return r.errorf("expected %s, found %s", wanted, found)
}

func (r *reader) enter() error {
	if r.depth++; r.depth > maxDepth {
		return r.errorf("nested deeper than %d levels", maxDepth)
	}
	return nil
}

// object calls member for every key, with the reader at its value. The key is valid until the next call.
func (r *reader) object(member func(key []byte) error) error {
	if r.peek() != '{' {
		return r.unexpected("an object")
	}
	if err := r.enter(); err != nil {
		return err
	}
	r.pos++
	for first := true; ; first = false {
		if c := r.peek(); c == '}' && first {
			break
		}
		start := r.pos
		key, err := r.str()
		if err != nil {
			return r.errorAt(start, "expected a key in quotes")
		}
		if err := r.expect(':'); err != nil {
			return err
		}
		r.path = append(r.path, step{key: key})
		if err := member(key); err != nil {
			return err
		}
		r.path = r.path[:len(r.path)-1]
		if c := r.peek(); c == '}' {
			break
		} else if c != ',' {
			return r.unexpected("',' or '}'")
		}
		r.pos++
	}
	r.pos++
	r.depth--
	return nil
}

// array calls element for every index, with the reader at its value. It may read elements that follow, and
// count them in the path's last step.
func (r *reader) array(element func(i int) error) error {
	if r.peek() != '[' {
		return r.unexpected("an array")
	}
	if err := r.enter(); err != nil {
		return err
	}
	r.pos++
	r.path = append(r.path, step{})
	for i := 0; ; i++ {
		if c := r.peek(); c == ']' && i == 0 {
			break
		}
		last := len(r.path) - 1
		r.path[last].index = i
		if err := element(i); err != nil {
			return err
		}
		i = r.path[last].index
		if c := r.peek(); c == ']' {
			break
		} else if c != ',' {
			return r.unexpected("',' or ']'")
		}
		r.pos++
	}
	r.path = r.path[:len(r.path)-1]
	r.pos++
	r.depth--
	return nil
}

// str reads a string. The result is valid until the next call.
func (r *reader) str() ([]byte, error) {
	if r.peek() != '"' {
		return nil, r.unexpected("a string")
	}
	s := scanner{r.data, r.pos}
	if plain, ok := s.plainString(); ok {
		r.pos = s.at
		return plain, nil
	}
	start := r.pos + 1
	for i := start; i < len(r.data); i++ {
		switch c := r.data[i]; {
		case c == '"':
			r.pos = i + 1
			return r.data[start:i], nil
		case c == '\\':
			return r.escaped(start, i)
		case c < ' ':
			return nil, r.errorAt(i, "a control character in a string must be escaped")
		}
	}
	return nil, r.errorAt(len(r.data), "a string without end")
}

// escaped reads the string that begins at start and has its first escape at i.
func (r *reader) escaped(start, i int) ([]byte, error) {
	buf := append(r.buf[:0], r.data[start:i]...)
	for i < len(r.data) {
		c := r.data[i]
		switch {
		case c == '"':
			r.buf, r.pos = buf, i+1
			return buf, nil
		case c < ' ':
			return nil, r.errorAt(i, "a control character in a string must be escaped")
		case c != '\\':
			buf = append(buf, c)
			i++
			continue
		}
		if i+1 == len(r.data) {
			break
		}
		c = r.data[i+1]
		if k := bytes.IndexByte([]byte(`"\/bfnrt`), c); k >= 0 {
			buf = append(buf, "\"\\/\b\f\n\r\t"[k])
			i += 2
			continue
		}
		char, n := r.unicodeEscape(i)
		if n == 0 {
			return nil, r.errorAt(i, "invalid escape in a string")
		}
		buf = utf8.AppendRune(buf, char)
		i += n
	}
	return nil, r.errorAt(len(r.data), "a string without end")
}

// unicodeEscape reads \uXXXX, or a pair of surrogates, at i. It returns length 0 if there is none.
func (r *reader) unicodeEscape(i int) (char rune, n int) {
	unit := func(i int) (rune, bool) {
		if i+6 > len(r.data) || r.data[i] != '\\' || r.data[i+1] != 'u' {
			return 0, false
		}
		return hex.Unit(r.data[i+2 : i+6])
	}
	char, ok := unit(i)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(char) {
		return char, 6
	}
	low, ok := unit(i + 6)
	if pair := utf16.DecodeRune(char, low); ok && pair != utf8.RuneError {
		return pair, 12
	}
	return 0, 0
}

// null reads a null, if there is one.
func (r *reader) null() bool {
	if r.peek() == 'n' && bytes.HasPrefix(r.data[r.pos:], []byte("null")) {
		r.pos += 4
		return true
	}
	return false
}

func (r *reader) boolean() (bool, error) {
	c := r.peek()
	for _, word := range []string{"true", "false"} {
		if c == word[0] && bytes.HasPrefix(r.data[r.pos:], []byte(word)) {
			r.pos += len(word)
			return c == 't', nil
		}
	}
	return false, r.unexpected("true or false")
}

// id reads a whole number below 2^32.
func (r *reader) id() (uint32, error) {
	start := r.pos
	n, err := r.number()
	if err != nil {
		return 0, err
	}
	if !n.whole || n.bits > math.MaxUint32 {
		return 0, r.errorAt(start, "expected a whole number from 0 to %d", uint32(math.MaxUint32))
	}
	return uint32(n.bits), nil
}

// end makes sure that nothing follows.
func (r *reader) end() error {
	if r.peek(); r.pos < len(r.data) {
		return r.errorf("text after the end of the object")
	}
	return nil
}
