package tokenizerjson

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// TestAhead: reading rules in two places gives what reading them in one gives, errors included, also where
// tokens look like JSON and where something is wrong.
func TestAhead(t *testing.T) {
	defer func(n int) { aheadFrom = n }(aheadFrom)
	r := rand.New(rand.NewPCG(1, 1))
	parts := []string{"a", "b", `"`, `,`, `]`, `[`, `],[`, `","`, `"],["`, `\`, "é", "\n"}
	refused := 0
	for i := range 4000 {
		asPairs := i%2 == 0
		vocab := map[string]int{}
		for _, p := range parts {
			vocab[p] = len(vocab)
		}
		var merges []any
		for range 5 + r.IntN(60) {
			left, right := parts[r.IntN(len(parts))], parts[r.IntN(len(parts))]
			if _, known := vocab[left+right]; !known {
				vocab[left+right] = len(vocab)
			}
			if asPairs {
				merges = append(merges, []string{left, right})
			} else {
				merges = append(merges, left+" "+right)
			}
		}
		v, _ := json.Marshal(vocab)
		m, _ := json.Marshal(merges)
		if r.IntN(3) == 0 {
			m, _ = json.MarshalIndent(merges, "  ", "  ")
		}
		data := fmt.Appendf(nil, `{"version":"1.0","model":{"type":"BPE","vocab":%s,"merges":%s}}`, v, m)
		if r.IntN(2) == 0 {
			at := len(data) - 1 - r.IntN(len(m))
			piece := []string{"", `"`, ",", `["a","b"],`, `"a b",`, `["a","zz"],`, `"zz a",`, "\xff", `\u0061`, "]", "1"}[r.IntN(11)]
			data = append(data[:at:at], append([]byte(piece), data[at+r.IntN(2):]...)...)
		}
		var results [2]string
		for k, from := range []int{math.MaxInt, 1} {
			aheadFrom = from
			f, err := Parse(data)
			if err != nil {
				results[k] = err.Error()
				continue
			}
			text, err := f.appendModel(nil)
			if err != nil {
				t.Fatal(err)
			}
			results[k] = string(text)
		}
		if results[0] != results[1] {
			t.Fatalf("%s\nin one place:  %s\nin two places: %s", data, results[0], results[1])
		}
		if !bytes.HasPrefix([]byte(results[0]), []byte("{")) {
			refused++
		}
	}
	if refused < 500 || refused > 3500 {
		t.Errorf("%d of 4000 were refused", refused)
	}
}
