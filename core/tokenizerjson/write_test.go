package tokenizerjson

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestCompact holds compact to encoding/json.
func TestCompact(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	parts := []string{`\`, `"`, " ", "\n", "a", "é", "{", ",", `\\`}
	for range 2000 {
		var values []any
		for range r.IntN(6) {
			var s strings.Builder
			for range r.IntN(6) {
				s.WriteString(parts[r.IntN(len(parts))])
			}
			values = append(values, map[string]any{s.String(): s.Len(), "": s.String()})
		}
		text, err := json.MarshalIndent(values, "\t", " \r\n")
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		if err := json.Compact(&want, text); err != nil {
			t.Fatal(err)
		}
		if got := compact(text); !bytes.Equal(got, want.Bytes()) {
			t.Fatalf("%s:\ngot  %s\nwant %s", text, got, want.Bytes())
		}
	}
}
