package postprocessor

import (
	"testing"

	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/status"
)

// whole fails the test unless every array of e has an entry for each token and ranges lie within.
func whole(t *testing.T, e *encoding.Encoding) {
	t.Helper()
	n := e.Len()
	if len(e.TypeIDs) != n || len(e.WordIDs) != n || len(e.SpecialTokensMask) != n || len(e.AttentionMask) != n ||
		!e.HasTokens() && e.Tokens != nil || !e.HasOffsets() && e.Offsets != nil {
		t.Fatalf("arrays differ in length: %+v", e)
	}
	for _, s := range e.Sequences {
		if s.Start < 0 || s.End < s.Start || s.End > n {
			t.Fatalf("range %v of %d tokens", s, n)
		}
	}
	e.SequenceIDs()
	for _, o := range e.Overflowing {
		whole(t, o)
	}
}

// FuzzPipeline runs truncation, post-processing and padding with parameters drawn from data: the result
// is whole, or an encode error.
func FuzzPipeline(f *testing.F) {
	f.Add([]byte{5, 3, 1, 4, 1, 0, 1, 3, 2, 7, 1, 8, 2, 8, 1, 8})
	f.Add([]byte{30, 9, 0, 3, 2, 1, 0, 3, 4, 3, 0, 1, 1, 2, 1, 9, 0, 0, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		next := func(n int) int {
			if len(data) == 0 {
				return 0
			}
			v := int(data[0]) % n
			data = data[1:]
			return v
		}
		tokens := []string{"Ġ", "a", "Ġa ", ""}
		input := func() *encoding.Encoding {
			e := text(next(40), 0)
			for i := range e.IDs {
				start := uint32(next(9))
				e.Tokens = append(e.Tokens, tokens[next(len(tokens))])
				e.Offsets = append(e.Offsets, encoding.Offset{Start: start, End: start + uint32(next(4))})
				e.IDs[i] = uint32(i)
			}
			return e
		}
		a, b := input(), (*encoding.Encoding)(nil)
		if next(2) == 1 {
			b = input()
		}
		var processor func(depth int) PostProcessor
		processor = func(depth int) PostProcessor {
			switch next(6) {
			case 1:
				return NewBert(Token{"s", 1}, Token{"c", 2})
			case 2:
				return NewRoberta(Token{"s", 1}, Token{"c", 2}, next(2) == 1, next(2) == 1)
			case 3:
				return NewByteLevel(next(2) == 1, next(2) == 1)
			case 4:
				pieces := make([]Piece, next(5))
				for i := range pieces {
					pieces[i] = Piece{Special: "x", IsSequence: next(2) == 1, Sequence: next(2), TypeID: uint32(next(3))}
				}
				p, err := NewTemplate(pieces, pieces, map[string]SpecialToken{"x": {IDs: []uint32{7}, Tokens: []string{"x"}}})
				if err != nil {
					t.Fatal(err)
				}
				return p
			case 5:
				if depth == 0 {
					p, err := NewSequence([]PostProcessor{processor(1), processor(1)})
					if err != nil {
						t.Fatal(err)
					}
					return p
				}
			}
			return NewByteLevel(true, true)
		}
		p, add := processor(0), next(2) == 1
		params := encoding.TruncationParams{MaxLength: next(20), Stride: next(6),
			Strategy: encoding.TruncationStrategy(next(3)), Direction: encoding.Side(next(2))}
		if add {
			params = params.Reserve(p.AddedTokens(b != nil))
		}
		err := encoding.TruncateEncodings(a, b, params)
		var e *encoding.Encoding
		if err == nil {
			e, err = Process(p, a, b, add)
		}
		if err == nil {
			err = e.Pad(next(50), encoding.PaddingParams{Direction: encoding.Side(next(2))})
		}
		if err != nil {
			if status.CodeOf(err) != status.Encode {
				t.Fatal(err)
			}
			return
		}
		whole(t, e)
	})
}
