package regex

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestPlain holds patterns that need no program to their programs.
func TestPlain(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	alphabet := []rune("ab 1é\n中\u00a0-Ａ🙂\u0301")
	for pattern, want := range map[string]bool{
		`a`: true, `a+`: true, ` ?a+`: true, `\s?\p{L}+`: true, `\s?[\sa]+`: true, `.?a`: true, `[^a]+`: true, `\P{L}`: true, `é?中+`: true,
		`a*`: false, `(?i)[a]`: false, `a+?`: false, `\s??a+`: false, `a{2,}`: false, `ab`: false, `(a)+`: false, `\s+$`: false, `a|b`: false, `a?`: false, ``: false,
	} {
		re, err := Compile(pattern)
		if err != nil {
			t.Fatal(err)
		}
		if got := re.plain != nil; got != want {
			t.Errorf("%s: plain is %v", pattern, got)
		}
		if re.plain == nil {
			continue
		}
		for range 2000 {
			var text []byte
			for range r.IntN(12) {
				text = append(text, string(alphabet[r.IntN(len(alphabet))])...)
			}
			var got, want [][2]int
			re.plain.findAll(text, func(start, end int) bool {
				got = append(got, [2]int{start, end})
				return true
			})
			m := re.program.matcher(new(Scratch), text)
			if err := m.findAll(func(start, end int) bool {
				want = append(want, [2]int{start, end})
				return true
			}); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%s in %q: got %v, want %v", pattern, text, got, want)
			}
		}
	}
}
