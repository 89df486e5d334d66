package main

// #include "boundary.h"
import "C"

import "github.com/libhftok/libhftok/core"

// rows makes the inputs of a batch from its strings, and tells their bytes.
func rows(data *C.hftokx_text, ends *C.hftokx_u64, n C.size_t, opts *C.hftokx_encode_options) (inputs []core.Input, bytes int, err error) {
	texts, err := cut[byte](data, ends, n, "data")
	if err != nil {
		return nil, 0, err
	}
	for _, text := range texts {
		bytes += len(text)
	}
	sequences, err := sequencesOf(texts, opts)
	if err != nil {
		return nil, 0, err
	}
	inputs, err = inputsOf(sequences, opts)
	return inputs, bytes, err
}

// inputsOf groups the sequences of a batch into inputs.
func inputsOf(sequences []core.Sequence, opts *C.hftokx_encode_options) ([]core.Input, error) {
	inputs := make([]core.Input, 0, len(sequences))
	if opts.pairs == nil {
		if opts.rows != 0 && int(opts.rows) != len(sequences) {
			return nil, invalid("rows is %d, but there are %d sequences and no pairs", opts.rows, len(sequences))
		}
		for i := range sequences {
			inputs = append(inputs, core.Input{Sequence: sequences[i]})
		}
	} else {
		pairs, err := borrow[uint8](opts.pairs, opts.rows, "pairs")
		if err != nil {
			return nil, err
		}
		rest := sequences
		for _, pair := range pairs {
			need := 1
			if pair != 0 {
				need = 2
			}
			if len(rest) < need {
				return nil, invalid("pairs asks for more sequences than the %d there are", len(sequences))
			}
			in := core.Input{Sequence: rest[0]}
			if pair != 0 {
				in.Pair = &rest[1]
			}
			inputs, rest = append(inputs, in), rest[need:]
		}
		if len(rest) != 0 {
			return nil, invalid("pairs uses %d of %d sequences", len(sequences)-len(rest), len(sequences))
		}
	}
	return inputs, nil
}

// sequencesOf groups the strings of a batch into sequences.
func sequencesOf(texts [][]byte, opts *C.hftokx_encode_options) ([]core.Sequence, error) {
	if opts.flags&C.HFTOK_ENCODE_PRETOKENIZED == 0 {
		if opts.sequence_ends != nil {
			return nil, invalid("sequence_ends is an option of PRETOKENIZED batches")
		}
		sequences := make([]core.Sequence, len(texts))
		for i, text := range texts {
			sequences[i].Text = text
		}
		return sequences, nil
	}
	ends, err := borrow[uint64](opts.sequence_ends, opts.sequences, "sequence_ends")
	if err != nil {
		return nil, err
	}
	sequences := make([]core.Sequence, len(ends))
	last := uint64(0)
	for i, end := range ends {
		if end < last || end > uint64(len(texts)) {
			return nil, invalid("sequence_ends[%d] is %d; it must be between %d and %d", i, end, last, len(texts))
		}
		sequences[i].Words = texts[last:end:end]
		if sequences[i].Words == nil {
			sequences[i].Words = [][]byte{}
		}
		last = end
	}
	if last != uint64(len(texts)) {
		return nil, invalid("sequence_ends covers %d of %d strings", last, len(texts))
	}
	return sequences, nil
}
