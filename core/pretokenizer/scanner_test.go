package pretokenizer

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/regex"
	"github.com/libhftok/libhftok/core/model"
)

// patterns are all that a scanner is known for.
func patterns() []string {
	list := []string{GPT2Pattern}
	for digits := range cl100kDigits {
		list = append(list, cl100kHead+digits+cl100kTail)
	}
	for p := range o200kPatterns {
		list = append(list, p)
	}
	slices.Sort(list)
	return list
}

// twin is a scanner and the general engine on its pattern.
type twin struct {
	pattern string
	scanner Scanner
	regex   *regex.Regex
	scratch regex.Scratch
}

func twins(t testing.TB) (list []*twin) {
	t.Helper()
	for _, p := range patterns() {
		s, ok := ScannerFor(p)
		if !ok {
			t.Fatalf("no scanner for %s", p)
		}
		re, err := regex.Compile(p)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, &twin{pattern: p, scanner: s, regex: re})
	}
	return list
}

// check holds the scanner to the general engine, which must find pieces that cover the text.
func (w *twin) check(t testing.TB, text []byte) {
	t.Helper()
	var want []model.Span
	last := 0
	err := w.regex.FindAll(&w.scratch, text, func(start, end int) bool {
		if start != last {
			t.Fatalf("%s does not cover %q", w.pattern, text)
		}
		last = end
		want = append(want, model.Span{Start: uint32(start), End: uint32(end)})
		return true
	})
	if err != nil || last != len(text) {
		t.Fatalf("%s on %q: ends at %d, %v", w.pattern, text, last, err)
	}
	for _, room := range []int{1, 90, 512} {
		if got := scan(w.scanner, text, room); !slices.Equal(got, want) {
			t.Fatalf("%s on %q, %d at a time:\nscanner %v\nengine  %v", w.pattern, text, room, got, want)
		}
	}
}

// scan collects what s finds with room for so many pieces at a time.
func scan(s Scanner, text []byte, room int) (all []model.Span) {
	var b Buffer
	spans := make([]model.Span, room)
	for at := uint32(0); at < uint32(len(text)); {
		var n int
		n, at = s.Scan(&b, text, at, spans)
		all = append(all, spans[:n]...)
	}
	return all
}

// TestScannersEqualEngine compares on random texts of characters that the patterns tell apart, and of any.
func TestScannersEqualEngine(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	all := twins(t)
	parts := []string{"a", "b", "Z", "'", "'s", "'S", "'ſ", "'ll", "'lL", "'re", "'VE", "'d", "'T", "ſ", "K", "1", "23", "٣", "½", "Ⅷ", " ", "  ", "   ",
		"\n", "\r\n", "\t", "\v", "\u0085", "\u00a0", "\u2028", "\u3000", "!", "/", "//", "…", "é", "É", "ß", "ǅ", "ʰ", "日", "本語", "カ", "😀", "\u0301", "\u0903", "\u200d", "\x00", "한", "א", "ก", "\U00010400"}
	for i := range 8_000 {
		var text []byte
		plain := i % 3 * 12 // mostly ASCII, so that what is beyond stands alone
		for range 1 + r.IntN(14+i%4*200) {
			if plain > 0 && r.IntN(plain) != 0 {
				text = append(text, "abc DEF  ghi'll, 12345 x!? \n"[r.IntN(28):][:1]...)
				continue
			}
			if r.IntN(12) == 0 {
				text = utf8.AppendRune(text, rune(r.IntN(0x110000))) // a surrogate becomes U+FFFD
				continue
			}
			text = append(text, parts[r.IntN(len(parts))]...)
		}
		for _, w := range all {
			w.check(t, text)
		}
	}
}

// TestScannersOnEveryCodePoint compares on each code point in contexts that show its class.
func TestScannersOnEveryCodePoint(t *testing.T) {
	all := twins(t)
	step := 1
	if testing.Short() {
		step = 97
	}
	for from := 0; from < 0x110000; from += 64 * step {
		var text []byte
		for c := from; c < min(from+64*step, 0x110000); c += step {
			if utf8.ValidRune(rune(c)) {
				for _, before := range []string{"a", "A", " "} {
					text = append(utf8.AppendRune(append(text, before...), rune(c)), "b!"...)
				}
			}
		}
		for _, w := range all {
			w.check(t, text)
		}
	}
}

func FuzzScanners(f *testing.F) {
	f.Add([]byte("It's 'LL we\u2019re 12345 naïve\r\n\r\n  日本語!!\n/x"))
	all := twins(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		if utf8.Valid(text) {
			for _, w := range all {
				w.check(t, text)
			}
		}
	})
}

func BenchmarkScan(b *testing.B) {
	english := bytes.Repeat([]byte("It's been 12 years, we're told, since the first\nof them (as he'd said) came \"home\" again.  Few remember HTTPServer.\n"), 80)
	mixed := bytes.Repeat([]byte("Он сказал: «да», 日本語のテキスト、そして 한국어 문장 и ещё слова.\n"), 80)
	for _, p := range patterns() {
		s, _ := ScannerFor(p)
		for name, text := range map[string][]byte{"english": english, "mixed": mixed} {
			b.Run(fmt.Sprintf("%v/%s", *s.(*Words), name), func(b *testing.B) {
				var spans [512]model.Span
				var buffer Buffer
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					for at := uint32(0); at < uint32(len(text)); {
						_, at = s.Scan(&buffer, text, at, spans[:])
					}
				}
			})
		}
	}
}
