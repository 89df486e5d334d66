package core

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/libhftok/libhftok/core/corpus"
	"github.com/libhftok/libhftok/core/status"
)

func packAll(t *testing.T, tokenizer *Tokenizer, block string, cut *corpus.Cut, opts *PackOptions) (out Packed, at int, err error) {
	t.Helper()
	var documents corpus.Documents
	documents.Reset([]byte(block), cut)
	at, err = tokenizer.Pack(&out, &documents, opts)
	return out, at, err
}

// Pack gives what EncodeIDs gives for each document, whatever the file says of truncation and padding.
func TestPack(t *testing.T) {
	for name, path := range benchTokenizers() {
		tokenizer, err := FromFile(path)
		if err != nil {
			t.Fatal(err)
		}
		block := bytes.Join(benchText(t), []byte("\n"))
		block = block[:min(len(block), 50_000)]
		block = block[:bytes.LastIndexByte(block, '\n')]
		for _, special := range []bool{false, true} {
			o := EncodeOptions{NoSpecialTokens: !special, NoTruncation: true, NoPadding: true}
			var want Packed
			for line := range bytes.SplitSeq(block, []byte("\n")) {
				ids, err := tokenizer.EncodeIDs(nil, line, &o)
				if err != nil {
					t.Fatal(err)
				}
				want.IDs = append(append(want.IDs, ids...), 7)
				want.Lengths = append(want.Lengths, uint32(len(ids)+1))
			}
			opts := &PackOptions{EncodeOptions: EncodeOptions{NoSpecialTokens: !special}, Append: true, AppendID: 7}
			got, _, err := packAll(t, tokenizer, string(block), &corpus.Cut{Kind: corpus.Separated, Separator: []byte("\n")}, opts)
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %d ids of %d documents, want %d of %d, %v", name, len(got.IDs), len(got.Lengths), len(want.IDs), len(want.Lengths), err)
			}
		}
	}
}

func TestPackSkips(t *testing.T) {
	tokenizer, err := FromFile("../tests/data/strict-demo/tokenizer.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		block string
		cut   *corpus.Cut
		at    int
		code  status.Code
		left  []string
	}{
		{"a\nb\xff\nc", &corpus.Cut{}, 3, status.InvalidArgument, []string{"a", "c"}},
		{"a\nb 中\nc", &corpus.Cut{}, 2, status.Encode, []string{"a", "c"}}, // no token for 中, and no unk
		{"{\"text\":\"a\"}\n{\"text\":1}\n", &corpus.Cut{Kind: corpus.JSONLines, Field: []string{"text"}}, 21, status.InvalidArgument, []string{"a"}},
	} {
		if _, at, err := packAll(t, tokenizer, c.block, c.cut, &PackOptions{}); at != c.at || status.CodeOf(err) != c.code {
			t.Errorf("%q: %v at %d, want code %d at %d", c.block, err, at, c.code, c.at)
		}
		got, _, err := packAll(t, tokenizer, c.block, c.cut, &PackOptions{Skip: true})
		want := Packed{Skipped: 1}
		for _, text := range c.left {
			ids, _ := tokenizer.EncodeIDs(nil, []byte(text), nil)
			want.IDs, want.Lengths = append(want.IDs, ids...), append(want.Lengths, uint32(len(ids)))
		}
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v, %v, want %v", c.block, got, err, want)
		}
	}
}

func TestPackAllocatesNothing(t *testing.T) {
	tokenizer, err := FromFile("../tests/data/gpt2-demo/tokenizer.json")
	if err != nil {
		t.Fatal(err)
	}
	block := bytes.Repeat([]byte("{\"n\":1,\"text\":\"It is a truth\\nuniversally acknowledged\"}\n"), 100)
	cut := &corpus.Cut{Kind: corpus.JSONLines, Field: []string{"text"}}
	var out Packed
	var documents corpus.Documents
	pack := func() {
		out = Packed{IDs: out.IDs[:0], Lengths: out.Lengths[:0]}
		documents.Reset(block, cut)
		if _, err := tokenizer.Pack(&out, &documents, &PackOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	pack()
	if n := testing.AllocsPerRun(10, pack); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
