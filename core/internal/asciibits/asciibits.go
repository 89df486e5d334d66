// Package asciibits tells the classes of ASCII characters apart, 64 bytes of text at a time: for each class
// a word with one bit a byte.
package asciibits

import "math/bits"

// Size is the number of bytes that a Bits describes.
const Size = 64

// Bits has in bit i of each word whether byte i is of that class. Bytes that are not ASCII are High and
// nothing else; Upper is part of Letter, Space and Newline of White, Quote of Other.
type Bits struct {
	Letter  uint64 // A-Z a-z
	Upper   uint64 // A-Z
	Number  uint64 // 0-9
	Space   uint64 // U+0020
	White   uint64 // \t \n \v \f \r and U+0020
	Newline uint64 // \n \r
	Quote   uint64 // '
	High    uint64 // 0x80 and up
	Other   uint64 // what is left of ASCII
}

// Classify describes text in the first ⌈len(text)/Size⌉ of dst, which must have as many. What lies
// beyond the text's end is of no class.
func Classify(dst []Bits, text []byte) {
	full := len(text) / Size
	if full > 0 {
		classify(dst[:full], text[:full*Size])
	}
	if rest := text[full*Size:]; len(rest) > 0 {
		var padded [Size]byte
		copy(padded[:], rest)
		classify(dst[full:full+1], padded[:])
		dst[full].Other &= 1<<len(rest) - 1
	}
}

// The classes of a byte, by their word in Bits.
var classes = func() (t [256]uint8) {
	for c := range t {
		var k uint8
		b := byte(c)
		if 'a' <= b|0x20 && b|0x20 <= 'z' {
			k |= 1 << 0
		}
		if 'A' <= b && b <= 'Z' {
			k |= 1 << 1
		}
		if '0' <= b && b <= '9' {
			k |= 1 << 2
		}
		if b == ' ' {
			k |= 1 << 3
		}
		if b == ' ' || '\t' <= b && b <= '\r' {
			k |= 1 << 4
		}
		if b == '\n' || b == '\r' {
			k |= 1 << 5
		}
		if b == '\'' {
			k |= 1 << 6
		}
		if b >= 0x80 {
			k |= 1 << 7
		}
		t[c] = k
	}
	return
}()

// classifyGeneric is classify in portable Go.
func classifyGeneric(dst []Bits, text []byte) {
	for i := range dst {
		block := text[i*Size:][:Size]
		var words [8]uint64
		for g := 0; g < Size; g += 8 {
			b := block[g:][:8]
			x := uint64(classes[b[0]]) | uint64(classes[b[1]])<<8 | uint64(classes[b[2]])<<16 | uint64(classes[b[3]])<<24 |
				uint64(classes[b[4]])<<32 | uint64(classes[b[5]])<<40 | uint64(classes[b[6]])<<48 | uint64(classes[b[7]])<<56
			x = transpose(x)
			for w := range words {
				words[w] = words[w]>>8 | bits.RotateLeft64(x>>(8*w)&0xFF, -8)
			}
		}
		dst[i] = Bits{words[0], words[1], words[2], words[3], words[4], words[5], words[6], words[7],
			^(words[0] | words[2] | words[4] | words[7])}
	}
}

// transpose mirrors the 8×8 bits of x: bit j of byte i becomes bit i of byte j.
// Source: Warren, Hacker's Delight, 2nd ed., 7-3.
func transpose(x uint64) uint64 {
	t := (x ^ x>>7) & 0x00AA00AA00AA00AA
	x ^= t ^ t<<7
	t = (x ^ x>>14) & 0x0000CCCC0000CCCC
	x ^= t ^ t<<14
	t = (x ^ x>>28) & 0x00000000F0F0F0F0
	return x ^ t ^ t<<28
}
