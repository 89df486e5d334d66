package tokenizerjson

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/status"
)

// fields reads the members of one component. The first thing that is wrong stays in err, with its path,
// so that a component can be read without a check after every member.
type fields struct {
	path string
	o    *object
	err  error
	// strict tells that a member that is read must not be there twice; otherwise the last one counts. What the
	// reference reads on the way through a tree of its own is not strict.
	strict bool
}

// strictFieldsOf is fieldsOf where no member may be there twice.
func strictFieldsOf(path string, v value) *fields {
	f := fieldsOf(path, v)
	f.strict = true
	return f
}

// fieldsOf starts reading v, which must be an object.
func fieldsOf(path string, v value) *fields {
	f := &fields{path: path, o: &object{}}
	if o, ok := v.(*object); ok {
		f.o = o
	} else {
		f.fail("", "expected an object, found %s", kind(v))
	}
	return f
}

func (f *fields) fail(name, format string, args ...any) {
	if f.err != nil {
		return
	}
	path := f.path
	if name != "" {
		path += "." + name
	}
	f.err = invalid(path, format, args...)
}

// invalid is an error at a path.
func invalid(path, format string, args ...any) error {
	return status.Errorf(status.InvalidTokenizer, "tokenizer.json: %s: %s", path, fmt.Sprintf(format, args...))
}

func kind(v value) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return "a boolean"
	case number:
		return "a number"
	case string:
		if len(v) > 40 {
			return "a string"
		}
		return fmt.Sprintf("%q", v)
	case []value:
		return "an array"
	}
	return "an object"
}

// get returns a member. Absent ones are an error if mandatory.
func (f *fields) get(name string, mandatory bool) (value, bool) {
	v, ok := f.o.values[name]
	if !ok && mandatory {
		f.fail("", "missing field %q", name)
	}
	if f.strict && slices.Contains(f.o.twice, name) {
		f.fail(name, "member given twice")
	}
	return v, ok
}

func (f *fields) boolean(name string) bool {
	v, ok := f.get(name, true)
	b, is := v.(bool)
	if ok && !is {
		f.fail(name, "expected true or false, found %s", kind(v))
	}
	return b
}

// booleanOr is boolean for a member that may be absent.
func (f *fields) booleanOr(name string, def bool) bool {
	if _, ok := f.o.values[name]; !ok {
		return def
	}
	return f.boolean(name)
}

// nullable returns a boolean that may be absent or null, in which cases ok is false.
func (f *fields) nullable(name string) (b, ok bool) {
	if v, present := f.get(name, false); !present || v == nil {
		return false, false
	}
	return f.boolean(name), true
}

func (f *fields) str(name string) string {
	v, ok := f.get(name, true)
	s, is := v.(string)
	if ok && !is {
		f.fail(name, "expected a string, found %s", kind(v))
	}
	return s
}

// strOr is str for a member that may be absent.
func (f *fields) strOr(name, def string) string {
	if _, ok := f.o.values[name]; !ok {
		return def
	}
	return f.str(name)
}

// nullableStr returns a string that may be absent or null, then nil.
func (f *fields) nullableStr(name string) *string {
	if v, ok := f.get(name, false); !ok || v == nil {
		return nil
	}
	s := f.str(name)
	return &s
}

// char returns a string of exactly one character.
func (f *fields) char(name string) rune {
	s := f.str(name)
	r, n := utf8.DecodeRuneInString(s)
	if f.err == nil && (n == 0 || n != len(s)) {
		f.fail(name, "expected one character, found %q", s)
	}
	return r
}

// integer returns a whole number of at most limit.
func (f *fields) integer(name string, limit uint64) uint64 {
	v, ok := f.get(name, true)
	n, is := v.(number)
	if ok && (!is || !n.whole || n.bits > limit) {
		f.fail(name, "expected a whole number from 0 to %d, found %s", limit, kind(v))
		return 0
	}
	return n.bits
}

// size returns a count that fits an int.
func (f *fields) size(name string) int { return int(f.integer(name, math.MaxInt)) }

func (f *fields) id(name string) uint32 { return uint32(f.integer(name, math.MaxUint32)) }

// nullableInteger returns a number that may be absent or null, then nil.
func (f *fields) nullableInteger(name string) *uint64 {
	if v, ok := f.get(name, false); !ok || v == nil {
		return nil
	}
	n := f.integer(name, math.MaxUint64)
	return &n
}

// list returns an array.
func (f *fields) list(name string) []value {
	v, ok := f.get(name, true)
	l, is := v.([]value)
	if ok && !is {
		f.fail(name, "expected an array, found %s", kind(v))
	}
	return l
}

// at returns the path of a member's element.
func (f *fields) at(name string, i int) string { return fmt.Sprintf("%s.%s[%d]", f.path, name, i) }

// choose returns the position of a member's string in choices.
func (f *fields) choose(name string, choices ...string) int {
	s := f.str(name)
	for i, c := range choices {
		if s == c {
			return i
		}
	}
	if f.err == nil {
		f.fail(name, "unknown value %q; expected one of %s", s, strings.Join(choices, ", "))
	}
	return 0
}

// chooseOr is choose for a member that may be absent.
func (f *fields) chooseOr(name string, def int, choices ...string) int {
	if _, ok := f.o.values[name]; !ok {
		return def
	}
	return f.choose(name, choices...)
}
