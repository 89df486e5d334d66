package core

import (
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
	f := &t.frames[1]
	if opts.NoSpecialTokens {
		f = &t.frames[0]
	}
	if !f.known || t.truncationFor(opts) != nil || t.paddingFor(opts) != nil {
		return false, nil
	}
	e := t.encoders.get(&t.pipeline)
	e.seed(opts.seedOf(0))
	offsets := opts.OffsetUnit != encoding.None
	e.want, e.specialAsText = wanted{offsets: offsets, tokens: !opts.NoTokens || offsets && f.Trim}, opts.SpecialAsText
	if err = e.collect(Sequence{Text: text}, opts.OffsetUnit); err == nil {
		err = e.write(&f.Frame, opts, room)
	}
	// Not deferred: after a panic the encoder is lost.
	t.encoders.put(e)
	return true, err
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
