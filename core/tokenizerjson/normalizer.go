package tokenizerjson

import (
	"encoding/base64"

	"github.com/libhftok/libhftok/core/normalizer"
	"github.com/libhftok/libhftok/core/status"
)

// normalizerOf builds a "normalizer"; the result is nil for null.
func normalizerOf(path string, v value) (normalizer.Normalizer, error) {
	if v == nil {
		return nil, nil
	}
	f := fieldsOf(path, v)
	var n normalizer.Normalizer
	switch name := f.str("type"); name {
	case "BertNormalizer":
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
		charsmap, err := base64.StdEncoding.DecodeString(f.str("precompiled_charsmap"))
		if err != nil && f.err == nil {
			f.fail("precompiled_charsmap", "not base64: %v", err)
		}
		if f.err != nil {
			return nil, f.err
		}
		p, err := normalizer.NewPrecompiled(charsmap)
		if err != nil {
			return nil, status.Errorf(status.InvalidTokenizer, "tokenizer.json: %s.precompiled_charsmap: %w", path, err)
		}
		return p, nil
	case "Replace":
		p := f.pattern("pattern")
		content := f.str("content")
		if f.err == nil && p.regex {
			f.err = status.Errorf(status.Unsupported, "tokenizer.json: %s.pattern: this regular expression is not supported by this version: %q", path, p.text)
		}
		n = normalizer.Replace{Pattern: normalizer.Literal(p.text), Content: content}
	case "Sequence":
		var list []normalizer.Normalizer
		for i, v := range f.list("normalizers") {
			e, err := normalizerOf(f.at("normalizers", i), v)
			if err == nil && e == nil {
				err = invalid(f.at("normalizers", i), "expected a normalizer, found null")
			}
			if err != nil {
				return nil, err
			}
			list = append(list, e)
		}
		n = normalizer.NewSequence(list...)
	default:
		f.unknownType(name)
	}
	return n, f.err
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
