// Package encoding holds what encoding a text gives, and what can be done to it afterwards: truncate,
// pad, merge, and the look-ups between characters, words and tokens.
package encoding

import "slices"

// Offset is a half-open range in the input text, in the unit the encoding was asked for.
type Offset struct{ Start, End uint32 }

// Encoding is the result of encoding one text or pair. All slices have one entry per token, but Tokens
// and Offsets may be nil where they were not asked for: then they stay so.
//
// The methods that change an Encoding belong to one goroutine; the look-ups may run on any number.
type Encoding struct {
	IDs               []uint32
	TypeIDs           []uint32
	Tokens            []string // nil when token strings were not asked for
	WordIDs           []int32  // -1: none
	Offsets           []Offset // nil when offsets were not asked for
	SpecialTokensMask []uint8
	AttentionMask     []uint8
	Overflowing       []*Encoding // parts that truncation cut off
	// Sequences holds the token range of each input sequence, by ascending ID; nil means one sequence
	// over all tokens.
	Sequences []SequenceRange
}

// SequenceRange is the half-open range of tokens that belong to input sequence ID.
type SequenceRange struct{ ID, Start, End int }

// Special returns an encoding of tokens that do not come from the text: mask 1, no word, offset (0,0).
// ids and tokens have the same length and are copied.
func Special(ids []uint32, tokens []string, typeID uint32) *Encoding {
	e := withCapacity(len(ids), true, true)
	for i, id := range ids {
		e.IDs = append(e.IDs, id)
		e.TypeIDs = append(e.TypeIDs, typeID)
		e.Tokens = append(e.Tokens, tokens[i])
		e.WordIDs = append(e.WordIDs, -1)
		e.Offsets = append(e.Offsets, Offset{})
		e.SpecialTokensMask = append(e.SpecialTokensMask, 1)
		e.AttentionMask = append(e.AttentionMask, 1)
	}
	return e
}

// Len returns the number of tokens.
func (e *Encoding) Len() int { return len(e.IDs) }

// HasTokens reports whether token strings are recorded; an encoding of no tokens has them all.
func (e *Encoding) HasTokens() bool { return len(e.Tokens) == len(e.IDs) }

// HasOffsets reports whether offsets are recorded; an encoding of no tokens has them all.
func (e *Encoding) HasOffsets() bool { return len(e.Offsets) == len(e.IDs) }

// Clone returns a deep copy, overflowing parts included.
func (e *Encoding) Clone() *Encoding {
	c := e.copyRange(0, e.Len(), 0)
	c.Sequences = slices.Clone(e.Sequences)
	for _, o := range e.Overflowing {
		c.Overflowing = append(c.Overflowing, o.Clone())
	}
	return c
}

// SetTypeIDs gives every token the type id.
func (e *Encoding) SetTypeIDs(typeID uint32) {
	for i := range e.TypeIDs {
		e.TypeIDs[i] = typeID
	}
}

// SetSequenceID says that all tokens belong to input sequence id. Ranges of other ids stay.
func (e *Encoding) SetSequenceID(id int) {
	e.setRange(SequenceRange{ID: id, End: e.Len()})
}

func (e *Encoding) setRange(r SequenceRange) {
	at, found := slices.BinarySearchFunc(e.Sequences, r, func(a, b SequenceRange) int { return a.ID - b.ID })
	if found {
		e.Sequences[at] = r
	} else {
		e.Sequences = slices.Insert(e.Sequences, at, r)
	}
}

// withCapacity returns an empty encoding with room for n tokens.
func withCapacity(n int, tokens, offsets bool) *Encoding {
	words := make([]uint32, 2*n) // ids and type ids
	masks := make([]uint8, 2*n)
	e := &Encoding{
		IDs:               words[:0:n],
		TypeIDs:           words[n:n],
		WordIDs:           make([]int32, 0, n),
		SpecialTokensMask: masks[:0:n],
		AttentionMask:     masks[n:n],
	}
	if tokens {
		e.Tokens = make([]string, 0, n)
	}
	if offsets {
		e.Offsets = make([]Offset, 0, n)
	}
	return e
}

// copyRange returns a copy of the tokens [start, end), with room for extra more. Neither sequence ranges
// nor overflowing parts are copied.
func (e *Encoding) copyRange(start, end, extra int) *Encoding {
	c := withCapacity(end-start+extra, e.HasTokens(), e.HasOffsets())
	c.append(e, start, end)
	return c
}

// append adds the tokens [start, end) of p. Tokens and Offsets remain recorded only if p has them too.
func (e *Encoding) append(p *Encoding, start, end int) {
	if e.HasTokens() && p.HasTokens() {
		e.Tokens = append(e.Tokens, p.Tokens[start:end]...)
	} else {
		e.Tokens = nil
	}
	if e.HasOffsets() && p.HasOffsets() {
		e.Offsets = append(e.Offsets, p.Offsets[start:end]...)
	} else {
		e.Offsets = nil
	}
	e.IDs = append(e.IDs, p.IDs[start:end]...)
	e.TypeIDs = append(e.TypeIDs, p.TypeIDs[start:end]...)
	e.WordIDs = append(e.WordIDs, p.WordIDs[start:end]...)
	e.SpecialTokensMask = append(e.SpecialTokensMask, p.SpecialTokensMask[start:end]...)
	e.AttentionMask = append(e.AttentionMask, p.AttentionMask[start:end]...)
}

// keep reduces e to the tokens [start, end) in place.
func (e *Encoding) keep(start, end int) {
	if e.HasTokens() {
		e.Tokens = e.Tokens[start:end:end]
	}
	if e.HasOffsets() {
		e.Offsets = e.Offsets[start:end:end]
	}
	e.IDs = e.IDs[start:end:end]
	e.TypeIDs = e.TypeIDs[start:end:end]
	e.WordIDs = e.WordIDs[start:end:end]
	e.SpecialTokensMask = e.SpecialTokensMask[start:end:end]
	e.AttentionMask = e.AttentionMask[start:end:end]
}

// New returns an encoding of one sequence's tokens, copied: no special tokens, attention 1 for all. tokens
// and offsets count only if they were recorded.
func New(ids []uint32, typeID uint32, tokens []string, words []int32, offsets []Offset, hasTokens, hasOffsets bool) *Encoding {
	e := withCapacity(len(ids), hasTokens, hasOffsets)
	e.IDs = append(e.IDs, ids...)
	e.WordIDs = append(e.WordIDs, words...)
	if hasTokens {
		e.Tokens = append(e.Tokens, tokens...)
	}
	if hasOffsets {
		e.Offsets = append(e.Offsets, offsets...)
	}
	e.TypeIDs = e.TypeIDs[:len(ids)]
	e.SpecialTokensMask = e.SpecialTokensMask[:len(ids)]
	e.AttentionMask = e.AttentionMask[:len(ids)]
	for i := range ids {
		e.TypeIDs[i] = typeID
		e.AttentionMask[i] = 1
	}
	return e
}
