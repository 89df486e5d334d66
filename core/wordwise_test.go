package core

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestWordwise: ids alone, word by word, are those of whole texts, with added tokens that are found in normalized text too.
func TestWordwise(t *testing.T) {
	const (
		unigram = `"model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0],["▁",-3],["▁a",-4],["a",-4],["b",-4],["ab",-5],["▁ab",-4],[".",-3],[",",-3],["é",-5]]}`
		word    = `"model":{"type":"WordLevel","unk_token":"u","vocab":{"u":0,"a":1,"b":2,"ab":3,".":4,",":5,"é":6}}`
		bpe     = `"model":{"type":"BPE","unk_token":"u","fuse_unk":true,"end_of_word_suffix":"$","vocab":{"u":0,"a":1,"b":2,"a$":3,"b$":4,"ab$":5,".$":6,".":7,"é$":8,"ba":9},"merges":["a b$","b a"]}`
		pieces  = `"model":{"type":"WordPiece","unk_token":"u","continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":{"u":0,"a":1,"b":2,"##b":3,"##a":4,".":5,"é":6,",":7}}`
		meta    = `"pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}`
		strip   = `"normalizer":{"type":"Sequence","normalizers":[{"type":"Strip","strip_left":true,"strip_right":true},{"type":"NFKC"},{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "}]}`
		clean   = `"normalizer":{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Replace","pattern":{"Regex":"\\s+"},"content":" "},{"type":"Lowercase"}]}`
		bert    = `"normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true},"pre_tokenizer":{"type":"BertPreTokenizer"}`
		digits  = `{"type":"Digits","individual_digits":true}`
	)
	sequence := func(stages ...string) string {
		return `"pre_tokenizer":{"type":"Sequence","pretokenizers":[` + strings.Join(stages, ",") + `]}`
	}
	alphabet := []rune("   \t\n\u00a0aaabbABé.,'12e\u0301語▁\u200b")
	for _, test := range []struct {
		name, parts string
		added       []string
		local       bool
	}{
		{"unigram", unigram + "," + meta, nil, true},
		{"unigram stripped, added", unigram + "," + strip + "," + meta, []string{"a.", "b", "É", ",,"}, true},
		{"unigram added with space", unigram + "," + meta, []string{"a b"}, false},
		{"words", word + `,"pre_tokenizer":{"type":"Whitespace"}`, []string{"b.", "."}, true},
		{"words, digits", word + "," + clean + "," + sequence(`{"type":"Whitespace"}`, digits), []string{"A1"}, true},
		{"bpe", bpe + "," + clean + "," + sequence(`{"type":"WhitespaceSplit"}`, digits), []string{"Ab"}, true},
		{"bpe from the start", bpe + "," + sequence(`{"type":"WhitespaceSplit"}`, `{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":true}`), nil, false},
		{"bert", pieces + "," + bert, []string{"AB", "é"}, true},
		{"bert, bpe", bpe + "," + bert, nil, true},
		{"bert added with punctuation", pieces + "," + bert, []string{"a,"}, false},
		{"bert added Chinese", pieces + "," + bert, []string{"語"}, false},
	} {
		var added []string
		for i, content := range test.added {
			added = append(added, fmt.Sprintf(`{"id":%d,"content":%q,"single_word":false,"lstrip":false,"rstrip":false,"normalized":true,"special":%t}`, 100+i, content, i%2 == 1))
		}
		tok, err := FromBytes([]byte(`{"version":"1.0","added_tokens":[` + strings.Join(added, ",") + `],` + test.parts + `}`))
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		if local := tok.pipeline.cutter != nil; local != test.local {
			t.Fatalf("%s: word by word: %t", test.name, local)
		}
		random := rand.New(rand.NewPCG(1, 7))
		for range 3000 {
			var b strings.Builder
			for range random.IntN(30) {
				if len(test.added) > 0 && random.IntN(6) == 0 {
					b.WriteString(test.added[random.IntN(len(test.added))])
				}
				b.WriteRune(alphabet[random.IntN(len(alphabet))])
			}
			text := []byte(b.String())
			for _, o := range []*EncodeOptions{nil, {SpecialAsText: true}} {
				full, wantErr := tok.Encode(Input{Sequence: Sequence{Text: text}}, o)
				got, err := tok.EncodeIDs(nil, text, o)
				if fmt.Sprint(err) != fmt.Sprint(wantErr) || err == nil && !slices.Equal(got, full.IDs) {
					t.Fatalf("%s, %+q, %+v: got %v, %v, want %v, %v", test.name, text, o, got, err, full.IDs, wantErr)
				}
			}
		}
	}
}
