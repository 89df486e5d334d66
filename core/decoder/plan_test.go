package decoder

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/bytelevel"
	"github.com/libhftok/libhftok/core/status"
)

func sequence(t testing.TB, decoders ...Decoder) Decoder {
	t.Helper()
	s, err := NewSequence(decoders)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// chains are decoders of every shape that Compile tells apart, by name.
func chains(t testing.TB) map[string]Decoder {
	spaces := NewReplaceString("▁", " ")
	return map[string]Decoder{
		"none":                  nil,
		"bytelevel":             NewByteLevel(),
		"wordpiece":             NewWordPiece("##", true),
		"metaspace":             NewMetaspace('▁', true),
		"metaspace never":       NewMetaspace('▁', false),
		"bpe":                   NewBPE("</w>"),
		"ctc":                   NewCTC("<pad>", "|", true),
		"fuse":                  NewFuse(),
		"strip":                 NewStrip('h', 1, 1),
		"llama":                 sequence(t, spaces, NewByteFallback(), NewFuse(), NewStrip(' ', 1, 0)),
		"gemma":                 sequence(t, spaces, NewByteFallback(), NewFuse()),
		"byte fallback":         NewByteFallback(),
		"byte fallback, then":   sequence(t, NewByteFallback(), NewMetaspace('▁', true)),
		"first and last":        sequence(t, NewMetaspace('▁', true), NewBPE("</w>")),
		"bpe, byte fallback":    sequence(t, NewBPE("</w>"), NewByteFallback()),
		"metaspace, bytelevel":  sequence(t, NewMetaspace('▁', true), NewByteLevel(), NewStrip('a', 2, 0)),
		"first is a byte":       sequence(t, NewMetaspace('▁', true), NewByteFallback(), NewFuse(), spaces),
		"fuse, wordpiece, fuse": sequence(t, NewFuse(), NewWordPiece("##", true), NewFuse()),
		"empty":                 sequence(t),
	}
}

var tokens = []string{"", "a", " ", "▁the", "▁", "the", "##ing", "low</w>", "</w>", "h", "hh", "<pad>", "|", ".", "n't", "�",
	"<0x41>", "<0xE6>", "<0x97>", "<0xA5>", "<0xFF>", "▁<0xE6>", "<0x97></w>", "日本", "Ġa", "æ", "Ĺ", "¥", "special",
	strings.Repeat("long▁", 20), strings.Repeat("x", 16), strings.Repeat("y", 17)}

func isSpecialToken(token string) bool { return token == "special" || token == "<pad>" }

// agree fails the test unless the plan does what its decoder does.
func agree(t *testing.T, name string, p *Plan, ids []uint32, skip bool) {
	t.Helper()
	var kept []string
	for _, id := range ids {
		if token, ok := p.vocab.Token(id); ok && !(skip && p.vocab.Special(token)) {
			kept = append(kept, token)
		}
	}
	want, wantErr := Decode(p.decoder, slices.Clone(kept))
	dst := make([]byte, 0, 3+len(ids)%40)
	got, err := p.Append(append(dst, "dst"...), ids, skip)
	switch {
	case wantErr != nil:
		if err == nil || status.CodeOf(err) != status.CodeOf(wantErr) || string(got) != "dst" {
			t.Errorf("%s of %q: got %q, %v; want %v", name, kept, got, err, wantErr)
		}
	case err != nil || string(got) != "dst"+want:
		t.Errorf("%s of %q:\ngot  %q, %v\nwant %q", name, kept, got, err, want)
	}
}

func TestPlanIsDecoder(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for name, d := range chains(t) {
		p := Compile(d, vocabulary(tokens, isSpecialToken))
		for range 1500 {
			ids := make([]uint32, rng.IntN(12))
			for i := range ids {
				ids[i] = rng.Uint32N(uint32(len(tokens) + 2))
			}
			agree(t, name, p, ids, rng.IntN(2) == 0)
		}
		agree(t, name, p, slices.Repeat([]uint32{19, 3, 17, 28, 29}, 400), true)
	}
}

// The common decoders must not fall back to the slow way.
func TestCommonDecodersAreTables(t *testing.T) {
	general := []string{"ctc", "byte fallback, then", "first and last"}
	for name, d := range chains(t) {
		if got := Compile(d, vocabulary(tokens, isSpecialToken)).join == joinGeneral; got != slices.Contains(general, name) {
			t.Errorf("%s: general is %v", name, got)
		}
	}
}

func TestPlanConcurrently(t *testing.T) {
	p := Compile(NewWordPiece("##", true), vocabulary(tokens, isSpecialToken))
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if got, err := p.Append(nil, []uint32{5, 6, 3}, false); string(got) != "theing ▁the" || err != nil {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	all.Wait()
}

// A vocabulary with ids far apart costs no memory for the gap, and decodes.
func TestSparseVocabulary(t *testing.T) {
	p := Compile(nil, Vocabulary{
		Size:    1 << 32,
		Token:   func(id uint32) (string, bool) { return "far", id == 1<<32-1 },
		Special: func(string) bool { return false },
	})
	if got, err := p.Append(nil, []uint32{7, 1<<32 - 1, 1 << 30, 1<<32 - 1}, true); string(got) != "far far" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if len(p.table.rest) > maxTable {
		t.Errorf("%d entries", len(p.table.rest))
	}
}

func TestExplodingReplacements(t *testing.T) {
	var all []Decoder
	for range 64 {
		all = append(all, NewReplaceString("a", "aa"))
	}
	d := sequence(t, all...)
	if text, err := Decode(d, []string{"a"}); status.CodeOf(err) != status.Decode {
		t.Errorf("%d bytes, %v", len(text), err)
	}
	p := Compile(d, vocabulary([]string{"a", "b"}, isSpecialToken))
	agree(t, "exploding", p, []uint32{1, 1}, false)
	if _, err := p.Append(nil, []uint32{0}, false); status.CodeOf(err) != status.Decode {
		t.Errorf("%v", err)
	}
	if _, err := NewSequence(slices.Repeat([]Decoder{d}, 5)); status.CodeOf(err) != status.InvalidTokenizer {
		t.Errorf("320 decoders: %v", err)
	}
}

func TestLossy(t *testing.T) {
	for _, c := range [][2]string{
		{"", ""}, {"abc", "abc"}, {"\xff", "�"}, {"\xf0\x9f\xa6", "�"}, {"\xf0\x9fa", "�a"}, {"\xe0\x80\x80", "���"},
		{"\xed\xa0\x80", "���"}, {"\xf4\x90\x80\x80", "����"}, {"\xc0\xaf", "��"}, {"é\xc3", "é�"}, {"�\x80", "��"},
	} {
		if got := lossy([]byte("\xffkept"+c[0]), 5); string(got) != "\xffkept"+c[1] {
			t.Errorf("%q becomes %q, want %q", c[0], got[5:], c[1])
		}
	}
}

func FuzzPlan(f *testing.F) {
	f.Add(uint8(2), "▁a|##b|<0xE6>|Ġ", []byte{0, 1, 2, 3, 2, 9}, true)
	f.Add(uint8(9), "▁▁|<0x41>|<0xFF>|x", []byte{1, 2, 0, 3}, false)
	named := chains(f)
	names := make([]string, 0, len(named))
	for name := range named {
		names = append(names, name)
	}
	slices.Sort(names)
	f.Fuzz(func(t *testing.T, which uint8, vocab string, list []byte, skip bool) {
		if !utf8.ValidString(vocab) {
			t.Skip()
		}
		name := names[int(which)%len(names)]
		ids := make([]uint32, len(list))
		for i, b := range list {
			ids[i] = uint32(b)
		}
		words := strings.Split(vocab, "|")
		p := Compile(named[name], vocabulary(words, func(token string) bool { return token == words[0] }))
		agree(t, name, p, ids, skip)
	})
}

// FuzzLossy holds lossy to its definition: valid text out, valid parts kept, and as many replacements as
// the standard library's per-byte rule at most.
func FuzzLossy(f *testing.F) {
	f.Add([]byte("a\xf0\x9f\xa6\xff日"))
	f.Fuzz(func(t *testing.T, text []byte) {
		got := lossy(bytes.Clone(text), 0)
		if !utf8.Valid(got) {
			t.Fatalf("%q becomes %q", text, got)
		}
		if squeeze := func(b []byte) []byte { return bytes.ToValidUTF8(b, nil) }; !bytes.Equal(
			bytes.ReplaceAll(squeeze(text), []byte(replacement), nil), bytes.ReplaceAll(got, []byte(replacement), nil)) {
			t.Fatalf("%q becomes %q", text, got)
		}
	})
}

// A stream that gets a text's ids one by one gives the text, whatever the cuts, for decoders whose text
// only grows.
func TestStreamIsText(t *testing.T) {
	var vocab []string
	for b := range 256 {
		vocab = append(vocab, bytelevel.UTF8[b])
	}
	text := "héllo 日本語 🦙🦙 end"
	s := NewStream(Compile(NewByteLevel(), vocabulary(vocab, isSpecialToken)), nil, true)
	var out strings.Builder
	for _, b := range []byte(text) {
		chunk, ok, err := s.Step(uint32(b))
		if err != nil || ok != (chunk != "") {
			t.Fatalf("%q %v %v", chunk, ok, err)
		}
		if strings.Contains(chunk, replacement) {
			t.Errorf("a broken character came out: %q", chunk)
		}
		out.WriteString(chunk)
	}
	if out.String() != text {
		t.Errorf("got %q", out.String())
	}
}

// benchVocabulary is 32,000 tokens of two to nine characters with a mark before half of them.
func benchVocabulary(mark string) []string {
	rng := rand.New(rand.NewPCG(5, 6))
	vocab := make([]string, 32000)
	for i := range vocab {
		word := make([]byte, 2+rng.IntN(8))
		for j := range word {
			word[j] = byte('a' + rng.IntN(26))
		}
		vocab[i] = string(word)
		if rng.IntN(2) == 0 {
			vocab[i] = mark + vocab[i]
		}
	}
	for b := range 256 {
		vocab[b] = fmt.Sprintf("<0x%02X>", b)
	}
	return vocab
}

func BenchmarkDecode(b *testing.B) {
	for _, c := range []struct{ name, mark string }{{"bytelevel", "Ġ"}, {"llama", "▁"}, {"wordpiece", "##"}, {"metaspace", "▁"}} {
		d := chains(b)[c.name]
		vocab := benchVocabulary(c.mark)
		p := Compile(d, vocabulary(vocab, isSpecialToken))
		rng := rand.New(rand.NewPCG(7, 8))
		ids := make([]uint32, 2000)
		for i := range ids {
			ids[i] = rng.Uint32N(uint32(len(vocab)))
		}
		b.Run(c.name, func(b *testing.B) {
			var dst []byte
			for b.Loop() {
				var err error
				if dst, err = p.Append(dst[:0], ids, true); err != nil {
					b.Fatal(err)
				}
			}
			b.SetBytes(int64(len(dst)))
		})
		b.Run(c.name+"/general", func(b *testing.B) {
			for b.Loop() {
				dst, err := p.appendGeneral(nil, ids, true)
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(len(dst)))
			}
		})
		b.Run(c.name+"/build", func(b *testing.B) {
			for b.Loop() {
				if _, err := Compile(d, p.vocab).Append(nil, nil, true); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkStream(b *testing.B) {
	p := Compile(NewByteLevel(), vocabulary(benchVocabulary("Ġ"), isSpecialToken))
	s := NewStream(p, nil, true)
	for i := 0; b.Loop(); i++ {
		if _, _, err := s.Step(256 + uint32(i)%31000); err != nil {
			b.Fatal(err)
		}
	}
}
