package asciibits

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// slow describes text a byte at a time.
func slow(text []byte) []Bits {
	out := make([]Bits, (len(text)+Size-1)/Size)
	for i, c := range text {
		b, bit := &out[i/Size], uint64(1)<<(i%Size)
		set := func(word *uint64, is bool) {
			if is {
				*word |= bit
			}
		}
		set(&b.Upper, c >= 'A' && c <= 'Z')
		set(&b.Letter, c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z')
		set(&b.Number, c >= '0' && c <= '9')
		set(&b.Space, c == ' ')
		set(&b.White, bytes.IndexByte([]byte("\t\n\v\f\r "), c) >= 0)
		set(&b.Newline, c == '\r' || c == '\n')
		set(&b.Quote, c == '\'')
		set(&b.High, c >= 0x80)
		set(&b.Other, c < 0x80 && (b.Letter|b.Number|b.White)&bit == 0)
	}
	return out
}

// texts has every byte at every place of a block, and every length up to three blocks.
func texts() (list [][]byte) {
	for shift := range 256 {
		text := make([]byte, 4*Size)
		for i := range text {
			text[i] = byte(i + shift)
		}
		list = append(list, text)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 3*Size + 1 {
		text := make([]byte, n)
		for i := range text {
			text[i] = byte(r.Uint32())
		}
		list = append(list, text)
	}
	return list
}

func TestClassify(t *testing.T) {
	for _, text := range texts() {
		want := slow(text)
		got := make([]Bits, len(want))
		Classify(got, text)
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("%q, block %d:\n got %x\nwant %x", text, i, got[i], want[i])
			}
		}
		generic := make([]Bits, len(text)/Size)
		classifyGeneric(generic, text[:len(generic)*Size])
		for i := range generic {
			if generic[i] != want[i] {
				t.Fatalf("generic: %q, block %d:\n got %x\nwant %x", text, i, generic[i], want[i])
			}
		}
	}
}

func BenchmarkClassify(b *testing.B) {
	text := bytes.Repeat([]byte("It's 'LL we're 12345 naive\r\n words, and more words!\n/x 64 bytes."), 16)[:1024]
	dst := make([]Bits, len(text)/Size)
	for name, f := range map[string]func([]Bits, []byte){"best": Classify, "generic": classifyGeneric} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				f(dst, text)
			}
		})
	}
}
