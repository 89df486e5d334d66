package utf8fast

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"unicode/utf8"
)

// TestValid puts every sequence of up to two bytes, and of up to four that can be told apart, at every place
// of a block, within ASCII and within longer characters.
func TestValid(t *testing.T) {
	check := func(text []byte) {
		if got, want := Valid(text), utf8.Valid(text); got != want {
			t.Fatalf("%q: %v, want %v", text, got, want)
		}
	}
	edges := []byte{0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF7, 0xF8, 0xFF}
	var sequences [][]byte
	for a := range 256 {
		sequences = append(sequences, []byte{byte(a)})
		for b := range 256 {
			sequences = append(sequences, []byte{byte(a), byte(b)})
		}
	}
	for _, a := range edges {
		for _, b := range edges {
			for _, c := range edges {
				sequences = append(sequences, []byte{a, b, c})
				for _, d := range edges {
					sequences = append(sequences, []byte{a, b, c, d})
				}
			}
		}
	}
	for i, s := range sequences {
		at := i % 37
		for _, fill := range []string{"a", "日本"} {
			text := []byte(bytes.Repeat([]byte(fill), 100)[:90])
			check(text[:at+len(s)])
			copy(text[at:], s)
			check(text)
			check(text[:at+len(s)])
			check(text[:64])
			check(append(text[:at:at], s...))
		}
	}
	for n := range 200 {
		check([]byte(bytes.Repeat([]byte("aé日😀"), 30)[:n]))
	}
}

func TestValidRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 4))
	for range 100_000 {
		var text []byte
		for range r.IntN(60) {
			text = utf8.AppendRune(text, rune(r.IntN(0x110000)>>r.IntN(20)))
		}
		if len(text) > 0 && r.IntN(2) == 0 {
			text[r.IntN(len(text))] ^= 1 << r.IntN(8)
		}
		if got, want := Valid(text), utf8.Valid(text); got != want {
			t.Fatalf("%q: %v, want %v", text, got, want)
		}
	}
}

func BenchmarkValid(b *testing.B) {
	for name, text := range map[string][]byte{
		"ascii": bytes.Repeat([]byte("It is a truth universally acknowledged, "), 250),
		"mixed": bytes.Repeat([]byte("Он сказал: «да», 日本語のテキスト, и ещё слова.\n"), 150),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Valid(text)
			}
		})
	}
}
