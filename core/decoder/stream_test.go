package decoder

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestStreamByPieces: a stream that takes pieces from the table gives what one gives that decodes anew at each step.
func TestStreamByPieces(t *testing.T) {
	space := NewStrip(' ', 1, 0)
	tokens := []string{"▁", "a", "▁a", "b", "", " ", "<0xE4>", "<0xB8>", "<0xAD>", "<0x41>", "<0x20>", "Ġa", "Ġ", "Ã", "©", "ä", "\uFFFD",
		"x\uFFFD", "##b", ".", " .", "  c", "[S]", "a token of more than fifteen bytes", "n't"}
	v := Vocabulary{Size: len(tokens), Special: func(s string) bool { return s == "[S]" }, Token: func(id uint32) (string, bool) {
		if int(id) >= len(tokens) {
			return "", false
		}
		return tokens[id], true
	}}
	chance := rand.New(rand.NewPCG(3, 4))
	for name, d := range map[string]Decoder{
		"none":         nil,
		"byte-level":   &ByteLevel{},
		"llama":        sequence(t, NewReplaceString("▁", " "), &ByteFallback{}, &Fuse{}, space),
		"strip two":    sequence(t, NewReplaceString("▁", " "), &ByteFallback{}, &Fuse{}, NewStrip(' ', 2, 0)),
		"metaspace":    NewMetaspace('▁', true),
		"never":        NewMetaspace('▁', false),
		"wordpiece":    NewWordPiece("##", true),
		"last differs": NewBPE("</w>"),
		"ctc":          NewCTC("a", "b", true),
	} {
		p := Compile(d, v)
		for range 300 {
			skip := chance.IntN(2) == 0
			fast := NewStream(p, nil, skip)
			slow := NewStream(p, nil, skip)
			slow.piecewise = false
			var ids []uint32
			for range 40 {
				next := []uint32{uint32(chance.IntN(len(tokens) + 1))}
				if chance.IntN(8) == 0 {
					next = append(next, uint32(chance.IntN(len(tokens))))
				}
				if chance.IntN(10) == 0 {
					fast, slow = fast.Clone(), slow.Clone()
				}
				ids = append(ids, next...)
				got, gotOK, gotErr := fast.Step(next...)
				want, wantOK, wantErr := slow.Step(next...)
				if got != want || gotOK != wantOK || fmt.Sprint(gotErr) != fmt.Sprint(wantErr) {
					t.Fatalf("%s, skip %v, after %v: %q %v %v, want %q %v %v", name, skip, ids, got, gotOK, gotErr, want, wantOK, wantErr)
				}
			}
		}
	}
}
