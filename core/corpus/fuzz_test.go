package corpus

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

// byDefinition is what the field of a line is by encoding/json. ok: the line is JSON and has it.
func byDefinition(line []byte, field []string) (text string, ok bool) {
	for i, key := range field {
		object := map[string]json.RawMessage{}
		if i == 0 {
			if json.Unmarshal(line, &object) != nil {
				return "", false
			}
		} else if line[0] != '{' || json.Unmarshal(line, &object) != nil {
			return "", false
		}
		if line, ok = object[key]; !ok {
			return "", false
		}
	}
	if line[0] != '"' {
		return "", false
	}
	return text, json.Unmarshal(line, &text) == nil
}

// FuzzJSONLines compares a line's field with what encoding/json finds there.
func FuzzJSONLines(f *testing.F) {
	for _, line := range []string{
		`{"text":"a"}`, `{"a":{"text":"b"},"text":"\u00e9\n"}`, `{"text":"\ud83d\ude00"}`, `{"text":"\ud83d"}`, `{"text":1,"text":"x"}`,
		`{"t\u0065xt":"k"}`, `{"x":[1,-2.5e3,{"y":[true,false,null]}],"text":""}`, `[]`, `{"text":{"text":"deep"}}`, `{"text":"a",}`,
		`{"x":0123}`, `{"x":"\uD800\u0041","text":"\/"}`, "{\"text\":\"\x01\"}", `{"text":{},"text":{"text":"c"}} `,
	} {
		f.Add([]byte(line), false)
		f.Add([]byte(line), true)
	}
	f.Fuzz(func(t *testing.T, line []byte, nested bool) {
		field := []string{"text"}
		if nested {
			field = []string{"text", "text"}
		}
		line = bytes.ReplaceAll(line, []byte("\n"), nil)
		if len(bytes.TrimLeft(line, " \t\r")) == 0 || bytes.Contains(line, []byte("NaN")) || bytes.Contains(line, []byte("Infinity")) {
			return // blank, and what only json.loads takes
		}
		var d Documents
		d.Reset(line, &Cut{Kind: JSONLines, Field: field})
		text, ok, err := d.Next()
		if !ok {
			t.Fatal("no document")
		}
		if more, ok, _ := d.Next(); ok {
			t.Fatalf("a second document: %q", more)
		}
		var wrong *Error
		if errors.As(err, &wrong) && (wrong.At < 0 || wrong.At > len(line)) {
			t.Fatalf("%v at %d", err, wrong.At)
		}
		want, valid := byDefinition(line, field)
		switch {
		case !utf8.Valid(line): // encoding/json reads on
			if err == nil {
				t.Fatal("bad UTF-8 was accepted")
			}
		case err == nil && (!valid || string(text) != want):
			t.Fatalf("%q, want %q, %v", text, want, valid)
		case err != nil && valid:
			if !strings.Contains(err.Error(), "surrogate") || !strings.Contains(want, "\uFFFD") {
				t.Fatalf("%v, want %q", err, want)
			}
		}
	})
}

// FuzzCut: the parts make the whole again, and a block cut where a document ends gives the same documents.
func FuzzCut(f *testing.F) {
	f.Add("a\n\nb\r\n\r\nc", "\n", uint8(3), uint(2))
	f.Add("a--b---c----", "--", uint8(2), uint(1))
	f.Fuzz(func(t *testing.T, block, separator string, kind uint8, part uint) {
		cut := &Cut{Kind: []Kind{Lines, Separated, Paragraphs}[kind%3], Separator: []byte(separator)}
		if cut.Kind == Separated && separator == "" {
			return
		}
		var d Documents
		d.Reset([]byte(block), cut)
		var got []string
		var ends []int
		for {
			text, ok, err := d.Next()
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				break
			}
			if at := d.Start; block[at:at+len(text)] != string(text) {
				t.Fatalf("%q does not begin at %d", text, at)
			}
			got, ends = append(got, string(text)), append(ends, d.next)
		}
		switch cut.Kind {
		case Separated:
			if s := strings.Join(got, separator); s != block && s+separator != block {
				t.Fatalf("%q from %q", got, block)
			}
		case Lines:
			if s := strings.Join(got, "\n"); s != strings.TrimSuffix(strings.ReplaceAll(block, "\r\n", "\n"), "\n") && len(got) > 0 {
				t.Fatalf("%q from %q", got, block)
			}
		case Paragraphs:
			for _, text := range got {
				if text == "" || strings.Contains(text, "\n\n") || strings.Contains(text, "\n\r\n") {
					t.Fatalf("%q from %q", got, block)
				}
			}
		}
		if len(ends) == 0 {
			return
		}
		end := ends[part%uint(len(ends))]
		if again := append(all(block[:end], cut), all(block[end:], cut)...); strings.Join(again, "\x00") != strings.Join(got, "\x00") {
			t.Fatalf("%q in two blocks, %q in one", again, got)
		}
	})
}
