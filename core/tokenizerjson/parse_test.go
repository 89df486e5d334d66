package tokenizerjson

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/libhftok/libhftok/core/status"
)

// file is a small tokenizer.json; with replaces parts of it, old and new in turn.
func file(with ...string) []byte {
	const text = `{
  "version": "1.0",
  "truncation": null,
  "padding": {"strategy": {"Fixed": 8}, "direction": "Left", "pad_to_multiple_of": null, "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"},
  "added_tokens": [{"id": 0, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
  "normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "x"}, {"type": "Replace", "pattern": {"String": " "}, "content": "_"}]},
  "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true},
  "post_processor": {"type": "BertProcessing", "sep": ["</s>", 1], "cls": ["<s>", 0]},
  "decoder": {"type": "Strip", "content": " ", "start": 1, "stop": 0},
  "model": {"type": "BPE", "unk_token": null, "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]}
}`
	return []byte(strings.NewReplacer(with...).Replace(text))
}

func TestErrorsNameThePlace(t *testing.T) {
	if _, err := Parse(file()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{`"1.0"`, `"2.0"`, `version: expected "1.0"`},
		{`"version"`, `"vversion"`, `vversion: unknown member`},
		{`"id": 0,`, ``, `added_tokens[0]: missing field "id"`},
		{`"content": "<s>"`, `"content": 7`, `added_tokens[0].content: expected a string, found a number`},
		{`"type": "Metaspace"`, `"type": "Metaspce"`, `pre_tokenizer.type: "Metaspce" is not a pre-tokenizer`},
		{`"type": "Prepend", "prepend": "x"`, `"type": "NFX"`, `normalizer.normalizers[0].type: "NFX" is not a normalizer`},
		{`{"String": " "}`, `" "`, `normalizer.normalizers[1].pattern`},
		{`"▁"`, `"▁▁"`, `pre_tokenizer.replacement: expected one character`},
		{`"always"`, `"allways"`, `pre_tokenizer.prepend_scheme: unknown value "allways"`},
		{`["</s>", 1]`, `["</s>"]`, `post_processor.sep`},
		{`"start": 1`, `"start": -1`, `decoder.start`},
		{`"type": "BPE"`, `"type": "BEP"`, `model.type`},
		{`"b": 1,`, `"b": 1.5,`, `model.vocab.b: expected a whole number`},
		{`"b": 1,`, `"b": 4294967296,`, `model.vocab.b: expected a whole number`},
		{`"b": 1,`, `"b": 1 `, `expected ',' or '}'`},
		{`["a b"]`, `["a b", ["a","b"]]`, `model.merges[1]`},
		{`["a b"]`, `["a  b"]`, `model.merges[0]: expected two tokens`},
		{`["a b"]`, `["a z"]`, `merges[0]: token "z"`},
		{`, "merges": ["a b"]`, ``, `model: missing field "merges"`},
		{`"special": true`, `"special": tru`, `line 5`},
		{"\"<s>\", \"single", "\"<s>\x01\", \"single", `control character`},
		{`"<s>", "single`, `"<\ud800>", "single`, `invalid escape`},
		{`"Fixed": 8`, `"Fixed": "8"`, `padding.strategy`},
		{`"model"`, `"modl"`, `unknown member`},
	} {
		_, err := Parse(file(c.old, c.new))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s → %s:\ngot  %v\nwant %s", c.old, c.new, err, c.want)
			continue
		}
		if code := status.CodeOf(err); code != status.InvalidTokenizer && code != status.Unsupported {
			t.Errorf("%s: code %d", c.new, code)
		}
	}
}

func TestWholeFile(t *testing.T) {
	for _, bad := range [][]byte{nil, []byte("[]"), []byte("{}"), []byte("null"), append([]byte("\xEF\xBB\xBF"), file()...),
		append(file(), 'x'), []byte("\xff"), []byte(`{"model": null}`)} {
		if _, err := Parse(bad); err == nil {
			t.Errorf("%.20q was accepted", bad)
		}
	}
	for n := range file() {
		if _, err := Parse(file()[:n]); err == nil {
			t.Errorf("the first %d bytes were accepted", n)
		}
	}
}

// TestOrder: members may come in any order, also within the model.
func TestOrder(t *testing.T) {
	const model = `"model":{"merges":[["a","b"]],"vocab":{"ab":2,"b":1,"a":0},"type":"BPE"}`
	f, err := Parse([]byte(`{` + model + `,"version":"1.0"}`))
	if err != nil {
		t.Fatal(err)
	}
	if id, ok := f.Model.ID("ab"); !ok || id != 2 {
		t.Errorf("ab: %d, %v", id, ok)
	}
}

func TestHostile(t *testing.T) {
	deep := strings.Repeat("[", 1<<20)
	for name, text := range map[string]string{
		"deep value":     `{"normalizer":` + deep,
		"deep objects":   strings.Repeat(`{"model":`, 1<<18),
		"far id":         `{"model":{"type":"WordLevel","unk_token":"a","vocab":{"a":4294967295}}}`,
		"many brackets":  `{"model":{"type":"BPE","vocab":{},"merges":` + deep,
		"huge exponents": `{"model":{"type":"Unigram","vocab":[["a",-1e999999999999]]}}`,
	} {
		start := time.Now()
		_, err := Parse([]byte(text))
		if (err == nil) != (name == "far id") {
			t.Errorf("%s: %v", name, err)
		}
		if d := time.Since(start); d > 10*time.Second {
			t.Errorf("%s took %v", name, d)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(file())
	paths, _ := filepath.Glob("../../tests/data/*-demo/tokenizer.json")
	for _, path := range paths {
		if data, err := os.ReadFile(path); err == nil {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if file, err := Parse(data); err == nil && file.Model == nil {
			t.Error("neither a model nor an error")
		} else if err != nil && status.CodeOf(err) == status.Internal {
			t.Errorf("an error without a code: %v", err)
		}
	})
}
