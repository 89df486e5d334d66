package sugarme

import (
	"bufio"
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sugarme/tokenizer"

	"github.com/libhftok/libhftok/core"
	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/status"
	"github.com/libhftok/libhftok/tests/hub/standin"
)

// Both types have these methods, so that a program can go from one to the other.
var _ = []interface {
	Encode(tokenizer.EncodeInput, bool) (*tokenizer.Encoding, error)
	EncodeCharOffsets(tokenizer.EncodeInput, bool) (*tokenizer.Encoding, error)
	EncodeSingle(string, ...bool) (*tokenizer.Encoding, error)
	EncodePair(string, string, ...bool) (*tokenizer.Encoding, error)
	EncodeBatch([]tokenizer.EncodeInput, bool) ([]tokenizer.Encoding, error)
	Tokenize(string, ...bool) ([]string, error)
	Decode([]int, bool) string
	DecodeBatch([][]int, bool) []string
	TokenToId(string) (int, bool)
	IdToToken(int) (string, bool)
	GetVocab(bool) map[string]int
	GetVocabSize(bool) int
	GetSpecialTokens() []string
	AddTokens([]tokenizer.AddedToken) int
	AddSpecialTokens([]tokenizer.AddedToken) int
	WithTruncation(*tokenizer.TruncationParams)
	GetTruncation() *tokenizer.TruncationParams
	WithPadding(*tokenizer.PaddingParams)
	GetPadding() *tokenizer.PaddingParams
}{(*tokenizer.Tokenizer)(nil), (*Tokenizer)(nil)}

// words cuts at white space and knows few words; its file truncates and pads on the left.
const words = `{"version": "1.0",
 "truncation": {"direction": "Left", "max_length": 5, "strategy": "LongestFirst", "stride": 1},
 "padding": {"strategy": {"Fixed": 5}, "direction": "Left", "pad_to_multiple_of": 4, "pad_id": 0, "pad_type_id": 3, "pad_token": "[PAD]"},
 "added_tokens": [
  {"id": 1, "content": "[CLS]", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
  {"id": 2, "content": "[SEP]", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
 "pre_tokenizer": {"type": "WhitespaceSplit"},
 "post_processor": {"type": "BertProcessing", "cls": ["[CLS]", 1], "sep": ["[SEP]", 2]},
 "model": {"type": "WordLevel", "vocab": {"[PAD]": 0, "[CLS]": 1, "[SEP]": 2, "é": 3, "b": 4, "c": 5, "d": 6}, "unk_token": "[UNK]"}}`

func parse(t *testing.T, file string) *Tokenizer {
	t.Helper()
	tk, err := FromReader(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return tk
}

func single(s any) tokenizer.EncodeInput {
	return tokenizer.NewSingleEncodeInput(tokenizer.NewInputSequence(s))
}

// equal fails unless all fields of got say what the engine says.
func equal(t *testing.T, what string, got *tokenizer.Encoding, want *encoding.Encoding) {
	t.Helper()
	check := func(field string, n int, same func(i int) bool) {
		t.Helper()
		if n != want.Len() {
			t.Fatalf("%s: %d %s, want %d", what, n, field, want.Len())
		}
		for i := range n {
			if !same(i) {
				t.Fatalf("%s: %s differ at %d:\n%+v\n%+v", what, field, i, *got, *want)
			}
		}
	}
	check("ids", len(got.Ids), func(i int) bool { return got.Ids[i] == int(want.IDs[i]) })
	check("type ids", len(got.TypeIds), func(i int) bool { return got.TypeIds[i] == int(want.TypeIDs[i]) })
	check("tokens", len(got.Tokens), func(i int) bool { return got.Tokens[i] == want.Tokens[i] })
	check("words", len(got.Words), func(i int) bool { return got.Words[i] == int(want.WordIDs[i]) })
	check("special tokens", len(got.SpecialTokenMask), func(i int) bool { return got.SpecialTokenMask[i] == int(want.SpecialTokensMask[i]) })
	check("attention", len(got.AttentionMask), func(i int) bool { return got.AttentionMask[i] == int(want.AttentionMask[i]) })
	check("offsets", len(got.Offsets), func(i int) bool {
		return slices.Equal(got.Offsets[i], []int{int(want.Offsets[i].Start), int(want.Offsets[i].End)})
	})
	check("sequences", got.Len(), func(i int) bool {
		inside, id := want.Sequences == nil, 0
		for _, s := range want.Sequences {
			if s.Start <= i && i < s.End {
				inside, id = true, s.ID
			}
		}
		sequence, ok := got.Token2Sequence(i)
		return ok == inside && (!ok || sequence == id)
	})
	if len(got.Overflowing) != len(want.Overflowing) {
		t.Fatalf("%s: %d overflowing parts, want %d", what, len(got.Overflowing), len(want.Overflowing))
	}
	for i := range got.Overflowing {
		equal(t, what+", overflowing", &got.Overflowing[i], want.Overflowing[i])
	}
}

func edgeCases(t *testing.T) (cases []string) {
	t.Helper()
	f, err := os.Open("../../tests/data/edge_cases.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Buffer(nil, 1<<20); lines.Scan(); {
		var s string
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			t.Fatal(err)
		}
		cases = append(cases, s)
	}
	if len(cases) < 1000 {
		t.Fatalf("only %d edge cases", len(cases))
	}
	return cases
}

// TestAsTheEngine: every method that encodes gives what the engine gives for the same input.
func TestAsTheEngine(t *testing.T) {
	paths, _ := filepath.Glob("../../tests/data/*/tokenizer.json")
	if len(paths) < 5 {
		t.Fatalf("only %d tokenizers", len(paths))
	}
	cases := edgeCases(t)
	for _, path := range paths {
		tk, err := FromFile(path)
		if err != nil {
			t.Fatal(err)
		}
		encoded := 0
		same := func(what string, got *tokenizer.Encoding, err error, in core.Input, o core.EncodeOptions) {
			t.Helper()
			want, wantErr := tk.Core().Encode(in, &o)
			if (err == nil) != (wantErr == nil) || err != nil && err.Error() != wantErr.Error() {
				t.Fatalf("%s: %s: error %v, want %v", path, what, err, wantErr)
			}
			if err == nil {
				encoded++
				equal(t, path+": "+what, got, want)
			}
		}
		for i, s := range cases {
			add, pair := i%2 == 0, cases[len(cases)-1-i]
			seq, second := core.Sequence{Text: []byte(s)}, core.Sequence{Text: []byte(pair)}
			bytes := core.EncodeOptions{NoSpecialTokens: !add}
			chars := core.EncodeOptions{NoSpecialTokens: !add, OffsetUnit: encoding.Chars}

			e, err := tk.EncodeSingle(s, add)
			same("EncodeSingle", e, err, core.Input{Sequence: seq}, bytes)
			e, err = tk.EncodePair(s, pair, add)
			same("EncodePair", e, err, core.Input{Sequence: seq, Pair: &second}, bytes)
			e, err = tk.Encode(tokenizer.NewDualEncodeInput(tokenizer.NewInputSequence(s), tokenizer.NewInputSequence([]string{pair, s})), add)
			same("Encode", e, err, core.Input{Sequence: seq, Pair: &core.Sequence{Words: [][]byte{[]byte(pair), []byte(s)}}}, bytes)
			e, err = tk.EncodeCharOffsets(single(s), add)
			same("EncodeCharOffsets", e, err, core.Input{Sequence: seq}, chars)
			if err != nil {
				continue
			}
			ids := make([]uint32, e.Len())
			for i, id := range e.Ids {
				ids[i] = uint32(id)
			}
			if want, err := tk.Core().Decode(ids, add); err == nil && tk.Decode(append(e.Ids, -1, 1<<40), add) != want {
				t.Fatalf("%s: decoded %q, want %q", path, tk.Decode(e.Ids, add), want)
			}
		}
		if encoded == 0 {
			t.Errorf("%s encoded nothing", path)
		}
	}
}

// TestEncoding spells one result out.
func TestEncoding(t *testing.T) {
	tk := parse(t, words)
	tk.WithTruncation(nil)
	tk.WithPadding(nil)
	pair := tokenizer.NewDualEncodeInput(tokenizer.NewInputSequence("é b"), tokenizer.NewInputSequence([]string{"c", "é"}))
	want := tokenizer.Encoding{
		Ids: []int{1, 3, 4, 2, 5, 3, 2}, TypeIds: []int{0, 0, 0, 0, 1, 1, 1},
		Tokens:           []string{"[CLS]", "é", "b", "[SEP]", "c", "é", "[SEP]"},
		Offsets:          [][]int{{0, 0}, {0, 2}, {3, 4}, {0, 0}, {0, 1}, {0, 2}, {0, 0}},
		SpecialTokenMask: []int{1, 0, 0, 1, 0, 0, 1}, AttentionMask: []int{1, 1, 1, 1, 1, 1, 1},
		Overflowing: []tokenizer.Encoding{}, Words: []int{-1, 0, 1, -1, 0, 1, -1},
		SequenceRanges: map[int]tokenizer.Range{0: {1, 2}, 1: {4, 5}},
	}
	got, err := tk.Encode(pair, true)
	if err != nil || !reflect.DeepEqual(*got, want) {
		t.Errorf("%v\n%+v, want\n%+v", err, got, want)
	}
	want.Offsets = [][]int{{0, 0}, {0, 1}, {2, 3}, {0, 0}, {0, 1}, {0, 1}, {0, 0}}
	if got, err = tk.EncodeCharOffsets(pair, true); err != nil || !reflect.DeepEqual(*got, want) {
		t.Errorf("in characters: %v\n%+v, want\n%+v", err, got, want)
	}
	if tokens, err := tk.Tokenize("b c"); err != nil || !slices.Equal(tokens, []string{"b", "c"}) {
		t.Errorf("without special tokens: %q, %v", tokens, err)
	}
}

// TestBatch: a batch is its rows, padded together, and a row that can't be encoded is an error.
func TestBatch(t *testing.T) {
	tk := parse(t, words)
	tk.WithTruncation(&tokenizer.TruncationParams{MaxLength: 4, Stride: 1})
	tk.WithPadding(&tokenizer.PaddingParams{Strategy: *tokenizer.NewPaddingStrategy(), Direction: tokenizer.Left, PadTypeId: 7, PadToken: "[PAD]"})
	rows := []tokenizer.EncodeInput{single("b"), single([]string{"c", "d"}), single("b c d")}
	batch, err := tk.EncodeBatch(rows, false)
	if err != nil {
		t.Fatal(err)
	}
	// The file's multiple of 4 stays.
	for i, want := range [][]int{{0, 0, 0, 4}, {0, 0, 5, 6}, {0, 4, 5, 6}} {
		if !slices.Equal(batch[i].Ids, want) {
			t.Errorf("row %d: %v, want %v", i, batch[i].Ids, want)
		}
	}
	if want := []int{7, 7, 7, 0}; !slices.Equal(batch[0].TypeIds, want) {
		t.Errorf("type ids %v, want %v", batch[0].TypeIds, want)
	}
	for what, bad := range map[string]tokenizer.EncodeInput{"unknown word": single("x"), "not UTF-8": single("b\xff"), "nil": nil,
		"pointer": &tokenizer.Single{}, "empty": tokenizer.Single{}, "empty pair": tokenizer.Dual{Sentence: tokenizer.NewInputSequence("b")}} {
		if _, err := tk.EncodeBatch(append(rows[:1:1], bad), true); err == nil || !strings.Contains(err.Error(), "row 1") {
			t.Errorf("%s: %v", what, err)
		}
		if _, err := tk.Encode(bad, true); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	ids, texts := [][]int{}, []string{}
	for range 100 {
		ids, texts = append(ids, []int{1, 4, 2}, []int{1, 5, 6, 99, 2}), append(texts, "b", "c d")
	}
	if got := tk.DecodeBatch(ids, true); !slices.Equal(got, texts) {
		t.Errorf("decoded %q", got)
	}
}

// TestParameters: what the file says counts until the program says otherwise.
func TestParameters(t *testing.T) {
	tk := parse(t, words)
	ids := func() []int {
		t.Helper()
		e, err := tk.EncodeSingle("é b c d", true)
		if err != nil {
			t.Fatal(err)
		}
		return e.Ids
	}
	steps := []struct {
		what   string
		change func()
		want   []int
	}{
		{"the file's", func() {}, []int{0, 0, 0, 1, 4, 5, 6, 2}},
		{"another length", func() { tk.GetTruncation().MaxLength = 4 }, []int{0, 0, 0, 0, 1, 5, 6, 2}},
		{"padded on the right", func() { tk.GetPadding().Direction = tokenizer.Right }, []int{1, 5, 6, 2, 0, 0, 0, 0}},
		{"fixed", func() { tk.GetPadding().Strategy = *tokenizer.NewPaddingStrategy(tokenizer.WithFixed(3)) }, []int{1, 5, 6, 2}},
		{"no padding", func() { tk.WithPadding(nil) }, []int{1, 5, 6, 2}},
		{"no truncation", func() { tk.WithTruncation(nil) }, []int{1, 3, 4, 5, 6, 2}},
	}
	want := tokenizer.PaddingParams{Strategy: *tokenizer.NewPaddingStrategy(tokenizer.WithFixed(5)), Direction: tokenizer.Left, PadTypeId: 3, PadToken: "[PAD]"}
	if got := tk.GetPadding(); !reflect.DeepEqual(*got, want) {
		t.Errorf("padding %+v, want %+v", *got, want)
	}
	for _, step := range steps {
		step.change()
		if got := ids(); !slices.Equal(got, step.want) {
			t.Errorf("%s: %v, want %v", step.what, got, step.want)
		}
	}
	for _, bad := range []tokenizer.TruncationParams{{MaxLength: -1}, {MaxLength: 4, Stride: -1}, {MaxLength: 4, Strategy: 3},
		{MaxLength: 3, Strategy: tokenizer.OnlySecond}, {MaxLength: 4, Stride: 4}} {
		tk.WithTruncation(&bad)
		if e, err := tk.EncodeSingle("é b c d", true); err == nil {
			t.Errorf("%+v: %v", bad, e.Ids)
		}
	}
	tk.WithTruncation(nil)
	for _, bad := range []tokenizer.PaddingParams{{}, {Strategy: tokenizer.PaddingStrategy{Name: "Fixed", Value: "3"}},
		{Strategy: *tokenizer.NewPaddingStrategy(tokenizer.WithFixed(-1))}, {Strategy: *tokenizer.NewPaddingStrategy(), PadId: -1}} {
		tk.WithPadding(&bad)
		if e, err := tk.EncodeSingle("b", true); status.CodeOf(err) != status.InvalidArgument {
			t.Errorf("%+v: %+v, %v", bad, e, err)
		}
	}
}

func TestVocabulary(t *testing.T) {
	tk := parse(t, words)
	tk.WithPadding(nil)
	if n := tk.AddTokens([]tokenizer.AddedToken{tokenizer.NewAddedToken("<x>", false), tokenizer.NewAddedToken("<y>", false)}); n != 2 {
		t.Errorf("%d tokens added", n)
	}
	if n := tk.AddSpecialTokens([]tokenizer.AddedToken{tokenizer.NewAddedToken("<z>", true), tokenizer.NewAddedToken("[CLS]", true)}); n != 1 {
		t.Errorf("%d special tokens added", n)
	}
	model := map[string]int{"[PAD]": 0, "[CLS]": 1, "[SEP]": 2, "é": 3, "b": 4, "c": 5, "d": 6}
	if got := tk.GetVocab(false); !maps.Equal(got, model) || tk.GetVocabSize(false) != len(model) {
		t.Errorf("the model's vocabulary: %v, size %d", got, tk.GetVocabSize(false))
	}
	all := maps.Clone(model)
	maps.Copy(all, map[string]int{"<x>": 7, "<y>": 8, "<z>": 9})
	if got := tk.GetVocab(true); !maps.Equal(got, all) || tk.GetVocabSize(true) != len(all) {
		t.Errorf("the vocabulary: %v, size %d", got, tk.GetVocabSize(true))
	}
	for token, id := range all {
		gotID, ok := tk.TokenToId(token)
		gotToken, ok2 := tk.IdToToken(id)
		if gotID != id || gotToken != token || !ok || !ok2 {
			t.Errorf("%q is %d, %d is %q", token, gotID, id, gotToken)
		}
	}
	for _, id := range []int{-1, 10, 1<<32 + 4} {
		if token, ok := tk.IdToToken(id); ok {
			t.Errorf("%d is %q", id, token)
		}
	}
	if id, ok := tk.TokenToId("nothing"); ok {
		t.Errorf("an unknown token has the id %d", id)
	}
	if got := tk.GetSpecialTokens(); !slices.Equal(got, []string{"[CLS]", "[SEP]", "<z>"}) {
		t.Errorf("special tokens %q", got)
	}
	e, err := tk.EncodeSingle("b<x><z>", true)
	if err != nil || !slices.Equal(e.Ids, []int{1, 4, 7, 9, 2}) || tk.Decode(e.Ids, true) != "b <x>" {
		t.Errorf("%+v, %v, decoded %q", e, err, tk.Decode(e.Ids, true))
	}
}

// TestFromPretrained: HF_TOKEN is the process's at the time of the call, unless the caller says otherwise.
func TestFromPretrained(t *testing.T) {
	h, err := standin.Start(standin.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	repo := standin.NewRepo("org/words", standin.Texts(map[string]string{"tokenizer.json": words}))
	repo.Gated = true
	h.AddRepo(repo)
	h.AddToken("hf_good", standin.Good)
	t.Setenv("HF_ENDPOINT", h.Endpoint())
	t.Setenv("HF_HOME", t.TempDir())
	t.Setenv("HF_TOKEN", "")
	for _, unset := range []string{"HF_HUB_CACHE", "HF_TOKEN_PATH", "HUGGING_FACE_HUB_TOKEN", "HF_HUB_OFFLINE"} {
		t.Setenv(unset, "")
	}

	ctx := context.Background()
	if _, err := FromPretrained(ctx, "org/words", nil); status.CodeOf(err) != status.GatedNoToken {
		t.Errorf("without a token: %v", err)
	}
	t.Setenv("HF_TOKEN", "hf_good")
	none := &core.PretrainedOptions{}
	none.NoToken = true
	if _, err := FromPretrained(ctx, "org/words", none); status.CodeOf(err) != status.GatedNoToken {
		t.Errorf("with NoToken: %v", err)
	}
	tk, err := FromPretrained(ctx, "org/words", nil)
	if err != nil {
		t.Fatal(err)
	}
	if e, err := tk.EncodeSingle("b"); err != nil || e.Ids[len(e.Ids)-1] != 4 {
		t.Errorf("%+v, %v", e, err)
	}
	if none.Getenv != nil {
		t.Error("the caller's options were changed")
	}
}
