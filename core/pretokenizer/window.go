package pretokenizer

import (
	"math/bits"

	"github.com/libhftok/libhftok/core/internal/asciibits"
	"github.com/libhftok/libhftok/core/model"
)

// window has the classes of the 64 bytes of text that follow the start of a piece: bit i of a word tells
// of byte i, and all bytes of a character are of its class. So the places where pieces are cut follow from
// a few operations on whole words. What lies beyond the end of the text is of no class.
type window struct {
	letter, upper, number, other, white, space, newline, quote uint64 // upper is part of letter, space and newline of white

	// Characters beyond ASCII.
	inner    uint64 // bytes of a character that are not its first
	caseless uint64 // part of letter
	mark     uint64
	hard     uint64 // not told apart: numbers and white space
}

// chunkBlocks is how much text is classified at once: the classes of more would leave the first-level cache.
const chunkBlocks = 16

// chunk has the classes of a stretch of text that begins at a piece.
type chunk struct {
	size  uint32
	high  bool // it has characters beyond ASCII
	ascii [chunkBlocks + 1]asciibits.Bits
	rich  [chunkBlocks + 1]richBits
}

// richBits are the words of window that only characters beyond ASCII are in.
type richBits struct{ inner, caseless, mark, hard uint64 }

func (s *Words) Scan(text []byte, at uint32, spans []model.Span) (n int, next uint32) {
	const most = asciibits.Size // pieces in a window
	if len(spans) < most {
		return s.scanPieces(text, at, spans)
	}
	classes := classes()
	var c chunk
	var w window
	for at < uint32(len(text)) {
		c.classify(classes, text[at:])
		atEnd := at+c.size == uint32(len(text))
		for off := uint32(0); ; {
			left := c.size - off
			if left == 0 || len(spans)-n < most || !atEnd && left <= asciibits.Size {
				at += off
				break
			}
			start := at + off
			c.window(off, &w)
			cuts := s.cuts(&w, text[start:])
			if left < asciibits.Size {
				cuts |= 1 << left
			}
			known := uint(asciibits.Size - 1)
			if w.hard != 0 {
				known = uint(max(bits.TrailingZeros64(w.hard)-1, 0))
			}
			cuts &= (1<<known - 1) &^ 1
			if cuts == 0 {
				end := s.piece(classes, text, start)
				spans[n] = model.Span{Start: start, End: end}
				n++
				if off = end - at; off >= c.size {
					at = end
					break
				}
				continue
			}
			from := start
			for ; cuts != 0; cuts &= cuts - 1 {
				end := start + uint32(bits.TrailingZeros64(cuts))
				spans[n] = model.Span{Start: from, End: end}
				n++
				from = end
			}
			off = from - at
		}
		if len(spans)-n < most {
			break
		}
	}
	return n, at
}

// classify describes the text as far as c reaches.
func (c *chunk) classify(classes *[1 << 16]class, text []byte) {
	c.size = uint32(min(len(text), chunkBlocks*asciibits.Size))
	n := (c.size + asciibits.Size - 1) / asciibits.Size
	asciibits.Classify(c.ascii[:n], text[:c.size])
	c.ascii[n] = asciibits.Bits{}
	high := uint64(0)
	for i := range c.ascii[:n] {
		high |= c.ascii[i].High
	}
	if c.high = high != 0; c.high {
		c.decode(classes, text, n)
	}
}

// decode adds the characters beyond ASCII. One that is cut by the end of c is described beyond it.
func (c *chunk) decode(classes *[1 << 16]class, text []byte, n uint32) {
	var here, after [8]uint64 // by class: of this block, and of the next as far as a character reaches into it
	var inner, innerAfter uint64
	for k := range n + 1 {
		a := &c.ascii[k]
		high := a.High &^ innerAfter
		inner, innerAfter = innerAfter, 0
		for high != 0 {
			i := uint32(bits.TrailingZeros64(high))
			got, size := classAt(classes, text, k*asciibits.Size+i)
			which := bits.TrailingZeros8(uint8(got))
			all := uint64(1)<<size - 1
			here[which] |= all << i
			inner |= (all - 1) << i
			high &^= all << i
			if i+size > asciibits.Size {
				innerAfter = all >> (asciibits.Size - i)
				after[which] = innerAfter
			}
		}
		const other, mark, upper, lower, caseless, number, newline, space = 0, 1, 2, 3, 4, 5, 6, 7
		a.Letter |= here[upper] | here[lower] | here[caseless]
		a.Upper |= here[upper]
		a.Other |= here[other]
		c.rich[k] = richBits{inner: inner, caseless: here[caseless], mark: here[mark], hard: here[number] | here[space]}
		here, after = after, [8]uint64{}
	}
}

// window puts together what lies at off.
func (c *chunk) window(off uint32, w *window) {
	k, r := off/asciibits.Size%chunkBlocks, off%asciibits.Size
	a, b := &c.ascii[k], &c.ascii[k+1]
	w.letter = join(a.Letter, b.Letter, r)
	w.upper = join(a.Upper, b.Upper, r)
	w.number = join(a.Number, b.Number, r)
	w.other = join(a.Other, b.Other, r)
	w.white = join(a.White, b.White, r)
	w.space = join(a.Space, b.Space, r)
	w.newline = join(a.Newline, b.Newline, r)
	w.quote = join(a.Quote, b.Quote, r)
	w.inner, w.caseless, w.mark, w.hard = 0, 0, 0, 0
	if c.high {
		a, b := &c.rich[k], &c.rich[k+1]
		w.inner = join(a.inner, b.inner, r)
		w.caseless = join(a.caseless, b.caseless, r)
		w.mark = join(a.mark, b.mark, r)
		w.hard = join(a.hard, b.hard, r)
	}
}

// join returns 64 of the 128 bits of low and high, from bit r of low on.
func join(low, high uint64, r uint32) uint64 {
	return low>>(r%64) | high<<1<<(63-r%64)
}
