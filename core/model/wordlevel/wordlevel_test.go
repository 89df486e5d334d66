package wordlevel

import (
	"slices"
	"testing"

	"github.com/libhftok/libhftok/core/internal/vocab"
	"github.com/libhftok/libhftok/core/model"
)

// Words of one character, and others, are tokens, unknown, or an error if there is no token for these.
func TestEncode(t *testing.T) {
	b := vocab.NewBuilder(4)
	for id, token := range []string{"a", "é", "ab", "?"} {
		b.AddString(token, uint32(id))
	}
	v := b.Build()
	for _, c := range []struct {
		word string
		want uint32
	}{{"a", 0}, {"é", 1}, {"ab", 2}, {"?", 3}, {"b", 3}, {"ba", 3}, {"日", 3}} {
		for _, unk := range []string{"?", "none"} {
			_, known := v.IDOf(c.word)
			out := model.Output{Record: true}
			err := New(v, unk).Encode([]byte("- "+c.word), []model.Span{{Start: 2, End: uint32(2 + len(c.word))}}, 7, &out)
			if !known && unk == "none" {
				if err == nil {
					t.Errorf("%q: no error", c.word)
				}
				continue
			}
			if err != nil || !slices.Equal(out.IDs, []uint32{c.want}) || out.Pieces[0] != 7 || out.Spans[0].Start != 2 {
				t.Errorf("%q: %v, %v", c.word, out, err)
			}
		}
	}
}
