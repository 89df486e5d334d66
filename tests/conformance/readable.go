package conformance

import "github.com/libhftok/libhftok/core/encoding"

// Readable gives every field of an encoding, as oracle.readable does: what json.Marshal can write.
func Readable(e *encoding.Encoding) map[string]any {
	offsets := [][2]uint32{}
	for _, o := range e.Offsets {
		offsets = append(offsets, [2]uint32{o.Start, o.End})
	}
	orNull := func(values []int32) []any {
		out := make([]any, len(values))
		for i, v := range values {
			if v >= 0 {
				out[i] = v
			}
		}
		return out
	}
	numbers := func(values []uint8) []int {
		out := make([]int, len(values))
		for i, v := range values {
			out[i] = int(v)
		}
		return out
	}
	cut := []any{}
	for _, o := range e.Overflowing {
		cut = append(cut, Readable(o))
	}
	return map[string]any{"ids": list(e.IDs), "type_ids": list(e.TypeIDs), "tokens": list(e.Tokens), "offsets": offsets,
		"word_ids": orNull(e.WordIDs), "masks": [][]int{numbers(e.SpecialTokensMask), numbers(e.AttentionMask)},
		"sequence_ids": orNull(e.SequenceIDs()), "overflowing": cut}
}

// list makes sure that an empty list is written as one.
func list[T any](values []T) []T {
	if values == nil {
		return []T{}
	}
	return values
}
