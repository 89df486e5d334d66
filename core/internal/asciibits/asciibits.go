// Package asciibits tells the classes of ASCII characters apart, many bytes of text at a time: a Mask has one
// bit a byte.
package asciibits

import (
	"encoding/binary"
	"math/bits"
)

// Block is the number of bytes that are looked at together, Max that of a text that is described at once.
const (
	Block = 64
	Max   = 16 * Block
)

// Mask has a bit for each byte of a text: byte i's is bit i%8 of Mask[i/8]. Beyond the text's end there are at
// least 64 zeros.
type Mask [(Max + Block) / 8]byte

// From returns the bits from that of byte i on, of which at least 57 are meant.
func (m *Mask) From(i uint32) uint64 { return binary.LittleEndian.Uint64(m[i/8:]) >> (i % 8) }

// Word returns the bits of a block.
func (m *Mask) Word(block int) uint64 { return binary.LittleEndian.Uint64(m[8*block:]) }

// SetWord sets the bits of a block.
func (m *Mask) SetWord(block int, bits uint64) { binary.LittleEndian.PutUint64(m[8*block:], bits) }

// Masks has one Mask for each class. Bytes that are not ASCII are High and nothing else; Upper is part of
// Letter, Space and Newline of White, Quote of Other.
type Masks struct {
	Letter  Mask // A-Z a-z
	Upper   Mask // A-Z
	Number  Mask // 0-9
	Space   Mask // U+0020
	White   Mask // \t \n \v \f \r and U+0020
	Newline Mask // \n \r
	Quote   Mask // '
	High    Mask // 0x80 and up
	Other   Mask // what is left of ASCII
	Control Mask // control characters that are not White, part of Other
}

// all lists the masks in the order of the bits of classes.
func (m *Masks) all() [10]*Mask {
	return [10]*Mask{&m.Letter, &m.Upper, &m.Number, &m.Space, &m.White, &m.Newline, &m.Quote, &m.High, &m.Other, &m.Control}
}

// Classify describes text, of 1 to Max bytes.
func (m *Masks) Classify(text []byte) {
	full := len(text) / Block
	if full > 0 {
		m.classify(0, text[:full*Block])
	}
	if rest := text[full*Block:]; len(rest) > 0 {
		var padded [Block]byte
		copy(padded[:], rest)
		m.classify(full, padded[:])
		for _, mask := range []*Mask{&m.Other, &m.Control} { // what is padded
			mask.SetWord(full, mask.Word(full)&(1<<len(rest)-1))
		}
	}
}

// The classes of a byte, by their place in all.
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
func (m *Masks) classifyGeneric(first int, text []byte) {
	masks := m.all()
	for i := range len(text) / Block {
		block := text[i*Block:][:Block]
		var words [8]uint64
		for g := 0; g < Block; g += 8 {
			b := block[g:][:8]
			x := uint64(classes[b[0]]) | uint64(classes[b[1]])<<8 | uint64(classes[b[2]])<<16 | uint64(classes[b[3]])<<24 |
				uint64(classes[b[4]])<<32 | uint64(classes[b[5]])<<40 | uint64(classes[b[6]])<<48 | uint64(classes[b[7]])<<56
			x = transpose(x)
			for w := range words {
				words[w] = words[w]>>8 | bits.RotateLeft64(x>>(8*w)&0xFF, -8)
			}
		}
		for w, bits := range words {
			masks[w].SetWord(first+i, bits)
		}
		m.Other.SetWord(first+i, ^(words[0] | words[2] | words[4] | words[7]))
		var control uint64
		for k, c := range block {
			if c < ' ' || c == 0x7F {
				control |= 1 << k
			}
		}
		m.Control.SetWord(first+i, control&^words[4])
	}
	for _, mask := range masks {
		mask.SetWord(first+len(text)/Block, 0)
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
