package pretokenizer

import (
	"math/bits"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/asciibits"
)

// numbers gives the place of the only bit of a class.
var numbers = func() (n [256]uint8) {
	for i := range 8 {
		n[1<<i] = uint8(i)
	}
	return
}()

// decode adds the characters beyond ASCII. One that is cut by the end of b is described beyond it.
func (b *Buffer) decode(classes *[1 << 16]class, text []byte, blocks int) {
	var here, after [8]uint64 // by class: of this block, and of the next as far as a character reaches into it
	var inner, innerAfter uint64
	for k := range blocks + 1 {
		high := b.ascii.High.Word(k) &^ innerAfter
		inner, innerAfter = innerAfter, 0
		const other, mark, upper, lower, caseless, number, newline, space = 0, 1, 2, 3, 4, 5, 6, 7
		from := k * asciibits.Block
		if high != 0 && from+asciibits.Block <= len(text) {
			l := lettersOf((*[asciibits.Block]byte)(text[from:]), high)
			here[upper] |= l.upper
			here[lower] |= l.lower
			here[caseless] |= l.caseless
			inner |= l.inner
			innerAfter = l.after
			after[caseless] = l.after
			high &^= l.upper | l.lower | l.caseless
		}
		for high != 0 {
			i := bits.TrailingZeros64(high)
			var got class
			var size int
			switch c := text[from+i:]; {
			case c[0] < 0xE0:
				got, size = classes[uint16(c[0]&0x1F)<<6|uint16(c[1]&0x3F)], 2
			case c[0] < 0xF0:
				got, size = classes[uint16(c[0]&0x0F)<<12|uint16(c[1]&0x3F)<<6|uint16(c[2]&0x3F)], 3
			default:
				r, _ := utf8.DecodeRune(c)
				got, size = classOf(r), 4
			}
			which := numbers[got] & 7
			all := uint64(1)<<size - 1
			here[which] |= all << i
			inner |= (all - 1) << i
			high &^= all << i
			if i+size > asciibits.Block {
				innerAfter = all >> (asciibits.Block - i)
				after[which] = innerAfter
			}
		}
		b.ascii.Letter.SetWord(k, b.ascii.Letter.Word(k)|here[upper]|here[lower]|here[caseless])
		b.ascii.Upper.SetWord(k, b.ascii.Upper.Word(k)|here[upper])
		b.ascii.Other.SetWord(k, b.ascii.Other.Word(k)|here[other])
		b.inner.SetWord(k, inner)
		b.caseless.SetWord(k, here[caseless])
		b.mark.SetWord(k, here[mark])
		b.hard.SetWord(k, here[number]|here[space])
		here, after = after, [8]uint64{}
	}
}

// letters has all bytes of some of the letters of a block: Han and Hangul as far as their first byte tells
// (U+5000 to U+9FFF, U+B000 to U+CFFF), most kana, and Cyrillic from U+0400 to U+045F.
type letters struct {
	upper, lower, caseless uint64
	inner                  uint64 // those bytes that are not the first of a letter
	after                  uint64 // bytes of the next block, of a caseless letter
}

// lettersOf finds them among the characters whose bytes are in high, where that is quick.
func lettersOf(block *[asciibits.Block]byte, high uint64) (l letters) {
	var s asciibits.Scripts
	if !s.Find(block) {
		return l
	}
	three := high & (s.Han | s.Kana&(s.Second>>1)&^(s.Rare>>2)&(1<<62-1))
	l.caseless = three | three<<1 | three<<2
	l.after = three>>63 | three>>62&1 | three>>63<<1
	two := high & (s.D0 | s.D1&^(s.A0>>1)) & (1<<63 - 1)
	upper := two & s.D0 &^ (s.B0 >> 1)
	l.upper = upper | upper<<1
	lower := two &^ upper
	l.lower = lower | lower<<1
	l.inner = three<<1 | three<<2 | two<<1
	return l
}
