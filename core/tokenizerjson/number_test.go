package tokenizerjson

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"
)

// TestNumbers holds numbers to the reference's reading of them, bit by bit. The golden file is made by
// tests/conformance/record_numbers.py.
func TestNumbers(t *testing.T) {
	data, err := os.ReadFile("testdata/numbers.json")
	if err != nil {
		t.Fatal(err)
	}
	var golden struct{ Numbers [][2]string }
	if err := json.Unmarshal(data, &golden); err != nil {
		t.Fatal(err)
	}
	if len(golden.Numbers) < 3000 {
		t.Fatalf("only %d numbers", len(golden.Numbers))
	}
	for _, g := range golden.Numbers {
		r := &reader{data: []byte(g[0])}
		n, err := r.number()
		if got := fmt.Sprintf("%016x", math.Float64bits(n.float)); err != nil || got != g[1] || r.pos != len(g[0]) {
			t.Errorf("%s: got %s, want %s (%v)", g[0], got, g[1], err)
		}
	}
}

func TestBadNumbers(t *testing.T) {
	for _, text := range []string{"", "-", "+1", "01", "-01", ".5", "1.", "1.e5", "1e", "1e+", "1e309", "-1e400", "NaN", "Infinity", "9" + "e308"} {
		if n, err := (&reader{data: []byte(text)}).number(); err == nil {
			t.Errorf("%q was read as %v", text, n.float)
		}
	}
}
