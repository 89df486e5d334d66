package tokenizerjson

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/status"
)

// value is a JSON value as a tree, for the small parts of the file: nil, bool, number, string, []value or
// *object. Vocabularies are never read so.
type value = any

// object is a JSON object. Of a key that occurs twice the last value counts.
type object struct {
	keys   []string
	values map[string]value
	twice  []string // keys that occur again, each time they do
}

// errNotUTF8 ends the reading of what is not UTF-8. Parse then says where that is.
var errNotUTF8 = status.Errorf(status.InvalidTokenizer, "not valid UTF-8")

// text reads a string for components to keep, which rely on its being UTF-8.
func (r *reader) text() (value, error) {
	s, err := r.str()
	if err == nil && !utf8.Valid(s) {
		err = errNotUTF8
	}
	return string(s), err
}

// tree reads the next value whole.
func (r *reader) tree() (value, error) {
	switch c := r.peek(); {
	case c == '{':
		o := &object{values: map[string]value{}}
		err := r.object(func(key []byte) error {
			k := string(key)
			if !utf8.ValidString(k) {
				return errNotUTF8
			}
			v, err := r.tree()
			if err != nil {
				return err
			}
			if _, twice := o.values[k]; twice {
				o.twice = append(o.twice, k)
			} else {
				o.keys = append(o.keys, k)
			}
			o.values[k] = v
			return nil
		})
		return o, err
	case c == '[':
		list := []value{}
		err := r.array(func(int) error {
			v, err := r.tree()
			list = append(list, v)
			return err
		})
		return list, err
	case c == '"':
		return r.text()
	case c == 't' || c == 'f':
		return r.boolean()
	case c == 'n' && r.null():
		return nil, nil
	case c == '-' || '0' <= c && c <= '9':
		return r.number()
	}
	return nil, r.unexpected("a value")
}
