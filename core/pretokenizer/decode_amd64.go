package pretokenizer

import (
	"math/bits"
	"unicode/utf8"

	"golang.org/x/sys/cpu"

	"github.com/libhftok/libhftok/core/internal/asciibits"
)

var hasWideDecode = hasAVX512 && cpu.X86.HasBMI2

// decode adds the characters beyond ASCII. One that is cut by the end of b is described beyond it.
func (b *Buffer) decode(classes *classTable, text []byte, blocks int) {
	if !hasWideDecode {
		b.decodeGeneric(classes, text, blocks)
		return
	}
	var long [asciibits.Max / asciibits.Block]uint64
	if decodeAVX512(&b.ascii.Letter[0], &b.inner[0], &classes.bmp[0], &text[0], len(text), blocks, &long[0]) == 0 {
		return
	}
	for k, firsts := range long[:blocks] {
		b.addLong(classes, text, k, firsts)
	}
}

// decodeAVX512 is decode but for characters of four bytes, of which it adds no more than that they are inner. It puts
// their first bytes into long, by block, and returns whether there are any. letters and inner are the places of
// Masks.Letter and Buffer.inner. The text, of size bytes, must be valid UTF-8; of the table of classes two bytes more
// are read than it has.
//
//go:noescape
func decodeAVX512(letters, inner *byte, bmp *class, text *byte, size, blocks int, long *uint64) uint64

// addLong adds the characters of four bytes that begin in block k, where firsts is set.
func (b *Buffer) addLong(classes *classTable, text []byte, k int, firsts uint64) {
	const all = 1<<4 - 1
	for ; firsts != 0; firsts &= firsts - 1 {
		i := bits.TrailingZeros64(firsts)
		r, _ := utf8.DecodeRune(text[k*asciibits.Block+i:])
		got := classes.of(r)
		b.add(k, got, all<<i)
		if rest := uint64(all) >> (asciibits.Block - i); rest != 0 {
			b.add(k+1, got, rest)
		}
	}
}

// add adds bytes of a character to block k.
func (b *Buffer) add(k int, got class, bytes uint64) {
	or := func(m *asciibits.Mask) { m.SetWord(k, m.Word(k)|bytes) }
	switch {
	case got >= number:
		or(&b.hard)
	case got == other:
		or(&b.ascii.Other)
	case got == mark:
		or(&b.mark)
	default:
		or(&b.ascii.Letter)
	}
	switch got {
	case upper:
		or(&b.ascii.Upper)
	case han:
		or(&b.han)
		or(&b.caseless)
	case caseless:
		or(&b.caseless)
	}
}
