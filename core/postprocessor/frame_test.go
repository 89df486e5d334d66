package postprocessor

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/internal/vocab"
)

// TestFrameIsProcess: where a post-processor, or a sequence of up to three, has a frame, it gives what Process gives.
func TestFrameIsProcess(t *testing.T) {
	template := func(pieces ...Piece) PostProcessor {
		p, err := NewTemplate(pieces, nil, map[string]SpecialToken{"x": {IDs: []uint32{7, 8}, Tokens: []string{"x", " y"}}})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	own, special := Piece{IsSequence: true, TypeID: 3}, Piece{Special: "x", TypeID: 2}
	stages := []PostProcessor{
		NewByteLevel(true, true), NewByteLevel(false, true), NewByteLevel(true, false),
		NewBert(Token{"s", 1}, Token{"c", 2}),
		NewRoberta(Token{"s", 1}, Token{"c", 2}, true, true), NewRoberta(Token{"s", 1}, Token{"c", 2}, false, true),
		template(own), template(special, own), template(own, special, special), template(special, own, special),
		template(special), template(own, own), template(Piece{IsSequence: true, Sequence: 1}), template(Piece{Special: "none"}, own),
	}
	all := []PostProcessor{nil}
	for _, a := range stages {
		all = append(all, a)
		for _, b := range stages {
			for _, c := range append([]PostProcessor{nil}, stages...) {
				list := []PostProcessor{a, b}
				if c != nil {
					list = append(list, c)
				}
				s, err := NewSequence(list)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, s)
			}
		}
	}
	chance := rand.New(rand.NewPCG(1, 2))
	framed := 0
	for _, p := range all {
		for _, addSpecial := range []bool{false, true} {
			f, ok := FrameOf(p, addSpecial)
			if !ok {
				continue
			}
			framed++
			e := randomEncoding(chance)
			got := within(&f, e.Clone())
			want, err := Process(p, e, nil, addSpecial)
			if err != nil {
				t.Fatalf("%#v has a frame, but: %v", p, err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%#v, special tokens %v:\nframe   %+v\nprocess %+v", p, addSpecial, got, want)
			}
		}
	}
	if framed < 100 {
		t.Errorf("only %d of %d have a frame", framed, 2*len(all))
	}
}

func randomEncoding(chance *rand.Rand) *encoding.Encoding {
	strings := []string{"Ġ", "a", "Ġa ", "a\u00a0", " \u3000", "ĠĠb", "b"}
	n := 1 + chance.IntN(8)
	ids, words := make([]uint32, n), make([]int32, n)
	tokens, offsets := make([]string, n), make([]encoding.Offset, n)
	for i := range ids {
		ids[i], words[i], tokens[i] = uint32(100+i), int32(i/2), strings[chance.IntN(len(strings))]
		offsets[i].Start = uint32(chance.IntN(5))
		offsets[i].End = offsets[i].Start + uint32(chance.IntN(5))
	}
	return encoding.New(ids, 0, tokens, words, offsets, true, true)
}

// within puts a frame around an encoding of a text.
func within(f *Frame, e *encoding.Encoding) *encoding.Encoding {
	var tokens vocab.Texts
	for _, token := range e.Tokens {
		tokens.Add(token)
	}
	f.TrimOffsets(&tokens, e.Offsets)
	e.SetTypeIDs(f.TypeID)
	around := func(all []Special) []*encoding.Encoding {
		var parts []*encoding.Encoding
		for _, s := range all {
			parts = append(parts, encoding.Special([]uint32{s.ID}, []string{s.Token}, s.TypeID))
		}
		return parts
	}
	if f.Sequence {
		e.SetSequenceID(0)
	}
	before, after := around(f.Before), around(f.After)
	if len(before)+len(after) == 0 {
		return e
	}
	return encoding.Concat(append(append(before, e), after...)...)
}
