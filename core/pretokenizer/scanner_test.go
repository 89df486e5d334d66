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
	"github.com/libhftok/libhftok/core/normalized"
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
	stages  []*stage
}

// stage splits by a pattern that may not cover its text, or, without one, by a pre-tokenizer.
type stage struct {
	regex   *regex.Regex
	scratch regex.Scratch
	by      PreTokenizer
	pieces  Pieces
	text    normalized.String
}

func stageOf(t testing.TB, pattern string) *stage {
	re, err := regex.Compile(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return &stage{regex: re}
}

// split returns matches and what lies between them.
func (s *stage) split(t testing.TB, text []byte, from uint32) (spans []model.Span) {
	if s.regex == nil {
		p := &s.pieces
		s.text.Reset(text, 0, false)
		if p.Reset(&s.text); s.by.PreTokenize(p) != nil {
			t.Fatal("can't split")
		}
		offset := func(i uint32) uint32 {
			if !bytes.Equal(p.Text.Text, text) { // on the byte level, a character stands for a byte
				i = uint32(utf8.RuneCount(p.Text.Text[:i]))
			}
			return from + i
		}
		for _, w := range p.Spans {
			spans = append(spans, model.Span{Start: offset(w.Start), End: offset(w.End)})
		}
		return spans
	}
	last := uint32(0)
	add := func(end uint32) {
		if end > last {
			spans = append(spans, model.Span{Start: from + last, End: from + end})
			last = end
		}
	}
	err := s.regex.FindAll(&s.scratch, text, func(start, end int) bool {
		add(uint32(start))
		add(uint32(end))
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	add(uint32(len(text)))
	return spans
}

func twins(t testing.TB) (list []*twin) {
	t.Helper()
	for _, p := range patterns() {
		s, ok := ScannerFor(p)
		if !ok {
			t.Fatalf("no scanner for %s", p)
		}
		list = append(list, &twin{pattern: p, scanner: s, stages: []*stage{stageOf(t, p)}})
	}
	fuse := func(name string, stages []PreTokenizer, engine ...*stage) {
		list = append(list, &twin{pattern: name, scanner: Fuse(stages)[0].(Scan).Scanner, stages: engine})
	}
	engines := func(patterns []string) (list []*stage) {
		for _, p := range patterns {
			list = append(list, stageOf(t, p))
		}
		return list
	}
	digits := Digits{Individual: true}
	fuse("DeepSeek", splits(deepSeekPatterns...), engines(deepSeekPatterns)...)
	fuse("DeepSeek LLM", append(splits(deepSeekLLMPatterns...), digits), append(engines(deepSeekLLMPatterns), &stage{by: digits})...)
	fuse("DeepSeek Coder", append(splits(deepSeekCoderPatterns...), digits), append(engines(deepSeekCoderPatterns), &stage{by: digits})...)
	fuse("Digits, ByteLevel", []PreTokenizer{digits, &ByteLevel{UseRegex: true}}, &stage{by: digits}, stageOf(t, GPT2Pattern))
	split := &Split{Pattern: searched{stageOf(t, falconDigits)}, Source: falconDigits, Behavior: Isolated}
	apart := Punctuation{Contiguous}
	fuse("Falcon", []PreTokenizer{apart, &ByteLevel{UseRegex: true}, Digits{}, split},
		&stage{by: apart}, stageOf(t, GPT2Pattern), &stage{by: Sequence{&ByteLevel{}, Digits{}, split}})
	return list
}

// check holds the scanner to the general engine.
func (w *twin) check(t testing.TB, text []byte) {
	t.Helper()
	var want []model.Span
	if len(text) > 0 {
		want = []model.Span{{End: uint32(len(text))}}
	}
	for _, s := range w.stages {
		var next []model.Span
		for _, p := range want {
			next = append(next, s.split(t, text[p.Start:p.End], p.Start)...)
		}
		want = next
	}
	for _, room := range []int{1, 90, 512} {
		got := scan(w.scanner, text, room)
		if slices.Equal(got, want) {
			continue
		}
		i := 0
		for i < min(len(got), len(want)) && got[i] == want[i] {
			i++
		}
		around := text[want[max(i-3, 0)].Start:want[min(i+4, len(want)-1)].End]
		t.Fatalf("%s, %d at a time, near %q of %q:\nscanner %v\nengine  %v", w.pattern, room, around, text, got[i:min(i+4, len(got))], want[i:min(i+4, len(want))])
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
		"\n", "\r\n", "\t", "\v", "\u0085", "\u00a0", "\u2028", "\u3000", "!", "/", "//", "…", "é", "É", "ß", "ǅ", "ʰ", "日", "本語", "カ", "・", "゚", "々", "〇", "⺀", "龦", "\x7f", "が", "😀", "\u0301", "\u0903", "\u200d", "\x00", "한", "א", "ก", "\U00010400"}
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
	step := 1
	if testing.Short() {
		step = 97
	}
	for i, w := range twins(t) {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			for from := 0; from < 0x110000; from += 64 * step {
				var text []byte
				for c := from; c < min(from+64*step, 0x110000); c += step {
					if utf8.ValidRune(rune(c)) {
						for _, before := range []string{"a", "A", " "} {
							text = append(utf8.AppendRune(append(text, before...), rune(c)), "b!"...)
						}
					}
				}
				w.check(t, text)
			}
		})
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
