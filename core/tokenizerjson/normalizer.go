package tokenizerjson

import (
	"encoding/base64"

	"github.com/libhftok/libhftok/core/normalizer"
)

// normalizerOf builds a "normalizer"; the result is nil for null.
func normalizerOf(path string, v value) (normalizer.Normalizer, error) {
	if v == nil {
		return nil, nil
	}
	return build(path, v, "a normalizer", normalizerNamed, "Bert", "Strip", "Sequence", "Replace", "Prepend")
}

// normalizerNamed builds the normalizer of a type; known is false if there is no such type.
func normalizerNamed(name string, f *fields) (n normalizer.Normalizer, known bool) {
	switch name {
	case "Bert":
		n = bert(f)
	case "Strip":
		n = normalizer.Strip{Left: f.boolean("strip_left"), Right: f.boolean("strip_right")}
	case "StripAccents":
		n = normalizer.StripAccents{}
	case "NFC":
		n = normalizer.NFC
	case "NFD":
		n = normalizer.NFD
	case "NFKC":
		n = normalizer.NFKC
	case "NFKD":
		n = normalizer.NFKD
	case "Lowercase":
		n = normalizer.Lowercase{}
	case "Nmt":
		n = normalizer.Nmt{}
	case "Prepend":
		n = normalizer.Prepend{Text: f.str("prepend")}
	case "ByteLevel":
		n = normalizer.ByteLevel{}
	case "Precompiled":
		n = precompiled(f)
	case "Replace":
		n = replace(f)
	case "Sequence":
		n = normalizer.NewSequence(list(f, "normalizers", "a normalizer", normalizerOf)...)
	default:
		return nil, false
	}
	return n, true
}

func precompiled(f *fields) normalizer.Normalizer {
	charsmap, err := base64.StdEncoding.DecodeString(f.str("precompiled_charsmap"))
	if err != nil {
		f.fail("precompiled_charsmap", "not base64: %v", err)
	}
	if f.err != nil {
		return nil
	}
	p, err := normalizer.NewPrecompiled(charsmap)
	if err != nil {
		f.fail("precompiled_charsmap", "%v", err)
	}
	return p
}

func replace(f *fields) normalizer.Normalizer {
	m, _ := f.pattern("pattern")
	content := f.str("content")
	return normalizer.Replace{Pattern: m, Content: content}
}

// bert reads a BertNormalizer. Accents are stripped where that isn't said if letters become lower case.
func bert(f *fields) normalizer.Bert {
	b := normalizer.Bert{
		CleanText:          f.boolean("clean_text"),
		HandleChineseChars: f.boolean("handle_chinese_chars"),
		Lowercase:          f.boolean("lowercase"),
	}
	accents, said := f.nullable("strip_accents")
	b.StripAccents = accents || !said && b.Lowercase
	return b
}
