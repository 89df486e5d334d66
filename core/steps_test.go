package core

import (
	"slices"
	"testing"
)

const dropoutTokenizer = `{"version":"1.0","model":{"type":"BPE","dropout":0.5,"vocab":{"a":0,"b":1,"ab":2,"abab":3},"merges":["a b","ab ab"]}}`

func TestSeed(t *testing.T) {
	tok, err := FromBytes([]byte(dropoutTokenizer))
	if err != nil {
		t.Fatal(err)
	}
	text := []byte("abababababababababababababababababababababababababababababababab")
	encode := func(seed uint64) []uint32 {
		ids, err := tok.EncodeIDs(nil, text, &EncodeOptions{Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		return ids
	}
	want := encode(7)
	if slices.Equal(encode(0), encode(0)) {
		t.Error("unseeded calls agree")
	}
	if !slices.Equal(encode(7), want) {
		t.Error("the same seed gives other ids")
	}
	if slices.Equal(encode(8), want) {
		t.Error("another seed gives the same ids")
	}
	full, err := tok.Encode(Input{Sequence: Sequence{Text: text}}, &EncodeOptions{Seed: 7})
	if err != nil || !slices.Equal(full.IDs, want) {
		t.Errorf("Encode: %v %v", full, err)
	}
	rows := make([]Input, 2000)
	for i := range rows {
		rows[i].Text = text
	}
	for _, threads := range []int{1, 4} {
		batch, err := tok.EncodeBatch(rows, &EncodeOptions{Seed: 6, Threads: threads})
		if err != nil || !slices.Equal(batch[1].IDs, want) {
			t.Errorf("%d threads: row 1 of a batch with seed 6: %v %v", threads, batch[1].IDs, err)
		}
	}
	// What a seed determined must not go on to determine the calls after it.
	encode(7)
	after := encode(0)
	encode(7)
	if slices.Equal(encode(0), after) {
		t.Error("a call without a seed follows the seed of the call before")
	}
}
