// Package conformance holds this library to the reference: what oracle.py reduces the reference's results
// to, Digest reduces ours to. The goldens of record.py and the live comparison of compare.py both rest on it.
package conformance

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core"
	"github.com/libhftok/libhftok/core/encoding"
)

// Fields names the digests that Digest gives, in their order.
var Fields = [...]string{"ids", "type_ids", "tokens", "offsets", "word_ids", "masks", "sequence_ids", "decoded"}

// Document is a text, or a text and its pair, encoded with or without special tokens.
type Document struct {
	Text  []byte
	Pair  []byte // nil: none
	Plain bool   // without special tokens
}

// Input is the document as the tokenizer takes it.
func (d Document) Input() core.Input {
	in := core.Input{Sequence: core.Sequence{Text: d.Text}}
	if d.Pair != nil {
		in.Pair = &core.Sequence{Text: d.Pair}
	}
	return in
}

// Options are those of the comparison: offsets in characters.
func (d Document) Options() *core.EncodeOptions {
	return &core.EncodeOptions{NoSpecialTokens: d.Plain, OffsetUnit: encoding.Chars}
}

// Result is everything that is compared of a document.
type Result struct {
	Encoding *encoding.Encoding
	Decoded  [2]string // without special tokens, and with
}

// Encode runs a document through t. Where encoding the ids alone gives something else, that is the result.
func Encode(t *core.Tokenizer, d Document) (Result, error) {
	e, err := t.Encode(d.Input(), d.Options())
	if d.Pair == nil {
		ids, idsErr := t.EncodeIDs(nil, d.Text, d.Options())
		switch {
		case err != nil && idsErr == nil:
			return Result{Encoding: &encoding.Encoding{IDs: ids}}, nil
		case err == nil && !slices.Equal(ids, e.IDs):
			e.IDs, err = ids, idsErr
		}
	}
	if err != nil {
		return Result{}, err
	}
	r := Result{Encoding: e}
	for i, skip := range []bool{true, false} {
		if r.Decoded[i], err = t.Decode(e.IDs, skip); err != nil {
			return Result{}, err
		}
	}
	return r, nil
}

// Digest gives the first 8 hex digits of the SHA-256 of each field, one after another. The bytes hashed are
// those that oracle.py describes.
func Digest(r Result) string {
	parts := fields(r.Encoding)
	for _, cut := range r.Encoding.Overflowing {
		for i, field := range fields(cut) {
			parts[i] = append(binary.LittleEndian.AppendUint32(parts[i], 0xFFFFFFFF), field...)
		}
	}
	var hexed []byte
	for _, part := range parts {
		hexed = appendDigest(hexed, part)
	}
	return string(appendDigest(hexed, []byte(r.Decoded[0]+"\xff"+r.Decoded[1])))
}

func appendDigest(dst, data []byte) []byte {
	sum := sha256.Sum256(data)
	return hex.AppendEncode(dst, sum[:4])
}

func fields(e *encoding.Encoding) [len(Fields) - 1][]byte {
	var text []byte
	lengths := make([]uint32, len(e.Tokens))
	for i, token := range e.Tokens {
		lengths[i] = uint32(utf8.RuneCountInString(token))
		text = append(text, token...)
	}
	offsets := make([]uint32, 0, 2*len(e.Offsets))
	for _, o := range e.Offsets {
		offsets = append(offsets, o.Start, o.End)
	}
	masks := append(append([]byte{}, e.SpecialTokensMask...), e.AttentionMask...)
	return [...][]byte{numbers(e.IDs), numbers(e.TypeIDs), append(numbers(lengths), text...), numbers(offsets),
		numbers(e.WordIDs), masks, numbers(e.SequenceIDs())}
}

func numbers[T int32 | uint32](values []T) []byte {
	out := make([]byte, 0, 4*len(values))
	for _, v := range values {
		out = binary.LittleEndian.AppendUint32(out, uint32(v))
	}
	return out
}
