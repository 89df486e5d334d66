package tokenizerjson

import (
	"bytes"
	"strconv"

	"github.com/libhftok/libhftok/core/addedvocab"
	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/model/bpe"
	"github.com/libhftok/libhftok/core/model/unigram"
	"github.com/libhftok/libhftok/core/status"
)

// sections holds what has to be written back as it was read: the components, which do not change, and the
// model's small members. The texts are JSON without white space.
type sections struct {
	components map[string][]byte // by name
	model      []member
}

type member struct{ name, text []byte }

// keep notes the text of a component.
func (s *sections) keep(name string, text []byte) {
	if s.components == nil {
		s.components = map[string][]byte{}
	}
	s.components[name] = compact(text)
}

// compact returns text, which is valid, without white space.
func compact(text []byte) []byte {
	c := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case ' ', '\n', '\t', '\r':
		case '"':
			end := endOfString(text, i)
			c = append(c, text[i:end]...)
			i = end - 1
		default:
			c = append(c, text[i])
		}
	}
	return c
}

// endOfString returns where the string that begins at a quote ends.
func endOfString(text []byte, quote int) int {
	for i := quote + 1; ; i++ {
		n := bytes.IndexByte(text[i:], '"')
		if n < 0 {
			return len(text)
		}
		i += n
		before := i
		for text[before-1] == '\\' {
			before--
		}
		if (i-before)%2 == 0 {
			return i + 1
		}
	}
}

// Append appends a tokenizer.json that gives the same tokenizer: the components of f with the given added
// tokens, truncation and padding. What f was read from need not be at hand.
func (f *File) Append(dst []byte, added *addedvocab.Vocabulary, t *encoding.TruncationParams, p *encoding.PaddingParams) ([]byte, error) {
	dst = append(dst, `{"version":"1.0","truncation":`...)
	dst = AppendTruncation(dst, t)
	dst = append(dst, `,"padding":`...)
	dst = AppendPadding(dst, p)
	dst = append(dst, `,"added_tokens":`...)
	dst = AppendAddedTokens(dst, added)
	dst = f.appendComponents(append(dst, ','))
	dst = append(dst, `"model":`...)
	dst, err := f.appendModel(dst)
	return append(dst, '}'), err
}

// AppendAddedTokens appends the added tokens by ascending id.
func AppendAddedTokens(dst []byte, added *addedvocab.Vocabulary) []byte {
	dst = append(dst, '[')
	first := len(dst)
	for id := range added.IDs {
		t, _ := added.Token(id)
		if len(dst) > first {
			dst = append(dst, ',')
		}
		dst = strconv.AppendUint(append(dst, `{"id":`...), uint64(id), 10)
		dst = appendString(append(dst, `,"content":`...), t.Content)
		for _, flag := range []struct {
			name string
			set  bool
		}{
			{"single_word", t.SingleWord}, {"lstrip", t.LStrip}, {"rstrip", t.RStrip}, {"normalized", t.Normalized}, {"special", t.Special},
		} {
			dst = append(appendString(append(dst, ','), flag.name), ':')
			dst = strconv.AppendBool(dst, flag.set)
		}
		dst = append(dst, '}')
	}
	return append(dst, ']')
}

// AppendTruncation appends a "truncation" section, null for nil.
func AppendTruncation(dst []byte, p *encoding.TruncationParams) []byte {
	if p == nil {
		return append(dst, "null"...)
	}
	dst = appendString(append(dst, `{"direction":`...), sides[p.Direction])
	dst = strconv.AppendInt(append(dst, `,"max_length":`...), int64(p.MaxLength), 10)
	dst = appendString(append(dst, `,"strategy":`...), strategies[p.Strategy])
	dst = strconv.AppendInt(append(dst, `,"stride":`...), int64(p.Stride), 10)
	return append(dst, '}')
}

// AppendPadding appends a "padding" section, null for nil.
func AppendPadding(dst []byte, p *encoding.PaddingParams) []byte {
	if p == nil {
		return append(dst, "null"...)
	}
	dst = append(dst, `{"strategy":`...)
	if p.BatchLongest {
		dst = append(dst, `"BatchLongest"`...)
	} else {
		dst = append(strconv.AppendInt(append(dst, `{"Fixed":`...), int64(p.Fixed), 10), '}')
	}
	dst = appendString(append(dst, `,"direction":`...), sides[p.Direction])
	dst = append(dst, `,"pad_to_multiple_of":`...)
	if p.PadToMultipleOf == 0 {
		dst = append(dst, "null"...)
	} else {
		dst = strconv.AppendInt(dst, int64(p.PadToMultipleOf), 10)
	}
	dst = strconv.AppendUint(append(dst, `,"pad_id":`...), uint64(p.PadID), 10)
	dst = strconv.AppendUint(append(dst, `,"pad_type_id":`...), uint64(p.PadTypeID), 10)
	return append(appendString(append(dst, `,"pad_token":`...), p.PadToken), '}')
}

// appendModel appends the "model" section: the small members as they were, then the tables.
func (f *File) appendModel(dst []byte) ([]byte, error) {
	dst = append(dst, '{')
	for _, m := range f.sections.model {
		dst = append(append(append(append(dst, m.name...), ':'), m.text...), ',')
	}
	dst = append(dst, `"vocab":`...)
	switch m := f.Model.(type) {
	case *unigram.Model:
		return appendPieces(dst, m)
	case *bpe.Model:
		dst = AppendVocab(dst, m.Vocab)
		dst = append(dst, `,"merges":[`...)
		first := true
		for left, right := range m.Merges {
			if !first {
				dst = append(dst, ',')
			}
			first = false
			dst = appendString(append(dst, '['), left)
			dst = append(appendString(append(dst, ','), right), ']')
		}
		return append(dst, "]}"...), nil
	}
	return append(AppendVocab(dst, f.Model.Vocab), '}'), nil
}

// AppendVocab appends a vocabulary as an object.
func AppendVocab(dst []byte, vocab func(yield func(token string, id uint32) bool)) []byte {
	dst = append(dst, '{')
	first := true
	for token, id := range vocab {
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = append(appendString(dst, token), ':')
		dst = strconv.AppendUint(dst, uint64(id), 10)
	}
	return append(dst, '}')
}

func appendPieces(dst []byte, m *unigram.Model) ([]byte, error) {
	dst = append(dst, '[')
	for id := range m.VocabSize() {
		piece, score := m.Piece(uint32(id))
		if id > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendString(append(dst, '['), piece), ',')
		var ok bool
		if dst, ok = appendNumber(dst, score); !ok {
			return dst, status.Errorf(status.Internal, "no text reads as the score %v", score)
		}
		dst = append(dst, ']')
	}
	return append(dst, "]}"...), nil
}

// appendNumber appends a text that number reads as exactly f: the shortest one that other readers take for
// f if that does, else one close by.
func appendNumber(dst []byte, f float64) ([]byte, bool) {
	reads := func(text []byte) bool {
		r := &reader{data: text}
		n, err := r.number()
		return err == nil && n.float == f && r.pos == len(text)
	}
	n := len(dst)
	dst = strconv.AppendFloat(dst, f, 'g', -1, 64)
	if reads(dst[n:]) {
		return dst, true
	}
	const reach = 2000
	for precision := 16; precision <= 18; precision++ {
		text := strconv.FormatFloat(f, 'e', precision, 64)
		sign, digits, exponent := splitNumber(text)
		mantissa, err := strconv.ParseUint(digits, 10, 64)
		if err != nil {
			continue
		}
		for d := range uint64(reach) {
			for _, m := range []uint64{mantissa + d, mantissa - d} {
				dst = strconv.AppendUint(append(dst[:n], sign...), m, 10)
				dst = strconv.AppendInt(append(dst, 'e'), int64(exponent-precision), 10)
				if reads(dst[n:]) {
					return dst, true
				}
			}
		}
	}
	return dst[:n], false
}

// splitNumber takes a text like -1.25e-07 apart: sign, digits without the point, exponent.
func splitNumber(text string) (sign, digits string, exponent int) {
	if text[0] == '-' {
		sign, text = "-", text[1:]
	}
	mantissa, e, _ := bytes.Cut([]byte(text), []byte("e"))
	exponent, _ = strconv.Atoi(string(e))
	return sign, string(bytes.Replace(mantissa, []byte("."), nil, 1)), exponent
}

// appendString appends s, valid UTF-8, as a JSON string.
func appendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, s[from:i]...)
		from = i + 1
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, `\n`...)
		case '\r':
			dst = append(dst, `\r`...)
		case '\t':
			dst = append(dst, `\t`...)
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	return append(append(dst, s[from:]...), '"')
}
