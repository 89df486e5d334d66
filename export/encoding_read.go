package main

// #include "boundary.h"
import "C"

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core"
	"github.com/libhftok/libhftok/core/encoding"
)

// encodingsOf returns copies of the encodings of a handle, and what is recorded in them.
func encodingsOf(e C.hftokx_handle, what string) ([]*encoding.Encoding, core.EncodeOptions, error) {
	v := C.hftokx_encoding_view_of(e)
	if v == nil {
		return nil, core.EncodeOptions{}, invalidHandle(what)
	}
	return readView(v)
}

// readView copies the encodings that a view shows, with their overflowing parts, and says what is recorded in
// them. The view may be the host's own, and hold anything.
func readView(v *C.hftokx_encoding_view) (inputs []*encoding.Encoding, o core.EncodeOptions, err error) {
	if v.offset_unit > C.HFTOK_OFFSETS_NONE {
		return nil, o, invalid("offset_unit is %d, none of HFTOK_OFFSETS_*", v.offset_unit)
	}
	o.OffsetUnit = encoding.OffsetUnit(v.offset_unit)
	n := v.tokens
	var (
		ids       = column[uint32](&err, v.ids, n, "ids")
		typeIDs   = column[uint32](&err, v.type_ids, n, "type_ids")
		wordIDs   = column[int32](&err, v.word_ids, n, "word_ids")
		special   = column[uint8](&err, v.special_tokens_mask, n, "special_tokens_mask")
		attention = column[uint8](&err, v.attention_mask, n, "attention_mask")
		rowEnds   = column[uint64](&err, v.row_ends, v.rows, "row_ends")
		ranges    = column[sequenceRange](&err, v.sequence_ranges, v.sequences, "sequence_ranges")
		offsets   []encoding.Offset
		tokens    []string
	)
	if o.OffsetUnit != encoding.None {
		offsets = column[encoding.Offset](&err, v.offsets, n, "offsets")
	}
	if err == nil {
		tokens, err = tokenStrings(v)
	}
	if err != nil {
		return nil, o, err
	}
	o.NoTokens = tokens == nil && n > 0
	for i, word := range wordIDs {
		if word < -1 {
			return nil, o, invalid("word_ids[%d] is %d", i, word)
		}
	}
	rows := make([]*encoding.Encoding, len(rowEnds))
	start := uint64(0)
	for i, end := range rowEnds {
		if end < start || end > uint64(n) {
			return nil, o, invalid("row_ends[%d] is %d; it must be between %d and %d", i, end, start, n)
		}
		e := &encoding.Encoding{
			IDs:               clip(ids, start, end),
			TypeIDs:           clip(typeIDs, start, end),
			WordIDs:           clip(wordIDs, start, end),
			SpecialTokensMask: clip(special, start, end),
			AttentionMask:     clip(attention, start, end),
			Offsets:           clip(offsets, start, end),
			Tokens:            clip(tokens, start, end),
		}
		rows[i], start = e.Clone(), end
	}
	if start != uint64(n) {
		return nil, o, invalid("row_ends covers %d of %d tokens", start, n)
	}
	if err := setRanges(rows, ranges); err != nil {
		return nil, o, err
	}
	inputs, err = nest(rows, v)
	return inputs, o, err
}

// column returns n items at p, unless *err says that one before it was missing.
func column[T, P any](err *error, p *P, n C.size_t, what string) []T {
	if *err != nil {
		return nil
	}
	var items []T
	items, *err = borrow[T](p, n, what)
	return items
}

// clip returns a part of a column that may not be recorded.
func clip[T any](items []T, start, end uint64) []T {
	if items == nil {
		return nil
	}
	return items[start:end:end]
}

// tokenStrings copies the token strings, nil if the view has none.
func tokenStrings(v *C.hftokx_encoding_view) ([]string, error) {
	if v.token_ends == nil {
		return nil, nil
	}
	parts, err := cut[byte](v.token_text, v.token_ends, v.tokens, "token_text")
	if err != nil {
		return nil, err
	}
	tokens := make([]string, len(parts))
	for i, part := range parts {
		if !utf8.Valid(part) {
			return nil, invalid("token %d is not valid UTF-8", i)
		}
		tokens[i] = string(part)
	}
	return tokens, nil
}

func setRanges(rows []*encoding.Encoding, ranges []sequenceRange) error {
	for i, r := range ranges {
		if uint64(r.row) >= uint64(len(rows)) || r.start > r.end || uint64(r.end) > uint64(rows[r.row].Len()) || r.sequence > 1<<31-1 {
			return invalid("sequence_ranges: number %d does not lie in its row: %+v", i, r)
		}
		if i > 0 && (r.row < ranges[i-1].row || r.row == ranges[i-1].row && r.sequence <= ranges[i-1].sequence) {
			return invalid("sequence_ranges: number %d is out of order", i)
		}
		e := rows[r.row]
		e.Sequences = append(e.Sequences, encoding.SequenceRange{ID: int(r.sequence), Start: int(r.start), End: int(r.end)})
	}
	return nil
}

// nest hangs rows that truncation cut off another on that one, and returns the others.
func nest(rows []*encoding.Encoding, v *C.hftokx_encoding_view) ([]*encoding.Encoding, error) {
	depths := array[uint32](v.row_depths, len(rows))
	numbers := array[uint32](v.row_inputs, len(rows))
	var inputs, above []*encoding.Encoding // above: the last row of each depth so far
	for i, e := range rows {
		depth := 0
		if depths != nil {
			depth = int(depths[i])
		}
		if depth > len(above) {
			return nil, invalid("row_depths[%d] is %d, but there is no row above it", i, depth)
		}
		if depth == 0 {
			inputs = append(inputs, e)
		} else {
			over := above[depth-1]
			over.Overflowing = append(over.Overflowing, e)
		}
		if numbers != nil && int64(numbers[i]) != int64(len(inputs)-1) {
			return nil, invalid("row_inputs[%d] is %d, but row_depths makes it %d", i, numbers[i], len(inputs)-1)
		}
		above = append(above[:depth], e)
	}
	return inputs, nil
}
