package core

import (
	"slices"

	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/postprocessor"
)

// Columns are the arrays of an encoding.Encoding in memory of the caller's, all of the same length but
// TokenText. Offsets, and TokenEnds with TokenText, may be nil where they are not wanted.
type Columns struct {
	IDs, TypeIDs         []uint32
	WordIDs, SequenceIDs []int32
	Offsets              []encoding.Offset
	Special, Attention   []uint8
	TokenEnds            []uint64 // where in TokenText each token ends
	TokenText            []byte
}

// frame is a post-processor's frame, if it has one.
type frame struct {
	postprocessor.Frame
	known bool
}

// EncodeColumns is Encode of a text into memory that room gives: for so many tokens, of which so many bytes of
// text, and with the range of the text's own tokens, if anything is said of it. It allocates no more than room
// does. ok is false, and nothing was done, where only Encode can do it: with truncation, with padding, and with
// some post-processors.
func (t *Tokenizer) EncodeColumns(text []byte, opts *EncodeOptions, room func(tokens, textBytes int, ranges []encoding.SequenceRange) (Columns, error)) (ok bool, err error) {
	if opts == nil {
		opts = &defaults
	}
	f, ok := t.frameFor(opts)
	if !ok {
		return false, nil
	}
	e := t.encoders.get(&t.pipeline)
	e.seed(opts.seedOf(0))
	err = e.columns(text, f, opts, room)
	// Not deferred: after a panic the encoder is lost.
	t.encoders.put(e)
	return true, err
}

// frameFor returns what is put around each text; ok is false where more than that is done.
func (t *Tokenizer) frameFor(opts *EncodeOptions) (f *postprocessor.Frame, ok bool) {
	of := &t.frames[1]
	if opts.NoSpecialTokens {
		of = &t.frames[0]
	}
	return &of.Frame, of.known && t.truncationFor(opts) == nil && t.paddingFor(opts) == nil
}

// ColumnRow is the encoding of one of many texts.
type ColumnRow struct {
	Columns
	Ranges []encoding.SequenceRange // as room gets it in EncodeColumns
}

// EncodeBatchColumns is EncodeBatch of texts, with its errors, as columns. ok is false, and nothing was done, where
// only EncodeBatch can do it: where EncodeColumns can't, and where a row is a pair or words.
func (t *Tokenizer) EncodeBatchColumns(in []Input, opts *EncodeOptions) (rows []ColumnRow, ok bool, err error) {
	if opts == nil {
		opts = &defaults
	}
	f, ok := t.frameFor(opts)
	if !ok || slices.ContainsFunc(in, func(i Input) bool { return i.Pair != nil || i.Words != nil }) {
		return nil, false, nil
	}
	rows = make([]ColumnRow, len(in))
	b := newBatch(len(in), func(row int) int { return len(in[row].Text) }, opts)
	err = b.run(t, func(e *encoder, from, to int) error {
		var r *ColumnRow
		room := func(tokens, textBytes int, ranges []encoding.SequenceRange) (Columns, error) {
			*r = ColumnRow{newColumns(tokens, textBytes, opts), ranges}
			return r.Columns, nil
		}
		for row := from; row < to; row++ {
			r = &rows[row]
			e.seed(opts.seedOf(row))
			if err := e.columns(in[row].Text, f, opts, room); err != nil {
				return rowError(row, err)
			}
		}
		return nil
	})
	return rows, true, err
}

// newColumns makes columns of so many tokens.
func newColumns(tokens, textBytes int, opts *EncodeOptions) Columns {
	ids, numbers, masks := make([]uint32, 2*tokens), make([]int32, 2*tokens), make([]uint8, 2*tokens)
	c := Columns{
		IDs:         ids[:tokens],
		TypeIDs:     ids[tokens:],
		WordIDs:     numbers[:tokens],
		SequenceIDs: numbers[tokens:],
		Special:     masks[:tokens],
		Attention:   masks[tokens:],
	}
	if opts.OffsetUnit != encoding.None {
		c.Offsets = make([]encoding.Offset, tokens)
	}
	if !opts.NoTokens {
		c.TokenEnds, c.TokenText = make([]uint64, tokens), make([]byte, textBytes)
	}
	return c
}

// columns encodes a text into memory that room gives.
func (e *encoder) columns(text []byte, f *postprocessor.Frame, opts *EncodeOptions, room func(tokens, textBytes int, ranges []encoding.SequenceRange) (Columns, error)) error {
	offsets := opts.OffsetUnit != encoding.None
	e.want, e.specialAsText = wanted{offsets: offsets, tokens: !opts.NoTokens || offsets && f.Trim}, opts.SpecialAsText
	if err := e.collect(Sequence{Text: text}, opts.OffsetUnit); err != nil {
		return err
	}
	return e.write(f, opts, room)
}

// write gives what was collected, within its frame.
func (e *encoder) write(f *postprocessor.Frame, opts *EncodeOptions, room func(tokens, textBytes int, ranges []encoding.SequenceRange) (Columns, error)) error {
	if e.want.offsets {
		f.TrimOffsets(&e.tokens, e.offsets)
	}
	n, before := len(e.out.IDs), len(f.Before)
	total, textBytes := n+before+len(f.After), 0
	if !opts.NoTokens {
		textBytes = len(e.tokens.Text)
		for _, around := range [][]postprocessor.Special{f.Before, f.After} {
			for _, s := range around {
				textBytes += len(s.Token)
			}
		}
	}
	own := encoding.SequenceRange{Start: before, End: before + n}
	var ranges []encoding.SequenceRange
	if f.Sequence {
		ranges = []encoding.SequenceRange{own}
	}
	c, err := room(total, textBytes, ranges)
	if err != nil {
		return err
	}
	copy(c.IDs[before:], e.out.IDs)
	copy(c.WordIDs[before:], e.words)
	copy(c.Offsets[min(before, len(c.Offsets)):], e.offsets)
	fill(c.TypeIDs[own.Start:own.End], f.TypeID)
	fill(c.SequenceIDs[own.Start:own.End], 0)
	fill(c.Special[own.Start:own.End], 0)
	fill(c.Attention, 1)
	at, end := 0, 0
	special := func(all []postprocessor.Special) {
		for _, s := range all {
			c.IDs[at], c.TypeIDs[at], c.WordIDs[at], c.SequenceIDs[at], c.Special[at] = s.ID, s.TypeID, -1, -1, 1
			if c.Offsets != nil {
				c.Offsets[at] = encoding.Offset{}
			}
			if c.TokenEnds != nil {
				end += copy(c.TokenText[end:], s.Token)
				c.TokenEnds[at] = uint64(end)
			}
			at++
		}
	}
	special(f.Before)
	if c.TokenEnds != nil {
		for i, at := range e.tokens.Ends {
			c.TokenEnds[before+i] = uint64(end) + at
		}
		end += copy(c.TokenText[end:], e.tokens.Text)
	}
	at = own.End
	special(f.After)
	return nil
}

func fill[T any](s []T, v T) {
	if len(s) == 0 {
		return
	}
	s[0] = v
	for n := 1; n < len(s); n *= 2 {
		copy(s[n:], s[:n])
	}
}
