package pretokenizer

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
)

// searched is a stage of a test as a Pattern.
type searched struct{ *stage }

func (p searched) FindAll(text []byte, yield func(start, end int) bool) error {
	return p.regex.FindAll(&p.scratch, text, yield)
}

// TestClip holds the fused stages to the two, on random texts.
func TestClip(t *testing.T) {
	split := &Split{Source: clipPattern, Pattern: searched{stageOf(t, clipPattern)}, Behavior: Removed, Invert: true}
	slow := Sequence{split, &ByteLevel{UseRegex: true}}
	fast := Sequence(Fuse(slow))
	if _, ok := fast[0].(*Clip); !ok {
		t.Fatalf("%T", fast[0])
	}
	pretokenize := func(s Sequence, text []byte) (string, []string) {
		p := preTokenized(t, s, text)
		var pieces []string
		for _, w := range p.Spans {
			pieces = append(pieces, string(p.Text.Text[w.Start:w.End]))
		}
		return string(p.Text.Text), pieces
	}
	r := rand.New(rand.NewPCG(1, 6))
	parts := []string{"a", "bc", "Z", "'", "'s", "'ll", "'S", "1", "23", "½", " ", "  ", "\n", "\u00a0", "\u3000", "!", "é", "日", "\u0301", "😀",
		"<|", "|>", "<|startoftext|>", "<|endoftext|>"}
	for i := range 20_000 {
		var text []byte
		for range 1 + r.IntN(60) {
			text = append(text, parts[r.IntN(len(parts)-i%2*4)]...)
		}
		gotText, got := pretokenize(fast, bytes.Clone(text))
		wantText, want := pretokenize(slow, bytes.Clone(text))
		if gotText != wantText || !slices.Equal(got, want) {
			t.Fatalf("%q:\n got %q\nwant %q", text, got, want)
		}
	}
}
