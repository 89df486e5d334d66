package main

// #include "boundary.h"
import "C"

import (
	"fmt"
	"unsafe"

	"github.com/libhftok/libhftok/core"
	"github.com/libhftok/libhftok/core/encoding"
)

// A row of the result: an input's encoding, or a part that truncation cut off it.
type row struct {
	input, depth int
	*encoding.Encoding
}

// A sequenceRange is one of hftok_encoding_view.sequence_ranges.
type sequenceRange struct{ row, sequence, start, end uint32 }

// newBlock copies encodings into one block of C memory.
func newBlock(encodings []*encoding.Encoding, opts *core.EncodeOptions) (*C.hftokx_encoding_block, error) {
	var rows []row
	for i, e := range encodings {
		rows = appendRows(rows, i, 0, e)
	}
	tokens, sequences, textBytes := 0, 0, 0
	for _, r := range rows {
		tokens += len(r.IDs)
		sequences += len(r.Sequences)
		for _, token := range r.Tokens {
			textBytes += len(token)
		}
	}
	block, err := allocate(len(rows), tokens, sequences, textBytes, opts)
	if err != nil {
		return nil, err
	}
	filled := false
	defer func() {
		if !filled {
			C.hftokx_encoding_discard(block)
		}
	}()
	fill(&block.view, rows)
	filled = true
	return block, nil
}

// allocate makes a block of so many rows, tokens, sequence ranges and bytes of token text, with all to be set.
func allocate(rows, tokens, sequences, textBytes int, opts *core.EncodeOptions) (*C.hftokx_encoding_block, error) {
	withText := C.int(1)
	if opts.NoTokens {
		withText = 0
	}
	block := C.hftokx_encoding_new(C.size_t(rows), C.size_t(tokens), C.size_t(sequences), C.size_t(textBytes), C.uint32_t(opts.OffsetUnit), withText)
	if block == nil {
		return nil, errNoMemory
	}
	return block, nil
}

// A columnBlock is a block of one row that core writes to.
type columnBlock struct{ block *C.hftokx_encoding_block }

// room returns what makes the block, as core.Tokenizer.EncodeColumns wants it.
func (b *columnBlock) room(opts *core.EncodeOptions) func(tokens, textBytes int, ranges []encoding.SequenceRange) (core.Columns, error) {
	return func(tokens, textBytes int, ranges []encoding.SequenceRange) (core.Columns, error) {
		var err error
		if b.block, err = allocate(1, tokens, len(ranges), textBytes, opts); err != nil {
			return core.Columns{}, err
		}
		v := &b.block.view
		array[uint64](v.row_ends, 1)[0] = uint64(tokens)
		array[uint32](v.row_inputs, 1)[0] = 0
		array[uint32](v.row_depths, 1)[0] = 0
		for i, r := range ranges {
			array[sequenceRange](v.sequence_ranges, len(ranges))[i] = sequenceRange{0, uint32(r.ID), uint32(r.Start), uint32(r.End)}
		}
		return columnsOf(v, textBytes), nil
	}
}

// columnsOf returns the arrays of v, whose tokens have so many bytes of text.
func columnsOf(v *C.hftok_encoding_view, textBytes int) core.Columns {
	tokens := int(v.tokens)
	return core.Columns{
		IDs:         array[uint32](v.ids, tokens),
		TypeIDs:     array[uint32](v.type_ids, tokens),
		WordIDs:     array[int32](v.word_ids, tokens),
		SequenceIDs: array[int32](v.sequence_ids, tokens),
		Offsets:     array[encoding.Offset](v.offsets, tokens),
		Special:     array[uint8](v.special_tokens_mask, tokens),
		Attention:   array[uint8](v.attention_mask, tokens),
		TokenEnds:   array[uint64](v.token_ends, tokens),
		TokenText:   array[byte](v.token_text, textBytes),
	}
}

// newBlockOfColumns copies rows into one block.
func newBlockOfColumns(rows []core.ColumnRow, opts *core.EncodeOptions) (*C.hftokx_encoding_block, error) {
	tokens, sequences, textBytes := 0, 0, 0
	for i := range rows {
		tokens += len(rows[i].IDs)
		sequences += len(rows[i].Ranges)
		textBytes += len(rows[i].TokenText)
	}
	block, err := allocate(len(rows), tokens, sequences, textBytes, opts)
	if err != nil {
		return nil, err
	}
	v := &block.view
	var (
		all       = columnsOf(v, textBytes)
		rowEnds   = array[uint64](v.row_ends, len(rows))
		rowInputs = array[uint32](v.row_inputs, len(rows))
		rowDepths = array[uint32](v.row_depths, len(rows))
		ranges    = array[sequenceRange](v.sequence_ranges, sequences)[:0]
	)
	start, textStart := 0, 0
	for i := range rows {
		r := &rows[i]
		end := start + len(r.IDs)
		rowEnds[i], rowInputs[i], rowDepths[i] = uint64(end), uint32(i), 0
		copy(all.IDs[start:], r.IDs)
		copy(all.TypeIDs[start:], r.TypeIDs)
		copy(all.WordIDs[start:], r.WordIDs)
		copy(all.SequenceIDs[start:], r.SequenceIDs)
		copy(all.Special[start:], r.Special)
		copy(all.Attention[start:], r.Attention)
		for _, s := range r.Ranges {
			ranges = append(ranges, sequenceRange{uint32(i), uint32(s.ID), uint32(s.Start), uint32(s.End)})
		}
		if all.Offsets != nil {
			copy(all.Offsets[start:], r.Offsets)
		}
		if all.TokenEnds != nil {
			for j, at := range r.TokenEnds {
				all.TokenEnds[start+j] = uint64(textStart) + at
			}
			textStart += copy(all.TokenText[textStart:], r.TokenText)
		}
		start = end
	}
	return block, nil
}

// take hands the block over.
func (b *columnBlock) take() *C.hftokx_encoding_block {
	block := b.block
	b.block = nil
	return block
}

// discard frees a block that was not taken.
func (b *columnBlock) discard() {
	if b.block != nil {
		C.hftokx_encoding_discard(b.block)
	}
}

// appendRows appends e and what was cut off it, in the reference's order.
func appendRows(rows []row, input, depth int, e *encoding.Encoding) []row {
	rows = append(rows, row{input, depth, e})
	for _, part := range e.Overflowing {
		rows = appendRows(rows, input, depth+1, part)
	}
	return rows
}

// fill writes rows into the arrays of v, which have the right sizes.
func fill(v *C.hftok_encoding_view, rows []row) {
	var (
		n           = int(v.tokens)
		rowEnds     = array[uint64](v.row_ends, len(rows))
		rowInputs   = array[uint32](v.row_inputs, len(rows))
		rowDepths   = array[uint32](v.row_depths, len(rows))
		ids         = array[uint32](v.ids, n)
		typeIDs     = array[uint32](v.type_ids, n)
		offsets     = array[encoding.Offset](v.offsets, n)
		wordIDs     = array[int32](v.word_ids, n)
		sequenceIDs = array[int32](v.sequence_ids, n)
		special     = array[uint8](v.special_tokens_mask, n)
		attention   = array[uint8](v.attention_mask, n)
		tokenEnds   = array[uint64](v.token_ends, n)
		ranges      = array[sequenceRange](v.sequence_ranges, int(v.sequences))[:0]
	)
	start, textEnd := 0, uintptr(0)
	for i, r := range rows {
		end := start + len(r.IDs)
		rowEnds[i], rowInputs[i], rowDepths[i] = uint64(end), uint32(r.input), uint32(r.depth)
		put(ids[start:end], r.IDs)
		put(typeIDs[start:end], r.TypeIDs)
		put(wordIDs[start:end], r.WordIDs)
		put(special[start:end], r.SpecialTokensMask)
		put(attention[start:end], r.AttentionMask)
		r.PutSequenceIDs(sequenceIDs[start:end])
		for _, s := range r.Sequences {
			ranges = append(ranges, sequenceRange{uint32(i), uint32(s.ID), uint32(s.Start), uint32(s.End)})
		}
		if offsets != nil {
			put(offsets[start:end], r.Offsets)
		}
		if tokenEnds != nil {
			for j, token := range r.Tokens {
				copy(unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(v.token_text), textEnd)), len(token)), token)
				textEnd += uintptr(len(token))
				tokenEnds[start+j] = uint64(textEnd)
			}
			mustMatch(len(r.Tokens), len(r.IDs))
		}
		start = end
	}
}

// array returns the n items at p, nil if p is.
func array[T, P any](p *P, n int) []T {
	if p == nil {
		return nil
	}
	return unsafe.Slice((*T)(unsafe.Pointer(p)), n)
}

// put copies src to dst, which must be as long: memory that C gave holds anything.
func put[T any](dst, src []T) {
	mustMatch(len(src), len(dst))
	copy(dst, src)
}

func mustMatch(got, want int) {
	if got != want {
		panic(fmt.Sprintf("an encoding has %d entries for %d tokens", got, want))
	}
}
