package tokenizerjson

import (
	"errors"
	"sync"

	"github.com/libhftok/libhftok/core/internal/pattern"
	"github.com/libhftok/libhftok/core/internal/regex"
	"github.com/libhftok/libhftok/core/pretokenizer"
	"github.com/libhftok/libhftok/core/status"
)

// pattern reads {"String": text} or {"Regex": text}. It returns nil after an error; for a regular
// expression source is its text.
func (f *fields) pattern(name string) (p pattern.Pattern, source string) {
	v, ok := f.get(name, true)
	if !ok {
		return nil, ""
	}
	o, is := v.(*object)
	if !is || len(o.keys) != 1 {
		f.fail(name, `expected {"String": …} or {"Regex": …}, found %s`, kind(v))
		return nil, ""
	}
	key := o.keys[0]
	text, is := o.values[key].(string)
	switch {
	case !is:
		f.fail(name+"."+key, "expected a string, found %s", kind(o.values[key]))
	case key == "String":
		return pattern.Literal(text), ""
	case key == "Regex" && text == "":
		return pattern.Literal{}, ""
	case key == "Regex" && text == " {2,}":
		return pattern.Run{Byte: ' ', Min: 2}, text
	case key == "Regex" && text == `\s+`:
		return pattern.White{}, text
	case key == "Regex":
		compile := sync.OnceValues(func() (*regex.Regex, error) { return regex.Compile(text) })
		if _, known := pretokenizer.ScannerFor(text); !known { // else it is valid, and is hardly ever needed
			if _, err := compile(); err != nil {
				f.fail(name, "%v", err)
				return nil, ""
			}
		}
		return &regexMatcher{compile: compile}, text
	default:
		f.fail(name, `expected "String" or "Regex", found %q`, key)
	}
	return nil, ""
}

// regexMatcher is a regular expression with the scratch memory that matching needs.
type regexMatcher struct {
	compile func() (*regex.Regex, error)
	scratch sync.Pool // of *regex.Scratch
}

func (m *regexMatcher) FindAll(text []byte, yield func(start, end int) bool) error {
	re, err := m.compile()
	if err != nil {
		return err
	}
	if !re.NeedsScratch() {
		return re.FindAll(nil, text, yield)
	}
	s, _ := m.scratch.Get().(*regex.Scratch)
	if s == nil {
		s = new(regex.Scratch)
	}
	defer m.scratch.Put(s)
	err = re.FindAll(s, text, yield)
	if errors.Is(err, regex.ErrLimit) || errors.Is(err, regex.ErrEndless) {
		return status.Errorf(status.Encode, "the regular expression %q: %w", re.String(), err)
	}
	return err
}
