package tokenizerjson

import (
	"math/rand/v2"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/pattern"
	"github.com/libhftok/libhftok/core/internal/regex"
)

// TestPatternsWithoutRegex: what stands in for a regular expression matches the same, on every code point and on random
// texts.
func TestPatternsWithoutRegex(t *testing.T) {
	alphabet := []rune("  \t\n\v\f\r\u0085\u00a0\u1680\u2003\u2028\u3000\u180e\u200b\u001caé語😀")
	for source, p := range map[string]pattern.Pattern{" {2,}": pattern.Run{Byte: ' ', Min: 2}, `\s+`: pattern.White{}} {
		re, err := regex.Compile(source)
		if err != nil {
			t.Fatal(err)
		}
		check := func(text []byte) {
			var got, want [][2]int
			p.FindAll(text, func(start, end int) bool { got = append(got, [2]int{start, end}); return true })
			err := re.FindAll(new(regex.Scratch), text, func(start, end int) bool { want = append(want, [2]int{start, end}); return true })
			if err != nil || !slices.Equal(got, want) {
				t.Fatalf("%s on %+q: got %v, want %v, %v", source, text, got, want, err)
			}
		}
		for r := range rune(utf8.MaxRune + 1) {
			if utf8.ValidRune(r) {
				check([]byte("a" + string(r) + "b " + string(r) + string(r)))
			}
		}
		random := rand.New(rand.NewPCG(1, 6))
		for range 10_000 {
			text := make([]byte, 0, 64)
			for range random.IntN(20) {
				text = utf8.AppendRune(text, alphabet[random.IntN(len(alphabet))])
			}
			check(text)
		}
	}
}
