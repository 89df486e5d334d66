package pretokenizer

import (
	"math/bits"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/asciibits"
)

// The places of the bits of a class.
const iOther, iMark, iUpper, iLower, iCaseless, iHan, iNumber, iNewline, iSpace, iOdd = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9

// placeOf gives the place of a class's bit; odd counts more than what comes with it.
var placeOf = func() (n [1 << kinds]uint8) {
	for c := range n {
		n[c] = uint8(max(bits.Len(uint(c)), 1) - 1)
	}
	return
}()

// fewBytes of characters beyond ASCII in a block are decoded one after the other; for more, lettersOf is worth its while.
const fewBytes = 12

// decodeGeneric is decode in Go, with what lettersOf tells.
func (b *Buffer) decodeGeneric(classes *classTable, text []byte, blocks int) {
	var here [kinds]uint64 // by class
	// What a character that begins in the block before has of this one, and its class.
	var rest uint64
	var restOf uint8
	iOfHan, iOfKana := placeOf[classes.han], placeOf[classes.kana]
	for k := range blocks + 1 {
		high := b.ascii.High.Word(k) &^ rest
		here = [kinds]uint64{}
		here[restOf] = rest
		inner := rest
		rest = 0
		from := k * asciibits.Block
		if bits.OnesCount64(high) > fewBytes && from+asciibits.Block <= len(text) {
			l := lettersOf((*[asciibits.Block]byte)(text[from:]), high)
			here[iUpper] |= l.upper
			here[iLower] |= l.lower
			here[iCaseless] |= l.hangul.bytes
			here[iOfHan] |= l.han.bytes
			here[iOfKana] |= l.kana.bytes
			inner |= l.inner
			if rest, restOf = l.hangul.after, iCaseless; l.han.after != 0 {
				rest, restOf = l.han.after, iOfHan
			}
			high &^= l.upper | l.lower | l.hangul.bytes | l.han.bytes | l.kana.bytes
		}
		for high != 0 {
			i := bits.TrailingZeros64(high)
			var got class
			var size int
			switch c := text[from+i:]; {
			case c[0] < 0xE0:
				got, size = classes.bmp[uint16(c[0]&0x1F)<<6|uint16(c[1]&0x3F)], 2
			case c[0] < 0xF0:
				got, size = classes.bmp[uint16(c[0]&0x0F)<<12|uint16(c[1]&0x3F)<<6|uint16(c[2]&0x3F)], 3
			default:
				r, _ := utf8.DecodeRune(c)
				got, size = classes.of(r), 4
			}
			which := placeOf[got%(1<<kinds)]
			all := uint64(1)<<size - 1
			here[which] |= all << i
			inner |= (all - 1) << i
			high &^= all << i
			if i+size > asciibits.Block {
				rest, restOf = all>>(asciibits.Block-i), which
			}
		}
		caseless := here[iCaseless] | here[iHan]
		b.ascii.Letter.SetWord(k, b.ascii.Letter.Word(k)|here[iUpper]|here[iLower]|caseless)
		b.ascii.Upper.SetWord(k, b.ascii.Upper.Word(k)|here[iUpper])
		b.ascii.Other.SetWord(k, b.ascii.Other.Word(k)|here[iOther])
		b.inner.SetWord(k, inner)
		b.caseless.SetWord(k, caseless)
		b.han.SetWord(k, here[iHan])
		b.mark.SetWord(k, here[iMark])
		b.hard.SetWord(k, here[iNumber]|here[iSpace]|here[iOdd])
	}
}

// letters has all bytes of some of the letters of a block.
type letters struct {
	upper, lower uint64  // Cyrillic from U+0400 to U+045F
	hangul       triples // U+B000 to U+CFFF
	han          triples // U+5000 to U+9BFF
	kana         triples // most of them
	inner        uint64  // bytes that are not the first of a letter
}

// triples has the bytes of characters of three bytes each: of the block, and of the next.
type triples struct{ bytes, after uint64 }

func threeBytes(firsts uint64) triples {
	return triples{firsts | firsts<<1 | firsts<<2, firsts>>63 | firsts>>62&1 | firsts>>63<<1}
}

// lettersOf finds them among the characters whose bytes are in high, where that is quick.
func lettersOf(block *[asciibits.Block]byte, high uint64) (l letters) {
	var s asciibits.Scripts
	if !s.Find(block) {
		return l
	}
	han := high & (s.Han | s.E9&^(s.B0>>1)&(1<<63-1))
	hangul := high & s.Hangul
	kana := high & s.Kana & (s.Second >> 1) &^ (s.Rare >> 2) & (1<<62 - 1)
	l.han, l.hangul, l.kana = threeBytes(han), threeBytes(hangul), threeBytes(kana)
	two := high & (s.D0 | s.D1&^(s.A0>>1)) & (1<<63 - 1)
	upper := two & s.D0 &^ (s.B0 >> 1)
	l.upper = upper | upper<<1
	lower := two &^ upper
	l.lower = lower | lower<<1
	three := han | hangul | kana
	l.inner = three<<1 | three<<2 | two<<1
	return l
}
