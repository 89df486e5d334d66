// Package encodingtest reads the encodings that tests/conformance/record_postprocessing.py records from
// the reference, for tests.
package encodingtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/libhftok/libhftok/core/encoding"
)

// Load reads testdata/reference.json of the package under test.
func Load(t testing.TB, into any) {
	t.Helper()
	data, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

// Encoding is an encoding in its recorded form.
type Encoding struct{ *encoding.Encoding }

// UnmarshalJSON reads the form that the recording script describes. null stays nil.
func (e *Encoding) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	r := &encoding.Encoding{}
	var words []*int32
	var offsets [][2]uint32
	var special, attention []uint32
	var overflowing []Encoding
	var ranges [][3]int
	fields := []any{&r.IDs, &r.TypeIDs, &r.Tokens, &words, &offsets, &special, &attention, &overflowing, &ranges}
	if err := json.Unmarshal(data, &fields); err != nil {
		return err
	}
	for i := range r.IDs {
		word := int32(-1)
		if words[i] != nil {
			word = *words[i]
		}
		r.WordIDs = append(r.WordIDs, word)
		r.Offsets = append(r.Offsets, encoding.Offset{Start: offsets[i][0], End: offsets[i][1]})
		r.SpecialTokensMask = append(r.SpecialTokensMask, uint8(special[i]))
		r.AttentionMask = append(r.AttentionMask, uint8(attention[i]))
	}
	for _, o := range overflowing {
		r.Overflowing = append(r.Overflowing, o.Encoding)
	}
	for _, s := range ranges {
		r.Sequences = append(r.Sequences, encoding.SequenceRange{ID: s[0], Start: s[1], End: s[2]})
	}
	e.Encoding = r
	return nil
}

// String shows everything of an encoding, so that equal strings are equal encodings.
func String(e *encoding.Encoding) string {
	if e == nil {
		return "error"
	}
	var b bytes.Buffer
	write(&b, e, "")
	return b.String()
}

func write(b *bytes.Buffer, e *encoding.Encoding, indent string) {
	fmt.Fprintf(b, "%sids %d types %d words %d offsets %d special %d attention %d sequences %d\n%stokens %q\n", indent,
		e.IDs, e.TypeIDs, e.WordIDs, e.Offsets, e.SpecialTokensMask, e.AttentionMask, e.Sequences, indent, e.Tokens)
	for _, o := range e.Overflowing {
		write(b, o, indent+"  + ")
	}
}

// Equal fails the test unless got, nil after an error, is want.
func Equal(t testing.TB, name string, got, want *encoding.Encoding) {
	t.Helper()
	if g, w := String(got), String(want); g != w {
		t.Errorf("%s\ngot:\n%s\nwant:\n%s", name, g, w)
	}
}
