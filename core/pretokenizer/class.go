package pretokenizer

import (
	"sync"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/ucd"
)

// class is what a character is to the patterns of byte-level BPE, at Unicode 16.0 (Oniguruma 6.9.10): one
// of these bits, so that a set of classes is a class too.
type class uint8

const (
	other    class = 1 << iota // none of the following
	mark                       // \p{M}
	upper                      // \p{Lu} and \p{Lt}
	lower                      // \p{Ll}
	caseless                   // \p{Lm} and \p{Lo}
	number                     // \p{N}
	newline                    // [\r\n]
	space                      // \s but [\r\n]

	letter = upper | lower | caseless // \p{L}
	symbol = other | mark             // [^\s\p{L}\p{N}]
	blank  = newline | space          // \s
)

func classOf(r rune) class {
	switch {
	case r == '\r' || r == '\n':
		return newline
	case ucd.White(r):
		return space
	case ucd.Is16(r, ucd.MaskLu|ucd.MaskLt):
		return upper
	case ucd.Is16(r, ucd.MaskLl):
		return lower
	case ucd.Is16(r, ucd.MaskL):
		return caseless
	case ucd.Is16(r, ucd.MaskN):
		return number
	case ucd.Is16(r, ucd.MaskM):
		return mark
	}
	return other
}

// classes holds the class of every code point of the Basic Multilingual Plane. Made on first use: a
// program that loads the library for a BERT model need not pay for it.
var classes = sync.OnceValue(func() *[1 << 16]class {
	var c [1 << 16]class
	for r := range c {
		c[r] = classOf(rune(r))
	}
	return &c
})

// classAt returns the class and size of the character at text[i].
func classAt(classes *[1 << 16]class, text []byte, i uint32) (class, uint32) {
	c := text[i]
	if c < utf8.RuneSelf {
		return classes[c], 1
	}
	// The text is valid UTF-8.
	if c < 0xE0 && int(i)+1 < len(text) {
		return classes[uint16(c&0x1F)<<6|uint16(text[i+1]&0x3F)], 2
	}
	if c < 0xF0 && int(i)+2 < len(text) {
		return classes[uint16(c&0x0F)<<12|uint16(text[i+1]&0x3F)<<6|uint16(text[i+2]&0x3F)], 3
	}
	r, n := utf8.DecodeRune(text[i:])
	return classOf(r), uint32(n)
}

// runEnd returns where the run of characters of a set that begins at or before i ends, if i is within it.
func runEnd(classes *[1 << 16]class, text []byte, i uint32, set class) uint32 {
	for i < uint32(len(text)) {
		if c := text[i]; c < utf8.RuneSelf {
			if classes[c]&set == 0 {
				return i
			}
			i++
			continue
		}
		got, n := classAt(classes, text, i)
		if got&set == 0 {
			return i
		}
		i += n
	}
	return i
}

// white is a run of white space.
type white struct {
	end     uint32 // where it ends
	last    uint32 // where its last character begins
	newline uint32 // where its last newline ends, 0 if it has none
}

// whiteAt measures the run of white space that begins at text[i], which is white.
func whiteAt(classes *[1 << 16]class, text []byte, i uint32) (w white) {
	w.end = i
	for w.end < uint32(len(text)) {
		k, n := classAt(classes, text, w.end)
		if k&blank == 0 {
			break
		}
		w.last = w.end
		w.end += n
		if k == newline {
			w.newline = w.end
		}
	}
	return w
}

// cut returns where \s+(?!\S)|\s+ ends on the run that begins at i: all of it at the end of the text,
// else all but its last character, which goes with what follows; but at least that one.
func (w white) cut(i uint32, text []byte) uint32 {
	if w.end == uint32(len(text)) || w.last == i {
		return w.end
	}
	return w.last
}

// whiteEnd returns where \s*[\r\n]+|\s+(?!\S)|\s+ ends on the run of white space that begins at text[i].
func whiteEnd(classes *[1 << 16]class, text []byte, i uint32) uint32 {
	w := whiteAt(classes, text, i)
	if w.newline != 0 {
		return w.newline
	}
	return w.cut(i, text)
}

// digitsEnd returns where a piece of at most limit numbers, or any if that is 0, ends whose first one ends
// at i.
func digitsEnd(classes *[1 << 16]class, text []byte, i, limit uint32) uint32 {
	for n := uint32(1); i < uint32(len(text)) && n != limit; n++ {
		k, size := classAt(classes, text, i)
		if k != number {
			break
		}
		i += size
	}
	return i
}
