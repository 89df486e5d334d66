package conformance

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core"
	"github.com/libhftok/libhftok/core/encoding"
)

// everyDemo runs f on each carried tokenizer and the documents of its goldens.
func everyDemo(t *testing.T, f func(t *testing.T, tok *core.Tokenizer, docs []golden)) {
	for _, name := range demos(t) {
		t.Run(name, func(t *testing.T) { f(t, load(t, name), goldens(t, name)) })
	}
}

// TestIDsOnlyIsFull: the fast path and the full one are one.
func TestIDsOnlyIsFull(t *testing.T) {
	everyDemo(t, func(t *testing.T, tok *core.Tokenizer, docs []golden) {
		prefix := []uint32{7, 7, 7}
		for _, g := range docs {
			if g.doc.Pair != nil {
				continue
			}
			full, fullErr := tok.Encode(g.doc.Input(), g.doc.Options())
			ids, err := tok.EncodeIDs(slices.Clip(slices.Clone(prefix)), g.doc.Text, g.doc.Options())
			switch {
			case (err == nil) != (fullErr == nil):
				t.Errorf("%s: EncodeIDs: %v, Encode: %v", g.name, err, fullErr)
			case err != nil:
			case !slices.Equal(ids[:3], prefix):
				t.Errorf("%s: EncodeIDs overwrote what it was to append to", g.name)
			case !slices.Equal(ids[3:], full.IDs):
				t.Errorf("%s: %.80q: EncodeIDs %v, Encode %v", g.name, g.doc.Text, head(ids[3:]), head(full.IDs))
			}
		}
	})
}

// TestColumnsAreFull: what is written to the caller's arrays is what Encode gives.
func TestColumnsAreFull(t *testing.T) {
	everyDemo(t, func(t *testing.T, tok *core.Tokenizer, docs []golden) {
		direct := 0
		for _, o := range []core.EncodeOptions{
			{OffsetUnit: encoding.Chars},
			{NoSpecialTokens: true, NoTokens: true},
			{OffsetUnit: encoding.None, SpecialAsText: true},
		} {
			var inputs []core.Input
			var rows []core.ColumnRow
			for _, g := range docs {
				if g.doc.Pair != nil {
					continue
				}
				full, fullErr := tok.Encode(g.doc.Input(), &o)
				var e encoding.Encoding
				var c core.Columns
				ok, err := tok.EncodeColumns(g.doc.Text, &o, func(tokens, textBytes int, ranges []encoding.SequenceRange) (core.Columns, error) {
					dirty := bytes.Repeat([]byte{0xA5}, 2*tokens)
					c = core.Columns{
						IDs: slices.Repeat([]uint32{9}, tokens), TypeIDs: slices.Repeat([]uint32{9}, tokens),
						WordIDs: slices.Repeat([]int32{9}, tokens), SequenceIDs: slices.Repeat([]int32{9}, tokens),
						Special: dirty[:tokens], Attention: dirty[tokens:],
					}
					if o.OffsetUnit != encoding.None {
						c.Offsets = slices.Repeat([]encoding.Offset{{Start: 9, End: 9}}, tokens)
					}
					if !o.NoTokens {
						c.TokenEnds, c.TokenText = make([]uint64, tokens), make([]byte, textBytes)
					}
					e.Sequences = ranges
					return c, nil
				})
				if !ok {
					continue
				}
				direct++
				if fullErr != nil || err != nil {
					if fmt.Sprint(err) != fmt.Sprint(fullErr) {
						t.Fatalf("%s: EncodeColumns: %v, Encode: %v", g.name, err, fullErr)
					}
					continue
				}
				e.IDs, e.TypeIDs, e.WordIDs, e.Offsets, e.SpecialTokensMask, e.AttentionMask = c.IDs, c.TypeIDs, c.WordIDs, c.Offsets, c.Special, c.Attention
				// An encoding of no tokens has what was not asked for.
				if o.OffsetUnit == encoding.None {
					full.Offsets = nil
				}
				if o.NoTokens {
					full.Tokens = nil
				} else {
					e.Tokens = []string{}
				}
				start := uint64(0)
				for _, end := range c.TokenEnds {
					e.Tokens = append(e.Tokens, string(c.TokenText[start:end]))
					start = end
				}
				sequences := make([]int32, full.Len())
				full.PutSequenceIDs(sequences)
				if !reflect.DeepEqual(&e, full) || !slices.Equal(c.SequenceIDs, sequences) || int(start) != len(c.TokenText) {
					t.Fatalf("%s %.80q, %+v:\ncolumns %+v %v\n   full %+v %v", g.name, g.doc.Text, o, e, c.SequenceIDs, *full, sequences)
				}
				inputs = append(inputs, core.Input{Sequence: core.Sequence{Text: g.doc.Text}})
				rows = append(rows, core.ColumnRow{Columns: c, Ranges: e.Sequences})
			}
			for _, o.Threads = range []int{1, 3} {
				got, ok, err := tok.EncodeBatchColumns(inputs, &o)
				if err != nil || !ok && len(rows) > 0 {
					t.Fatal(ok, err)
				}
				for i := range got {
					if !reflect.DeepEqual(got[i], rows[i]) {
						t.Fatalf("%.80q, %+v:\nin a batch %+v\n     alone %+v", inputs[i].Text, o, got[i], rows[i])
					}
				}
			}
			bad := append(inputs, core.Input{Sequence: core.Sequence{Text: []byte("\xFF")}}, core.Input{Sequence: core.Sequence{Text: []byte("\xFE")}})
			if _, ok, err := tok.EncodeBatchColumns(bad, &o); ok {
				if _, want := tok.EncodeBatch(bad, &o); fmt.Sprint(err) != fmt.Sprint(want) {
					t.Fatalf("EncodeBatchColumns: %v, EncodeBatch: %v", err, want)
				}
			}
			if _, ok, _ := tok.EncodeBatchColumns([]core.Input{{Pair: new(core.Sequence)}}, &o); ok {
				t.Fatal("a pair was written to columns")
			}
		}
		if direct == 0 {
			t.Error("nothing was written to columns")
		}
	})
}

// TestBatchIsLoop: a batch on any number of threads gives what its rows give one by one.
func TestBatchIsLoop(t *testing.T) {
	everyDemo(t, func(t *testing.T, tok *core.Tokenizer, docs []golden) {
		var inputs []core.Input
		var want []*encoding.Encoding
		for _, g := range docs {
			if g.digests == "error" || g.doc.Plain {
				continue
			}
			e, err := tok.Encode(g.doc.Input(), nil)
			if err != nil {
				t.Fatal(err)
			}
			inputs, want = append(inputs, g.doc.Input()), append(want, e)
		}
		for _, threads := range []int{0, 1, 3} {
			got, err := tok.EncodeBatch(inputs, &core.EncodeOptions{Threads: threads})
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != len(want) {
				t.Fatalf("%d threads: %d rows in, %d out", threads, len(want), len(got))
			}
			for i := range got {
				if !reflect.DeepEqual(got[i], want[i]) {
					t.Errorf("%d threads: row %d (%.80q) differs from encoding it alone", threads, i, inputs[i].Text)
				}
			}
		}
	})
}

// TestBatchIDsAreLoop: so do the ids of a batch alone, with truncation and padding too.
func TestBatchIDsAreLoop(t *testing.T) {
	everyDemo(t, func(t *testing.T, tok *core.Tokenizer, docs []golden) {
		for _, o := range []core.EncodeOptions{
			{},
			{NoSpecialTokens: true},
			{Truncation: &encoding.TruncationParams{MaxLength: 7}},
			{Padding: &encoding.PaddingParams{BatchLongest: true, PadID: 1, PadToken: "p"}},
		} {
			var data []byte
			var ends []uint64
			var inputs []core.Input
			for _, g := range docs {
				tooLong := o.Padding != nil && len(g.doc.Text) > 300 // all rows are padded to the longest: gigabytes
				if g.digests != "error" && g.doc.Pair == nil && !tooLong {
					data = append(data, g.doc.Text...)
					ends = append(ends, uint64(len(data)))
					inputs = append(inputs, g.doc.Input())
				}
			}
			rows, err := tok.EncodeBatch(inputs, &o)
			if err != nil {
				t.Fatal(err)
			}
			prefix := []uint32{7, 7, 7}
			for _, o.Threads = range []int{0, 1, 3} {
				got := make([]uint64, len(ends))
				ids, err := tok.EncodeBatchIDs(slices.Clip(slices.Clone(prefix)), data, ends, got, &o)
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(ids[:3], prefix) {
					t.Fatalf("%+v: the batch overwrote what it was to append to", o)
				}
				start := uint64(0)
				for i, end := range got {
					if !slices.Equal(ids[3:][start:end], rows[i].IDs) {
						t.Fatalf("%+v: row %d (%.80q) differs from encoding it in full", o, i, inputs[i].Text)
					}
					start = end
				}
				if int(start) != len(ids)-3 {
					t.Fatalf("%+v: the rows end at %d of %d ids", o, start, len(ids)-3)
				}
			}
		}
	})
}

// TestOffsetUnits: the same spans in bytes, characters and UTF-16 units name the same piece of the text.
func TestOffsetUnits(t *testing.T) {
	everyDemo(t, func(t *testing.T, tok *core.Tokenizer, docs []golden) {
		for _, g := range docs {
			if g.digests == "error" || g.doc.Pair != nil {
				continue
			}
			bytes := offsets(t, tok, g.doc, encoding.Bytes)
			chars := offsets(t, tok, g.doc, encoding.Chars)
			units := offsets(t, tok, g.doc, encoding.UTF16)
			charAt, unitAt := positions(g.doc.Text)
			for i, b := range bytes {
				if b.Start > b.End || int(b.End) > len(g.doc.Text) {
					t.Fatalf("%s: token %d spans bytes %v of %d", g.name, i, b, len(g.doc.Text))
				}
				wantChars := encoding.Offset{Start: charAt[b.Start], End: charAt[b.End]}
				wantUnits := encoding.Offset{Start: unitAt[b.Start], End: unitAt[b.End]}
				if onBoundary(g.doc.Text, b) && (chars[i] != wantChars || units[i] != wantUnits) {
					t.Fatalf("%s: token %d spans bytes %v: characters %v, want %v; UTF-16 units %v, want %v",
						g.name, i, b, chars[i], wantChars, units[i], wantUnits)
				}
			}
		}
	})
}

func offsets(t *testing.T, tok *core.Tokenizer, d Document, unit encoding.OffsetUnit) []encoding.Offset {
	t.Helper()
	e, err := tok.Encode(d.Input(), &core.EncodeOptions{OffsetUnit: unit, NoSpecialTokens: d.Plain})
	if err != nil {
		t.Fatal(err)
	}
	return e.Offsets
}

// positions gives the number of characters and of UTF-16 units before each byte of text, and at its end.
func positions(text []byte) (chars, units []uint32) {
	chars, units = make([]uint32, len(text)+1), make([]uint32, len(text)+1)
	var c, u uint32
	for i, r := range string(text) {
		size := utf8.RuneLen(r)
		for j := i; j < i+size; j++ {
			chars[j], units[j] = c, u
		}
		c, u = c+1, u+uint32(utf16.RuneLen(r))
	}
	chars[len(text)], units[len(text)] = c, u
	return chars, units
}

func onBoundary(text []byte, o encoding.Offset) bool {
	start := func(i uint32) bool { return int(i) == len(text) || utf8.RuneStart(text[i]) }
	return start(o.Start) && start(o.End)
}

// TestLosslessSlicesBack: where nothing is normalized and no character is cut, a byte-level token is what the
// text has at its offsets.
func TestLosslessSlicesBack(t *testing.T) {
	for _, name := range []string{"gpt2-demo", "llama3-demo"} {
		tok := load(t, name)
		for _, g := range goldens(t, name) {
			if g.doc.Pair != nil {
				continue
			}
			e, err := tok.Encode(g.doc.Input(), &core.EncodeOptions{NoSpecialTokens: true})
			if err != nil {
				t.Fatal(err)
			}
			for i, o := range e.Offsets {
				text, err := tok.Decode(e.IDs[i:i+1], false)
				if err != nil {
					t.Fatal(err)
				}
				if !strings.ContainsRune(text, utf8.RuneError) && text != string(g.doc.Text[o.Start:o.End]) {
					t.Fatalf("%s %s: token %d is %q, its span %v holds %q", name, g.name, i, text, o, g.doc.Text[o.Start:o.End])
				}
			}
		}
	}
}

// TestLoadOrder: what else is loaded, and in which order, changes nothing; nor does use from many goroutines.
func TestLoadOrder(t *testing.T) {
	names := demos(t)
	digests := func(tok *core.Tokenizer, docs []golden) []string {
		out := make([]string, len(docs))
		for i, g := range docs {
			r, err := Encode(tok, g.doc)
			if err != nil {
				out[i] = err.Error()
				continue
			}
			out[i] = Digest(r)
		}
		return out
	}
	docs, alone := map[string][]golden{}, map[string][]string{}
	for _, name := range names {
		docs[name] = goldens(t, name)[:600]
		alone[name] = digests(load(t, name), docs[name])
	}
	backwards := slices.Clone(names)
	slices.Reverse(backwards)
	for _, order := range [][]string{names, backwards} {
		var loaded []*core.Tokenizer
		for _, name := range order {
			loaded = append(loaded, load(t, name))
		}
		var wg sync.WaitGroup
		failures := make(chan string, 4*len(order))
		for worker := range 4 {
			wg.Go(func() {
				for i := range order {
					i = (i + worker) % len(order)
					if !slices.Equal(digests(loaded[i], docs[order[i]]), alone[order[i]]) {
						failures <- fmt.Sprintf("%s, loaded as number %d of %v, encodes otherwise than alone", order[i], i, order)
					}
				}
			})
		}
		wg.Wait()
		close(failures)
		for failure := range failures {
			t.Error(failure)
		}
	}
}
