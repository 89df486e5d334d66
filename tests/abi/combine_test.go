package abi

import (
	"slices"
	"strings"
	"testing"
	"unsafe"
)

func encodeFull(t *testing.T, h handle, s string, o *encodeOptions) handle {
	t.Helper()
	var out, e handle
	p, n := text(s)
	check(t, api.EncodeFull(h, p, n, nil, 0, o, &out, &e), e)
	t.Cleanup(func() { api.EncodingFree(out) })
	return out
}

func viewOf(t *testing.T, h handle) *encodingView {
	t.Helper()
	v := &encodingView{Size: uint32(unsafe.Sizeof(encodingView{}))}
	if code := api.EncodingGet(h, v); code != ok {
		t.Fatalf("hftok_encoding_get: %d", code)
	}
	return v
}

func TestEncodingNewIsTheCounterpartOfGet(t *testing.T) {
	h := load(t, "bert-demo")
	o := newEncodeOptions()
	o.OffsetUnit, o.Truncation, o.MaxLength, o.Stride = offsetsChar, truncationLongestFirst, 6, 1
	o.Padding = paddingBatchLongest
	bare := newEncodeOptions()
	bare.OffsetUnit, bare.Flags = offsetsNone, flagNoTokens
	world := "dear world"
	for name, make := range map[string]func() handle{
		"one":         func() handle { return encodeFull(t, h, "Hello world, my dear friend!", nil) },
		"overflowing": func() handle { return encodeFull(t, h, "Hello world, my dear friend!", o) },
		"ids alone":   func() handle { return encodeFull(t, h, "Hello world, my dear friend!", bare) },
		"nothing":     func() handle { return encodeFull(t, h, "", &encodeOptions{Size: 8, Flags: flagNoSpecialTokens}) },
		"pair with overflowing parts": func() handle {
			var out, e handle
			p, n := text("Hello world, my dear friend!")
			q, qn := text(world)
			o := *o
			o.MaxLength = 8
			check(t, api.EncodeFull(h, p, n, q, qn, &o, &out, &e), e)
			return out
		},
		"batch": func() handle {
			var out, e handle
			d, ends, n := flat("Hello", "Hello world, my dear friend!", "")
			check(t, api.EncodeBatch(h, d, ends, n, o, &out, &e), e)
			return out
		},
		"no rows": func() handle {
			var out, e handle
			check(t, api.EncodeBatch(h, nil, nil, 0, nil, &out, &e), e)
			return out
		},
	} {
		original := make()
		var copied, e handle
		check(t, api.EncodingNew(viewOf(t, original), &copied, &e), e)
		equalEncodings(t, name, take(t, copied), take(t, original))
	}
}

func TestEncodingNewRefuses(t *testing.T) {
	h := load(t, "bert-demo")
	o := newEncodeOptions()
	o.Truncation, o.MaxLength = truncationLongestFirst, 4
	original := encodeFull(t, h, "Hello world, my dear friend!", o)
	for name, c := range map[string]struct {
		spoil func(v *encodingView)
		part  string
	}{
		"size":               {func(v *encodingView) { v.Size = 4 }, "size"},
		"no ids":             {func(v *encodingView) { v.IDs = nil }, "ids"},
		"no masks":           {func(v *encodingView) { v.AttentionMask = nil }, "attention_mask"},
		"no offsets":         {func(v *encodingView) { v.Offsets = nil }, "offsets"},
		"unit":               {func(v *encodingView) { v.OffsetUnit = 4 }, "offset_unit"},
		"too few tokens":     {func(v *encodingView) { v.Tokens-- }, "row_ends"},
		"too many rows":      {func(v *encodingView) { v.Rows-- }, "row_ends"},
		"huge":               {func(v *encodingView) { v.Tokens = ^uintptr(0) }, "ids"},
		"word":               {func(v *encodingView) { w := make([]int32, v.Tokens); w[1] = -2; v.WordIDs = &w[0] }, "word_ids[1]"},
		"depth":              {func(v *encodingView) { d := []uint32{1, 1, 1, 1, 1}; v.RowDepths = &d[0] }, "row_depths[0]"},
		"depth jump":         {func(v *encodingView) { d := []uint32{0, 2, 1, 1, 1}; v.RowDepths = &d[0] }, "row_depths[1]"},
		"input":              {func(v *encodingView) { d := []uint32{0, 1, 0, 0, 0}; v.RowInputs = &d[0] }, "row_inputs[1]"},
		"range":              {func(v *encodingView) { r := []uint32{0, 0, 0, 99}; v.SequenceRanges, v.Sequences = &r[0], 1 }, "sequence_ranges"},
		"range of no row":    {func(v *encodingView) { r := []uint32{99, 0, 0, 1}; v.SequenceRanges, v.Sequences = &r[0], 1 }, "sequence_ranges"},
		"ranges in disorder": {func(v *encodingView) { r := []uint32{1, 0, 0, 1, 0, 0, 0, 1}; v.SequenceRanges, v.Sequences = &r[0], 2 }, "sequence_ranges"},
		"token text":         {func(v *encodingView) { b := []byte(strings.Repeat("\xff", 1000)); v.TokenText = &b[0] }, "UTF-8"},
	} {
		v := viewOf(t, original)
		c.spoil(v)
		var out, e handle
		code := api.EncodingNew(v, &out, &e)
		if code != invalidArgument || out != 0 || !strings.Contains(api.ErrorMessage(e), c.part) {
			t.Errorf("%s: %d %#x %q", name, code, out, api.ErrorMessage(e))
		}
		api.ErrorFree(e)
	}
}

// ids and so on here are those of tokenizers 0.23.3.

func TestPostProcess(t *testing.T) {
	h := load(t, "bert-demo")
	plain := &encodeOptions{Size: 12, Flags: flagNoSpecialTokens, OffsetUnit: offsetsChar}
	a, b := encodeFull(t, h, "Hello world, my dear friend!", plain), encodeFull(t, h, "world", plain)
	world := "world"
	for name, set := range map[string]func(o *encodeOptions){
		"defaults":   func(o *encodeOptions) {},
		"plain":      func(o *encodeOptions) { o.Flags = flagNoSpecialTokens },
		"truncation": func(o *encodeOptions) { o.Truncation, o.MaxLength, o.Stride = truncationLongestFirst, 7, 1 },
		"padding":    func(o *encodeOptions) { o.Padding, o.PadLength, o.PadID = paddingFixed, 20, 3 },
	} {
		o := newEncodeOptions()
		o.OffsetUnit = offsetsChar
		set(o)
		var out, e handle
		check(t, api.PostProcess(h, a, 0, o, &out, &e), e)
		equalEncodings(t, name, take(t, out), full(t, h, "Hello world, my dear friend!", nil, o))
		// The pair comes from a text of its own, and its tokens go on being known as those of a sequence 0 too,
		// which is then the later one. So the reference has it.
		check(t, api.PostProcess(h, a, b, o, &out, &e), e)
		got, want := take(t, out), full(t, h, "Hello world, my dear friend!", &world, o)
		for i, id := range want.sequenceIDs {
			if id == 0 {
				want.sequenceIDs[i] = -1
			}
		}
		for i := 0; i < len(want.ranges); i += 8 {
			copy(want.ranges[i+2:i+4], want.ranges[i+6:i+8])
		}
		equalEncodings(t, name+", pair", got, want)
	}
	var batched, out, e handle
	d, ends, n := flat("a", "b")
	check(t, api.EncodeBatch(h, d, ends, n, plain, &batched, &e), e)
	refused(t, invalidArgument, api.PostProcess(h, batched, 0, nil, &out, &e), e, "one input")
	api.EncodingFree(batched)
	bytes := encodeFull(t, h, "world", nil)
	refused(t, invalidArgument, api.PostProcess(h, a, bytes, nil, &out, &e), e, "offset units")
}

func TestEncodingPadTruncateMerge(t *testing.T) {
	h := load(t, "bert-demo")
	a := encodeFull(t, h, "Hello world!", nil)
	before := take(t, clone(t, a))
	var out, e handle
	o := newEncodeOptions()
	o.Padding, o.PadLength, o.PadID, o.PaddingSide = paddingFixed, 8, 9, sideLeft
	check(t, api.EncodingPad(a, o, &out, &e), e)
	padded := take(t, out)
	equal(t, "padded", padded.ids, []uint32{9, 9, 4, 518, 1652, 1168, 7, 5})
	equal(t, "attention", padded.attention, []uint8{0, 0, 1, 1, 1, 1, 1, 1})
	equal(t, "ranges", padded.ranges, []uint32{0, 0, 3, 7})
	o.Padding = 0
	refused(t, invalidArgument, api.EncodingPad(a, o, &out, &e), e, "padding")

	check(t, api.EncodingTruncate(a, 4, 1, 0, &out, &e), e)
	cut := take(t, out)
	equal(t, "truncated", cut.ids, []uint32{4, 518, 1652, 1168, 1168, 7, 5})
	equal(t, "depths", cut.rowDepths, []uint32{0, 1})
	refused(t, -30, api.EncodingTruncate(a, 4, 4, 0, &out, &e), e, "stride")
	refused(t, invalidArgument, api.EncodingTruncate(a, 4, 1, 2, &out, &e), e, "side")
	refused(t, invalidArgument, api.EncodingTruncate(a, 1<<40, 1, 0, &out, &e), e, "max_length")

	check(t, api.EncodingMerge(data([]handle{a, a}), 2, 1, &out, &e), e)
	merged := take(t, out)
	equal(t, "merged", merged.ids, slices.Concat(before.ids, before.ids))
	check(t, api.EncodingMerge(nil, 0, 0, &out, &e), e)
	if m := take(t, out); len(m.ids) != 0 || len(m.rowEnds) != 1 {
		t.Errorf("merging nothing: %+v", m)
	}
	equalEncodings(t, "what went in", take(t, clone(t, a)), before)
}

// clone copies an encoding by way of its view.
func clone(t *testing.T, h handle) handle {
	t.Helper()
	var out, e handle
	check(t, api.EncodingNew(viewOf(t, h), &out, &e), e)
	return out
}
