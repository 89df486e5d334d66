package pretokenizer

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/asciibits"
	"github.com/libhftok/libhftok/core/internal/pattern"
)

// The kinds of ASCII characters that marks tells apart; spaces are marks, characters beyond ASCII of no kind.
const (
	letterKind = iota
	digitKind
	symbolKind
	blankKind
	asciiKinds
)

// borders has all bits where a character of one kind is never joined to one of another kind that comes after it.
type borders [asciiKinds][asciiKinds]uint64

// markText is what SentencePiece writes for a space.
const markText = "▁"

// Marks cuts a text for a model that joins no '▁' to another character before it, and takes spaces for '▁': into
// words that begin with the marks before them. joins tells whether the model may join what ends with one ASCII
// character to what begins with another one; where it never does, between kinds of characters, words are cut too.
func Marks(joins func(left, right byte) bool) *Words {
	s := &Words{grammar: marks}
	var joined [asciiKinds][asciiKinds]bool
	for left := range byte(utf8.RuneSelf) {
		for right := range byte(utf8.RuneSelf) {
			if k, l := kindOf(left), kindOf(right); k < asciiKinds && l < asciiKinds && joins(left, right) {
				joined[k][l] = true
			}
		}
	}
	for k := range joined {
		for l, joined := range joined[k] {
			if l != k && !joined {
				s.borders[k][l] = ^uint64(0)
			}
		}
	}
	return s
}

// kindOf returns the kind of a byte; asciiKinds if it has none.
func kindOf(c byte) int {
	switch {
	case c == ' ' || c >= utf8.RuneSelf:
		return asciiKinds
	case 'a' <= c|0x20 && c|0x20 <= 'z':
		return letterKind
	case '0' <= c && c <= '9':
		return digitKind
	case '\t' <= c && c <= '\r':
		return blankKind
	}
	return symbolKind
}

// classifyMarks describes the text as far as b reaches and marks needs it: of characters beyond ASCII only the '▁'s
// are told, their first bytes in b.mark.
func (b *Buffer) classifyMarks(text []byte) {
	b.classifyASCII(text)
	text = text[:min(len(text), int(b.size)+len(markText)-1)]
	b.high = false
	for from := 0; ; {
		n := bytes.Index(text[from:], []byte(markText))
		if n < 0 {
			return
		}
		if !b.high {
			b.high, b.mark = true, asciibits.Mask{}
		}
		at := from + n
		b.mark[at/8] |= 1 << (at % 8)
		from = at + len(markText)
	}
}

func marksCuts(w *window, borders *borders) uint64 {
	w.hard = 0 // not told
	marked := w.space | w.mark | w.mark<<1 | w.mark<<2
	cuts := marked &^ (marked << 1)
	letter, digit, symbol, blank := w.letter, w.number, w.other, w.white&^w.space
	for k, of := range [asciiKinds]uint64{letter, digit, symbol, blank} {
		a := &borders[k]
		cuts |= of << 1 & (letter&a[letterKind] | digit&a[digitKind] | symbol&a[symbolKind] | blank&a[blankKind])
	}
	return cuts
}

// marksPiece returns where the piece that begins at text[at] ends.
func marksPiece(text []byte, at uint32, borders *borders) uint32 {
	n := uint32(len(text))
	for at < n {
		size := markAt(text[at:])
		if size == 0 {
			break
		}
		at += size
	}
	last := asciiKinds
	for ; at < n; at++ {
		if text[at] >= utf8.RuneSelf {
			at += skipHigh(text[at:])
			last = asciiKinds
			if at == n {
				break
			}
		}
		kind := kindOf(text[at])
		if kind == asciiKinds {
			if markAt(text[at:]) != 0 {
				return at
			}
		} else if last < asciiKinds && borders[last][kind] != 0 {
			return at
		}
		last = kind
	}
	return n
}

// skipHigh returns how many bytes at the start of text are neither ASCII nor the first byte of a mark, eight at a time.
func skipHigh(text []byte) (n uint32) {
	const each = 0x0101010101010101
	for ; len(text) >= 8; text = text[8:] {
		x := binary.LittleEndian.Uint64(text)
		other := x ^ uint64(markText[0])*each // a byte of it is 0 where a mark may begin
		if x&(0x80*each) != 0x80*each || (other-each)&^other&(0x80*each) != 0 {
			break
		}
		n += 8
	}
	return n
}

// markAt returns the length of the mark that text, which is not empty, begins with; 0 if there is none.
func markAt(text []byte) uint32 {
	if text[0] == ' ' {
		return 1
	}
	if text[0] == markText[0] && len(text) >= len(markText) && string(text[:len(markText)]) == markText {
		return uint32(len(markText))
	}
	return 0
}

// CutsAtSpaces reports whether t cuts at spaces and nowhere else, and does nothing besides.
func CutsAtSpaces(t PreTokenizer) bool {
	s, ok := t.(*Split)
	if !ok || s.Invert {
		return false
	}
	p, ok := s.Pattern.(pattern.Literal)
	return ok && string(p) == " "
}
