package tokenizerjson

import (
	"github.com/libhftok/libhftok/core/decoder"
	"github.com/libhftok/libhftok/core/pretokenizer"
	"github.com/libhftok/libhftok/core/status"
)

// decoderOf builds a "decoder"; the result is nil for null.
func decoderOf(path string, v value) (decoder.Decoder, error) {
	if v == nil {
		return nil, nil
	}
	f := fieldsOf(path, v)
	var d decoder.Decoder
	switch name := f.str("type"); name {
	case "BPEDecoder":
		d = decoder.NewBPE(f.str("suffix"))
	case "ByteLevel":
		f.boolean("add_prefix_space")
		f.boolean("trim_offsets")
		f.booleanOr("use_regex", true)
		d = decoder.NewByteLevel()
	case "WordPiece":
		d = decoder.NewWordPiece(f.str("prefix"), f.boolean("cleanup"))
	case "Metaspace":
		replacement := f.char("replacement")
		scheme, _ := metaspaceScheme(f)
		d = decoder.NewMetaspace(replacement, scheme != pretokenizer.Never)
	case "CTC":
		d = decoder.NewCTC(f.str("pad_token"), f.str("word_delimiter_token"), f.boolean("cleanup"))
	case "ByteFallback":
		d = decoder.NewByteFallback()
	case "Fuse":
		d = decoder.NewFuse()
	case "Strip":
		d = decoder.NewStrip(f.char("content"), f.size("start"), f.size("stop"))
	case "Replace":
		p := f.pattern("pattern")
		content := f.str("content")
		if f.err == nil && p.regex {
			f.err = status.Errorf(status.Unsupported, "tokenizer.json: %s.pattern: this regular expression is not supported by this version: %q", path, p.text)
		}
		d = decoder.NewReplaceString(p.text, content)
	case "Sequence":
		var list []decoder.Decoder
		for i, v := range f.list("decoders") {
			e, err := decoderOf(f.at("decoders", i), v)
			if err == nil && e == nil {
				err = invalid(f.at("decoders", i), "expected a decoder, found null")
			}
			if err != nil {
				return nil, err
			}
			list = append(list, e)
		}
		if f.err != nil {
			return nil, f.err
		}
		return decoder.NewSequence(list)
	default:
		f.unknownType(name)
	}
	return d, f.err
}
