package corpus

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// all returns the documents of a block, an error as "! " with its place and message.
func all(block string, cut *Cut) []string {
	var d Documents
	d.Reset([]byte(block), cut)
	got := []string{}
	for {
		text, ok, err := d.Next()
		if !ok {
			return got
		}
		if err != nil {
			got = append(got, fmt.Sprintf("! %d %v", err.(*Error).At, err))
			continue
		}
		got = append(got, string(text))
	}
}

func TestCut(t *testing.T) {
	lines, paragraphs := &Cut{Kind: Lines}, &Cut{Kind: Paragraphs}
	separated := func(s string) *Cut { return &Cut{Kind: Separated, Separator: []byte(s)} }
	for _, c := range []struct {
		block string
		cut   *Cut
		want  []string
	}{
		{"", lines, nil},
		{"a\nb\n", lines, []string{"a", "b"}},
		{"a\nb", lines, []string{"a", "b"}},
		{"\n\na\r\n\r\nb\r", lines, []string{"", "", "a", "", "b\r"}},
		{"a\r\r\nb\rc\n", lines, []string{"a\r", "b\rc"}},
		{"", paragraphs, nil},
		{"\n\r\n\n", paragraphs, nil},
		{"a\nb\n\n\n c\r\nd\r\n\r\ne", paragraphs, []string{"a\nb", " c\r\nd", "e"}},
		{"\na\n \nb\n", paragraphs, []string{"a\n \nb"}},
		{"", separated("--"), nil},
		{"a--b-c----d", separated("--"), []string{"a", "b-c", "", "d"}},
		{"--a--", separated("--"), []string{"", "a"}},
		{"a---b", separated("--"), []string{"a", "-b"}},
		{"abcd", &Cut{Kind: Ends, Ends: []uint64{1, 1, 3}}, []string{"a", "", "bc"}},
		{"", &Cut{Kind: Ends}, nil},
	} {
		want := append([]string{}, c.want...)
		if got := all(c.block, c.cut); !reflect.DeepEqual(got, want) {
			t.Errorf("%q, kind %d: %q, want %q", c.block, c.cut.Kind, got, want)
		}
	}
}

func TestJSONLines(t *testing.T) {
	text, nested := []string{"text"}, []string{"a", "b"}
	for _, c := range []struct {
		block string
		field []string
		want  []string
	}{
		{"{\"text\":\"a\"}\n\n \t\r\n{\"x\":1,\"text\":\"\"}", text, []string{"a", ""}},
		{" { \"text\" : \"a\" , \"b\" : [ 1 , { } , [ ] ] } \r\n", text, []string{"a"}},
		{`{"text":"a","text":"b"}`, text, []string{"b"}},
		{`{"text":"a","text":7}`, text, []string{`! 19 the field "text" is not a string`}},
		{`{"te\u0078t":"\u0041\n\"\\\/\b\f\r\t\ud83d\ude00\u00e9"}`, text, []string{"A\n\"\\/\b\f\r\t😀é"}},
		{`{"text":"a\ud83d"}`, text, []string{`! 10 \ud83d is half of a surrogate pair, which is no text`}},
		{`{"text":"\ude00\ud83d"}`, text, []string{`! 9 \ude00 is half of a surrogate pair, which is no text`}},
		{`{"x":"\ud83d","\ud83d":1,"text":"ok"}`, text, []string{"ok"}},
		{`{"x":[NaN,Infinity,-Infinity,-0.5e+3,0,1E9],"text":"ok"}`, text, []string{"ok"}},
		{`{"a":{"c":{"b":"no"},"b":"yes"},"b":"no"}`, nested, []string{"yes"}},
		{`{"a":{"b":"x"},"a":{"c":1}}`, nested, []string{`! 0 no field "a.b"`}},
		{`{"a":{"b":"x"},"a":"b"}`, nested, []string{`! 0 no field "a.b"`}},
		{`{"a":[{"b":"x"}]}`, nested, []string{`! 0 no field "a.b"`}},
		{`{}`, text, []string{`! 0 no field "text"`}},
		{"[1]\n{\"text\":\"a\"}", text, []string{"! 0 a line must hold a JSON object", "a"}},
		{"x\n {\"text\":nul}\n{\"text\":\"a\"}", text, []string{"! 0 a line must hold a JSON object", "! 11 unexpected 'n' in JSON", "a"}},
		{`{"text":"a"}x`, text, []string{`! 12 unexpected 'x' in JSON`}},
		{`{"text":"a","b":01}`, text, []string{`! 17 unexpected '1' in JSON`}},
		{`{"text":"a`, text, []string{`! 10 the JSON breaks off`}},
		{`{"text":"a"`, text, []string{`! 11 the JSON breaks off`}},
		{"{\"text\":\"a\tb\"}", text, []string{`! 10 the control character 0x09 in a string`}},
		{`{"text":"\x"}`, text, []string{`! 9 not an escape that JSON has`}},
		{`{"text":"\u12g4"}`, text, []string{`! 9 a \u without four hexadecimal digits`}},
		{"{\"text\":\"a\"}\n{\"text\":\"\xff\"}", text, []string{"a", "! 22 not valid UTF-8: byte 0xFF"}},
		{`{"x":` + strings.Repeat("[", 20000), text, []string{"! 10005 brackets are nested too deep"}},
	} {
		if got := all(c.block, &Cut{Kind: JSONLines, Field: c.field}); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%.80s: %q, want %q", c.block, got, c.want)
		}
	}
}

// TestPlain compares many bytes at a time with one at a time, where everything is rare and where it is not.
func TestPlain(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		s := make([]byte, rng.IntN(200))
		often := []int{20, 200}[rng.IntN(2)]
		for i := range s {
			s[i] = byte(0x20 + rng.IntN(0xE0))
			for s[i] == '"' || s[i] == '\\' {
				s[i]++
			}
			if rng.IntN(often) == 0 {
				s[i] = []byte("\x00\x1f\x20\"!#\\[]\x7f\x80\xa2\xdc\xff")[rng.IntN(14)]
			}
		}
		for i := range len(s) + 1 {
			want := i
			for want < len(s) && s[want] >= 0x20 && s[want] != '"' && s[want] != '\\' {
				want++
			}
			if got := plain(s, i); got != want {
				t.Fatalf("%q from %d: %d, want %d", s, i, got, want)
			}
		}
	}
}

// A JSON-lines file with text of 1 KB and 4 escapes in each line.
func BenchmarkJSONLines(b *testing.B) {
	line := `{"id":12345,"meta":{"url":"https://example.org/a/b","n":[1,2.5,null]},"text":"` +
		strings.Repeat(strings.Repeat("the quick brown fox ", 12)+`\n`, 4) + "\"}\n"
	block := []byte(strings.Repeat(line, 1000))
	cut := &Cut{Kind: JSONLines, Field: []string{"text"}}
	b.SetBytes(int64(len(block)))
	b.ReportAllocs()
	var d Documents
	for b.Loop() {
		d.Reset(block, cut)
		for {
			_, ok, err := d.Next()
			if err != nil {
				b.Fatal(err)
			}
			if !ok {
				break
			}
		}
	}
}
