package asciibits

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// slow describes text a byte at a time.
func slow(text []byte) *Masks {
	m := new(Masks)
	for i, c := range text {
		set := func(mask *Mask, is bool) bool {
			if is {
				mask[i/8] |= 1 << (i % 8)
			}
			return is
		}
		set(&m.Upper, c >= 'A' && c <= 'Z')
		set(&m.Space, c == ' ')
		set(&m.Newline, c == '\r' || c == '\n')
		set(&m.Quote, c == '\'')
		letter := set(&m.Letter, c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z')
		number := set(&m.Number, c >= '0' && c <= '9')
		white := set(&m.White, bytes.IndexByte([]byte("\t\n\v\f\r "), c) >= 0)
		set(&m.High, c >= 0x80)
		set(&m.Control, (c < ' ' || c == 0x7F) && !white)
		set(&m.Other, c < 0x80 && !letter && !number && !white)
	}
	return m
}

// texts has every byte at every place of a block, and every length up to three blocks.
func texts() (list [][]byte) {
	for shift := range 256 {
		text := make([]byte, 4*Block)
		for i := range text {
			text[i] = byte(i + shift)
		}
		list = append(list, text)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for n := 1; n <= 3*Block; n++ {
		text := make([]byte, n)
		for i := range text {
			text[i] = byte(r.Uint32())
		}
		list = append(list, text)
	}
	return list
}

func TestClassify(t *testing.T) {
	got := new(Masks) // used again and again
	for _, text := range texts() {
		want := slow(text)
		got.Classify(text)
		end := (len(text)+Block-1)/Block*8 + 8 // of what is described
		for i, mask := range want.all() {
			if g := got.all()[i]; !bytes.Equal(g[:end], mask[:end]) {
				t.Fatalf("%q, mask %d:\n got %x\nwant %x", text, i, g[:end], mask[:end])
			}
		}
		full := len(text) / Block
		generic := new(Masks)
		generic.classifyGeneric(0, text[:full*Block])
		for i, mask := range want.all() {
			if g := generic.all()[i]; !bytes.Equal(g[:8*full], mask[:8*full]) {
				t.Fatalf("generic: %q, mask %d:\n got %x\nwant %x", text, i, g[:8*full], mask[:8*full])
			}
		}
	}
}

func TestFrom(t *testing.T) {
	m := slow(texts()[3])
	for i := range uint32(4 * Block) {
		got := m.Letter.From(i)
		for k := range uint32(57) {
			if at := i + k; got>>k&1 != uint64(m.Letter[at/8]>>(at%8)&1) {
				t.Fatalf("bit %d from %d", k, i)
			}
		}
	}
}

func TestScripts(t *testing.T) {
	in := func(ranges ...byte) (set [256]bool) {
		for i := 0; i < len(ranges); i += 2 {
			for c := int(ranges[i]); c <= int(ranges[i+1]); c++ {
				set[c] = true
			}
		}
		return
	}
	for _, text := range texts() {
		for ; len(text) >= Block; text = text[1:] {
			var got Scripts
			if !got.Find((*[Block]byte)(text)) {
				t.Skip("not supported here")
			}
			word := func(set [256]bool) (w uint64) {
				for i, c := range text[:Block] {
					if set[c] {
						w |= 1 << i
					}
				}
				return
			}
			want := Scripts{
				Han: word(in(0xE5, 0xE8)), E9: word(in(0xE9, 0xE9)), Hangul: word(in(0xEB, 0xEC)), Kana: word(in(0xE3, 0xE3)), Second: word(in(0x81, 0x83)),
				Rare: word(in(0x80, 0x80, 0x97, 0x9C, 0xA0, 0xA0, 0xBB, 0xBB)),
				D0:   word(in(0xD0, 0xD0)), D1: word(in(0xD1, 0xD1)), A0: word(in(0xA0, 0xBF)), B0: word(in(0xB0, 0xBF)),
			}
			if got != want {
				t.Fatalf("%q:\n got %x\nwant %x", text[:Block], got, want)
			}
		}
	}
}

func BenchmarkClassify(b *testing.B) {
	text := bytes.Repeat([]byte("It's 'LL we're 12345 naive\r\n words, and more words!\n/x 64 bytes."), 16)[:1024]
	m := new(Masks)
	b.Run("best", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			m.Classify(text)
		}
	})
	b.Run("generic", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			m.classifyGeneric(0, text)
		}
	})
}
