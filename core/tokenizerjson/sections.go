package tokenizerjson

import (
	"maps"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/status"
)

// componentNames are the sections that can be replaced, in the order in which they are written.
var componentNames = []string{"normalizer", "pre_tokenizer", "post_processor", "decoder"}

// With returns f with other sections: an object of those to replace, as in a file. null removes one. The model
// can't be replaced; f's AddedTokens are left out unless data has some. Errors have the code InvalidArgument.
func (f *File) With(data []byte) (*File, error) {
	if !utf8.Valid(data) {
		return nil, status.Errorf(status.InvalidArgument, "the sections are not valid UTF-8")
	}
	w := *f
	w.AddedTokens = nil
	w.sections.components = maps.Clone(f.sections.components)
	r := &reader{data: data}
	err := w.read(r)
	if err == nil {
		err = r.end()
	}
	if err == nil && w.Model != f.Model {
		err = invalid("model", "can't be replaced")
	}
	if err != nil {
		return nil, status.Errorf(status.InvalidArgument, "%v", err)
	}
	return &w, nil
}

// AppendSections appends the components as an object: null for those that there are not, and of the model all
// but its tables.
func (f *File) AppendSections(dst []byte) []byte {
	dst = f.appendComponents(append(dst, '{'))
	dst = append(dst, `"model":{`...)
	for i, m := range f.sections.model {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(append(append(dst, m.name...), ':'), m.text...)
	}
	return append(dst, "}}"...)
}

// appendComponents appends the components as members, each with a comma behind it.
func (f *File) appendComponents(dst []byte) []byte {
	for _, name := range componentNames {
		dst = append(appendString(dst, name), ':')
		if text, ok := f.sections.components[name]; ok {
			dst = append(dst, text...)
		} else {
			dst = append(dst, "null"...)
		}
		dst = append(dst, ',')
	}
	return dst
}
