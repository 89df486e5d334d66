package core

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/libhftok/libhftok/core/internal/bytelevel"
)

// TestLackingBytes: bytes that the vocabulary has no token for are dropped, as in the reference, whether the text goes to
// the model as it is or spelled.
func TestLackingBytes(t *testing.T) {
	tok := withoutBytes(t, false, 0xF1, 0x03)
	for text, want := range map[string][]uint32{
		"ab":             {'a', 'b'},
		"a\U00040000b":   {'a', 0x80, 0x80, 0x80, 'b'}, // F1 80 80 80
		"a\x03 \x03\x03": {'a', ' '},
		"é":              {0xC3, 0xA9},
		"\x03":           nil,
	} {
		ids, err := tok.EncodeIDs(nil, []byte(text), nil)
		if err != nil || !slices.Equal(ids, want) {
			t.Errorf("%q: got %v, %v, want %v", text, ids, err, want)
		}
		e, err := tok.Encode(Input{Sequence: Sequence{Text: []byte(text)}}, nil)
		if err != nil || !slices.Equal(e.IDs, want) {
			t.Errorf("%q with offsets: got %v, %v, want %v", text, e.IDs, err, want)
		}
	}
}

// TestLackingBytesInserted: bytes that a pre-tokenizer puts into the text may be lacking too.
func TestLackingBytesInserted(t *testing.T) {
	tok := withoutBytes(t, true, ' ')
	if ids, err := tok.EncodeIDs(nil, []byte("ab"), nil); err != nil || !slices.Equal(ids, []uint32{'a', 'b'}) {
		t.Error(ids, err)
	}
}

// withoutBytes makes a byte-level tokenizer of single bytes, whose ids they are, but for some.
func withoutBytes(t *testing.T, addPrefixSpace bool, lacking ...byte) *Tokenizer {
	t.Helper()
	var entries []string
	for b := range 256 {
		if !slices.Contains(lacking, byte(b)) {
			entries = append(entries, fmt.Sprintf("%q:%d", bytelevel.UTF8[b], b))
		}
	}
	tok, err := FromBytes(fmt.Appendf(nil, `{"version":"1.0","added_tokens":[],"normalizer":null,"post_processor":null,"decoder":null,
		"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":%v,"trim_offsets":false,"use_regex":true},
		"model":{"type":"BPE","vocab":{%s},"merges":[]}}`, addPrefixSpace, strings.Join(entries, ",")))
	if err != nil {
		t.Fatal(err)
	}
	return tok
}
