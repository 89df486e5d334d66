package core

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/libhftok/libhftok/core/encoding"
)

// TestIDsAsEncoded: ids alone are truncated and padded as whole encodings are.
func TestIDsAsEncoded(t *testing.T) {
	tok, err := FromBytes([]byte(`{"version":"1.0",
		"model":{"type":"WordLevel","vocab":{"a":0,"b":1,"[UNK]":2,"[CLS]":3,"[SEP]":4,"[PAD]":5},"unk_token":"[UNK]"},
		"pre_tokenizer":{"type":"WhitespaceSplit"},
		"post_processor":{"type":"BertProcessing","sep":["[SEP]",4],"cls":["[CLS]",3]}}`))
	if err != nil {
		t.Fatal(err)
	}
	sides := []encoding.Side{encoding.Left, encoding.Right}
	strategies := []encoding.TruncationStrategy{encoding.LongestFirst, encoding.OnlyFirst, encoding.OnlySecond}
	texts := []string{"", "a", "a b", "a b a b b", strings.Repeat("b a a ", 10)}
	run := func(o EncodeOptions) {
		for _, text := range texts {
			full, wantErr := tok.Encode(Input{Sequence: Sequence{Text: []byte(text)}}, &o)
			dst := []uint32{7, 8}
			got, err := tok.EncodeIDs(dst, []byte(text), &o)
			if fmt.Sprint(err) != fmt.Sprint(wantErr) {
				t.Fatalf("%q, %+v: got error %v, want %v", text, o, err, wantErr)
			}
			want := dst
			if err == nil {
				want = append(slices.Clone(dst), full.IDs...)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%q, %+v: got %v, want %v", text, o, got, want)
			}
		}
	}
	for _, special := range []bool{false, true} {
		run(EncodeOptions{NoSpecialTokens: special})
		for _, side := range sides {
			for _, strategy := range strategies {
				for _, length := range []int{0, 1, 2, 3, 4, 20} {
					for _, stride := range []int{0, 1, 3} {
						cut := &encoding.TruncationParams{MaxLength: length, Strategy: strategy, Stride: stride, Direction: side}
						run(EncodeOptions{NoSpecialTokens: special, Truncation: cut})
						for _, pad := range []encoding.PaddingParams{
							{BatchLongest: true, PadID: 5}, {BatchLongest: true, PadToMultipleOf: 4, Direction: encoding.Left, PadID: 5},
							{Fixed: 8, Direction: side, PadID: 5}, {Fixed: 1 << 40, PadID: 5},
						} {
							run(EncodeOptions{NoSpecialTokens: special, Truncation: cut, Padding: &pad})
						}
					}
				}
			}
		}
	}
}
