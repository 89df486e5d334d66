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

// WriteImage writes f, which Parse read from data, as an image, but for the added tokens: their tables follow. It
// reports false if f can't be written so.
func (f *File) WriteImage(c *flat.Codec, data []byte) bool {
	m, ok := f.Model.(compiled)
	if !ok || f.models != 1 {
		return false
	}
	var text []byte
	from := 0
	for _, e := range f.lists {
		text = append(append(text, data[from:e.start]...), "null"...)
		from = e.end
	}
	text = append(text, data[from:]...)
	name := []byte(typeOf(m))
	flat.Table(c, &name)
	flat.Table(c, &text)
	m.Tables(c)
	return true
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

// ParseImage reads what WriteImage wrote. The result shares memory with it. The tables of the added tokens are left
// to be read.
func ParseImage(c *flat.Codec) (*File, error) {
	var name, text []byte
	flat.Table(c, &name)
	flat.Table(c, &text)
	return parse(&reader{data: text, image: c, imageType: string(name)})
}

// mustBeNull reads the null that stands for a list in an image.
func (r *reader) mustBeNull() error {
	if !r.null() {
		return r.unexpected("null")
	}
	return nil
}
