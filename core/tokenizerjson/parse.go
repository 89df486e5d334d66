// Package tokenizerjson is the one room that knows the tokenizer.json format: it turns a file into
// compiled components, or into an error that names the place.
package tokenizerjson

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/addedvocab"
	"github.com/libhftok/libhftok/core/decoder"
	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/internal/utf8fast"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/normalizer"
	"github.com/libhftok/libhftok/core/postprocessor"
	"github.com/libhftok/libhftok/core/pretokenizer"
)

// File is a tokenizer.json, read. Components that the file leaves out are nil.
type File struct {
	Normalizer    normalizer.Normalizer
	PreTokenizer  pretokenizer.PreTokenizer
	Model         model.Model
	PostProcessor postprocessor.PostProcessor
	Decoder       decoder.Decoder
	AddedTokens   []addedvocab.Token
	Truncation    *encoding.TruncationParams
	Padding       *encoding.PaddingParams

	sections sections
	models   int      // how often "model" was given
	lists    []extent // where the lists that images have as tables are in the text
}

// The names of values of package encoding, in its order.
var (
	sides      = []string{encoding.Right: "Right", encoding.Left: "Left"}
	strategies = []string{encoding.LongestFirst: "LongestFirst", encoding.OnlyFirst: "OnlyFirst", encoding.OnlySecond: "OnlySecond"}
)

// Parse reads a tokenizer.json. data is not kept.
func Parse(data []byte) (*File, error) { return parse(&reader{data: data}) }

func parse(r *reader) (*File, error) {
	f := &File{}
	err := f.read(r)
	if err == nil {
		err = r.end()
	}
	if at := r.invalidText(err == nil); at < len(r.data) {
		return nil, (&reader{data: r.data}).errorAt(at, "not valid UTF-8")
	}
	if err != nil {
		return nil, err
	}
	if f.Model == nil {
		return nil, invalid("model", "missing")
	}
	return f, nil
}

// invalidText returns where the text stops being UTF-8, its length if nowhere. With trusting set, what was
// seen to be equal to other parts of the text is not looked at.
func (r *reader) invalidText(trusting bool) int {
	from := 0
	for _, e := range append(r.equal, extent{len(r.data), len(r.data)}) {
		if trusting && utf8fast.Valid(r.data[from:e.start]) {
			from = e.end
			continue
		}
		for from < len(r.data) {
			c, n := utf8.DecodeRune(r.data[from:])
			if c == utf8.RuneError && n == 1 {
				return from
			}
			from += n
		}
	}
	return len(r.data)
}

func (f *File) read(r *reader) error {
	return r.object(func(key []byte) error {
		switch string(key) {
		case "model":
			return f.readModel(r)
		case "added_tokens":
			return f.readAddedTokens(r)
		}
		name := string(key)
		build, known := map[string]func(value) error{
			"version":        version,
			"truncation":     func(v value) (err error) { f.Truncation, err = truncation(v); return },
			"padding":        func(v value) (err error) { f.Padding, err = padding(v); return },
			"normalizer":     func(v value) (err error) { f.Normalizer, err = normalizerOf("normalizer", v); return },
			"pre_tokenizer":  func(v value) (err error) { f.PreTokenizer, err = preTokenizer("pre_tokenizer", v); return },
			"post_processor": func(v value) (err error) { f.PostProcessor, err = postProcessor("post_processor", v); return },
			"decoder":        func(v value) (err error) { f.Decoder, err = decoderOf("decoder", v); return },
		}[name]
		if !known {
			return r.errorf("unknown member; the format has version, truncation, padding, added_tokens, normalizer, pre_tokenizer, post_processor, decoder and model")
		}
		r.peek()
		start := r.pos
		v, err := r.tree()
		if err != nil {
			return err
		}
		f.sections.keep(name, r.data[start:r.pos])
		return build(v)
	})
}

func version(v value) error {
	if v != "1.0" {
		return invalid("version", "expected \"1.0\", found %s", kind(v))
	}
	return nil
}

func truncation(v value) (*encoding.TruncationParams, error) {
	if v == nil {
		return nil, nil
	}
	f := strictFieldsOf("truncation", v)
	p := &encoding.TruncationParams{
		MaxLength: f.size("max_length"),
		Strategy:  encoding.TruncationStrategy(f.choose("strategy", strategies...)),
		Stride:    f.size("stride"),
		Direction: encoding.Side(f.chooseOr("direction", int(encoding.Right), sides...)),
	}
	return p, f.err
}

func padding(v value) (*encoding.PaddingParams, error) {
	if v == nil {
		return nil, nil
	}
	f := strictFieldsOf("padding", v)
	p := &encoding.PaddingParams{
		Direction: encoding.Side(f.choose("direction", sides...)),
		PadID:     f.id("pad_id"),
		PadTypeID: f.id("pad_type_id"),
		PadToken:  f.str("pad_token"),
	}
	if n := f.nullableInteger("pad_to_multiple_of"); n != nil {
		p.PadToMultipleOf = f.size("pad_to_multiple_of")
	}
	switch s, _ := f.get("strategy", true); s := s.(type) {
	case *object:
		p.Fixed = (&fields{path: "padding.strategy", o: s}).size("Fixed")
		if n, ok := s.values["Fixed"].(number); !ok || !n.whole || len(s.keys) != 1 || s.twice != nil {
			f.fail("strategy", `expected "BatchLongest" or {"Fixed": n}`)
		}
	default:
		p.BatchLongest = true
		if s != "BatchLongest" {
			f.fail("strategy", `expected "BatchLongest" or {"Fixed": n}, found %s`, kind(s))
		}
	}
	return p, f.err
}

func (f *File) readAddedTokens(r *reader) (err error) {
	if r.image != nil {
		return r.mustBeNull()
	}
	r.peek()
	start := r.pos
	f.AddedTokens, err = r.addedTokens()
	f.lists = append(f.lists, extent{start, r.pos})
	return err
}

// addedTokens reads the list one by one: it can be long.
func (r *reader) addedTokens() ([]addedvocab.Token, error) {
	tokens := []addedvocab.Token{} // not nil: the list is there
	err := r.array(func(int) error {
		v, err := r.tree()
		if err != nil {
			return err
		}
		f := strictFieldsOf(r.where(), v)
		f.id("id") // the token's real id follows from its place and the model's vocabulary
		t := addedvocab.Token{
			Content:    f.str("content"),
			SingleWord: f.boolean("single_word"),
			LStrip:     f.boolean("lstrip"),
			RStrip:     f.boolean("rstrip"),
			Normalized: f.boolean("normalized"),
			Special:    f.boolean("special"),
		}
		if f.err == nil {
			tokens = r.addedElements(append(tokens, t))
		}
		return f.err
	})
	return tokens, err
}
