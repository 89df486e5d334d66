package core

import (
	"os"
	"path/filepath"
	"testing"
)

// texts are kinds of text in documents of about 10 KB: from ../shared where it is, else ours.
func texts(b *testing.B) map[string][][]byte {
	b.Helper()
	kinds := map[string][]string{
		"english": {"../../shared/corpora/english/*.txt", "../tests/data/text/*.txt"},
		"code":    {"*/*.go", "internal/*/*.go"},
	}
	for _, language := range []string{"chinese", "japanese", "korean", "russian"} {
		kinds["multi"] = append(kinds["multi"], "../../shared/corpora/multilingual/"+language+".txt")
	}
	found := map[string][][]byte{}
	for kind, patterns := range kinds {
		for i, pattern := range patterns {
			if kind == "english" && i > 0 && len(found[kind]) > 0 {
				break
			}
			paths, _ := filepath.Glob(pattern)
			for _, path := range paths {
				data, err := os.ReadFile(path)
				if err != nil {
					b.Fatal(err)
				}
				found[kind] = append(found[kind], documents(data)...)
			}
		}
	}
	return found
}

// documents cuts data at ends of lines.
func documents(data []byte) (docs [][]byte) {
	for len(data) > 0 {
		n := min(10_000, len(data))
		for n < len(data) && data[n] != '\n' {
			n++
		}
		docs = append(docs, data[:n])
		data = data[n:]
	}
	return docs
}

// BenchmarkText encodes each kind of text warm, and cold: every pass begins with empty caches.
func BenchmarkText(b *testing.B) {
	ids := make([]uint32, 0, 1<<16)
	for _, name := range []string{"gpt2", "gpt-oss", "llama3", "qwen2", "deepseek-v3", "llama2", "mistral-7b-v0.1", "gemma3-shape-synthetic", "baichuan"} {
		path := filepath.Join("../../shared/tokenizers", name, "tokenizer.json")
		if !exists(path) {
			continue
		}
		t, err := FromFile(path)
		if err != nil {
			b.Fatal(err)
		}
		for kind, docs := range texts(b) {
			total := 0
			for _, d := range docs {
				total += len(d)
			}
			for _, cold := range []bool{false, true} {
				phase := "warm"
				if cold {
					phase = "cold"
				}
				b.Run(name+"/"+kind+"/"+phase, func(b *testing.B) {
					b.SetBytes(int64(total))
					pass := func() {
						if cold {
							t.encoders.slots.Store(nil)
						}
						for _, d := range docs {
							if ids, err = t.EncodeIDs(ids[:0], d, nil); err != nil {
								b.Fatal(err)
							}
						}
					}
					pass()
					for b.Loop() {
						pass()
					}
				})
			}
		}
	}
}
