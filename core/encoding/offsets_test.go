package encoding_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/encoding"
)

// units is the conversion as a table: each byte of text has the index of its character.
func units(text string, unit encoding.OffsetUnit) (table []uint32, total uint32) {
	for _, r := range text {
		for range utf8.RuneLen(r) {
			table = append(table, total)
		}
		total++
		if unit == encoding.UTF16 {
			total += uint32(utf16.RuneLen(r)) - 1
		}
	}
	return table, total
}

func wantOffset(text string, unit encoding.OffsetUnit, o encoding.Offset) encoding.Offset {
	table, total := units(text, unit)
	n := uint32(len(table))
	switch {
	case o.Start >= n:
		return o
	case o.End < n:
		return encoding.Offset{Start: table[o.Start], End: table[o.End]}
	case o.End == n:
		return encoding.Offset{Start: table[o.Start], End: total}
	}
	return encoding.Offset{Start: table[o.Start], End: table[o.Start] + 2}
}

func TestOffsetConverter(t *testing.T) {
	texts := []string{"", "a", "é", "🦙", "aé日🦙z", strings.Repeat("x", 200), strings.Repeat("日本🦙é ", 40),
		strings.Repeat("a", 63) + "🦙" + strings.Repeat("b", 70)}
	rng := rand.New(rand.NewPCG(1, 2))
	var c encoding.OffsetConverter
	for _, text := range texts {
		for _, unit := range []encoding.OffsetUnit{encoding.Chars, encoding.UTF16} {
			check := func(o encoding.Offset) {
				t.Helper()
				if got, want := c.Convert(o), wantOffset(text, unit, o); got != want {
					t.Fatalf("unit %d of %.20q (%d bytes): %v gives %v, want %v", unit, text, len(text), o, got, want)
				}
			}
			c.Reset([]byte(text), unit)
			for start := range uint32(len(text) + 3) { // in order
				check(encoding.Offset{Start: start, End: start + 3})
			}
			for range 500 { // in any order
				check(encoding.Offset{Start: rng.Uint32N(uint32(len(text) + 3)), End: rng.Uint32N(uint32(len(text) + 3))})
			}
		}
		c.Reset([]byte(text), encoding.Bytes)
		if o := (encoding.Offset{Start: 1, End: uint32(len(text))}); c.Convert(o) != o {
			t.Errorf("bytes of %.20q: %v became %v", text, o, c.Convert(o))
		}
	}
}

func FuzzOffsetConverter(f *testing.F) {
	f.Add("aé日🦙z", uint32(1), uint32(6), false)
	f.Add(strings.Repeat("🦙", 70), uint32(250), uint32(280), true)
	var c encoding.OffsetConverter
	f.Fuzz(func(t *testing.T, text string, start, end uint32, wide bool) {
		if !utf8.ValidString(text) {
			t.Skip()
		}
		unit := encoding.Chars
		if wide {
			unit = encoding.UTF16
		}
		start, end = start%uint32(len(text)+3), end%uint32(len(text)+3)
		c.Reset([]byte(text), unit)
		offsets := []encoding.Offset{{Start: start, End: end}, {Start: end, End: start}, {Start: start, End: end}}
		want := wantOffset(text, unit, offsets[0])
		c.ConvertAll(offsets)
		if offsets[0] != want || offsets[2] != want {
			t.Errorf("%q: %v, want %v", text, offsets, want)
		}
	})
}

func BenchmarkOffsetConverter(b *testing.B) {
	for name, text := range map[string]string{"ascii": strings.Repeat("word ", 2048), "mixed": strings.Repeat("naïve 日本 ", 640)} {
		b.Run(name, func(b *testing.B) {
			var c encoding.OffsetConverter
			data := []byte(text)
			offsets := make([]encoding.Offset, len(data)/5)
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				for i := range offsets {
					offsets[i] = encoding.Offset{Start: uint32(5 * i), End: uint32(5*i + 5)}
				}
				c.Reset(data, encoding.Chars)
				c.ConvertAll(offsets)
			}
		})
	}
}
