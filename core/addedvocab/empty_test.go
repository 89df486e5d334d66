package addedvocab

import (
	"strings"
	"testing"

	"github.com/libhftok/libhftok/core/status"
)

type noModel struct{}

func (noModel) ID(string) (uint32, bool) { return 0, false }
func (noModel) VocabSize() int           { return 0 }

// TestNoEnd: where the reference finds the empty form of a token for ever, there is an error. (Where it
// comes to an end, the conformance suite has it.)
func TestNoEnd(t *testing.T) {
	tokens := []Token{{Content: "-", Normalized: true}, {Content: "bcd", Normalized: true}}
	v, err := New(tokens, noModel{}, func(s string) (string, error) { return strings.ReplaceAll(s, "-", ""), nil })
	if err != nil {
		t.Fatal(err)
	}
	for text, fails := range map[string]bool{"": false, "a": false, "bcd": false, "bca": false, "ab": true, "abc": true, "bcdbc": true} {
		s := v.Normalized([]byte(text), false)
		rest := text
		for seg, ok := s.Next(); ok; seg, ok = s.Next() {
			rest = text[seg.End:]
		}
		if got := status.CodeOf(s.Err()) == status.Encode; got != fails || !fails && rest != "" {
			t.Errorf("%q: error %v, left %q", text, s.Err(), rest)
		}
	}
}
