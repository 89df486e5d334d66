package decoder

import (
	"bytes"
	"testing"
	"unicode/utf8"
)

// TestPiecewise: where a plan says so, an id adds to complete text what it added to another.
func TestPiecewise(t *testing.T) {
	space := NewStrip(' ', 1, 0)
	for name, c := range map[string]struct {
		decoder Decoder
		want    bool
	}{
		"none":                   {nil, true},
		"byte-level":             {&ByteLevel{}, true},
		"llama":                  {sequence(t, NewReplaceString("▁", " "), &ByteFallback{}, &Fuse{}, space), true},
		"strip at the end":       {sequence(t, NewReplaceString("▁", " "), &ByteFallback{}, &Fuse{}, NewStrip(' ', 0, 1)), false},
		"replace over the whole": {sequence(t, &ByteFallback{}, &Fuse{}, NewReplaceString("ab", "c")), false},
		"the last token differs": {NewBPE("</w>"), false},
		"metaspace":              {NewMetaspace('▁', true), true},
		"wordpiece":              {NewWordPiece("##", true), true},
		"ctc":                    {NewCTC("a", "b", true), false},
	} {
		tokens := []string{"▁", "a", "▁a", "b", "<0xE4>", "<0xB8>", "<0xAD>", "<0x41>", " ", "Ġa", "ä", "\uFFFD", "x\uFFFD", "##b", ".", "  c"}
		v := Vocabulary{Size: len(tokens), Token: func(id uint32) (string, bool) { return tokens[id], true }, Special: func(string) bool { return false }}
		p := Compile(c.decoder, v)
		if p.Piecewise() != c.want {
			t.Errorf("%s: %v", name, !c.want)
		}
		if !c.want {
			continue
		}
		added := map[uint32]string{}
		for a := range uint32(len(tokens)) {
			for b := range uint32(len(tokens)) {
				before := []uint32{a, b}
				prefix := decoded(t, p, before)
				if len(prefix) == 0 || endsWithin(prefix) {
					continue
				}
				for id := range uint32(len(tokens)) {
					text := decoded(t, p, append(before[:2:2], id))
					if endsWithin(text) {
						continue
					}
					if !bytes.HasPrefix(text, prefix) {
						t.Fatalf("%s: %q after %v makes %q of %q", name, tokens[id], before, text, prefix)
					}
					piece := string(text[len(prefix):])
					if known, ok := added[id]; ok && known != piece {
						t.Fatalf("%s: %q adds %q, and after %v %q", name, tokens[id], known, before, piece)
					}
					added[id] = piece
				}
			}
		}
	}
}

func endsWithin(text []byte) bool { return bytes.HasSuffix(text, []byte(string(utf8.RuneError))) }

func decoded(t *testing.T, p *Plan, ids []uint32) []byte {
	t.Helper()
	text, err := p.Append(nil, ids, false)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
