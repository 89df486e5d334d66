package encoding_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/encoding/encodingtest"
	"github.com/libhftok/libhftok/core/status"
)

type padding struct {
	Length    *int   `json:"length"`
	Multiple  *int   `json:"pad_to_multiple_of"`
	Direction string `json:"direction"`
	ID        uint32 `json:"pad_id"`
	TypeID    uint32 `json:"pad_type_id"`
	Token     string `json:"pad_token"`
}

func (p padding) params() encoding.PaddingParams {
	out := encoding.PaddingParams{BatchLongest: p.Length == nil, Direction: side(p.Direction), PadID: p.ID,
		PadTypeID: p.TypeID, PadToken: p.Token}
	if p.Length != nil {
		out.Fixed = *p.Length
	}
	if p.Multiple != nil {
		out.PadToMultipleOf = *p.Multiple
	}
	return out
}

func side(name string) encoding.Side {
	if name == "left" {
		return encoding.Left
	}
	return encoding.Right
}

// result is e, or nil after an error, which must be one of encoding.
func result(t *testing.T, e *encoding.Encoding, err error) *encoding.Encoding {
	t.Helper()
	if err == nil {
		return e
	}
	if status.CodeOf(err) != status.Encode {
		t.Errorf("error code %d: %v", status.CodeOf(err), err)
	}
	return nil
}

func TestReference(t *testing.T) {
	var golden struct {
		Truncations []struct {
			In             encodingtest.Encoding
			Out            encodingtest.Encoding
			Length, Stride int
			Side           string
		}
		Paddings []struct {
			In, Out encodingtest.Encoding
			Length  int
			How     padding
		}
		Batches []struct {
			In, Out []encodingtest.Encoding
			How     padding
		}
		Merges []struct {
			In      []encodingtest.Encoding
			Out     encodingtest.Encoding
			Growing bool
		}
	}
	encodingtest.Load(t, &golden)
	for i, c := range golden.Truncations {
		before := encodingtest.String(c.In.Encoding)
		err := c.In.Truncate(c.Length, c.Stride, side(c.Side))
		encodingtest.Equal(t, fmt.Sprintf("truncation %d: %+v", i, c), result(t, c.In.Encoding, err), c.Out.Encoding)
		if err != nil && encodingtest.String(c.In.Encoding) != before {
			t.Errorf("truncation %d failed and changed the encoding", i)
		}
	}
	for i, c := range golden.Paddings {
		err := c.In.Pad(c.Length, c.How.params())
		encodingtest.Equal(t, fmt.Sprintf("padding %d", i), result(t, c.In.Encoding, err), c.Out.Encoding)
	}
	for i, c := range golden.Batches {
		var batch []*encoding.Encoding
		for _, e := range c.In {
			batch = append(batch, e.Encoding)
		}
		if err := encoding.PadAll(batch, c.How.params()); err != nil {
			t.Error(err)
		}
		for j, e := range batch {
			encodingtest.Equal(t, fmt.Sprintf("batch %d row %d", i, j), e, c.Out[j].Encoding)
		}
	}
	for i, c := range golden.Merges {
		var parts []*encoding.Encoding
		step := &encoding.Encoding{}
		for _, p := range c.In {
			if err := step.MergeWith(p.Clone(), c.Growing); err != nil {
				t.Error(err)
			}
			parts = append(parts, p.Encoding)
		}
		encodingtest.Equal(t, fmt.Sprintf("merge %d, step by step", i), step, c.Out.Encoding)
		e, err := encoding.Merge(parts, c.Growing)
		encodingtest.Equal(t, fmt.Sprintf("merge %d", i), result(t, e, err), c.Out.Encoding)
	}
}

// some is a recorded value that may be null.
func some[T any](v T, ok bool) *T {
	if !ok {
		return nil
	}
	return &v
}

func TestReferenceLookups(t *testing.T) {
	type pair = [2]int
	var golden struct {
		Lookups []struct {
			In              encodingtest.Encoding
			NSequences      int       `json:"n_sequences"`
			SequenceIDs     []*int    `json:"sequence_ids"`
			TokenToSequence []*int    `json:"token_to_sequence"`
			TokenToChars    []*pair   `json:"token_to_chars"`
			TokenToWord     []*int    `json:"token_to_word"`
			WordToTokens    [][]*pair `json:"word_to_tokens"`
			WordToChars     [][]*pair `json:"word_to_chars"`
			CharToToken     [][]*int  `json:"char_to_token"`
			CharToWord      [][]*int  `json:"char_to_word"`
		}
	}
	encodingtest.Load(t, &golden)
	for i, c := range golden.Lookups {
		e := c.In
		same := func(name string, got, want any) {
			t.Helper()
			if !reflect.DeepEqual(got, want) {
				t.Errorf("look-up %d: %s differs for\n%s", i, name, encodingtest.String(e.Encoding))
			}
		}
		same("n_sequences", e.NSequences(), c.NSequences)
		for token, want := range c.TokenToSequence {
			same(fmt.Sprint("token_to_sequence ", token), some(e.TokenToSequence(token)), want)
		}
		for token, id := range e.SequenceIDs() {
			same(fmt.Sprint("sequence id ", token), some(int(id), id >= 0), c.SequenceIDs[token])
		}
		for token, want := range c.TokenToChars {
			_, o, ok := e.TokenToChars(token)
			same(fmt.Sprint("token_to_chars ", token), some(pair{int(o.Start), int(o.End)}, ok), want)
		}
		for token, want := range c.TokenToWord {
			_, word, ok := e.TokenToWord(token)
			same(fmt.Sprint("token_to_word ", token), some(word, ok), want)
		}
		for s := range c.WordToTokens {
			for word, want := range c.WordToTokens[s] {
				start, end, ok := e.WordToTokens(word, s)
				same(fmt.Sprint("word_to_tokens ", word, s), some(pair{start, end}, ok), want)
				o, ok := e.WordToChars(word, s)
				same(fmt.Sprint("word_to_chars ", word, s), some(pair{int(o.Start), int(o.End)}, ok), c.WordToChars[s][word])
			}
			for pos, want := range c.CharToToken[s] {
				same(fmt.Sprint("char_to_token ", pos, s), some(e.CharToToken(pos, s)), want)
				same(fmt.Sprint("char_to_word ", pos, s), some(e.CharToWord(pos, s)), c.CharToWord[s][pos])
			}
		}
	}
}
