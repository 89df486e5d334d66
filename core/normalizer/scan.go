package normalizer

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/normalized"
)

const (
	each = 0x0101010101010101
	high = 0x80 * each
)

// asciiEnd returns the end of the run of ASCII bytes that begins at i.
func asciiEnd(text []byte, i int) int {
	for ; len(text)-i >= 32; i += 32 { // most runs are long
		w := text[i : i+32 : i+32]
		if (binary.LittleEndian.Uint64(w)|binary.LittleEndian.Uint64(w[8:])|binary.LittleEndian.Uint64(w[16:])|
			binary.LittleEndian.Uint64(w[24:]))&high != 0 {
			break
		}
	}
	for ; len(text)-i >= 8; i += 8 {
		if m := binary.LittleEndian.Uint64(text[i:]) & high; m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
	}
	for i < len(text) && text[i] < utf8.RuneSelf {
		i++
	}
	return i
}

// printableEnd returns the end of the run of bytes in [0x20, 0x7E] that begins at i.
func printableEnd(text []byte, i int) int {
	for ; len(text)-i >= 8; i += 8 {
		x := binary.LittleEndian.Uint64(text[i:])
		// The lowest byte with its high bit set in m is right; those above it may be carries.
		if m := (x | (x - 0x20*each) | (x + each)) & high; m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
	}
	for i < len(text) && text[i]-0x20 < 0x5F {
		i++
	}
	return i
}

const drop = -1

// rewrite passes the characters of s other than printable ASCII through f, which returns what a character
// becomes, or drop.
func rewrite(s *normalized.String, f func(rune) rune) error {
	text := s.Text
	var t normalized.Transformer
	begun, kept := s.Inserted() > 0, 0
	if begun {
		t = s.Transform(0)
	}
	for i := printableEnd(text, 0); i < len(text); i = printableEnd(text, i) {
		r, n := utf8.DecodeRune(text[i:])
		to := f(r)
		if to != r {
			if !begun {
				begun = true
				t = s.Transform(0)
			}
			t.Keep(kept, i)
			if to == drop {
				t.Drop(i, i+n)
			} else {
				t.Put(to, 0)
			}
			kept = i + n
		}
		i += n
	}
	if !begun {
		return nil
	}
	t.Keep(kept, len(text))
	return t.Commit()
}
