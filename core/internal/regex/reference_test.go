package regex

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// referenceCase is what the reference makes of a pattern. See tests/conformance/record_regex.py.
type referenceCase struct {
	Pattern string
	Error   string
	Texts   []struct {
		Text    string
		Panics  bool
		Matches []int
		Pieces  []int
	}
}

type digestCase struct{ Pattern, Digest string }

type reference struct {
	Version    string
	Blocks     [][2]rune
	Features   []referenceCase
	Random     []referenceCase
	Texts      []string
	Tokenizers []digestCase
	Sets       []digestCase
}

func readReference(t *testing.T) *reference {
	t.Helper()
	data, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var ref reference
	if err := json.Unmarshal(data, &ref); err != nil {
		t.Fatal(err)
	}
	return &ref
}

// split returns, in characters, the matches that are not empty and the pieces between all matches.
func split(re *Regex, s *Scratch, text string) (matches, pieces []int, err error) {
	matches, pieces = []int{}, []int{}
	chars, at := 0, 0
	char := func(i int) int { // positions ascend
		chars += utf8.RuneCountInString(text[at:i])
		at = i
		return chars
	}
	last := 0
	piece := func(list *[]int, start, end int) {
		if start < end {
			*list = append(*list, char(start), char(end))
		}
	}
	var spans [][2]int
	err = re.FindAll(s, []byte(text), func(start, end int) bool {
		spans = append(spans, [2]int{start, end})
		return true
	})
	if err != nil {
		return nil, nil, err
	}
	for _, span := range spans {
		piece(&matches, span[0], span[1])
	}
	chars, at = 0, 0
	for _, span := range spans {
		piece(&pieces, last, span[0])
		piece(&pieces, span[0], span[1])
		last = span[1]
	}
	piece(&pieces, last, len(text))
	return matches, pieces, nil
}

// unsupported reports whether err is one of the refusals that the reference does not share.
func unsupported(err error) bool {
	var e *Error
	return errors.As(err, &e) && slices.Contains([]string{errCallout, errLevel, errFindLongest}, e.Reason)
}

func checkReference(t *testing.T, c *referenceCase, s *Scratch) {
	t.Helper()
	re, err := Compile(c.Pattern)
	if unsupported(err) {
		return
	}
	if (err != nil) != (c.Error != "") {
		t.Errorf("%q: error %v, reference %q", c.Pattern, err, c.Error)
		return
	}
	for _, text := range c.Texts {
		matches, pieces, err := split(re, s, text.Text)
		switch {
		case text.Panics: // the reference gives up; we may, too
		case err != nil:
			t.Errorf("%q in %q: %v", c.Pattern, text.Text, err)
		case !slices.Equal(matches, text.Matches) || !slices.Equal(pieces, text.Pieces):
			t.Errorf("%q in %q: matches %v, pieces %v; reference %v, %v",
				c.Pattern, text.Text, matches, pieces, text.Matches, text.Pieces)
		}
	}
}

func TestFeatures(t *testing.T) {
	var s Scratch
	for _, c := range readReference(t).Features {
		checkReference(t, &c, &s)
	}
}

func TestRandomPatterns(t *testing.T) {
	var s Scratch
	for _, c := range readReference(t).Random {
		checkReference(t, &c, &s)
	}
}

// TestLive checks random patterns that record_regex.py --live wrote to the file REGEX_LIVE.
func TestLive(t *testing.T) {
	path := os.Getenv("REGEX_LIVE")
	if path == "" {
		t.Skip("REGEX_LIVE names no file of cases")
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var s Scratch
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var c referenceCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		checkReference(t, &c, &s)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

func digest(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}

func TestTokenizerPatterns(t *testing.T) {
	ref := readReference(t)
	var s Scratch
	for _, c := range ref.Tokenizers {
		re, err := Compile(c.Pattern)
		if err != nil {
			t.Error(err)
			continue
		}
		var results [][2][]int
		for _, text := range ref.Texts {
			matches, pieces, err := split(re, &s, text)
			if err != nil {
				t.Fatal(err)
			}
			results = append(results, [2][]int{matches, pieces})
		}
		if digest(t, results) != c.Digest {
			t.Errorf("%q differs from the reference", c.Pattern)
		}
	}
}

// TestSets compares classes, types and properties with the reference on every code point that could differ.
func TestSets(t *testing.T) {
	ref := readReference(t)
	var all strings.Builder
	for _, block := range ref.Blocks {
		for r := block[0]; r < block[1]; r++ {
			if utf8.ValidRune(r) {
				all.WriteRune(r)
			}
		}
	}
	var s Scratch
	for _, c := range ref.Sets {
		re, err := Compile(c.Pattern)
		if err != nil {
			t.Error(err)
			continue
		}
		matches, _, err := split(re, &s, all.String())
		if err != nil {
			t.Fatal(err)
		}
		if digest(t, matches) != c.Digest {
			t.Errorf("%q differs from the reference", c.Pattern)
		}
	}
}
