package postprocessor

import (
	"testing"

	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/status"
)

func text(n, parts int) *encoding.Encoding {
	e := &encoding.Encoding{IDs: make([]uint32, n), TypeIDs: make([]uint32, n), WordIDs: make([]int32, n),
		SpecialTokensMask: make([]uint8, n), AttentionMask: make([]uint8, n)}
	for range parts {
		e.Overflowing = append(e.Overflowing, text(n, 0))
	}
	return e
}

// repeated returns a template of n pieces.
func repeated(t *testing.T, n int, piece Piece, specials map[string]SpecialToken) *Template {
	t.Helper()
	pieces := make([]Piece, n)
	for i := range pieces {
		pieces[i] = piece
	}
	p, err := NewTemplate(pieces, pieces, specials)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestExplodingTemplates(t *testing.T) {
	a := Piece{IsSequence: true}
	long := map[string]SpecialToken{"x": {IDs: make([]uint32, 1<<16), Tokens: make([]string, 1<<16)}}
	for name, c := range map[string]struct {
		p     PostProcessor
		parts int
	}{
		"a text 100,000 times":              {repeated(t, 100_000, a, nil), 0},
		"30 texts with overflowing parts":   {repeated(t, 30, a, nil), 1},
		"a long special token 10,000 times": {repeated(t, 10_000, Piece{Special: "x"}, long), 0},
	} {
		if _, err := Process(c.p, text(300, c.parts), nil, true); status.CodeOf(err) != status.Encode {
			t.Errorf("%s: %v, want an encode error", name, err)
		}
		if _, _, ok := c.p.Affixes(); ok {
			t.Errorf("%s has affixes", name)
		}
	}
}

func TestBadParameters(t *testing.T) {
	_, err := NewTemplate(nil, nil, map[string]SpecialToken{"x": {IDs: []uint32{1, 2}, Tokens: []string{"x"}}})
	if status.CodeOf(err) != status.InvalidTokenizer {
		t.Errorf("more ids than tokens: %v", err)
	}
	var p PostProcessor = NewByteLevel(true, true)
	for range 300 {
		s, err := NewSequence([]PostProcessor{p, NewByteLevel(true, true)})
		if err != nil {
			if status.CodeOf(err) != status.InvalidTokenizer {
				t.Errorf("code %d", status.CodeOf(err))
			}
			return
		}
		p = s
	}
	t.Error("300 nested sequences were accepted")
}

// Trimming can't guess: without token strings it says so.
func TestTrimmingNeedsTokens(t *testing.T) {
	e := text(2, 0)
	e.Offsets = make([]encoding.Offset, 2)
	p := NewByteLevel(true, true)
	if _, err := Process(p, e, nil, true); !p.ReadsTokens() || status.CodeOf(err) != status.Internal {
		t.Errorf("got %v", err)
	}
}
