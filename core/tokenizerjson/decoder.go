package tokenizerjson

import (
	"github.com/libhftok/libhftok/core/decoder"
	"github.com/libhftok/libhftok/core/internal/pattern"
	"github.com/libhftok/libhftok/core/pretokenizer"
)

// decoderOf builds a "decoder"; the result is nil for null.
func decoderOf(path string, v value) (decoder.Decoder, error) {
	if v == nil {
		return nil, nil
	}
	return build(path, v, "a decoder", decoderNamed, "BPEDecoder", "WordPiece", "CTC", "Replace", "Strip")
}

// decoderNamed builds the decoder of a type; known is false if there is no such type.
func decoderNamed(name string, f *fields) (d decoder.Decoder, known bool) {
	switch name {
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
		d = replaceDecoder(f)
	case "Sequence":
		decoders := list(f, "decoders", "a decoder", decoderOf)
		if f.err == nil {
			d, f.err = decoder.NewSequence(decoders)
		}
	default:
		return nil, false
	}
	return d, true
}

func replaceDecoder(f *fields) decoder.Decoder {
	m, _ := f.pattern("pattern")
	content := f.str("content")
	if literal, ok := m.(pattern.Literal); ok {
		return decoder.NewReplaceString(string(literal), content)
	}
	return decoder.NewReplace(m, content)
}
