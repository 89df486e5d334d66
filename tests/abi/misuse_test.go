package abi

import (
	"math"
	"sync"
	"testing"
	"unsafe"
)

func TestOptionSizes(t *testing.T) {
	h := load(t, "bert-demo")
	p, n := text("Hello world!")
	room := data(make([]uint32, 64))
	try := func(o *encodeOptions) (uintptr, int32, handle) {
		var count uintptr
		var e handle
		code := api.Encode(h, p, n, o, room, 64, &count, &e)
		return count, code, e
	}

	// Of an older header's struct, what lies behind it must not be read.
	older := newEncodeOptions()
	older.Size, older.Flags = 8, flagNoSpecialTokens
	older.OffsetUnit, older.Truncation, older.Padding = 99, 99, 99
	if count, code, e := try(older); code != ok || count != 4 {
		t.Errorf("older: %d ids, %d %s", count, code, api.ErrorMessage(e))
	}
	newer := struct {
		encodeOptions
		more [4]uint64
	}{more: [4]uint64{1, 2, 3, 4}}
	api.EncodeOptionsInit(&newer.encodeOptions, uint32(unsafe.Sizeof(newer)))
	if newer.more != [4]uint64{} || newer.Size != uint32(unsafe.Sizeof(newer)) {
		t.Errorf("init left %+v", newer)
	}
	newer.Flags = flagNoSpecialTokens
	if count, code, e := try(&newer.encodeOptions); code != ok || count != 4 {
		t.Errorf("newer: %d ids, %d %s", count, code, api.ErrorMessage(e))
	}
	newer.more[3] = 1 << 63
	_, code, e := try(&newer.encodeOptions)
	refused(t, unsupported, code, e, "hftok_encode_options", api.Version())

	for _, size := range []uint32{0, 7, 1 << 20, math.MaxUint32} {
		_, code, e := try(&encodeOptions{Size: size})
		refused(t, invalidArgument, code, e, "hftok_encode_options_init")
		var out, e2 handle
		var p2, l2 uintptr
		refused(t, invalidArgument, api.FromPretrained(cpath("a/b"), &pretrainedOptions{Size: size}, &out, &e2), e2, "hftok_pretrained_options_init")
		refused(t, invalidArgument, api.Decode(h, nil, 0, &decodeOptions{Size: size}, &p2, &l2, &e2), e2, "hftok_decode_options_init")
	}
	api.EncodeOptionsInit(nil, 8)
	api.PretrainedOptionsInit(nil, 8)
	api.DecodeOptionsInit(nil, 8)
	api.PackOptionsInit(nil, 8)
}

func TestBadOptions(t *testing.T) {
	h := load(t, "bert-demo")
	p, n := text("Hello world!")
	var count, length uintptr
	var out, e handle
	for _, c := range []struct {
		set  func(o *encodeOptions)
		code int32
		part string
	}{
		{func(o *encodeOptions) { o.Flags = 1 << 31 }, unsupported, "0x80000000"},
		{func(o *encodeOptions) { o.OffsetUnit = 4 }, invalidArgument, "offset_unit"},
		{func(o *encodeOptions) { o.Truncation = 5 }, invalidArgument, "truncation is 5"},
		{func(o *encodeOptions) { o.Truncation, o.TruncationSide = 2, 2 }, invalidArgument, "truncation_side"},
		{func(o *encodeOptions) { o.Truncation, o.MaxLength = 2, 1<<40 }, invalidArgument, "max_length"},
		{func(o *encodeOptions) { o.Truncation, o.MaxLength, o.Stride = 2, 9, math.MaxUint64 }, invalidArgument, "stride"},
		{func(o *encodeOptions) { o.Padding = 4 }, invalidArgument, "padding is 4"},
		{func(o *encodeOptions) { o.Padding, o.PaddingSide = 3, 7 }, invalidArgument, "padding_side"},
		{func(o *encodeOptions) { o.Padding, o.PadLength = 3, 1<<33 }, invalidArgument, "pad_length"},
		{func(o *encodeOptions) { o.Padding, o.PadToMultipleOf = 2, 1<<33 }, invalidArgument, "pad_to_multiple_of"},
		{func(o *encodeOptions) { o.Padding, o.PadToken = 2, cstring("\xff") }, invalidArgument, "pad_token"},
		{func(o *encodeOptions) { o.Flags = flagPretokenized }, invalidArgument, "PRETOKENIZED"},
	} {
		o := newEncodeOptions()
		c.set(o)
		refused(t, c.code, api.Encode(h, p, n, o, nil, 0, &count, &e), e, c.part)
		refused(t, c.code, api.EncodeFull(h, p, n, nil, 0, o, &out, &e), e, c.part)
	}
	refused(t, unsupported, api.Decode(h, nil, 0, &decodeOptions{Size: 8, Flags: 2}, &out, &length, &e), e, "0x2")
	for _, timeout := range []float64{-1, math.NaN(), math.Inf(1)} {
		o := newPretrainedOptions()
		o.Timeout = timeout
		refused(t, invalidArgument, api.FromPretrained(cpath("a/b"), o, &out, &e), e, "timeout")
	}
	o := newPretrainedOptions()
	o.Flags = 1 << 20
	refused(t, unsupported, api.FromPretrained(cpath("a/b"), o, &out, &e), e, "0x100000")
	o = newPretrainedOptions()
	o.EnvSize = 3
	refused(t, invalidArgument, api.FromPretrained(cpath("a/b"), o, &out, &e), e, "env")
	o.Env = cstring("A=b")
	refused(t, invalidArgument, api.FromPretrained(cpath("a/b"), o, &out, &e), e, "env")
	o = newPretrainedOptions()
	o.Cancel = 1
	refused(t, invalidHandle, api.FromPretrained(cpath("a/b"), o, &out, &e), e, "cancel")
}

func TestNullArguments(t *testing.T) {
	h := load(t, "bert-demo")
	p, n := text("Hello")
	ids, ends := data([]uint32{518}), data([]uint64{1})
	var x, y uintptr
	var e handle
	for name, code := range map[string]func() int32{
		"count":      func() int32 { return api.Encode(h, p, n, nil, ids, 0, nil, &e) },
		"text":       func() int32 { return api.Encode(h, nil, 1, nil, ids, 0, &x, &e) },
		"ids":        func() int32 { return api.Encode(h, p, n, nil, nil, 1, &x, &e) },
		"out":        func() int32 { return api.EncodeFull(h, p, n, nil, 0, nil, nil, &e) },
		"pair":       func() int32 { return api.EncodeFull(h, p, n, nil, 1, nil, &x, &e) },
		"out ":       func() int32 { return api.EncodeBatch(h, p, ends, 1, nil, nil, &e) },
		"out or len": func() int32 { return api.Decode(h, ids, 1, nil, nil, &y, &e) },
		"len":        func() int32 { return api.Decode(h, ids, 1, nil, &x, nil, &e) },
		"ids ":       func() int32 { return api.Decode(h, nil, 1, nil, &x, &y, &e) },
		"out  ":      func() int32 { return api.DecodeBatch(h, ids, ends, 1, nil, nil, ends, &e) },
		"id":         func() int32 { return api.TokenToID(h, p, n, nil, &e) },
		"len ":       func() int32 { return api.IDToToken(h, 4, nil, 0, nil, &e) },
		"buf":        func() int32 { return api.IDToToken(h, 4, nil, 9, &x, &e) },
		"out   ":     func() int32 { return api.VocabSize(h, 1, nil, &e) },
		"len  ":      func() int32 { return api.VocabJSON(h, 1, &x, nil, &e) },
		"len   ":     func() int32 { return api.AddedTokensJSON(h, &x, nil, &e) },
		"len    ":    func() int32 { return api.InfoJSON(h, &x, nil, &e) },
		"out     ":   func() int32 { return api.NumSpecialTokens(h, 1, nil, &e) },
		"out      ":  func() int32 { return api.FromBytes(p, n, nil, &e) },
		"path":       func() int32 { return api.FromFile(nil, &x, &e) },
		"repo":       func() int32 { return api.FromPretrained(nil, nil, &x, &e) },
		"out       ": func() int32 { return api.CancelNew(nil, &e) },
		"text ":      func() int32 { return api.Normalize(h, nil, 1, &x, &y, &e) },
		"len     ":   func() int32 { return api.PreTokenize(h, p, n, 0, &x, nil, &e) },
		"len      ":  func() int32 { return api.ToJSON(h, nil, 0, &x, nil, &e) },
		"added":      func() int32 { return api.AddTokens(h, p, n, &x, nil, &e) },
		"tokens":     func() int32 { return api.AddTokens(h, nil, 2, &x, &y, &e) },
		"out  1":     func() int32 { return api.AddTokens(h, p, n, nil, &y, &e) },
		"out  2":     func() int32 { return api.PostProcess(h, 0, 0, nil, nil, &e) },
		"out  3":     func() int32 { return api.DecodeStreamNew(h, nil, 0, nil, nil, &e) },
		"ids  1":     func() int32 { return api.DecodeStreamNew(h, nil, 1, nil, &x, &e) },
		"out  4":     func() int32 { return api.ModelTokens(h, p, n, nil, &e) },
		"text  ":     func() int32 { return api.ModelTokens(h, nil, 1, &x, &e) },
		"len  1":     func() int32 { return api.DecodeTokens(h, p, ends, 1, &x, nil, &e) },
		"data":       func() int32 { return api.DecodeTokens(h, nil, ends, 1, &x, &y, &e) },
		"len  2":     func() int32 { return api.SectionsJSON(h, &x, nil, &e) },
		"out  5":     func() int32 { return api.WithSections(h, p, n, nil, &e) },
		"sections":   func() int32 { return api.WithSections(h, nil, 1, &x, &e) },
		"view":       func() int32 { return api.EncodingNew(nil, &x, &e) },
		"encodings":  func() int32 { return api.EncodingMerge(nil, 1, 0, &x, &e) },
	} {
		t.Run(name, func(t *testing.T) {
			x, y = 0, 0
			refused(t, invalidArgument, code(), e, "NULL")
			if x != 0 || y != 0 {
				t.Errorf("outputs were touched: %#x %#x", x, y)
			}
		})
	}
}

// everyCall makes each call that takes a tokenizer, and returns what they answer.
func everyCall(h handle) map[string]int32 {
	p, n := text("Hello world!")
	ids, ends := []uint32{518}, []uint64{1}
	buf := make([]uint32, 64)
	var x, y uintptr
	var id uint32
	return map[string]int32{
		"encode":             api.Encode(h, p, n, nil, data(buf), 64, &x, nil),
		"encode_full":        api.EncodeFull(h, p, n, nil, 0, nil, &x, nil),
		"encode_batch":       api.EncodeBatch(h, p, data([]uint64{5}), 1, nil, &x, nil),
		"pack":               api.Pack(h, p, n, nil, nil, &x, &y, nil),
		"decode":             api.Decode(h, data(ids), 1, nil, &x, &y, nil),
		"decode_batch":       api.DecodeBatch(h, data(ids), data(ends), 1, nil, &x, data(ends), nil),
		"token_to_id":        api.TokenToID(h, p, n, &id, nil),
		"id_to_token":        api.IDToToken(h, 4, data(buf), 64, &x, nil),
		"vocab_size":         api.VocabSize(h, 1, &x, nil),
		"vocab_json":         api.VocabJSON(h, 1, &x, &y, nil),
		"added_tokens_json":  api.AddedTokensJSON(h, &x, &y, nil),
		"num_special_tokens": api.NumSpecialTokens(h, 0, &x, nil),
		"info_json":          api.InfoJSON(h, &x, &y, nil),
		"normalize":          api.Normalize(h, p, n, &x, &y, nil),
		"pre_tokenize":       api.PreTokenize(h, p, n, 0, &x, &y, nil),
		"model_tokens":       api.ModelTokens(h, p, n, &x, nil),
		"decode_tokens":      api.DecodeTokens(h, p, data([]uint64{5}), 1, &x, &y, nil),
		"sections_json":      api.SectionsJSON(h, &x, &y, nil),
		"with_sections":      api.WithSections(h, data([]byte("{}")), 2, &x, nil),
		"to_json":            api.ToJSON(h, nil, 0, &x, &y, nil),
		"add_tokens":         api.AddTokens(h, data([]byte("[]")), 2, &x, &y, nil),
		"post_process":       api.PostProcess(h, 0, 0, nil, &x, nil),
		"decode_stream_new":  api.DecodeStreamNew(h, nil, 0, nil, &x, nil),
	}
}

func TestHandleMisuse(t *testing.T) {
	var stale, cancel, enc, e handle
	check(t, api.FromFile(cpath(dataFile("bert-demo")), &stale, &e), e)
	check(t, api.CancelNew(&cancel, &e), e)
	p, n := text("x")
	check(t, api.EncodeFull(stale, p, n, nil, 0, nil, &enc, &e), e)
	api.Free(stale)
	live := load(t, "bert-demo") // takes the cell that was freed
	local, out := 0, handle(0)
	for name, h := range map[string]handle{
		"NULL": 0, "stale": stale, "cancel token": cancel, "encoding": enc, "small": 1, "odd": live + 1, "next": live ^ 1<<24,
		"stack": uintptr(unsafe.Pointer(&local)), "all ones": math.MaxUint64, "non-canonical": 1 << 63, "high": live | 1<<53,
	} {
		for call, code := range everyCall(h) {
			if code != invalidHandle {
				t.Errorf("%s with a %s handle: %d", call, name, code)
			}
		}
		api.Free(h) // must do nothing
		if name != "encoding" {
			if code := api.EncodingGet(h, &encodingView{Size: 8}); code != invalidHandle {
				t.Errorf("encoding_get with a %s handle: %d", name, code)
			}
			api.EncodingFree(h)
		}
		if code := api.PackedGet(h, &packedView{Size: 8}); code != invalidHandle {
			t.Errorf("packed_get with a %s handle: %d", name, code)
		}
		api.PackedFree(h)
		for call, code := range map[string]int32{
			"decode_stream_step":  api.DecodeStreamStep(h, nil, 0, &out, &out, nil),
			"decode_stream_clone": api.DecodeStreamClone(h, &out, nil),
		} {
			if code != invalidHandle {
				t.Errorf("%s with a %s handle: %d", call, name, code)
			}
		}
		api.DecodeStreamFree(h)
		if name != "encoding" {
			for call, code := range map[string]int32{
				"encoding_pad":      api.EncodingPad(h, nil, &out, nil),
				"encoding_truncate": api.EncodingTruncate(h, 1, 0, 0, &out, nil),
				"encoding_merge":    api.EncodingMerge(data([]handle{h}), 1, 0, &out, nil),
				"post_process":      api.PostProcess(live, h, 0, nil, &out, nil),
			} {
				if code != invalidHandle {
					t.Errorf("%s with a %s handle: %d", call, name, code)
				}
			}
		}
		if name != "cancel token" {
			api.CancelTrigger(h)
			api.CancelFree(h)
		}
	}
	equal(t, "ids", encode(t, live, "Hello world!", nil), []uint32{4, 518, 1652, 1168, 7, 5})
	api.CancelFree(cancel)
	api.CancelFree(cancel)
	api.EncodingFree(enc)
	api.EncodingFree(enc)
	if code := api.EncodingGet(enc, &encodingView{Size: 8}); code != invalidHandle {
		t.Errorf("encoding_get after free: %d", code)
	}
	o := newPretrainedOptions()
	o.Cancel = cancel
	refused(t, invalidHandle, api.FromPretrained(cpath("a/b"), o, &out, &e), e, "cancel")
}

// TestHandlesComeBack makes sure that freeing gives back what a handle takes, and that none is ever
// given out twice.
func TestHandlesComeBack(t *testing.T) {
	h := load(t, "bert-demo")
	p, n := text("Hello world!")
	seen, cells := map[handle]bool{}, map[handle]bool{}
	for range 20_000 {
		var enc, e handle
		check(t, api.EncodeFull(h, p, n, nil, 0, nil, &enc, &e), e)
		if seen[enc] {
			t.Fatalf("handle %#x came back", enc)
		}
		seen[enc], cells[enc&(1<<24-1)] = true, true
		api.EncodingFree(enc)
	}
	if len(cells) > 4 {
		t.Errorf("20,000 encodings, one at a time, took %d cells", len(cells))
	}
}

// TestFreeWhileInUse frees a tokenizer under calls of other threads: each ends well, or says that the
// handle is no more.
func TestFreeWhileInUse(t *testing.T) {
	for range 20 {
		var h, e handle
		check(t, api.FromFile(cpath(dataFile("bert-demo")), &h, &e), e)
		var wg, started sync.WaitGroup
		started.Add(4)
		for range 4 {
			wg.Go(func() {
				p, n := text("Hello world!")
				ids := make([]uint32, 16)
				for i := 0; ; i++ {
					var count uintptr
					code := api.Encode(h, p, n, nil, data(ids), 16, &count, nil)
					if i == 0 {
						started.Done()
					}
					if code == invalidHandle {
						return
					}
					if code != ok || count != 6 || ids[3] != 1168 {
						t.Errorf("%d, %d ids %v", code, count, ids)
						return
					}
				}
			})
		}
		started.Wait()
		wg.Go(func() { api.Free(h) })
		wg.Go(func() { api.Free(h) })
		wg.Wait()
	}
}
