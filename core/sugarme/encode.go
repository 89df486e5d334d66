package sugarme

import (
	"reflect"

	"github.com/sugarme/tokenizer"

	"github.com/libhftok/libhftok/core"
	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/status"
)

// Encode encodes a text or a pair, with offsets in bytes.
func (t *Tokenizer) Encode(input tokenizer.EncodeInput, addSpecialTokens bool) (*tokenizer.Encoding, error) {
	in, err := inputOf(input)
	if err != nil {
		return nil, err
	}
	return t.encode(in, encoding.Bytes, addSpecialTokens)
}

// EncodeCharOffsets is Encode with offsets in Unicode code points.
func (t *Tokenizer) EncodeCharOffsets(input tokenizer.EncodeInput, addSpecialTokens bool) (*tokenizer.Encoding, error) {
	in, err := inputOf(input)
	if err != nil {
		return nil, err
	}
	return t.encode(in, encoding.Chars, addSpecialTokens)
}

// EncodeSingle encodes a text. Special tokens are added if the option says so.
func (t *Tokenizer) EncodeSingle(input string, addSpecialTokensOpt ...bool) (*tokenizer.Encoding, error) {
	return t.encode(core.Input{Sequence: text(input)}, encoding.Bytes, first(addSpecialTokensOpt))
}

// EncodePair encodes a pair of texts. Special tokens are added if the option says so.
func (t *Tokenizer) EncodePair(input, pair string, addSpecialTokensOpt ...bool) (*tokenizer.Encoding, error) {
	second := text(pair)
	return t.encode(core.Input{Sequence: text(input), Pair: &second}, encoding.Bytes, first(addSpecialTokensOpt))
}

// Tokenize returns the tokens of a text. Special tokens are added if the option says so.
func (t *Tokenizer) Tokenize(input string, addSpecialTokensOpt ...bool) ([]string, error) {
	e, err := t.EncodeSingle(input, addSpecialTokensOpt...)
	if err != nil {
		return nil, err
	}
	return e.Tokens, nil
}

// EncodeBatch encodes all rows, in parallel where that pays, and pads them together. An error names its row.
func (t *Tokenizer) EncodeBatch(inputs []tokenizer.EncodeInput, addSpecialTokens bool) ([]tokenizer.Encoding, error) {
	rows := make([]core.Input, len(inputs))
	for i, input := range inputs {
		in, err := inputOf(input)
		if err != nil {
			return nil, status.Errorf(status.CodeOf(err), "row %d: %w", i, err)
		}
		rows[i] = in
	}
	o, err := t.options(encoding.Bytes, addSpecialTokens)
	if err != nil {
		return nil, err
	}
	encodings, err := t.core.EncodeBatch(rows, o)
	if err != nil {
		return nil, err
	}
	return encodingsOf(encodings), nil
}

func (t *Tokenizer) encode(in core.Input, unit encoding.OffsetUnit, addSpecialTokens bool) (*tokenizer.Encoding, error) {
	o, err := t.options(unit, addSpecialTokens)
	if err != nil {
		return nil, err
	}
	e, err := t.core.Encode(in, o)
	if err != nil {
		return nil, err
	}
	out := encodingOf(e)
	return &out, nil
}

func first(opt []bool) bool { return len(opt) > 0 && opt[0] }

func text(s string) core.Sequence { return core.Sequence{Text: []byte(s)} }

func inputOf(input tokenizer.EncodeInput) (in core.Input, err error) {
	switch input := input.(type) {
	case tokenizer.Single:
		in.Sequence, err = sequenceOf(input.Sentence)
	case tokenizer.Dual:
		if in.Sequence, err = sequenceOf(input.Sentence); err == nil {
			in.Pair = new(core.Sequence)
			*in.Pair, err = sequenceOf(input.Pair)
		}
	default:
		err = status.Errorf(status.InvalidArgument, "an input is a tokenizer.Single or a tokenizer.Dual, not a %T", input)
	}
	return in, err
}

// sequenceOf reads the fields of an InputSequence, which has no methods that would. They are what they were
// since its first version; should that change, this is an error.
func sequenceOf(s tokenizer.InputSequence) (core.Sequence, error) {
	v := reflect.ValueOf(s)
	input, kind := v.FieldByName("input"), v.FieldByName("inputType")
	if !input.IsValid() || input.Type() != reflect.TypeFor[[]string]() || !kind.IsValid() || !kind.CanInt() {
		return core.Sequence{}, status.Errorf(status.Internal, "this version of github.com/sugarme/tokenizer has another InputSequence")
	}
	if kind.Int() == tokenizer.RawInput {
		if input.Len() != 1 {
			return core.Sequence{}, status.Errorf(status.InvalidArgument, "an empty tokenizer.InputSequence: NewInputSequence makes one")
		}
		return text(input.Index(0).String()), nil
	}
	words := make([][]byte, input.Len())
	for i := range words {
		words[i] = []byte(input.Index(i).String())
	}
	return core.Sequence{Words: words}, nil
}

func encodingsOf(encodings []*encoding.Encoding) []tokenizer.Encoding {
	out := make([]tokenizer.Encoding, len(encodings))
	for i, e := range encodings {
		out[i] = encodingOf(e)
	}
	return out
}

func encodingOf(e *encoding.Encoding) tokenizer.Encoding {
	n := e.Len()
	ends := make([]int, 2*n)
	offsets := make([][]int, n)
	for i, o := range e.Offsets {
		ends[2*i], ends[2*i+1] = int(o.Start), int(o.End)
		offsets[i] = ends[2*i : 2*i+2 : 2*i+2]
	}
	return tokenizer.Encoding{
		Ids:              ints(e.IDs),
		TypeIds:          ints(e.TypeIDs),
		Tokens:           e.Tokens,
		Offsets:          offsets,
		SpecialTokenMask: ints(e.SpecialTokensMask),
		AttentionMask:    ints(e.AttentionMask),
		Overflowing:      encodingsOf(e.Overflowing),
		Words:            ints(e.WordIDs),
		SequenceRanges:   ranges(e),
	}
}

func ints[T uint8 | uint32 | int32](values []T) []int {
	out := make([]int, len(values))
	for i, v := range values {
		out[i] = int(v)
	}
	return out
}

// ranges returns the tokens of each sequence, listed one by one as tokenizer.Range is. One sequence over all
// tokens, which the engine leaves unsaid, is said: methods of tokenizer.Encoding panic on no range.
func ranges(e *encoding.Encoding) map[int]tokenizer.Range {
	sequences := e.Sequences
	if sequences == nil {
		sequences = []encoding.SequenceRange{{End: e.Len()}}
	}
	out := make(map[int]tokenizer.Range, len(sequences))
	for _, s := range sequences {
		r := make(tokenizer.Range, s.End-s.Start)
		for i := range r {
			r[i] = s.Start + i
		}
		out[s.ID] = r
	}
	return out
}
