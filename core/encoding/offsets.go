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

// block is how many bytes lie between two entries of the converter's table.
const block = 64

// OffsetConverter turns byte offsets of one text into code points or UTF-16 units. Its memory is reused
// from text to text; it belongs to one goroutine at a time. The zero value converts the empty text.
//
// Offsets inside a character become that character's own. An offset that begins at or after the end of
// the text stays as it is, in bytes: that is how the reference has it.
type OffsetConverter struct {
	text  []byte
	utf16 bool
	plain bool     // one byte is one unit
	units []uint32 // units before each block
	total uint32   // units in text

	at, atUnits uint32 // where the last look-up was, and the units before it
}

// Reset makes text, valid UTF-8 of less than 4 GiB, the one that offsets count in. It is borrowed until the
// next Reset.
func (c *OffsetConverter) Reset(text []byte, unit OffsetUnit) {
	c.text, c.utf16 = text, unit == UTF16
	c.units, c.at, c.atUnits = c.units[:0], 0, 0
	if c.plain = unit != Chars && unit != UTF16 || isASCII(text); c.plain {
		return
	}
	c.total = 0
	for from := 0; from < len(text); from += block {
		c.units = append(c.units, c.total)
		c.total += c.count(uint32(from), uint32(min(from+block, len(text))))
	}
}

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
	from, units := p&^(block-1), c.units[p/block]
	if c.at <= p && p-c.at < p-from {
		from, units = c.at, c.atUnits
	}
	c.at, c.atUnits = p, units+c.count(from, p)
	return c.atUnits
}

const high = 0x8080808080808080 // the top bit of each byte

// count returns the units that begin in text[from:to]: one for each byte that is no continuation and, in
// UTF-16, another one for each lead byte of a four-byte character.
func (c *OffsetConverter) count(from, to uint32) uint32 {
	n := to - from
	for from < to {
		var w uint64
		if rest := c.text[from:]; len(rest) >= 8 {
			w = binary.LittleEndian.Uint64(rest)
		} else {
			for i, b := range rest {
				w |= uint64(b) << (8 * i)
			}
		}
		if to-from < 8 {
			w &= 1<<(8*(to-from)) - 1
		}
		n -= uint32(bits.OnesCount64(w &^ (w << 1) & high))
		if c.utf16 {
			n += uint32(bits.OnesCount64(w & (w << 1) & (w << 2) & (w << 3) & high))
		}
		from += 8
	}
	return n
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
