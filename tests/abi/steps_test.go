package abi

import (
	"strings"
	"testing"
)

// textOf returns the string that a call hands out.
func textOf(t *testing.T, call func(out, length *uintptr, e *handle) int32) string {
	t.Helper()
	var out, length uintptr
	var e handle
	check(t, call(&out, &length, &e), e)
	return takeString(out, length)
}

func TestNormalizeAndPreTokenize(t *testing.T) {
	h := load(t, "bert-demo")
	p, n := text("Héllo  [MASK] 😀!")
	got := textOf(t, func(out, length *uintptr, e *handle) int32 { return api.Normalize(h, p, n, out, length, e) })
	if got != "hello  [mask] 😀!" {
		t.Errorf("normalized: %q", got)
	}
	for unit, want := range []string{
		`[["Héllo",0,6],["[",8,9],["MASK",9,13],["]",13,14],["😀",15,19],["!",19,20]]`,
		`[["Héllo",0,5],["[",7,8],["MASK",8,12],["]",12,13],["😀",14,15],["!",15,16]]`,
		`[["Héllo",0,5],["[",7,8],["MASK",8,12],["]",12,13],["😀",14,16],["!",16,17]]`,
	} {
		got := textOf(t, func(out, length *uintptr, e *handle) int32 {
			return api.PreTokenize(h, p, n, uint32(unit), out, length, e)
		})
		if got != want {
			t.Errorf("unit %d: %s", unit, got)
		}
	}
	var out, length uintptr
	var e handle
	refused(t, invalidArgument, api.PreTokenize(h, p, n, offsetsNone, &out, &length, &e), e, "offset_unit")
	p, n = text("a\xff")
	refused(t, invalidArgument, api.PreTokenize(h, p, n, 0, &out, &length, &e), e, "position 1")
	refused(t, invalidArgument, api.Normalize(h, p, n, &out, &length, &e), e, "position 1")
}

func withSections(h handle, json string, out *handle, e *handle) int32 {
	p, n := text(json)
	return api.WithSections(h, p, n, out, e)
}

func TestSections(t *testing.T) {
	h := load(t, "bert-demo")
	got := textOf(t, func(out, length *uintptr, e *handle) int32 { return api.SectionsJSON(h, out, length, e) })
	for _, part := range []string{`"normalizer":{"type":"BertNormalizer"`, `"decoder":{"type":"WordPiece"`, `"model":{"unk_token":"[UNK]"`} {
		if !strings.Contains(got, part) || strings.Contains(got, "vocab") {
			t.Errorf("%s, which should hold %s and no vocabulary", got, part)
		}
	}
	plain := encode(t, h, "Hello world!", nil)
	var other, e handle
	check(t, withSections(h, `{"normalizer":null,"post_processor":null,"added_tokens":[{"id":0,"content":"lo","single_word":false,"lstrip":false,"rstrip":false,"normalized":true,"special":false}]}`, &other, &e), e)
	unk, lo := encode(t, other, "H", nil), encode(t, other, "lo", nil)
	equal(t, "other sections", encode(t, other, "Hello", nil), append(unk, lo...))
	api.Free(other)
	equal(t, "the tokenizer before", encode(t, h, "Hello world!", nil), plain)
	for bad, part := range map[string]string{
		``: "object", `[]`: "object", `{"decoder":{"type":"Fuse"}`: "'}'", `{} x`: "after the end", `{"decoder":{"type":"x"}}`: "decoder.type",
		`{"model":{"type":"WordLevel","vocab":{},"unk_token":""}}`: "model", `{"decoders":null}`: "decoders", "{\"\xff\":1}": "UTF-8",
	} {
		refused(t, invalidArgument, withSections(h, bad, &other, &e), e, part)
	}
}

func TestModelTokensAndDecodeTokens(t *testing.T) {
	h := load(t, "llama2-demo")
	p, n := text("😀")
	var enc, e handle
	check(t, api.ModelTokens(h, p, n, &enc, &e), e)
	v := take(t, enc)
	equal(t, "offsets", v.offsets, []uint32{0, 1, 1, 2, 2, 3, 3, 4}) // of byte tokens
	equal(t, "tokens", v.tokens, []string{"<0xF0>", "<0x9F>", "<0x98>", "<0x80>"})
	p, _ = text("▁Hello<0xC3><0xA9>")
	got := textOf(t, func(out, length *uintptr, e *handle) int32 {
		return api.DecodeTokens(h, p, data([]uint64{8, 14, 20}), 3, out, length, e)
	})
	if got != "Helloé" {
		t.Errorf("decoded: %q", got)
	}
	p, n = text("a\xff")
	refused(t, invalidArgument, api.ModelTokens(h, p, n, &enc, &e), e, "position 1")
	var out, length uintptr
	refused(t, invalidArgument, api.DecodeTokens(h, p, data([]uint64{1, 2}), 2, &out, &length, &e), e, "token 1", "position 0")
}

func TestToJSON(t *testing.T) {
	h := load(t, "bert-demo")
	o := newEncodeOptions()
	o.Truncation, o.MaxLength = truncationLongestFirst, 6
	for flags := range uint32(2) {
		json := textOf(t, func(out, length *uintptr, e *handle) int32 { return api.ToJSON(h, o, flags, out, length, e) })
		if pretty := strings.HasPrefix(json, "{\n  \"version\": \"1.0\",\n  \"truncation\": {\n    \""); pretty != (flags == 1) {
			t.Errorf("flags %d: %.80q", flags, json)
		}
		var again, e handle
		check(t, fromBytes(json, &again, &e), e)
		equal(t, "ids", encode(t, again, "Hello world, my dear friend!", nil), []uint32{4, 518, 1652, 1168, 17, 5})
		api.Free(again)
	}
	var out, length uintptr
	var e handle
	refused(t, unsupported, api.ToJSON(h, nil, 2, &out, &length, &e), e, "0x2")
}

func addTokens(h handle, json string, out *handle, added *uintptr, e *handle) int32 {
	p, n := text(json)
	return api.AddTokens(h, p, n, out, added, e)
}

func TestAddTokens(t *testing.T) {
	h := load(t, "bert-demo")
	var more, e handle
	var added uintptr
	check(t, addTokens(h, `["<new>", {"content": "<sep>", "special": true}, {"content": "[MASK]", "special": true}, "world"]`, &more, &added, &e), e)
	if added != 3 {
		t.Errorf("%d were added", added)
	}
	plain := &encodeOptions{Size: 8, Flags: flagNoSpecialTokens}
	equal(t, "new tokens", encode(t, more, "a<new><sep>", plain), append(encode(t, h, "a", plain), 2158, 2159))
	json := textOf(t, func(out, length *uintptr, e *handle) int32 { return api.AddedTokensJSON(more, out, length, e) })
	for _, part := range []string{
		`{"id":2158,"content":"<new>","single_word":false,"lstrip":false,"rstrip":false,"normalized":true,"special":false}`,
		`{"id":2159,"content":"<sep>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}`,
		`{"id":1168,"content":"world"`,
	} {
		if !strings.Contains(json, part) {
			t.Errorf("%s lacks %s", json, part)
		}
	}
	api.Free(more)
	equal(t, "the tokenizer before", encode(t, h, "Hello world!", nil), []uint32{4, 518, 1652, 1168, 7, 5})
	for bad, part := range map[string]string{
		``: "array", `{}`: "array", `["a"`: "']'", `["a"] x`: "after the end", `[7]`: "[0]", `[{}]`: "content", "[\"\xff\"]": "UTF-8",
		`["a", {"content": "b", "id": 7}]`: "[1].id", `[{"content": "b", "special": 1}]`: "special", `[{"content": null}]`: "content",
	} {
		out := handle(0)
		refused(t, invalidArgument, addTokens(h, bad, &out, &added, &e), e, "tokens", part)
		if out != 0 || added != 3 {
			t.Errorf("%s: outputs were touched", bad)
		}
	}
}

func TestDecodeStream(t *testing.T) {
	h := load(t, "llama2-demo")
	ids := encode(t, h, "Hello 😀 world", nil)
	var stream, second, e handle
	check(t, api.DecodeStreamNew(h, data(ids[:1]), 1, nil, &stream, &e), e)
	step := func(s handle, id uint32) (string, bool) {
		t.Helper()
		out, length := uintptr(1), uintptr(1)
		var e handle
		check(t, api.DecodeStreamStep(s, data([]uint32{id}), 1, &out, &length, &e), e)
		if out == 0 {
			if length != 0 {
				t.Errorf("no text of length %d", length)
			}
			return "", false
		}
		return takeString(out, length), true
	}
	var text, rest string
	silent := 0
	for i, id := range ids[1:] {
		if i == 3 {
			check(t, api.DecodeStreamClone(stream, &second, &e), e)
		}
		s, ok := step(stream, id)
		if !ok {
			silent++
		}
		text += s
		if i >= 3 {
			s, _ := step(second, id)
			rest += s
		}
	}
	if text != "Hello 😀 world" || silent < 3 {
		t.Errorf("%q, %d steps without text", text, silent)
	}
	if rest == "" || !strings.HasSuffix(text, rest) {
		t.Errorf("the clone went on with %q", rest)
	}
	var out, length uintptr
	refused(t, invalidArgument, api.DecodeStreamStep(stream, nil, 1, &out, &length, &e), e, "ids")
	refused(t, invalidArgument, api.DecodeStreamStep(stream, nil, 0, &out, nil, &e), e, "len")
	refused(t, unsupported, api.DecodeStreamNew(h, nil, 0, &decodeOptions{Size: 8, Flags: 2}, &out, &e), e, "0x2")
	refused(t, invalidArgument, api.DecodeStreamClone(stream, nil, &e), e, "out")
	for _, s := range []handle{stream, second, stream, 0} {
		api.DecodeStreamFree(s)
	}
	if code := api.DecodeStreamStep(stream, nil, 0, &out, &length, nil); code != invalidHandle {
		t.Errorf("a step after free: %d", code)
	}
}

func TestSeed(t *testing.T) {
	var h, e handle
	check(t, fromBytes(`{"version":"1.0","model":{"type":"BPE","dropout":0.5,"vocab":{"a":0,"b":1,"ab":2,"abab":3},"merges":["a b","ab ab"]}}`, &h, &e), e)
	defer api.Free(h)
	s := strings.Repeat("ab", 40)
	seeded := func(seed uint64) []uint32 {
		o := newEncodeOptions()
		o.Seed = seed
		return encode(t, h, s, o)
	}
	equal(t, "the same seed", seeded(3), seeded(3))
	o := newEncodeOptions()
	o.Seed = 2
	two := batch(t, h, o, "", s)
	equal(t, "row 1 of a batch", two.ids, seeded(3))
}
