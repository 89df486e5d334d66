package rawword

import (
	"math/bits"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/utf8fast"
	"github.com/libhftok/libhftok/core/model"
)

// nowhere is no position of a text.
const nowhere = ^uint32(0)

// scanApart is Scan where white space is lost. Masks of words and of lone characters give the bits at which
// words begin, and those at which they end.
func (w *Words) scanApart(text []byte, at uint32, spans []model.Span) (n int, next uint32) {
	ended := 0
	var inWord, inLone uint64 // 1 if the block before ends in one
	var c crossing
	stuck := uint32(nowhere) // the character here is part of a word because of the one before it
	i := at
	for ; int(i) < len(text) && len(spans)-n > block; i += block {
		words, lones, others := w.load(text, i)
		others &^= c.bytes()
		words |= c.bytes() & c.first
		more := c.bytes() & c.second // bytes of lone characters after the first
		c = crossing{}
		words |= w.bitOf(text, stuck, i)
		back := uint32(nowhere) // where the first word of this block really begins
		for others != 0 {
			p := uint32(bits.TrailingZeros64(others))
			pos := i + p
			r, size := utf8fast.Decode(text, pos)
			char := (uint64(1)<<size - 1) << p
			others &^= char
			class, glued := w.class(r), pos == stuck
			if class == mark && w.parts(r, text, pos, size) {
				class = space
			}
			switch {
			case class == space && !glued:
				c = crossing{size: p + size}
			case class == lone && !glued:
				lones |= 1 << p
				more |= char &^ (1 << p)
				c = crossing{size: p + size, second: ^uint64(0)}
			default:
				if class == mark && pos > 0 && words>>(p-1)&1|inWord>>p == 0 {
					// It may change the white space before it, which so becomes part of its word.
					_, n := utf8.DecodeLastRune(text[:pos])
					if start := pos - uint32(n); start < i {
						back = start
						words |= uint64(1)<<p - 1
					} else {
						words |= (uint64(1)<<n - 1) << (start - i)
					}
				}
				if class == sticky || class == mark && glued {
					stuck = after(text, pos+size)
					words |= w.bitOf(text, stuck, i)
				}
				words |= char
				c = crossing{size: p + size, first: ^uint64(0)}
			}
		}
		lones &^= words
		starts := lones | words&^(words<<1|inWord)
		ends := ((lones|more)<<1|inLone)&^more | (words<<1|inWord)&^words
		inWord, inLone = words>>63, (lones|more)>>63
		if back != nowhere {
			spans[n].Start = back
			starts &= starts - 1
			n++
		}
		for ; starts != 0; starts &= starts - 1 {
			spans[n].Start = i + uint32(bits.TrailingZeros64(starts))
			n++
		}
		for ; ends != 0; ends &= ends - 1 {
			spans[ended].End = i + uint32(bits.TrailingZeros64(ends))
			ended++
		}
	}
	switch {
	case int(i) >= len(text):
		if ended < n {
			spans[ended].End = uint32(len(text))
		}
		return n, uint32(len(text))
	case ended < n:
		return ended, spans[ended].Start
	}
	return n, i + uint32(bits.Len64(c.bytes()))
}

// after returns i, or nowhere at the end of text.
func after(text []byte, i uint32) uint32 {
	if int(i) >= len(text) {
		return nowhere
	}
	return i
}

// bitOf returns the bit of the ASCII character at text[at] in the block that begins at i, 0 if it isn't one or
// isn't there.
func (w *Words) bitOf(text []byte, at, i uint32) uint64 {
	if at-i < block && text[at] < utf8.RuneSelf {
		return 1 << (at - i)
	}
	return 0
}

// crossing is the last character of a block that is not ASCII: where it ends, and in which masks its bytes
// are.
type crossing struct {
	size          uint32 // its end, counted from the block's start
	first, second uint64
}

// bytes returns the mask of its bytes that are in the next block.
func (c crossing) bytes() uint64 {
	if c.size <= block {
		return 0
	}
	return uint64(1)<<(c.size-block) - 1
}

// maxCluster is the length of the longest cluster that a normalizer looks up whole.
const maxCluster = 5

// scanTiled is Scan where a word begins with the space before it, if what is before that ends in a plain
// character.
func (w *Words) scanTiled(text []byte, at uint32, spans []model.Span) (n int, next uint32) {
	if int(at) == len(text) {
		return 0, at
	}
	var afterPlain, crossing uint64 // of the block before: its last byte ends a plain character; what crosses
	var crossingPlain uint64
	stuck := uint32(nowhere) // the character here is not plain because of the one before it
	base := at               // where the cluster of a mark begins at the earliest
	spans[0].Start = at
	for i := at; int(i) < len(text); i += block {
		if len(spans)-n <= block {
			return n, spans[n].Start
		}
		plains, spaces, others := w.load(text, i) // plains: last bytes of plain characters
		others &^= crossing
		plains |= crossingPlain
		crossing, crossingPlain = 0, 0
		plains &^= w.bitOf(text, stuck, i)
		for others != 0 {
			p := uint32(bits.TrailingZeros64(others))
			pos := i + p
			r, size := utf8fast.Decode(text, pos)
			others &^= (uint64(1)<<size - 1) << p
			isPlain, class, glued := false, w.class(r), pos == stuck
			if (class == mark || class == plainMark) && !glued && w.parts(r, text, pos, size) {
				class = space
			}
			switch class {
			case space:
				spaces |= 1 << p
			case plain:
				isPlain = !glued
			case plainMark:
				if pos > 0 && text[pos-1]-'!' < 0x5E {
					base = pos - 1
				} else if pos > 0 && text[pos-1] < utf8.RuneSelf {
					base = pos
				}
				isPlain = pos+size-base > maxCluster
			}
			switch class {
			case plain:
				base = pos
			case plainMark:
			default:
				base = pos + size
			}
			if class == sticky || (class == mark || class == plainMark) && glued {
				stuck = after(text, pos+size)
				plains &^= w.bitOf(text, stuck, i)
			}
			last := p + size - 1
			if last >= block {
				crossing = uint64(1)<<(last+1-block) - 1
			}
			if isPlain {
				if last < block {
					plains |= 1 << last
				} else {
					crossingPlain = 1 << (last - block)
				}
			}
		}
		cuts := spaces & (plains<<1 | afterPlain)
		afterPlain = plains >> 63
		for ; cuts != 0; cuts &= cuts - 1 {
			cut := i + uint32(bits.TrailingZeros64(cuts))
			spans[n].End = cut
			n++
			spans[n].Start = cut
		}
	}
	spans[n].End = uint32(len(text))
	return n + 1, uint32(len(text))
}
