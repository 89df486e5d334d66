// Package fuzz throws hostile input at the Go API as a whole: files, texts and ids. The rooms have fuzz
// targets of their own.
package fuzz

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core"
	"github.com/libhftok/libhftok/core/status"
)

// lossless tokenizers give back any text, byte for byte.
var lossless = []string{"gpt2-demo", "llama3-demo"}

func demos(f *testing.F) (names []string, files map[string][]byte) {
	paths, err := filepath.Glob("../data/*/tokenizer.json")
	if err != nil || len(paths) == 0 {
		f.Fatal("no tokenizers in ../data", err)
	}
	files = map[string][]byte{}
	for _, path := range paths {
		name := filepath.Base(filepath.Dir(path))
		names = append(names, name)
		if files[name], err = os.ReadFile(path); err != nil {
			f.Fatal(err)
		}
	}
	return names, files
}

func edgeCases(f *testing.F) (texts []string) {
	raw, err := os.ReadFile("../data/edge_cases.jsonl")
	if err != nil {
		f.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
		var text string
		if err := json.Unmarshal([]byte(line), &text); err != nil {
			f.Fatal(err)
		}
		if len(text) < 200 {
			texts = append(texts, text)
		}
	}
	return texts
}

// small cuts the vocabulary of a tokenizer.json down, so that mutations meet the rest of it.
func small(f *testing.F, file []byte) []byte {
	var tokenizer map[string]any
	if err := json.Unmarshal(file, &tokenizer); err != nil {
		f.Fatal(err)
	}
	model := tokenizer["model"].(map[string]any)
	const kept = 290
	switch vocab := model["vocab"].(type) {
	case []any:
		model["vocab"] = vocab[:min(kept, len(vocab))]
	case map[string]any:
		for token, id := range vocab {
			if id.(float64) >= kept {
				delete(vocab, token)
			}
		}
	}
	if _, ok := model["merges"]; ok {
		model["merges"] = []any{}
	}
	out, err := json.Marshal(tokenizer)
	if err != nil {
		f.Fatal(err)
	}
	return out
}

// explained fails unless err is one of ours, tells something, and is no bug.
func explained(t *testing.T, err error) {
	t.Helper()
	var ours *status.Error
	if !errors.As(err, &ours) || ours.Code == status.Internal || ours.Message == "" {
		t.Fatalf("error %T of code %d: %v", err, status.CodeOf(err), err)
	}
}

// agree encodes text both ways and holds them equal. It returns the ids; ok is false after an error.
func agree(t *testing.T, tok *core.Tokenizer, text []byte, opts *core.EncodeOptions) (ids []uint32, ok bool) {
	t.Helper()
	ids, err := tok.EncodeIDs(nil, text, opts)
	full, fullErr := tok.Encode(core.Input{Sequence: core.Sequence{Text: text}}, opts)
	if (err == nil) != (fullErr == nil) {
		t.Fatalf("EncodeIDs: %v, Encode: %v", err, fullErr)
	}
	if err != nil {
		explained(t, err)
		return nil, false
	}
	if !slices.Equal(ids, full.IDs) {
		t.Fatalf("EncodeIDs %v, Encode %v", ids, full.IDs)
	}
	n := len(full.IDs)
	if len(full.Tokens) != n || len(full.Offsets) != n || len(full.TypeIDs) != n || len(full.WordIDs) != n ||
		len(full.SpecialTokensMask) != n || len(full.AttentionMask) != n {
		t.Fatalf("%d ids, but the other fields have other lengths: %+v", n, full)
	}
	for i, o := range full.Offsets {
		if o.Start > o.End || int(o.End) > len(text) {
			t.Fatalf("token %d spans %v of %d bytes", i, o, len(text))
		}
	}
	return ids, true
}

func FuzzLoad(f *testing.F) {
	names, files := demos(f)
	for _, name := range names {
		f.Add(small(f, files[name]))
	}
	f.Add([]byte("{}"))
	f.Add([]byte(strings.Repeat("[", 1000)))
	f.Fuzz(func(t *testing.T, file []byte) {
		tok, err := core.FromBytes(file)
		if err != nil {
			explained(t, err)
			return
		}
		for _, text := range []string{"", "Hello, wörld <s>!", " \n\t12 中文🙂"} {
			encoded, _ := agree(t, tok, []byte(text), nil)
			for _, ids := range [][]uint32{encoded, {0, 1, 2, 3, 1 << 31}} {
				if _, err := tok.Decode(ids, true); err != nil {
					explained(t, err)
				}
			}
		}
	})
}

func FuzzEncode(f *testing.F) {
	names, files := demos(f)
	tokenizers := map[string]*core.Tokenizer{}
	for _, name := range names {
		tok, err := core.FromBytes(files[name])
		if err != nil {
			f.Fatal(err)
		}
		tokenizers[name] = tok
	}
	for i, text := range edgeCases(f) {
		f.Add([]byte(text), i%2 == 0)
	}
	f.Add([]byte("bad \xff utf-8"), false)
	f.Fuzz(func(t *testing.T, text []byte, plain bool) {
		for name, tok := range tokenizers {
			ids, ok := agree(t, tok, text, &core.EncodeOptions{NoSpecialTokens: plain})
			if !utf8.Valid(text) {
				if ok {
					t.Fatalf("%s encoded invalid UTF-8", name)
				}
				continue
			}
			if !ok {
				if name != "strict-demo" {
					t.Fatalf("%s refused %q", name, text)
				}
				continue
			}
			back, err := tok.Decode(ids, false)
			if err != nil {
				t.Fatalf("%s: decoding %v: %v", name, ids, err)
			}
			if plain && slices.Contains(lossless, name) && back != string(text) {
				t.Fatalf("%s: %q came back as %q", name, text, back)
			}
		}
	})
}

func FuzzDecode(f *testing.F) {
	names, files := demos(f)
	var tokenizers []*core.Tokenizer
	for _, name := range names {
		tok, err := core.FromBytes(files[name])
		if err != nil {
			f.Fatal(err)
		}
		tokenizers = append(tokenizers, tok)
	}
	f.Add([]byte{1, 0, 200, 1, 0, 7, 255, 255}, true)
	f.Fuzz(func(t *testing.T, raw []byte, skip bool) {
		var ids []uint32
		for ; len(raw) >= 2; raw = raw[2:] {
			ids = append(ids, uint32(binary.LittleEndian.Uint16(raw)))
		}
		for i, tok := range tokenizers {
			text, err := tok.Decode(ids, skip)
			if err != nil {
				explained(t, err)
				continue
			}
			if !utf8.ValidString(text) {
				t.Fatalf("%s decoded %v to invalid UTF-8: %q", names[i], ids, text)
			}
			known := slices.DeleteFunc(slices.Clone(ids), func(id uint32) bool {
				_, ok := tok.IDToToken(id)
				return !ok
			})
			if again, err := tok.Decode(known, skip); err != nil || again != text {
				t.Fatalf("%s: unknown ids change %q to %q (%v)", names[i], again, text, err)
			}
		}
	})
}
