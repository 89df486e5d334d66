package sugarme

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sugarme/tokenizer"
	"github.com/sugarme/tokenizer/pretrained"
)

// BenchmarkEncodeSingle encodes 10 KB of English by our engine and by github.com/sugarme/tokenizer's own: with
// GPT-2's tokenizer from ../shared where it is, else with one that we trained.
func BenchmarkEncodeSingle(b *testing.B) {
	path, text := "../../../shared/tokenizers/gpt2/tokenizer.json", "../../../shared/corpora/english/*.txt"
	if _, err := os.Stat(path); err != nil {
		path, text = "../../tests/data/gpt2-demo/tokenizer.json", "../../tests/data/text/*.txt"
	}
	doc := document(b, text)
	ours, err := FromFile(path)
	if err != nil {
		b.Fatal(err)
	}
	theirs, err := pretrained.FromFile(path)
	if err != nil {
		b.Fatal(err)
	}
	for _, engine := range []struct {
		name   string
		encode func(string, ...bool) (*tokenizer.Encoding, error)
	}{{"ours", ours.EncodeSingle}, {"theirs", theirs.EncodeSingle}} {
		b.Run(engine.name, func(b *testing.B) {
			b.SetBytes(int64(len(doc)))
			for b.Loop() {
				if _, err := engine.encode(doc, true); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func document(b *testing.B, pattern string) string {
	b.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		b.Fatalf("no text in %s: %v", pattern, err)
	}
	data, err := os.ReadFile(paths[0])
	if err != nil {
		b.Fatal(err)
	}
	return strings.ToValidUTF8(string(data[:min(10_000, len(data))]), "")
}
