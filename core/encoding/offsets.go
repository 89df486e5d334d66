package encoding

import (
	"encoding/binary"
	"math/bits"
)

// OffsetUnit says what offsets count.
type OffsetUnit uint8

const (
	Bytes OffsetUnit = iota
	Chars            // code points
	UTF16            // UTF-16 code units
	None             // offsets are not recorded
)

// block is how many bytes an entry of the converter's table stands for.
const block = 64

// blockUnits tells the units of a block, a bit for each byte.
type blockUnits struct {
	before uint32 // units before the block
	inner  uint64 // bytes that begin no character
	double uint64 // bytes that begin one of two units
}

// OffsetConverter turns byte offsets of one text into code points or UTF-16 units. Its memory is reused
// from text to text; it belongs to one goroutine at a time. The zero value converts the empty text.
//
// Offsets inside a character become that character's own. An offset that begins at or after the end of
// the text stays as it is, in bytes: that is how the reference has it.
type OffsetConverter struct {
	text   []byte
	plain  bool // one byte is one unit
	blocks []blockUnits
	total  uint32 // units in text
}

// Reset makes text, valid UTF-8 of less than 4 GiB, the one that offsets count in. It is borrowed until the
// next Reset.
func (c *OffsetConverter) Reset(text []byte, unit OffsetUnit) {
	c.text, c.blocks, c.total = text, c.blocks[:0], 0
	if c.plain = unit != Chars && unit != UTF16 || isASCII(text); c.plain {
		return
	}
	for len(text) >= block {
		c.add((*[block]byte)(text), block, unit)
		text = text[block:]
	}
	if len(text) > 0 {
		var rest [block]byte
		c.add(&rest, copy(rest[:], text), unit)
	}
}

// add appends a block, of which size bytes count.
func (c *OffsetConverter) add(text *[block]byte, size int, unit OffsetUnit) {
	b := blockUnits{before: c.total}
	if !isASCII(text[:]) {
		for i := 0; i < block; i += 8 {
			w := binary.LittleEndian.Uint64(text[i:])
			b.inner |= gather(w&^(w<<1)) << i
			if unit == UTF16 {
				b.double |= gather(w&(w<<1)&(w<<2)&(w<<3)) << i
			}
		}
	}
	c.total += uint32(size - bits.OnesCount64(b.inner) + bits.OnesCount64(b.double))
	c.blocks = append(c.blocks, b)
}

const high = 0x8080808080808080 // the top bit of each byte

// gather returns the top bits of the eight bytes of w, the lowest byte's in bit 0.
func gather(w uint64) uint64 { return (w & high >> 7) * 0x0102040810204080 >> 56 }

// Convert returns o, a range of bytes, in units.
func (c *OffsetConverter) Convert(o Offset) Offset {
	n := uint32(len(c.text))
	if o.Start >= n || c.plain && o.End <= n {
		return o
	}
	start := o.Start
	if !c.plain {
		start = c.unitAt(o.Start)
	}
	switch {
	case o.End < n:
		return Offset{start, c.unitAt(o.End)}
	case o.End == n:
		return Offset{start, c.total}
	}
	return Offset{start, start + 2}
}

// ConvertAll converts offsets in place.
func (c *OffsetConverter) ConvertAll(offsets []Offset) {
	for i, o := range offsets {
		offsets[i] = c.Convert(o)
	}
}

// unitAt returns the units before the character that byte p belongs to.
func (c *OffsetConverter) unitAt(p uint32) uint32 {
	for c.text[p]&0xC0 == 0x80 {
		p--
	}
	b, below := &c.blocks[p/block], uint64(1)<<(p%block)-1
	return b.before + uint32(bits.OnesCount64(below&^b.inner)+bits.OnesCount64(below&b.double))
}

func isASCII(text []byte) bool {
	for len(text) >= 8 {
		if binary.LittleEndian.Uint64(text)&high != 0 {
			return false
		}
		text = text[8:]
	}
	for _, b := range text {
		if b >= 0x80 {
			return false
		}
	}
	return true
}
