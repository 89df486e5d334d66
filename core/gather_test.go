package core

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/libhftok/libhftok/core/model"
)

// TestGather: a text whose pieces are gathered has the ids that whole encodings have, which go from one added token to the next.
func TestGather(t *testing.T) {
	added := []map[string]any{
		{"content": "<raw>", "normalized": false, "special": true},
		{"content": "<raw>>", "normalized": false, "special": false},
		{"content": "<left>", "normalized": false, "lstrip": true, "special": true},
		{"content": "<both>", "normalized": true, "lstrip": true, "rstrip": true, "special": true},
		{"content": "word", "normalized": true, "single_word": true, "special": false},
		{"content": "é", "normalized": false, "special": false},
	}
	alphabet := []string{
		"<raw>", "<raw>", "<raw>>", "<large>", "▁", "▁the", "<left>", "<both>", "word", "é", "<|endoftext|>", "<|eot_id|>", " word", " the", " of", "a", "\n\n", "  ", " ",
		" 世界", "日本語の", " Donaudampfschifffahrt", " words", "'s", "42", "😀", "<", ">", "\x00",
	}
	var raw []map[string]any // where spaces are rewritten, those that are found in the input
	for _, a := range added {
		if a["normalized"] == false {
			raw = append(raw, a)
		}
	}
	raw = append(raw, map[string]any{"content": "<large>", "id": int64(model.MostGiven) + 4, "normalized": false, "special": true})
	metaspace := func(scheme string) map[string]any {
		return map[string]any{"normalizer": nil, "pre_tokenizer": map[string]any{
			"type": "Metaspace", "replacement": "▁", "prepend_scheme": scheme, "split": false,
		}}
	}
	for _, c := range []struct {
		name    string
		added   []map[string]any
		changed map[string]any
	}{
		{"gpt2-demo", added, nil}, {"llama3-demo", added, nil}, {"llama2-demo", raw, nil},
		{"gpt2-demo", added, map[string]any{"normalizer": map[string]any{"type": "NFC"}}},
		{"llama2-demo", added, metaspace("always")}, {"llama2-demo", added, metaspace("first")}, {"llama2-demo", added, metaspace("never")},
	} {
		tok := changed(t, filepath.Join("../tests/data", c.name, "tokenizer.json"), c.added, c.changed)
		r := rand.New(rand.NewPCG(1, 2))
		for range 1500 {
			var text []byte
			for range 1 + r.IntN(1<<r.IntN(12)) {
				text = append(text, alphabet[r.IntN(len(alphabet))]...)
				if r.IntN(8) == 0 {
					text = append(text, strings.Repeat(string(rune('a'+r.IntN(26))), r.IntN(30))...)
				}
			}
			if r.IntN(100) == 0 {
				text = append(text, strings.Repeat("<raw>é", 3000)...)
			}
			changes := c.changed["normalizer"] != nil && r.IntN(2) == 0
			if changes {
				text = append(text, "e\u0301"...)
			}
			o := &EncodeOptions{SpecialAsText: r.IntN(4) == 0}
			whole, err := tok.Encode(Input{Sequence: Sequence{Text: text}}, o)
			if err != nil {
				t.Fatal(err)
			}
			e := newEncoder(&tok.pipeline)
			if e.gathers(text) != (len(text) >= leastGathered && !changes) {
				t.Fatalf("%s, %v, %q: gathers: %v", c.name, c.changed, text, e.gathers(text))
			}
			if got, err := tok.EncodeIDs(nil, text, o); err != nil || !slices.Equal(got, whole.IDs) {
				t.Fatalf("%s, %v, %q: got %v, %v, want %v", c.name, c.changed, text, got, err, whole.IDs)
			}
		}
	}
}

// TestGatherAllocates nothing, however many added tokens there are.
func TestGatherAllocates(t *testing.T) {
	text := []byte(strings.Repeat("the man<unk> of the <unk><|eot_id|> world <|endoftext|> and so on", 100))
	for _, name := range []string{"gpt2-demo", "llama3-demo", "llama2-demo"} {
		tok := changed(t, filepath.Join("../tests/data", name, "tokenizer.json"), nil, nil)
		var ids []uint32
		encode := func() { ids, _ = tok.EncodeIDs(ids[:0], text, nil) }
		encode()
		if n := testing.AllocsPerRun(10, encode); n > 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

// changed returns the tokenizer of a file with more added tokens and other sections.
func changed(t *testing.T, path string, added []map[string]any, sections map[string]any) *Tokenizer {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&file); err != nil {
		t.Fatal(err)
	}
	all := file["added_tokens"].([]any)
	for i, a := range added {
		token := map[string]any{"id": 5000 + i, "single_word": false, "lstrip": false, "rstrip": false}
		maps.Copy(token, a)
		all = append(all, token)
		if id, is := a["id"]; is { // which counts only if the model has it
			file["model"].(map[string]any)["vocab"].(map[string]any)[a["content"].(string)] = id
		}
	}
	file["added_tokens"] = all
	maps.Copy(file, sections)
	if data, err = json.Marshal(file); err != nil {
		t.Fatal(err)
	}
	tok, err := FromBytes(data)
	if err != nil {
		t.Fatal(err)
	}
	return tok
}
