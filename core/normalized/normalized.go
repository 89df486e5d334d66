// Package normalized holds the text of one segment while it goes through the pipeline: the bytes as
// they are now and, when tracked, the range of the input that each byte came from. It is what the
// reference calls NormalizedString, laid out for speed: no copy while nothing changes, and one pair of
// buffers reused for every rewrite.
package normalized

import (
	"math"

	"github.com/libhftok/libhftok/core/status"
)

// Limits on how long a text may become, so that hostile files, in which replacements follow each other, can't
// exhaust memory. What real normalizers do is far below: a character becomes eighteen at most.
const (
	maxGrowth      = 1 << 23 // in bytes, beside relativeGrowth times the text
	relativeGrowth = 32
)

// ErrTooLong is what rewriting fails with beyond these limits.
var ErrTooLong = status.Errorf(status.Encode, "normalizing and pre-tokenizing make more text of this than the limit allows")

// Range is a half-open range of byte offsets into the input.
type Range struct{ Start, End uint32 }

// Char is a character on its way from the old text to the new one.
type Char struct {
	Rune   rune
	Change int32 // as in Transformer.Put
	Class  uint8 // rank of its combining class
}

// String is the working text of a segment. Its memory is reused from call to call; it belongs to one
// goroutine at a time.
//
// Untracked strings record no alignment: rewriting them costs nothing more than the bytes.
type String struct {
	// Text is the current text, valid UTF-8. It may be the caller's own input: never written in place.
	Text []byte
	// Align holds the input range of each byte of Text, nil when untracked or while Text still is the
	// input itself (identity: each byte comes from the code point it belongs to).
	Align []Range

	base     uint32 // offset of the segment in the input
	tracked  bool
	inserted int // length of the front of Text that comes from nowhere: put before everything
	limit    int // bytes that Text may have

	// Chars is scratch memory for a normalizer's own use during one call.
	Chars []Char

	spareText  []byte // owned; where the next rewrite goes
	spareAlign []Range
	ownText    []byte // owned; where Text is after a rewrite
	ownAlign   []Range
}

// Reset makes s the segment text, which begins at byte base of the input. text is borrowed.
func (s *String) Reset(text []byte, base uint32, tracked bool) {
	s.Text, s.Align, s.base, s.tracked, s.inserted = text, nil, base, tracked, 0
	s.limit = min(maxGrowth+relativeGrowth*len(text), math.MaxUint32)
}

// Tracked reports whether alignments are recorded.
func (s *String) Tracked() bool { return s.tracked }

// Inserted returns how many bytes at the front of Text come from nowhere: their input range is empty.
// It is known for untracked strings too, because the reference's transformations start after them.
func (s *String) Inserted() int { return s.inserted }

// Origin returns the input range of byte i of Text. The string must be tracked, or unchanged since Reset.
func (s *String) Origin(i int) Range {
	if s.Align != nil {
		return s.Align[i]
	}
	start, end := i, i+1
	for start > 0 && s.Text[start]&0xC0 == 0x80 {
		start--
	}
	for end < len(s.Text) && s.Text[end]&0xC0 == 0x80 {
		end++
	}
	return Range{s.base + uint32(start), s.base + uint32(end)}
}

// Whole reports whether a character begins or Text ends at i.
func (s *String) Whole(i uint32) bool { return int(i) == len(s.Text) || s.Text[i]&0xC0 != 0x80 }

// Origins returns the input range of the bytes [start, end) of Text, of which there is at least one.
func (s *String) Origins(start, end int) Range {
	if s.Align == nil && s.Text[start]&0xC0 != 0x80 && (end == len(s.Text) || s.Text[end]&0xC0 != 0x80) {
		return Range{s.base + uint32(start), s.base + uint32(end)}
	}
	return Range{s.Origin(start).Start, s.Origin(end - 1).End}
}

// Base returns the offset in the input of the segment that the text is of.
func (s *String) Base() uint32 { return s.base }

// Rewriter replaces the text of a String by a new one, front to back. Every byte written takes the
// alignment of one byte of the old text. Nothing changes before Commit.
type Rewriter struct {
	s        *String
	text     []byte
	align    []Range
	inserted int
	tooLong  bool // something was left out
}

// Rewrite begins a new text for s. The old one stays readable in s.Text until Commit. A Rewriter that
// is not committed changes nothing.
func (s *String) Rewrite() Rewriter {
	if s.tracked && s.Align == nil {
		s.materialize()
	}
	return Rewriter{s: s, text: s.spareText[:0], align: s.spareAlign[:0]}
}

// materialize writes the identity alignment out.
func (s *String) materialize() {
	a := s.ownAlign[:0]
	for i := 0; i < len(s.Text); {
		n := i + 1
		for n < len(s.Text) && s.Text[n]&0xC0 == 0x80 {
			n++
		}
		r := Range{s.base + uint32(i), s.base + uint32(n)}
		for ; i < n; i++ {
			a = append(a, r)
		}
	}
	s.ownAlign, s.Align = a, a
}

// Copy writes the old bytes [from, to) with their own alignment.
func (w *Rewriter) Copy(from, to int) {
	if from < w.s.inserted {
		w.insert(min(to, w.s.inserted) - from)
	}
	w.text = append(w.text, w.s.Text[from:to]...)
	if w.s.tracked {
		w.align = append(w.align, w.s.Align[from:to]...)
	}
}

// Put writes p with the alignment of the old byte src for each of its bytes. src -1 stands for "before
// everything": the empty range at the segment's start, which is what the reference gives to text
// inserted at index 0.
//
// In the reference's terms: a character that replaces the old one at byte i (change 0 or negative) is
// Put(p, i); a character inserted (change 1) once all old bytes before i are consumed is Put(p, i-1).
func (w *Rewriter) Put(p []byte, src int) {
	if len(w.text)+len(p) > w.s.limit {
		w.tooLong = true
		return
	}
	if src < w.s.inserted {
		w.insert(len(p))
	}
	w.text = append(w.text, p...)
	if w.s.tracked {
		w.extend(len(p), src)
	}
}

// PutString is Put for a string.
func (w *Rewriter) PutString(p string, src int) {
	if len(w.text)+len(p) > w.s.limit {
		w.tooLong = true
		return
	}
	if src < w.s.inserted {
		w.insert(len(p))
	}
	w.text = append(w.text, p...)
	if w.s.tracked {
		w.extend(len(p), src)
	}
}

// PutByte is Put for one byte.
func (w *Rewriter) PutByte(c byte, src int) {
	if src < w.s.inserted {
		w.insert(1)
	}
	w.text = append(w.text, c)
	if w.s.tracked {
		w.extend(1, src)
	}
}

// insert counts n bytes about to be written that come from nowhere.
func (w *Rewriter) insert(n int) {
	if w.inserted == len(w.text) {
		w.inserted += n
	}
}

func (w *Rewriter) extend(n, src int) {
	r := Range{w.s.base, w.s.base}
	if src >= 0 {
		r = w.s.Align[src]
	}
	for range n {
		w.align = append(w.align, r)
	}
}

// Len returns how many bytes have been written.
func (w *Rewriter) Len() int { return len(w.text) }

// Commit makes what was written the text of the String. It fails with ErrTooLong, and changes nothing, if that
// is more than the limit.
func (w *Rewriter) Commit() error {
	s := w.s
	if w.tooLong || len(w.text) > s.limit {
		return ErrTooLong
	}
	s.spareText, s.ownText = s.ownText, w.text
	s.Text, s.inserted = w.text, w.inserted
	if s.tracked {
		s.spareAlign, s.ownAlign = s.ownAlign, w.align
		s.Align = w.align
	} else {
		s.spareAlign = w.align
	}
	return nil
}

// Slice makes dst the part [from, to) of s, from < to. It borrows the memory of s: s must not be
// rewritten while dst is in use.
func (s *String) Slice(dst *String, from, to int) {
	base := s.base + uint32(from)
	if s.Align != nil {
		base = s.Align[from].Start
	}
	dst.Reset(s.Text[from:to], base, s.tracked)
	if s.Align != nil {
		dst.Align = s.Align[from:to]
	}
	dst.inserted = min(max(s.inserted-from, 0), to-from)
}
