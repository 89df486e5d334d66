package tokenizerjson

import (
	"github.com/libhftok/libhftok/core/internal/flat"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/model/bpe"
	"github.com/libhftok/libhftok/core/model/unigram"
	"github.com/libhftok/libhftok/core/model/wordlevel"
	"github.com/libhftok/libhftok/core/model/wordpiece"
)

// An image of a file is the file without the model's long lists and the added tokens, and the tables that were made
// of these. It is read as the file is: what is short is compiled again.

// compiled is a model that can write its tables.
type compiled interface {
	model.Model
	Tables(c *flat.Codec)
}

// WithoutLists returns data, from which Parse read f, without what images have as tables. It reports false if there
// can be no image of f.
func (f *File) WithoutLists(data []byte) (text []byte, ok bool) {
	if _, ok := f.Model.(compiled); !ok || f.models != 1 {
		return nil, false
	}
	from := 0
	for _, e := range f.lists {
		text = append(append(text, data[from:e.start]...), "null"...)
		from = e.end
	}
	return append(text, data[from:]...), true
}

// WriteImage writes f, of which text is what WithoutLists gave, as an image, but for the added tokens: their tables
// follow.
func (f *File) WriteImage(c *flat.Codec, text []byte) {
	name := []byte(typeOf(f.Model))
	flat.Table(c, &name)
	flat.Table(c, &text)
	f.Model.(compiled).Tables(c)
}

// typeOf returns the type of a model, which a file need not tell.
func typeOf(m model.Model) string {
	switch m.(type) {
	case *bpe.Model:
		return "BPE"
	case *wordpiece.Model:
		return "WordPiece"
	case *wordlevel.Model:
		return "WordLevel"
	case *unigram.Model:
		return "Unigram"
	}
	return ""
}

// ParseImage reads what WriteImage wrote, with the text it was given. The results share memory with c. The tables of
// the added tokens are left to be read.
func ParseImage(c *flat.Codec) (f *File, text []byte, err error) {
	var name []byte
	flat.Table(c, &name)
	flat.Table(c, &text)
	f, err = parse(&reader{data: text, image: c, imageType: string(name)})
	return f, text, err
}

// mustBeNull reads the null that stands for a list in an image.
func (r *reader) mustBeNull() error {
	if !r.null() {
		return r.unexpected("null")
	}
	return nil
}
