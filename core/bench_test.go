package core

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/libhftok/libhftok/core/encoding"
)

// benchText returns English text in documents of about 10 KB: from ../shared where it is, else ours.
func benchText(b testing.TB) [][]byte {
	b.Helper()
	paths, _ := filepath.Glob("../../shared/corpora/english/*.txt")
	if len(paths) == 0 {
		paths, _ = filepath.Glob("../tests/data/text/*.txt")
	}
	var docs [][]byte
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		for len(data) > 0 {
			n := min(10_000, len(data))
			for n < len(data) && data[n] != '\n' {
				n++
			}
			docs = append(docs, data[:n])
			data = data[n:]
		}
	}
	return docs
}

// benchTokenizers returns the paths of those tokenizers that are there: by name in ../shared, and our own.
func benchTokenizers(names ...string) map[string]string {
	found := map[string]string{}
	for _, dir := range []string{"../../shared/tokenizers", "../tests/data"} {
		for _, name := range append(names, "gpt2-demo", "llama2-demo") {
			if path := filepath.Join(dir, name, "tokenizer.json"); exists(path) {
				found[name] = path
			}
		}
	}
	return found
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// benchEach runs encode over the documents with each tokenizer, warm.
func benchEach(b *testing.B, encode func(t *Tokenizer, doc []byte) error) {
	docs := benchText(b)
	total := 0
	for _, d := range docs {
		total += len(d)
	}
	for name, path := range benchTokenizers("gpt2", "llama2", "llama3", "bert-base-uncased", "t5-small") {
		t, err := FromFile(path)
		if err != nil {
			b.Fatal(err)
		}
		pass := func(b *testing.B) {
			for _, d := range docs {
				if err := encode(t, d); err != nil {
					b.Fatal(err)
				}
			}
		}
		b.Run(name, func(b *testing.B) {
			pass(b)
			b.SetBytes(int64(total))
			b.ReportAllocs()
			for b.Loop() {
				pass(b)
			}
		})
	}
}

func BenchmarkEncodeIDs(b *testing.B) {
	ids := make([]uint32, 0, 1<<16)
	benchEach(b, func(t *Tokenizer, doc []byte) (err error) {
		ids, err = t.EncodeIDs(ids[:0], doc, nil)
		return err
	})
}

func BenchmarkEncode(b *testing.B) {
	benchEach(b, func(t *Tokenizer, doc []byte) error {
		_, err := t.Encode(Input{Sequence: Sequence{Text: doc}}, nil)
		return err
	})
}

// loadTokenizers are those to time loading with: one of each family, the largest ones included.
var loadTokenizers = []string{"gpt2", "llama2", "llama3", "gpt-oss", "deepseek-v3", "kimi-k2", "xlm-roberta-base", "bert-base-uncased", "t5-small"}

func BenchmarkEncodeColumns(b *testing.B) {
	const most = 1 << 16
	all := Columns{
		IDs: make([]uint32, most), TypeIDs: make([]uint32, most), WordIDs: make([]int32, most), SequenceIDs: make([]int32, most),
		Offsets: make([]encoding.Offset, most), Special: make([]uint8, most), Attention: make([]uint8, most),
		TokenEnds: make([]uint64, most), TokenText: make([]byte, 1<<20),
	}
	benchEach(b, func(t *Tokenizer, doc []byte) error {
		_, err := t.EncodeColumns(doc, nil, func(n, textBytes int, _ []encoding.SequenceRange) (Columns, error) {
			c := all
			c.IDs, c.TypeIDs, c.WordIDs, c.SequenceIDs = c.IDs[:n], c.TypeIDs[:n], c.WordIDs[:n], c.SequenceIDs[:n]
			c.Offsets, c.Special, c.Attention, c.TokenEnds = c.Offsets[:n], c.Special[:n], c.Attention[:n], c.TokenEnds[:n]
			return c, nil
		})
		return err
	})
}

func BenchmarkFromBytes(b *testing.B) {
	for name, path := range benchTokenizers(loadTokenizers...) {
		data, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := FromBytes(data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
