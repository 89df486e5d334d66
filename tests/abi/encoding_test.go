package abi

import (
	"fmt"
	"testing"
	"unsafe"
)

// encoding is a copy of all that an hftok_encoding holds.
type encoding struct {
	rowEnds              []uint64
	rowInputs, rowDepths []uint32
	ids, typeIDs         []uint32
	offsets              []uint32
	wordIDs, sequenceIDs []int32
	special, attention   []uint8
	tokens               []string
	unit                 uint32
	ranges               []uint32
}

// take copies an encoding and frees it.
func take(t *testing.T, h handle) encoding {
	t.Helper()
	v := encodingView{Size: uint32(unsafe.Sizeof(encodingView{}))}
	if code := api.EncodingGet(h, &v); code != ok {
		t.Fatalf("hftok_encoding_get: %d", code)
	}
	e := encoding{
		rowEnds: copied(v.RowEnds, v.Rows), rowInputs: copied(v.RowInputs, v.Rows), rowDepths: copied(v.RowDepths, v.Rows),
		ids: copied(v.IDs, v.Tokens), typeIDs: copied(v.TypeIDs, v.Tokens), offsets: copied(v.Offsets, 2*v.Tokens),
		wordIDs: copied(v.WordIDs, v.Tokens), sequenceIDs: copied(v.SequenceIDs, v.Tokens),
		special: copied(v.SpecialTokensMask, v.Tokens), attention: copied(v.AttentionMask, v.Tokens), unit: v.OffsetUnit,
		ranges: copied(v.SequenceRanges, 4*v.Sequences),
	}
	start := uint64(0)
	for _, end := range copied(v.TokenEnds, v.Tokens) {
		e.tokens = append(e.tokens, string(unsafe.Slice(v.TokenText, end)[start:]))
		start = end
	}
	api.EncodingFree(h)
	return e
}

func copied[T any](p *T, n uintptr) []T {
	if p == nil {
		return nil
	}
	return append([]T{}, unsafe.Slice(p, n)...)
}

func full(t *testing.T, h handle, s string, pair *string, o *encodeOptions) encoding {
	t.Helper()
	var out, e handle
	p, n := text(s)
	var q unsafe.Pointer
	var qn uintptr
	if pair != nil {
		q, qn = unsafe.Pointer(cstring(*pair)), uintptr(len(*pair))
	}
	check(t, api.EncodeFull(h, p, n, q, qn, o, &out, &e), e)
	return take(t, out)
}

func batch(t *testing.T, h handle, o *encodeOptions, strs ...string) encoding {
	t.Helper()
	var out, e handle
	d, ends, n := flat(strs...)
	check(t, api.EncodeBatch(h, d, ends, n, o, &out, &e), e)
	return take(t, out)
}

func equalEncodings(t *testing.T, what string, got, want encoding) {
	t.Helper()
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		t.Errorf("%s:\n%s, want\n%s", what, g, w)
	}
}

func TestEncodeFull(t *testing.T) {
	h := load(t, "bert-demo")
	world := "world"
	equalEncodings(t, "pair", full(t, h, "Hello", &world, nil), encoding{
		rowEnds: []uint64{6}, rowInputs: []uint32{0}, rowDepths: []uint32{0},
		ids: []uint32{4, 518, 1652, 5, 1168, 5}, typeIDs: []uint32{0, 0, 0, 0, 1, 1},
		offsets: []uint32{0, 0, 0, 2, 2, 5, 0, 0, 0, 5, 0, 0}, wordIDs: []int32{-1, 0, 0, -1, 0, -1},
		sequenceIDs: []int32{-1, 0, 0, -1, 1, -1}, special: []uint8{1, 0, 0, 1, 0, 1}, attention: []uint8{1, 1, 1, 1, 1, 1},
		tokens: []string{"[CLS]", "he", "##llo", "[SEP]", "world", "[SEP]"},
		ranges: []uint32{0, 0, 1, 3, 0, 1, 4, 5},
	})
	empty := ""
	equal(t, "empty pair", full(t, h, "", &empty, nil).ids, []uint32{4, 5, 5})

	o := newEncodeOptions()
	o.Truncation, o.MaxLength, o.Stride = truncationLongestFirst, 6, 2
	e := full(t, h, "Hello world, my dear friend!", nil, o)
	equal(t, "rows", e.rowEnds, []uint64{6, 12, 18})
	equal(t, "inputs", e.rowInputs, []uint32{0, 0, 0})
	equal(t, "depths", e.rowDepths, []uint32{0, 1, 1})
	equal(t, "ids", e.ids, []uint32{4, 518, 1652, 1168, 17, 5, 4, 1168, 17, 590, 776, 5, 4, 590, 776, 825, 7, 5})

	pair := "one two three four five six"
	o.MaxLength, o.Stride = 9, 0
	e = full(t, h, "Hello world, my dear friend!", &pair, o)
	equal(t, "depths of a pair's parts", e.rowDepths, []uint32{0, 1, 2, 1, 1, 2, 1, 1, 2, 2})
	equal(t, "ends of a pair's parts", e.rowEnds, []uint64{9, 18, 27, 36, 44, 52, 60, 69, 78, 86})
}

func TestOffsetUnits(t *testing.T) {
	h := load(t, "bert-demo")
	o := newEncodeOptions()
	const s = "café 😀 ok" // tokens: c ##af ##e [UNK] o ##k
	o.Flags = flagNoSpecialTokens
	for unit, want := range map[uint32][]uint32{
		0:            {0, 1, 1, 3, 3, 5, 6, 10, 11, 12, 12, 13},
		offsetsChar:  {0, 1, 1, 3, 3, 4, 5, 6, 7, 8, 8, 9},
		offsetsUTF16: {0, 1, 1, 3, 3, 4, 5, 7, 8, 9, 9, 10},
		offsetsNone:  nil,
	} {
		o.OffsetUnit = unit
		e := full(t, h, s, nil, o)
		equal(t, fmt.Sprint("unit ", unit), e.offsets, want)
		if e.unit != unit || len(e.tokens) != 6 {
			t.Errorf("unit %d: the encoding says %d; %d tokens", unit, e.unit, len(e.tokens))
		}
	}
	o.Flags |= flagNoTokens
	if e := full(t, h, s, nil, o); e.tokens != nil || len(e.ids) != 6 {
		t.Errorf("NO_TOKENS: %q for %d ids", e.tokens, len(e.ids))
	}
}

func TestEncodeBatch(t *testing.T) {
	h := load(t, "llama2-demo")
	texts := []string{"Hello world!", "", "café déjà 😀 ok", "a\x00b"}
	var want encoding
	for i, s := range texts {
		e := full(t, h, s, nil, nil)
		end := uint64(len(want.ids) + len(e.ids))
		want.rowEnds, want.rowInputs = append(want.rowEnds, end), append(want.rowInputs, uint32(i))
		want.rowDepths = append(want.rowDepths, 0)
		want.ids, want.typeIDs = append(want.ids, e.ids...), append(want.typeIDs, e.typeIDs...)
		want.offsets, want.tokens = append(want.offsets, e.offsets...), append(want.tokens, e.tokens...)
		want.wordIDs, want.sequenceIDs = append(want.wordIDs, e.wordIDs...), append(want.sequenceIDs, e.sequenceIDs...)
		want.special, want.attention = append(want.special, e.special...), append(want.attention, e.attention...)
		want.ranges = append(want.ranges, append([]uint32{uint32(i)}, e.ranges[1:]...)...)
	}
	for threads := range uint32(4) {
		o := newEncodeOptions()
		o.Threads = threads
		equalEncodings(t, fmt.Sprint(threads, " threads"), batch(t, h, o, texts...), want)
	}
	if e := batch(t, h, nil); len(e.rowEnds) != 0 || len(e.ids) != 0 {
		t.Errorf("empty batch: %+v", e)
	}

	o := newEncodeOptions()
	o.Padding, o.PadID, o.PadToken = paddingBatchLongest, 2, cstring("<pad>")
	e := batch(t, h, o, "Hello world!", "Hello")
	equal(t, "padded", e.ids, []uint32{1, 388, 447, 1613, 1008, 1544, 1, 388, 447, 1613, 2, 2})
	equal(t, "attention", e.attention[6:], []uint8{1, 1, 1, 1, 0, 0})
	equal(t, "tokens", e.tokens[9:], []string{"o", "<pad>", "<pad>"})
	equal(t, "sequences", e.sequenceIDs[6:], []int32{-1, 0, 0, 0, -1, -1})
}

func TestBatchRows(t *testing.T) {
	h := load(t, "bert-demo")
	world := "world"
	pairs := newEncodeOptions()
	pairs.Pairs, pairs.Rows = unsafe.SliceData([]byte{0, 1, 0}), 3
	e := batch(t, h, pairs, "world", "Hello", "world", "Hello")
	equal(t, "pairs", e.ids, append(append(encode(t, h, "world", nil), full(t, h, "Hello", &world, nil).ids...), encode(t, h, "Hello", nil)...))
	equal(t, "rows", e.rowInputs, []uint32{0, 1, 2})

	words := newEncodeOptions()
	words.Flags = flagPretokenized
	words.SequenceEnds, words.Sequences = unsafe.SliceData([]uint64{2, 2, 3}), 3
	e = batch(t, h, words, "Hello", "world!", "world")
	equal(t, "words", e.ids, []uint32{4, 518, 1652, 1168, 7, 5, 4, 5, 4, 1168, 5})
	equal(t, "word ids", e.wordIDs[:6], []int32{-1, 0, 0, 1, 1, -1})

	for name, set := range map[string]func(o *encodeOptions){
		"too few pairs":         func(o *encodeOptions) { o.Pairs, o.Rows = unsafe.SliceData([]byte{0, 0}), 2 },
		"too many pairs":        func(o *encodeOptions) { o.Pairs, o.Rows = unsafe.SliceData([]byte{1, 1}), 2 },
		"pairs without rows":    func(o *encodeOptions) { o.Pairs = new(byte) },
		"rows without pairs":    func(o *encodeOptions) { o.Rows = 2 },
		"sequences unasked for": func(o *encodeOptions) { o.SequenceEnds, o.Sequences = unsafe.SliceData([]uint64{3}), 1 },
		"sequences missing":     func(o *encodeOptions) { o.Flags = flagPretokenized },
		"sequences too short": func(o *encodeOptions) {
			o.Flags, o.SequenceEnds, o.Sequences = flagPretokenized, unsafe.SliceData([]uint64{1, 2}), 2
		},
		"sequences falling": func(o *encodeOptions) {
			o.Flags, o.SequenceEnds, o.Sequences = flagPretokenized, unsafe.SliceData([]uint64{2, 1, 3}), 3
		},
		"sequences too long": func(o *encodeOptions) {
			o.Flags, o.SequenceEnds, o.Sequences = flagPretokenized, unsafe.SliceData([]uint64{4}), 1
		},
	} {
		o := newEncodeOptions()
		set(o)
		d, ends, n := flat("a", "b", "c")
		var out, e handle
		if code := api.EncodeBatch(h, d, ends, n, o, &out, &e); code != invalidArgument || out != 0 {
			t.Errorf("%s: %d, %#x", name, code, out)
		}
		api.ErrorFree(e)
	}
	var out, e2 handle
	refused(t, invalidArgument, api.EncodeBatch(h, data([]byte("abc")), data([]uint64{2, 1}), 2, nil, &out, &e2), e2, "ends[1]")
	refused(t, invalidArgument, api.EncodeBatch(h, nil, data([]uint64{2}), 1, nil, &out, &e2), e2, "data")
	refused(t, invalidArgument, api.EncodeBatch(h, nil, nil, 1, nil, &out, &e2), e2, "ends")
	refused(t, invalidArgument, api.EncodeBatch(h, nil, data([]uint64{1 << 63}), 1, nil, &out, &e2), e2, "data")
}

func TestViewSizes(t *testing.T) {
	var h, e handle
	p, n := text("Hello world!")
	check(t, api.EncodeFull(load(t, "bert-demo"), p, n, nil, 0, nil, &h, &e), e)
	defer api.EncodingFree(h)

	older := encodingView{Size: uint32(unsafe.Offsetof(encodingView{}.RowEnds)), Rows: 77, IDs: new(uint32)}
	behind := older.IDs
	if code := api.EncodingGet(h, &older); code != ok || older.Rows != 1 || older.Tokens != 6 || older.IDs != behind {
		t.Errorf("older: %d, %+v", code, older)
	}
	newer := struct {
		encodingView
		more [2]uint64
	}{more: [2]uint64{7, 7}}
	newer.Size = uint32(unsafe.Sizeof(newer))
	if code := api.EncodingGet(h, &newer.encodingView); code != ok || newer.Tokens != 6 || newer.more != [2]uint64{} || newer.Size != uint32(unsafe.Sizeof(newer)) {
		t.Errorf("newer: %d, %+v", code, newer)
	}
	for _, size := range []uint32{0, 4, 7, 1 << 20} {
		if code := api.EncodingGet(h, &encodingView{Size: size}); code != invalidArgument {
			t.Errorf("size %d: %d", size, code)
		}
	}
	if code := api.EncodingGet(h, nil); code != invalidArgument {
		t.Errorf("NULL view: %d", code)
	}
}
