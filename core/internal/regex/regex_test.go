package regex

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
)

func mustCompile(t testing.TB, pattern string) *Regex {
	t.Helper()
	re, err := Compile(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return re
}

func findAll(re *Regex, s *Scratch, text string) (spans [][2]int, err error) {
	err = re.FindAll(s, []byte(text), func(start, end int) bool {
		spans = append(spans, [2]int{start, end})
		return true
	})
	return spans, err
}

func TestErrorsNamePatternAndPosition(t *testing.T) {
	for _, c := range []struct {
		pattern string
		pos     int
		reason  string
	}{
		{`ab(c`, 4, errUnmatchedParen},
		{`a)b`, 1, errUnmatchedClose},
		{`x\p{Nope}`, 4, "invalid character property name {Nope}"},
		{`ab*[z-a]`, 7, errEmptyRange},
		{`a(*FAIL)`, 2, errCallout},
		{"a\xff", 0, errUTF8},
		{`(?<a>x)(y)\2`, 11, errNumberedRef},
	} {
		_, err := Compile(c.pattern)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%q: error %v", c.pattern, err)
			continue
		}
		if e.Pattern != c.pattern || e.Reason != c.reason || e.Pos != c.pos {
			t.Errorf("%q: %q at %d, want %q at %d", c.pattern, e.Reason, e.Pos, c.reason, c.pos)
		}
		if !strings.Contains(e.Error(), fmt.Sprintf("%q", c.pattern)) {
			t.Errorf("message %q does not name the pattern", e)
		}
	}
}

// Empty matches count, but not right behind another match.
func TestEmptyMatches(t *testing.T) {
	var s Scratch
	for _, c := range []struct {
		pattern, text string
		want          [][2]int
	}{
		{``, "aé", [][2]int{{0, 0}, {1, 1}, {3, 3}}},
		{`a*`, "baac", [][2]int{{0, 0}, {1, 3}, {4, 4}}},
		{`a\Kb?`, "aab", [][2]int{{1, 1}, {2, 3}}},
		{`$`, "a\nb\n", [][2]int{{1, 1}, {3, 3}, {4, 4}}},
		{`a`, "", nil},
		{``, "", [][2]int{{0, 0}}},
	} {
		got, err := findAll(mustCompile(t, c.pattern), &s, c.text)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%q in %q: %v, %v; want %v", c.pattern, c.text, got, err, c.want)
		}
	}
}

func TestSearchBeginsWhereItIsTold(t *testing.T) {
	var s Scratch
	text := []byte("ab ab")
	for _, c := range []struct {
		pattern    string
		from       int
		start, end int
		ok         bool
	}{
		{`ab`, 0, 0, 2, true},
		{`ab`, 1, 3, 5, true},
		{`ab`, 4, 0, 0, false},
		{`\Gb`, 1, 1, 2, true},
		{`\Ab`, 1, 0, 0, false},
		{`(?<=a)b`, 1, 1, 2, true}, // what stands before counts
		{`$`, 5, 5, 5, true},
	} {
		start, end, ok, err := mustCompile(t, c.pattern).Search(&s, text, c.from)
		if err != nil || start != c.start || end != c.end || ok != c.ok {
			t.Errorf("%q from %d: %d, %d, %t, %v", c.pattern, c.from, start, end, ok, err)
		}
	}
}

// What makes Oniguruma give up is either answered or ends with ErrLimit.
func TestSearchesAreBounded(t *testing.T) {
	var s Scratch
	a := strings.Repeat("a", 3000)
	for _, c := range []struct {
		pattern, text string
		limit         bool
	}{
		{`(?:a|a)*c|(?:a|aa)+$b`, a, false},
		{`(a*)*\1b`, a[:40], true},
		{`(?<x>(?:a|a)*\g<y>)(?<y>b)`, a[:60], true},
	} {
		_, err := findAll(mustCompile(t, c.pattern), &s, c.text)
		if c.limit != errors.Is(err, ErrLimit) {
			t.Errorf("%q: %v", c.pattern, err)
		}
	}
	if _, err := findAll(mustCompile(t, `(?<=\Ka)`), &s, "a"); !errors.Is(err, ErrEndless) {
		t.Errorf("matches without end: %v", err)
	}
}

// Where failures can be remembered the work grows with the text and not faster.
func TestWorkIsLinear(t *testing.T) {
	for _, c := range []struct{ pattern, unit string }{
		{`(?:a|a)*c`, "a"},
		{`(?:a|aa)+$b`, "a"},
		{`a+b|a`, "a"},
		{`a*?b|a`, "a"},
		{`a*a*a*b`, "a"},
		{`\s*[\r\n]+|\s+(?!\S)|\s+`, " "},
		{`(?:[ab]+,?)*;`, "ab,"},
		{`a{1,30}b|a`, "a"},
		{`a?a?a?a?a?a?a?a?aaaaaaaab|a`, "a"},
		{`(?=a*b)c|a`, "a"},
		{benchPatterns["cl100k"], " \u00a0"},
		{benchPatterns["o200k"], "aB\u0301"},
	} {
		re := mustCompile(t, c.pattern)
		work := func(n int) int {
			text := []byte(strings.Repeat(c.unit, n))
			var s Scratch
			m := re.program.matcher(&s, text)
			for from := 0; from <= len(text); {
				_, end, ok, err := m.search(from)
				if err != nil {
					t.Fatalf("%q: %v", c.pattern, err)
				}
				if !ok {
					break
				}
				from = max(end, from+1)
			}
			return m.work
		}
		small, large := work(4000), work(16000)
		if large > 6*small+20000 {
			t.Errorf("%q: %d steps for 4000 units, %d for 16000", c.pattern, small, large)
		}
	}
}

// Remembering failures changes nothing but the time.
func TestMemoryDoesNotChangeMatches(t *testing.T) {
	ref := readReference(t)
	compared := 0
	for _, cases := range [][]referenceCase{ref.Features, ref.Random} {
		for _, c := range cases {
			re, err := Compile(c.Pattern)
			if err != nil || re.program.states == 0 {
				continue
			}
			for _, text := range c.Texts {
				in := []byte(strings.Repeat(text.Text, 3))
				var want, got [][2]int
				for _, run := range []struct {
					patience int
					spans    *[][2]int
				}{{maxWork, &want}, {0, &got}} {
					var s Scratch
					m := re.program.matcher(&s, in)
					m.patience = run.patience
					if err := m.findAll(func(start, end int) bool {
						*run.spans = append(*run.spans, [2]int{start, end})
						return true
					}); err != nil {
						t.Fatalf("%q: %v", c.Pattern, err)
					}
				}
				if !slices.Equal(got, want) {
					t.Errorf("%q in %q: %v with memory, %v without", c.Pattern, in, got, want)
				}
				compared++
			}
		}
	}
	if compared < 500 {
		t.Errorf("only %d cases compared", compared)
	}
}

func TestHostilePatterns(t *testing.T) {
	var s Scratch
	for _, pattern := range []string{
		strings.Repeat("(", 3000) + strings.Repeat(")", 3000),
		strings.Repeat("(?:", 1500) + "a" + strings.Repeat("){2}", 1500),
		strings.Repeat("[", 5000),
		strings.Repeat("(?:a{1000}b){1000}", 20),
		strings.Repeat("a?", 3000) + strings.Repeat("a", 100),
		strings.Repeat("a|", 5000),
		strings.Repeat("x+?*", 2000),
		strings.Repeat("(?i)ffi", 300),
		strings.Repeat(`(?<a>\g<b>\g<b>)(?<b>\g<a>?)`, 1),
		strings.Repeat("(?<=a{0,9}", 100) + strings.Repeat(")", 100),
		`(?:(?:(?:(?:(?:a{100}b){100}){100}){100}){100}){100}`,
		"[" + strings.Repeat(`\p{L}\p{N}`, 500) + "]",
	} {
		re, err := Compile(pattern)
		if err != nil {
			continue // a clear refusal will do
		}
		if _, err := findAll(re, &s, strings.Repeat("ab", 200)); err != nil && !errors.Is(err, ErrLimit) {
			t.Errorf("%.40q: %v", pattern, err)
		}
	}
}

// Text that is no UTF-8 is against the contract, but must not end the host.
func TestInvalidText(t *testing.T) {
	var s Scratch
	texts := []string{"\xff", "a\xe3", "\xe3\x81", "\x80\x80a", "\xf0\x9f\x98", "é\xc3", "\xed\xa0\x80", "\xf5\x80\x80\x80"}
	for _, pattern := range []string{`.`, `\w+`, `[^a]+`, `\X`, `(?y{w})\X`, `(.)\1`, `(?i)(.)\1`, `(?<=.)a`, `\b`, `.*?a`, `(?<=.{1,2})`, `é|\P{L}`} {
		re := mustCompile(t, pattern)
		for _, text := range texts {
			for _, text := range []string{text, text + "a", "a" + text + text} {
				spans, err := findAll(re, &s, text)
				if err != nil {
					t.Errorf("%q in %q: %v", pattern, text, err)
				}
				for _, span := range spans {
					if span[0] < 0 || span[0] > span[1] || span[1] > len(text) {
						t.Errorf("%q in %q: match %v", pattern, text, span)
					}
				}
			}
		}
	}
}

func TestWarmSearchesDoNotAllocate(t *testing.T) {
	text := []byte(benchTexts["english"][:4000])
	for name, pattern := range benchPatterns {
		re := mustCompile(t, pattern)
		var s Scratch
		n := 0
		yield := func(start, end int) bool { n += end - start; return true }
		if allocs := testing.AllocsPerRun(20, func() {
			if err := re.FindAll(&s, text, yield); err != nil {
				t.Fatal(err)
			}
		}); allocs != 0 {
			t.Errorf("%s: %v allocations", name, allocs)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	re := mustCompile(t, benchPatterns["cl100k"])
	text := benchTexts["english"][:3000]
	var s Scratch
	want, err := findAll(re, &s, text)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var s Scratch
			for range 5 {
				if got, err := findAll(re, &s, text); err != nil || !slices.Equal(got, want) {
					t.Error("a concurrent search differs")
				}
			}
		})
	}
	wg.Wait()
}

func FuzzRegex(f *testing.F) {
	for _, pattern := range benchPatterns {
		f.Add(pattern, "It's 12 o'clock.\n  ")
	}
	for _, pattern := range []string{`(a)\1|(?<x>b\g<x>?)`, `(?i)ß[k-s]+`, `(?<=a+|b)c`, `(?~ab)`, `\x{61 62}[\w&&[^a]]`, `(?:a*)*b`, `(?(1)a|b)()`} {
		f.Add(pattern, "aabb ßss kK\r\n\u0301")
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if len(pattern) > 200 || len(text) > 200 {
			return
		}
		re, err := Compile(pattern)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Pos < 0 || e.Pos > len(pattern) {
				t.Fatalf("%q: error %v", pattern, err)
			}
			return
		}
		keeps := strings.Contains(pattern, `\K`)
		last := 0
		check := func(start, end int) bool {
			if start < 0 || start > end || end > len(text) || !keeps && start < last {
				t.Fatalf("%q in %q: match %d, %d behind %d", pattern, text, start, end, last)
			}
			last = end
			return true
		}
		var s Scratch
		m := re.program.matcher(&s, []byte(text))
		m.limit = 1 << 20
		if err := m.findAll(check); err != nil && err != ErrLimit && err != ErrEndless {
			t.Fatal(err)
		}
	})
}

// Compiling takes about linear time in a pattern's length.
func TestLongPatterns(t *testing.T) {
	var words []string
	for i := range 100_000 {
		words = append(words, fmt.Sprintf("w%d", i))
	}
	for pattern, text := range map[string]string{
		strings.Join(words, "|"):           "w99999",
		strings.Repeat("|", 100_000) + "a": "",
		strings.Repeat(`\p{L}`, 10_000):    strings.Repeat("é", 10_000),
	} {
		re, err := Compile(pattern)
		if err != nil {
			t.Fatalf("%.20s…: %v", pattern, err)
		}
		found := ""
		if err := re.FindAll(new(Scratch), []byte(text), func(start, end int) bool { found = text[start:end]; return false }); err != nil {
			t.Fatalf("%.20s…: %v", pattern, err)
		}
		want := text
		if strings.HasPrefix(pattern, "w") {
			want = "w9" // the first of the words that fits
		}
		if found != want {
			t.Errorf("%.20s…: %.20q", pattern, found)
		}
	}
}
