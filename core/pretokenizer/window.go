package pretokenizer

import (
	"math/bits"

	"github.com/libhftok/libhftok/core/internal/asciibits"
	"github.com/libhftok/libhftok/core/model"
)

// window has the classes of the characters from the start of a piece on: bit i of a word tells of byte i, and
// all bytes of a character are of its class. So the places where pieces are cut follow from a few operations on
// whole words. What lies beyond the end of the text is of no class.
type window struct {
	letter, upper, number, other, white, space, newline, quote uint64 // upper is part of letter, space and newline of white

	control uint64 // ASCII control characters, part of other

	// Characters beyond ASCII.
	high     uint64 // their bytes
	inner    uint64 // bytes of a character that are not its first
	caseless uint64 // part of letter
	han      uint64 // part of caseless
	mark     uint64
	hard     uint64 // not told apart: numbers, white space and what is odd

	end uint64 // one bit: that up to which cuts are asked for
}

// cuts are the pieces of a window: they begin at start, and where bits is set, counted from there, one ends and
// the next begins.
type cuts struct {
	start uint32
	bits  uint64
}

// maxWindows is how many windows a Buffer holds before their pieces are listed.
const maxWindows = 24

// Buffer is scratch memory of scanners. The zero value is ready.
type Buffer struct {
	size  uint32 // bytes that are classified
	high  bool   // among them are characters beyond ASCII
	ascii asciibits.Masks
	// What only characters beyond ASCII have; not kept up to date without any.
	inner, caseless, han, mark, hard asciibits.Mask

	window window
	cuts   [maxWindows]cuts
}

// slack is the room for pieces that list may use for scratch, beyond those it returns.
const slack = 16

// Scan finds the pieces by the classes of many characters at a time, or, where these don't tell, one by one.
func (s *Words) Scan(b *Buffer, text []byte, at uint32, spans []model.Span) (n int, next uint32) {
	const most = 64  // pieces in a window
	const short = 24 // bytes that are not worth a window
	if len(spans) < most+slack || uint32(len(text))-at < short {
		return s.scanPieces(text, at, spans)
	}
	base := startOf(text, at) // the piece before may have ended within a character
	classes := s.classes()
	if s.grammar == marks {
		b.classifyMarks(text[base:])
	} else {
		b.classify(classes, text[base:])
	}
	atEnd := base+b.size == uint32(len(text))
	room := len(spans) - slack
	w := &b.window
	windows, found := 0, 0 // not yet listed: windows, and pieces in them
	from := at
	for from-base < b.size {
		off := from - base
		left := b.size - off
		if !atEnd && left <= 64 || n+found+most > room {
			break
		}
		if windows == maxWindows {
			n += list(spans[n:], b.cuts[:windows])
			windows, found = 0, 0
		}
		b.load(off)
		end := min(63-off%8, left)
		w.end = 1 << end
		ends := s.cuts(w, text[from:])
		limit := w.end - 1
		if end == left { // of the text, which is a cut too
			ends |= w.end
			limit |= w.end
		}
		if w.hard != 0 {
			limit &= (w.hard&-w.hard - 1) >> 1
		}
		ends &= limit &^ 1
		if ends == 0 {
			if windows > 0 {
				n += list(spans[n:], b.cuts[:windows])
				windows, found = 0, 0
			}
			end := s.piece(classes, text, from)
			spans[n] = model.Span{Start: from, End: end}
			n++
			from = end
			continue
		}
		b.cuts[windows] = cuts{from, ends}
		windows++
		found += bits.OnesCount64(ends)
		from += uint32(63 - bits.LeadingZeros64(ends))
	}
	return n + list(spans[n:], b.cuts[:windows]), from
}

// listGeneric is list in portable Go.
func listGeneric(spans []model.Span, windows []cuts) (n int) {
	for _, w := range windows {
		from := w.start
		for ; w.bits != 0; w.bits &= w.bits - 1 {
			end := w.start + uint32(bits.TrailingZeros64(w.bits))
			spans[n] = model.Span{Start: from, End: end}
			n++
			from = end
		}
	}
	return n
}

// classify describes the text as far as b reaches.
func (b *Buffer) classify(classes *classTable, text []byte) {
	b.classifyASCII(text)
	blocks := int(b.size+asciibits.Block-1) / asciibits.Block
	high := uint64(0)
	for i := range blocks {
		high |= b.ascii.High.Word(i)
	}
	if b.high = high != 0; b.high {
		b.decode(classes, text, blocks)
	}
}

// classifyASCII describes the text as far as it is ASCII.
func (b *Buffer) classifyASCII(text []byte) {
	b.size = uint32(min(len(text), asciibits.Max))
	b.ascii.Classify(text[:b.size])
}

// load fills the window with what lies at off.
func (b *Buffer) load(off uint32) {
	w := &b.window
	w.letter = b.ascii.Letter.From(off)
	w.upper = b.ascii.Upper.From(off)
	w.number = b.ascii.Number.From(off)
	w.other = b.ascii.Other.From(off)
	w.white = b.ascii.White.From(off)
	w.space = b.ascii.Space.From(off)
	w.newline = b.ascii.Newline.From(off)
	w.quote = b.ascii.Quote.From(off)
	w.control = b.ascii.Control.From(off)
	w.high, w.inner, w.caseless, w.han, w.mark, w.hard = 0, 0, 0, 0, 0, 0
	if b.high {
		w.high = b.ascii.High.From(off)
	}
	if w.high != 0 {
		w.inner = b.inner.From(off)
		w.caseless = b.caseless.From(off)
		w.han = b.han.From(off)
		w.mark = b.mark.From(off)
		w.hard = b.hard.From(off)
	}
}
