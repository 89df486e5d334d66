package abi

import (
	"testing"
	"unsafe"
)

// packed is a copy of all that an hftok_packed holds.
type packed struct {
	ids     []uint32
	lengths []uint32
	skipped int
}

// packAll packs data, and frees what it got.
func packAll(t *testing.T, h handle, block string, encode *encodeOptions, o *packOptions) packed {
	t.Helper()
	var out, e handle
	p, n := text(block)
	check(t, api.Pack(h, p, n, encode, o, &out, nil, &e), e)
	v := packedView{Size: uint32(unsafe.Sizeof(packedView{}))}
	if code := api.PackedGet(out, &v); code != ok {
		t.Fatalf("hftok_packed_get: %d", code)
	}
	got := packed{lengths: copied(v.Lengths, v.Documents), skipped: int(v.Skipped)}
	if v.IDBytes == 4 {
		got.ids = copied((*uint32)(v.IDs), v.Tokens)
	} else {
		for _, id := range copied((*uint16)(v.IDs), v.Tokens) {
			got.ids = append(got.ids, uint32(id))
		}
	}
	api.PackedFree(out)
	return got
}

func newPackOptions() *packOptions {
	var o packOptions
	api.PackOptionsInit(&o, uint32(unsafe.Sizeof(o)))
	return &o
}

func TestPack(t *testing.T) {
	h := load(t, "bert-demo")
	for _, c := range []struct {
		name  string
		block string
		set   func(o *packOptions)
		texts []string
	}{
		{"nothing", "", func(o *packOptions) {}, nil},
		{"lines", "Hello\r\n\nworld!", func(o *packOptions) {}, []string{"Hello", "", "world!"}},
		{"JSON lines", "{\"text\":\"Hel\\u006co\"}\n", func(o *packOptions) { o.Documents = documentsJSONLines }, []string{"Hello"}},
		{"a field", "{\"a\":{\"\":\"Hello\"}}\n", func(o *packOptions) {
			o.Documents, o.Field, o.FieldSize = documentsJSONLines, unsafe.StringData("a\x00\x00"), 3
		}, []string{"Hello"}},
		{"separated", "Hello\x00\nworld!", func(o *packOptions) {
			o.Documents, o.Separator, o.SeparatorSize = documentsSeparated, unsafe.StringData("\x00\n"), 2
		}, []string{"Hello", "world!"}},
		{"paragraphs", "Hello\nworld!\n\n\nx", func(o *packOptions) { o.Documents = documentsParagraphs }, []string{"Hello\nworld!", "x"}},
		{"ends", "Helloworld!", func(o *packOptions) {
			ends := []uint64{5, 5, 9}
			o.Documents, o.Ends, o.N = documentsEnds, &ends[0], 3
		}, []string{"Hello", "", "worl"}},
	} {
		for _, flags := range []uint32{0, packAppend, pack16Bit, packAppend | pack16Bit | packSkip} {
			for _, encoding := range []*encodeOptions{nil, {Size: 8, Flags: flagNoSpecialTokens}} {
				o := newPackOptions()
				c.set(o)
				o.Flags, o.AppendID = flags, 77
				var want packed
				for _, s := range c.texts {
					ids := encode(t, h, s, encoding)
					if flags&packAppend != 0 {
						ids = append(ids, 77)
					}
					want.ids, want.lengths = append(want.ids, ids...), append(want.lengths, uint32(len(ids)))
				}
				got := packAll(t, h, c.block, encoding, o)
				equal(t, c.name+": ids", got.ids, want.ids)
				equal(t, c.name+": lengths", got.lengths, want.lengths)
			}
		}
	}
}

// TestPackKeepsAll: what would truncate or pad is without effect.
func TestPackKeepsAll(t *testing.T) {
	h := load(t, "bert-demo")
	o := newEncodeOptions()
	o.Truncation, o.MaxLength, o.Padding, o.PadLength = truncationLongestFirst, 3, paddingFixed, 20
	equal(t, "ids", packAll(t, h, "Hello world!", o, nil).ids, encode(t, h, "Hello world!", nil))
}

func TestPackErrors(t *testing.T) {
	h := load(t, "bert-demo")
	p, n := text("good\nbad \xff\ngood")
	for _, c := range []struct {
		parts []string
		code  int32
		at    uintptr // 99: not a document's fault
		set   func(o *packOptions, e *encodeOptions)
	}{
		{[]string{"UTF-8", "0xFF"}, invalidArgument, 9, func(o *packOptions, e *encodeOptions) {}},
		{[]string{"JSON"}, invalidArgument, 0, func(o *packOptions, e *encodeOptions) { o.Documents = documentsJSONLines }},
		{[]string{"documents is 5"}, invalidArgument, 99, func(o *packOptions, e *encodeOptions) { o.Documents = 5 }},
		{[]string{"flags"}, unsupported, 99, func(o *packOptions, e *encodeOptions) { o.Flags = 8 }},
		{[]string{"separator"}, invalidArgument, 99, func(o *packOptions, e *encodeOptions) { o.Documents = documentsSeparated }},
		{[]string{"separator is NULL"}, invalidArgument, 99, func(o *packOptions, e *encodeOptions) {
			o.Documents, o.SeparatorSize = documentsSeparated, 3
		}},
		{[]string{"field"}, invalidArgument, 99, func(o *packOptions, e *encodeOptions) {
			o.Documents, o.Field, o.FieldSize = documentsJSONLines, unsafe.StringData("text"), 4
		}},
		{[]string{"field", "65"}, invalidArgument, 99, func(o *packOptions, e *encodeOptions) {
			o.Documents, o.Field, o.FieldSize = documentsJSONLines, (*byte)(data(make([]byte, 65))), 65
		}},
		{[]string{"ends[1]"}, invalidArgument, 99, func(o *packOptions, e *encodeOptions) {
			ends := []uint64{2, 1}
			o.Documents, o.Ends, o.N = documentsEnds, &ends[0], 2
		}},
		{[]string{"ends[0]", "beyond"}, invalidArgument, 99, func(o *packOptions, e *encodeOptions) {
			ends := []uint64{16}
			o.Documents, o.Ends, o.N = documentsEnds, &ends[0], 1
		}},
		{[]string{"PRETOKENIZED"}, invalidArgument, 99, func(o *packOptions, e *encodeOptions) { e.Flags = flagPretokenized }},
		{[]string{"70000", "16 bits"}, invalidArgument, 99, func(o *packOptions, e *encodeOptions) {
			o.Flags, o.AppendID = packSkip|packAppend|pack16Bit, 70000
		}},
	} {
		o, encoding := newPackOptions(), newEncodeOptions()
		c.set(o, encoding)
		at := uintptr(99)
		var out, e handle
		refused(t, c.code, api.Pack(h, p, n, encoding, o, &out, &at, &e), e, c.parts...)
		if at != c.at || out != 0 {
			t.Errorf("%s: at %d, want %d; out %#x", c.parts, at, c.at, out)
		}
	}
	var e handle
	refused(t, invalidArgument, api.Pack(h, p, n, nil, nil, nil, nil, &e), e, "out is NULL")
	refused(t, invalidArgument, api.Pack(h, nil, 3, nil, nil, &e, nil, &e), e, "data is NULL")
	o := newPackOptions()
	o.Flags = packSkip
	got := packAll(t, h, "good\nbad \xff\ngood", nil, o)
	if len(got.lengths) != 2 || got.skipped != 1 {
		t.Errorf("skipping left %+v", got)
	}
}
