package core

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/libhftok/libhftok/core/addedvocab"
)

// carried returns the tokenizer.json files that the repository carries, and those of ../shared.
func carried(t testing.TB) []string {
	t.Helper()
	paths, _ := filepath.Glob("../tests/data/*/tokenizer.json")
	if len(paths) == 0 {
		t.Fatal("no tokenizers in tests/data")
	}
	shared, _ := filepath.Glob("../../shared/tokenizers/*/tokenizer.json")
	return append(paths, shared...)
}

// TestJSON: what is written loads, gives the same ids, and is written the same again.
func TestJSON(t *testing.T) {
	text := []byte("Hello, wörld! <s> naïve 日本語 😀\n\n  1234 don't</s>")
	n := 0
	for _, path := range carried(t) {
		first, err := FromFile(path)
		if err != nil {
			continue // what doesn't load is the conformance suite's business
		}
		n++
		data, err := first.JSON()
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		second, err := FromBytes(data)
		if err != nil {
			t.Fatalf("%s, written: %v", path, err)
		}
		again, err := second.JSON()
		if err != nil || !bytes.Equal(data, again) {
			t.Errorf("%s: written differently the second time (%v)", path, err)
		}
		want, wantErr := first.EncodeIDs(nil, text, nil)
		got, gotErr := second.EncodeIDs(nil, text, nil)
		if !slices.Equal(got, want) || (gotErr == nil) != (wantErr == nil) {
			t.Errorf("%s: ids %v, written %v", path, want, got)
		}
	}
	if n < 6 {
		t.Errorf("only %d tokenizers loaded", n)
	}
}

func TestWithAddedTokens(t *testing.T) {
	path := "../tests/data/gpt2-demo/tokenizer.json"
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
	first, err := FromFile(path)
	if err != nil {
		t.Fatal(err)
	}
	size := first.VocabSize(true)
	second, n, err := first.WithAddedTokens([]addedvocab.Token{{Content: "<new>", Special: true}, {Content: "<two words>"}})
	if err != nil || n != 2 || second.VocabSize(true) != size+2 || first.VocabSize(true) != size {
		t.Fatalf("%d added, %v; sizes %d and %d", n, err, first.VocabSize(true), second.VocabSize(true))
	}
	ids, err := second.EncodeIDs(nil, []byte("a<new><two words>"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := ids[len(ids)-2:]; !slices.Equal(got, []uint32{uint32(size), uint32(size + 1)}) {
		t.Errorf("ids %v, want the last two from %d on", ids, size)
	}
	if text, err := second.Decode(ids, true); err != nil || text != "a<two words>" {
		t.Errorf("decoded %q, %v", text, err)
	}
}
