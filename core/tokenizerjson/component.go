package tokenizerjson

import (
	"fmt"
	"strings"
)

// named builds the component of a type from f, which notes what is wrong; known is false if there is no
// such type.
type named[T any] func(name string, f *fields) (component T, known bool)

// build builds a component by its type. One without a type that is known, but with the members of one of
// the candidates, is the first of these: so the reference reads old files.
func build[T any](path string, v value, what string, of named[T], candidates ...string) (T, error) {
	f := fieldsOf(path, v)
	if c, known := of(f.typeName(), f); known || f.err != nil {
		return c, f.err
	}
	return buildByMembers(path, v, what, of, candidates...)
}

// buildByMembers builds the first of the candidates that has its members.
func buildByMembers[T any](path string, v value, what string, of named[T], candidates ...string) (c T, err error) {
	declared := fieldsOf(path, v).typeName()
	for _, name := range candidates {
		f := fieldsOf(path, v)
		c, _ := of(name, f)
		if f.err == nil {
			return c, nil
		}
		if err == nil || name == declared {
			err = f.err // of the candidate that it says it is, if it says so
		}
		if name == declared {
			declared = ""
		}
	}
	if declared != "" {
		err = invalid(path+".type", "%q is not %s, and has the members of none", declared, what)
	} else if f := fieldsOf(path, v); f.typeName() == "" {
		if f.err == nil {
			f.fail("", "missing field %q", "type")
		}
		err = f.err
	}
	return c, err
}

// typeName returns the type that f declares, "" if none.
func (f *fields) typeName() string {
	name, _ := f.o.values["type"].(string)
	return name
}

// mustBe fails unless f declares the type.
func (f *fields) mustBe(name string) {
	if f.get("type", false); f.typeName() != name {
		f.fail("type", "expected %q", name)
	}
}

// list builds every component of a member that is a list of them.
func list[T any](f *fields, name, what string, build func(path string, v value) (T, error)) (components []T) {
	for i, v := range f.list(name) {
		at := fmt.Sprintf("%s.%s[%d]", f.path, name, i)
		if v == nil {
			f.fail(strings.TrimPrefix(at, f.path+"."), "expected %s, found null", what)
			return nil
		}
		c, err := build(at, v)
		if err != nil {
			if f.err == nil {
				f.err = err
			}
			return nil
		}
		components = append(components, c)
	}
	return components
}
