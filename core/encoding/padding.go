package encoding

import (
	"slices"

	"github.com/libhftok/libhftok/core/status"
)

// Target returns the length that encodings of which the longest has longest tokens are padded to.
func (p PaddingParams) Target(longest int) (int, error) {
	n := p.Fixed
	if p.BatchLongest {
		n = longest
	}
	limit := max(MaxPadLength, longest)
	if m := p.PadToMultipleOf; m > 0 && n%m > 0 && n <= limit {
		if m > limit {
			n = m
		} else {
			n += m - n%m
		}
	}
	if n > limit {
		return 0, status.Errorf(status.Encode, "padding to %d tokens is more than the limit of %d", n, limit)
	}
	return n, nil
}

// PadAll pads all encodings, with their overflowing parts, to one length: the fixed one or the longest
// encoding's, rounded up to PadToMultipleOf. It fails with status.Encode, and changes nothing, beyond
// MaxPadLength or MaxPadding.
func PadAll(encodings []*Encoding, p PaddingParams) error {
	longest := 0
	for _, e := range encodings {
		longest = max(longest, e.Len())
	}
	n, err := p.Target(longest)
	if err != nil {
		return err
	}
	added := 0
	for _, e := range encodings {
		if added += e.missing(n, MaxPadding-added); added > MaxPadding {
			return status.Errorf(status.Encode, "padding this batch to %d tokens adds more than the limit of %d",
				n, MaxPadding)
		}
	}
	for _, e := range encodings {
		e.pad(n, &p)
	}
	return nil
}

// Pad pads e and its overflowing parts to length tokens; longer ones stay as they are. Padding tokens
// have mask 1, attention 0, no word and the offset (0,0). It fails as PadAll does.
func (e *Encoding) Pad(length int, p PaddingParams) error {
	p.BatchLongest, p.Fixed, p.PadToMultipleOf = false, length, 0
	return PadAll([]*Encoding{e}, p)
}

// missing counts the tokens that padding to n adds; it stops counting above limit.
func (e *Encoding) missing(n, limit int) int {
	added := max(0, n-e.Len())
	for _, o := range e.Overflowing {
		if added > limit {
			break
		}
		added += o.missing(n, limit-added)
	}
	return added
}

func (e *Encoding) pad(length int, p *PaddingParams) {
	for _, o := range e.Overflowing {
		o.pad(length, p)
	}
	n := length - e.Len()
	if n <= 0 {
		return
	}
	left := p.Direction == Left
	if e.HasTokens() {
		e.Tokens = padded(e.Tokens, n, p.PadToken, left)
	}
	if e.HasOffsets() {
		e.Offsets = padded(e.Offsets, n, Offset{}, left)
	}
	e.IDs = padded(e.IDs, n, p.PadID, left)
	e.TypeIDs = padded(e.TypeIDs, n, p.PadTypeID, left)
	e.WordIDs = padded(e.WordIDs, n, -1, left)
	e.SpecialTokensMask = padded(e.SpecialTokensMask, n, 1, left)
	e.AttentionMask = padded(e.AttentionMask, n, 0, left)
	if left {
		for i := range e.Sequences {
			e.Sequences[i].Start += n
			e.Sequences[i].End += n
		}
	}
}

// PadIDs pads the ids of one encoding, in their memory if there is room. It fails as PadAll does.
func (p PaddingParams) PadIDs(ids []uint32) ([]uint32, error) {
	n, err := p.Target(len(ids))
	if err != nil || n <= len(ids) {
		return ids, err
	}
	return padded(ids, n-len(ids), p.PadID, p.Direction == Left), nil
}

// padded returns s with n times v before or after it.
func padded[T any](s []T, n int, v T, left bool) []T {
	old := len(s)
	s = slices.Grow(s, n)[:old+n]
	fill := s[old:]
	if left {
		copy(s[n:], s[:old])
		fill = s[:n]
	}
	for i := range fill {
		fill[i] = v
	}
	return s
}
