package abi

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
	"unsafe"
)

// The ids here are those of tokenizers 0.23.3.

func TestEncode(t *testing.T) {
	bert, llama := load(t, "bert-demo"), load(t, "llama2-demo")
	for _, c := range []struct {
		h    handle
		text string
		ids  []uint32
	}{
		{bert, "Hello world!", []uint32{4, 518, 1652, 1168, 7, 5}},
		{bert, "café déjà 😀 ok", []uint32{4, 44, 1812, 295, 594, 300, 291, 3, 56, 301, 5}},
		{bert, "a\x00b", []uint32{4, 738, 5}},
		{bert, "", []uint32{4, 5}},
		{llama, "Hello world!", []uint32{1, 388, 447, 1613, 1008, 1544}},
		{llama, "a\x00b", []uint32{1, 261, 3, 1600}},
		{llama, "", []uint32{1}},
	} {
		equal(t, c.text, encode(t, c.h, c.text, nil), c.ids)
	}
}

// TestWordCacheSize: a cache that holds next to nothing changes no ids.
func TestWordCacheSize(t *testing.T) {
	defer api.SetWordCacheSize(16 << 20)
	for _, size := range []uint64{0, 1 << 20, math.MaxUint64} {
		api.SetWordCacheSize(size)
		if got, want := encode(t, load(t, "bert-demo"), "Hello world!", nil), []uint32{4, 518, 1652, 1168, 7, 5}; !slices.Equal(got, want) {
			t.Errorf("%d bytes: %v", size, got)
		}
	}
}

func TestEncodeOptions(t *testing.T) {
	h := load(t, "bert-demo")
	for _, c := range []struct {
		name string
		text string
		set  func(o *encodeOptions)
		ids  []uint32
	}{
		{"defaults", "Hello world!", func(o *encodeOptions) {}, []uint32{4, 518, 1652, 1168, 7, 5}},
		{"no special tokens", "Hello world!", func(o *encodeOptions) { o.Flags = flagNoSpecialTokens }, []uint32{518, 1652, 1168, 7}},
		{"a special token in the text", "[MASK]", func(o *encodeOptions) { o.Flags = flagNoSpecialTokens }, []uint32{6}},
		{"special tokens as text", "[MASK]", func(o *encodeOptions) { o.Flags = flagNoSpecialTokens | flagSpecialAsText }, encode(t, h, "[ mask ]", &encodeOptions{Size: 8, Flags: flagNoSpecialTokens})},
		{"truncation", "Hello world, my dear friend!", func(o *encodeOptions) { o.Truncation, o.MaxLength = truncationLongestFirst, 6 }, []uint32{4, 518, 1652, 1168, 17, 5}},
		{"no truncation", "Hello world!", func(o *encodeOptions) { o.Truncation, o.MaxLength = truncationNone, 3 }, []uint32{4, 518, 1652, 1168, 7, 5}},
		{"padding", "Hello world!", func(o *encodeOptions) { o.Padding, o.PadLength, o.PadID = paddingFixed, 8, 0 }, []uint32{4, 518, 1652, 1168, 7, 5, 0, 0}},
		{"padding on the left", "Hello world!", func(o *encodeOptions) {
			o.Padding, o.PadToMultipleOf, o.PadID, o.PaddingSide = paddingBatchLongest, 4, 9, sideLeft
		}, []uint32{9, 9, 4, 518, 1652, 1168, 7, 5}},
	} {
		o := newEncodeOptions()
		c.set(o)
		equal(t, c.name, encode(t, h, c.text, o), c.ids)
	}
}

func TestEncodeBuffers(t *testing.T) {
	h := load(t, "bert-demo")
	want := []uint32{4, 518, 1652, 1168, 7, 5}
	p, n := text("Hello world!")
	for room := range 8 {
		ids := make([]uint32, room+1)
		const guard = 0xDEADBEEF
		ids[room] = guard
		var count uintptr
		var e handle
		code := api.Encode(h, p, n, nil, data(ids[:room]), uintptr(room), &count, &e)
		if count != 6 || ids[room] != guard {
			t.Fatalf("room for %d: count %d, behind the buffer %#x", room, count, ids[room])
		}
		if room >= 6 {
			check(t, code, e)
			equal(t, "ids", ids[:6], want)
			continue
		}
		kept := make([]uint32, 9)
		if n := api.ErrorIDs(e, data(kept), 9); n != 6 {
			t.Errorf("the error keeps %d ids", n)
		}
		equal(t, "ids of the error", kept, append(want, 0, 0, 0))
		clear(kept)
		if n := api.ErrorIDs(e, data(kept), 2); n != 6 {
			t.Errorf("the error keeps %d ids", n)
		}
		equal(t, "two ids of the error", kept[:3], []uint32{4, 518, 0})
		if n := api.ErrorIDs(e, nil, 0); n != 6 {
			t.Errorf("the error keeps %d ids", n)
		}
		refused(t, bufferTooSmall, code, e, "6 ids")
		if code := api.Encode(h, p, n, nil, data(ids[:room]), uintptr(room), &count, nil); code != bufferTooSmall {
			t.Errorf("without an error: %d", code)
		}
	}
}

func TestEncodeBatchIDs(t *testing.T) {
	h := load(t, "bert-demo")
	d, ends, n := flat("Hello world!", "", "a\x00b")
	want, wantEnds := []uint32{4, 518, 1652, 1168, 7, 5, 4, 5, 4, 738, 5}, []uint64{6, 8, 11}
	for room := range 13 {
		ids, rowEnds := make([]uint32, room+1), make([]uint64, 3)
		const guard = 0xDEADBEEF
		ids[room] = guard
		var count uintptr
		var e handle
		code := api.EncodeBatchIDs(h, d, ends, n, nil, data(ids[:room]), uintptr(room), data(rowEnds), &count, &e)
		if count != 11 || ids[room] != guard {
			t.Fatalf("room for %d: count %d, behind the buffer %#x", room, count, ids[room])
		}
		equal(t, "row ends", rowEnds, wantEnds)
		if room >= 11 {
			check(t, code, e)
			equal(t, "ids", ids[:11], want)
			continue
		}
		kept := make([]uint32, 11)
		if n := api.ErrorIDs(e, data(kept), 11); n != 11 {
			t.Errorf("the error keeps %d ids", n)
		}
		equal(t, "ids of the error", kept, want)
		refused(t, bufferTooSmall, code, e, "11 ids")
	}
	o := newEncodeOptions()
	o.Flags = flagNoSpecialTokens
	ids, rowEnds := make([]uint32, 8), make([]uint64, 3)
	var count uintptr
	var e handle
	check(t, api.EncodeBatchIDs(h, d, ends, n, o, data(ids), 8, data(rowEnds), &count, &e), e)
	equal(t, "without special tokens", ids[:count], []uint32{518, 1652, 1168, 7, 738})
	equal(t, "row ends without special tokens", rowEnds, []uint64{4, 4, 5})
	check(t, api.EncodeBatchIDs(h, nil, nil, 0, nil, nil, 0, nil, &count, &e), e)
	if count != 0 {
		t.Errorf("no rows have %d ids", count)
	}
}

func TestEncodeBatchIDsRefuses(t *testing.T) {
	h := load(t, "bert-demo")
	d, ends, n := flat("fine", "bad")
	rowEnds := make([]uint64, 2)
	var count uintptr
	var e handle
	refused(t, invalidArgument, api.EncodeBatchIDs(h, d, ends, n, nil, nil, 0, nil, &count, &e), e, "row_ends")
	refused(t, invalidArgument, api.EncodeBatchIDs(h, d, ends, n, nil, nil, 1, data(rowEnds), &count, &e), e, "ids")
	refused(t, invalidArgument, api.EncodeBatchIDs(h, d, ends, n, nil, nil, 0, data(rowEnds), nil, &e), e, "count")
	refused(t, invalidArgument, api.EncodeBatchIDs(h, d, data([]uint64{4, 3}), n, nil, nil, 0, data(rowEnds), &count, &e), e, "ends[1]")
	o := newEncodeOptions()
	o.Flags = flagPretokenized
	refused(t, invalidArgument, api.EncodeBatchIDs(h, d, ends, n, o, nil, 0, data(rowEnds), &count, &e), e, "PRETOKENIZED")
	d, ends, n = flat("fine", "\xff")
	refused(t, invalidArgument, api.EncodeBatchIDs(h, d, ends, n, nil, nil, 0, data(rowEnds), &count, &e), e, "row 1", "UTF-8")
	if count != 0 {
		t.Errorf("the count was touched: %d", count)
	}
}

// scattered gives texts as hftok_encode_texts_ids takes them. An empty one has no address.
func scattered(texts ...string) (starts, lens unsafe.Pointer, n uintptr) {
	pointers, sizes := make([]unsafe.Pointer, len(texts)), make([]uintptr, len(texts))
	for i, text := range texts {
		if text != "" {
			pointers[i], sizes[i] = data([]byte(text)), uintptr(len(text))
		}
	}
	return data(pointers), data(sizes), uintptr(len(texts))
}

func TestEncodeTextsIDs(t *testing.T) {
	h := load(t, "bert-demo")
	texts, lens, n := scattered("Hello world!", "", "a\x00b")
	want, wantEnds := []uint32{4, 518, 1652, 1168, 7, 5, 4, 5, 4, 738, 5}, []uint64{6, 8, 11}
	for _, room := range []int{0, 10, 11, 100} {
		ids, rowEnds := make([]uint32, 101), make([]uint64, 3)
		var count uintptr
		var e handle
		code := api.EncodeTextsIDs(h, texts, lens, n, nil, data(ids), uintptr(room), data(rowEnds), &count, &e)
		equal(t, "row ends", rowEnds, wantEnds)
		if room < 11 {
			api.ErrorIDs(e, data(ids), 11)
			refused(t, bufferTooSmall, code, e, "11 ids")
		} else {
			check(t, code, e)
		}
		equal(t, "ids", ids[:count], want)
	}
	var count uintptr
	var e handle
	check(t, api.EncodeTextsIDs(h, nil, nil, 0, nil, nil, 0, nil, &count, &e), e)
	if count != 0 {
		t.Errorf("no rows have %d ids", count)
	}
}

func TestEncodeTextsIDsRefuses(t *testing.T) {
	h := load(t, "bert-demo")
	texts, lens, n := scattered("fine", "bad")
	rowEnds := make([]uint64, 2)
	var count uintptr
	var e handle
	refused(t, invalidArgument, api.EncodeTextsIDs(h, nil, lens, n, nil, nil, 0, data(rowEnds), &count, &e), e, "texts")
	refused(t, invalidArgument, api.EncodeTextsIDs(h, texts, nil, n, nil, nil, 0, data(rowEnds), &count, &e), e, "lens")
	refused(t, invalidArgument, api.EncodeTextsIDs(h, texts, lens, n, nil, nil, 0, nil, &count, &e), e, "row_ends")
	refused(t, invalidArgument, api.EncodeTextsIDs(h, texts, lens, n, nil, nil, 0, data(rowEnds), nil, &e), e, "count")
	for _, size := range []uintptr{1<<31 - 1, 1 << 63, ^uintptr(0)} {
		long := []uintptr{4, size}
		refused(t, invalidArgument, api.EncodeTextsIDs(h, texts, data(long), n, nil, nil, 0, data(rowEnds), &count, &e), e, "lens[1]")
	}
	missing, _, _ := scattered("fine", "")
	refused(t, invalidArgument, api.EncodeTextsIDs(h, missing, lens, n, nil, nil, 0, data(rowEnds), &count, &e), e, "texts[1]")
	texts, lens, n = scattered("fine", "\xff")
	refused(t, invalidArgument, api.EncodeTextsIDs(h, texts, lens, n, nil, nil, 0, data(rowEnds), &count, &e), e, "row 1", "UTF-8")
	refused(t, invalidHandle, api.EncodeTextsIDs(0, texts, lens, n, nil, nil, 0, data(rowEnds), &count, &e), e)
	if count != 0 {
		t.Errorf("the count was touched: %d", count)
	}
}

func TestBadText(t *testing.T) {
	h := load(t, "bert-demo")
	for s, position := range map[string]string{
		"\xff": "position 0", "abc\xe2\x82": "position 3", "é\xed\xa0\x80": "position 2", "😀\xc0\x80": "position 4",
		"\xf4\x90\x80\x80": "position 0", "\uFFFDa\x80": "position 4",
	} {
		p, n := text(s)
		out, e := handle(0), handle(0)
		count, id := uintptr(0), uint32(0)
		refused(t, invalidArgument, api.Encode(h, p, n, nil, nil, 0, &count, &e), e, "UTF-8", position)
		refused(t, invalidArgument, api.EncodeFull(h, p, n, nil, 0, nil, &out, &e), e, "UTF-8", position)
		refused(t, invalidArgument, api.EncodeFull(h, nil, 0, p, n, nil, &out, &e), e, "UTF-8", position)
		refused(t, invalidArgument, api.TokenToID(h, p, n, &id, &e), e, "UTF-8", position)
		d, ends, rows := flat("fine", s, "fine")
		refused(t, invalidArgument, api.EncodeBatch(h, d, ends, rows, nil, &out, &e), e, "row 1", "UTF-8", position)
		refused(t, invalidArgument, api.FromFile(cpath(s), &out, &e), e, "path", "UTF-8", position)
		refused(t, invalidArgument, api.FromPretrained(cpath(s), nil, &out, &e), e, "repo_or_path", "UTF-8", position)
		if out != 0 || count != 0 || id != 0 {
			t.Errorf("%q: outputs were touched: %d %d %d", s, out, count, id)
		}
	}
}

func TestDecode(t *testing.T) {
	h := load(t, "bert-demo")
	ids := []uint32{4, 518, 1652, 1168, 7, 4_000_000_000, 5}
	keep := &decodeOptions{}
	api.DecodeOptionsInit(keep, uint32(unsafe.Sizeof(*keep)))
	keep.Flags = flagKeepSpecialTokens
	for _, c := range []struct {
		ids  []uint32
		o    *decodeOptions
		want string
	}{
		{ids, nil, "hello world!"}, {ids, keep, "[CLS] hello world! [SEP]"}, {nil, nil, ""}, {ids[:1], nil, ""},
	} {
		var out, length uintptr
		var e handle
		check(t, api.Decode(h, data(c.ids), uintptr(len(c.ids)), c.o, &out, &length, &e), e)
		if got := takeString(out, length); got != c.want {
			t.Errorf("%v: %q, want %q", c.ids, got, c.want)
		}
	}
}

func TestDecodeInto(t *testing.T) {
	h := load(t, "bert-demo")
	ids := []uint32{4, 518, 1652, 1168, 7, 4_000_000_000, 5}
	const want = "hello world!"
	for room := range len(want) + 9 {
		buf := []byte(strings.Repeat("#", room+1))
		var length uintptr
		var e handle
		code := api.DecodeInto(h, data(ids), uintptr(len(ids)), nil, data(buf[:room]), uintptr(room), &length, &e)
		if int(length) != len(want) || buf[room] != '#' {
			t.Fatalf("room for %d: %d bytes, behind the buffer %q", room, length, buf[room])
		}
		if room < len(want) {
			refused(t, bufferTooSmall, code, e, "12 bytes")
			continue
		}
		check(t, code, e)
		if got := string(buf[:length]); got != want {
			t.Errorf("room for %d: %q", room, got)
		}
	}
	var length uintptr
	var e handle
	refused(t, invalidArgument, api.DecodeInto(h, data(ids), 1, nil, nil, 1, &length, &e), e, "buf")
	refused(t, invalidArgument, api.DecodeInto(h, data(ids), 1, nil, nil, 0, nil, &e), e, "len")
}

func TestDecodeBatch(t *testing.T) {
	h := load(t, "bert-demo")
	ids := []uint32{4, 518, 1652, 5, 4, 1168, 7, 5}
	ends := []uint64{4, 4, 8}
	var out uintptr
	var e handle
	got := make([]uint64, 3)
	check(t, api.DecodeBatch(h, data(ids), data(ends), 3, nil, &out, data(got), &e), e)
	equal(t, "ends", got, []uint64{5, 5, 11})
	if s := takeString(out, 11); s != "helloworld!" {
		t.Errorf("%q", s)
	}
	check(t, api.DecodeBatch(h, nil, nil, 0, nil, &out, nil, &e), e)
	if s := takeString(out, 0); s != "" {
		t.Errorf("%q", s)
	}
	refused(t, invalidArgument, api.DecodeBatch(h, data(ids), data([]uint64{4, 2, 8}), 3, nil, &out, data(got), &e), e, "ends[1]")
	refused(t, invalidArgument, api.DecodeBatch(h, data(ids), data(ends), 3, nil, &out, nil, &e), e, "out_ends")
}

// takeString copies a string of the library, makes sure that a NUL ends it, and frees it.
func takeString(p, n uintptr) string {
	b := unsafe.Slice((*byte)(address(p)), n+1)
	s := string(b[:n])
	if b[n] != 0 {
		s += " without a NUL"
	}
	api.StringFree(p)
	return s
}

func TestVocabulary(t *testing.T) {
	h := load(t, "bert-demo")
	var e handle
	var id uint32
	p, n := text("world")
	check(t, api.TokenToID(h, p, n, &id, &e), e)
	if id != 1168 {
		t.Errorf("world is %d", id)
	}
	p, n = text("no such token")
	if code := api.TokenToID(h, p, n, &id, &e); code != notFound || e != 0 || id != 1168 {
		t.Errorf("absent token: %d, error %#x, id %d", code, e, id)
	}

	buf, length := make([]byte, 8), uintptr(0)
	check(t, api.IDToToken(h, 1652, data(buf), 8, &length, &e), e)
	if got := string(buf[:length]); got != "##llo" {
		t.Errorf("1652 is %q", got)
	}
	refused(t, bufferTooSmall, api.IDToToken(h, 1168, data(buf), 4, &length, &e), e)
	if length != 5 {
		t.Errorf("world needs %d", length)
	}
	if code := api.IDToToken(h, 4_000_000_000, data(buf), 8, &length, &e); code != notFound || e != 0 {
		t.Errorf("absent id: %d, error %#x", code, e)
	}

	var size, special uintptr
	for withAdded := range int32(2) {
		check(t, api.VocabSize(h, withAdded, &size, &e), e)
		var out uintptr
		check(t, api.VocabJSON(h, withAdded, &out, &length, &e), e)
		var vocab map[string]uint32
		if err := json.Unmarshal([]byte(takeString(out, length)), &vocab); err != nil {
			t.Fatal(err)
		}
		if size != 2158 || len(vocab) != 2158 || vocab["world"] != 1168 || vocab["[SEP]"] != 5 {
			t.Errorf("size %d; %d entries, world %d, [SEP] %d", size, len(vocab), vocab["world"], vocab["[SEP]"])
		}
	}
	var out uintptr
	check(t, api.AddedTokensJSON(h, &out, &length, &e), e)
	var added []map[string]any
	if err := json.Unmarshal([]byte(takeString(out, length)), &added); err != nil {
		t.Fatal(err)
	}
	if len(added) != 5 || added[4]["content"] != "[MASK]" || added[4]["id"] != 6.0 || added[4]["special"] != true || len(added[4]) != 7 {
		t.Errorf("added tokens: %v", added)
	}
	check(t, api.InfoJSON(h, &out, &length, &e), e)
	if info := takeString(out, length); info != `{"commit":null,"truncation":null,"padding":null,"normalizer":true,"pre_tokenizer":true,"max_id":2157,"piecewise":true}` {
		t.Errorf("info: %s", info)
	}
	for isPair, want := range []uintptr{2, 3} {
		check(t, api.NumSpecialTokens(h, int32(isPair), &special, &e), e)
		if special != want {
			t.Errorf("pair %d: %d special tokens", isPair, special)
		}
	}
}

func TestFromBytes(t *testing.T) {
	var h, e handle
	refused(t, invalidTokenizer, fromBytes("{", &h, &e), e)
	refused(t, invalidTokenizer, fromBytes("", &h, &e), e)
	refused(t, invalidTokenizer, fromBytes(`{"model": {"type": "BPE", "vocab": 7}}`, &h, &e), e, "model")
	refused(t, invalidArgument, api.FromBytes(nil, 7, &h, &e), e, "json")
	refused(t, ioError, api.FromFile(cpath("/no/such/tokenizer.json"), &h, &e), e, "/no/such/tokenizer.json")
	if h != 0 {
		t.Errorf("a failed call stored %#x", h)
	}
}

func fromBytes(s string, h, e *handle) int32 {
	p, n := text(s)
	return api.FromBytes(p, n, h, e)
}

func TestErrorObjects(t *testing.T) {
	if api.ErrorCode(0) != ok || api.ErrorHTTPStatus(0) != 0 || api.ErrorMessage(0) != "" || api.ErrorRequestID(0) != "" ||
		api.ErrorIDs(0, nil, 0) != 0 || api.ErrorCopyMessage(0, nil, 0) != 0 {
		t.Error("NULL does not read as no error")
	}
	api.ErrorFree(0)
	api.StringFree(0)

	var h, e handle
	api.FromFile(cpath("/no/such/file"), &h, &e)
	message := api.ErrorMessage(e)
	if api.ErrorHTTPStatus(e) != 0 || api.ErrorRequestID(e) != "" || api.ErrorIDs(e, nil, 0) != 0 {
		t.Error("an error that no server gave has HTTP details")
	}
	for _, room := range []int{0, 1, 5, len(message), len(message) + 1, len(message) + 9} {
		buf := []byte(strings.Repeat("#", room+1))
		if n := api.ErrorCopyMessage(e, data(buf[:room]), uintptr(room)); n != uintptr(len(message)) {
			t.Errorf("room for %d: length %d", room, n)
		}
		want := "#"
		if room > 0 {
			want = message[:min(room-1, len(message))] + "\x00"
		}
		if got := string(buf[:len(want)]); got != want || buf[room] != '#' {
			t.Errorf("room for %d: %q", room, buf)
		}
	}
	api.ErrorFree(e)

	e = 12345
	p, n := text("x")
	var count uintptr
	check(t, api.Encode(load(t, "bert-demo"), p, n, nil, data(make([]uint32, 9)), 9, &count, &e), e)
}
