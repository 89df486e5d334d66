package pretokenizer

import (
	"sync"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/ucd"
)

// class is what a character is to the patterns of byte-level BPE, at Unicode 16.0 (Oniguruma 6.9.10): one
// of these bits, so that a set of classes is a class too; odd may come with another one.
type class uint16

const (
	other    class = 1 << iota // none of the following
	mark                       // \p{M}
	upper                      // \p{Lu} and \p{Lt}
	lower                      // \p{Ll}
	caseless                   // \p{Lm} and \p{Lo}
	han                        // a letter that the pattern sets apart; caseless in other patterns
	number                     // \p{N}; from here on what windows take for hard beyond ASCII
	newline                    // [\r\n]
	space                      // \s but [\r\n]
	odd                        // what the pattern treats in a way of its own

	letter = upper | lower | caseless | han // \p{L}
	symbol = other | mark                   // [^\s\p{L}\p{N}]
	blank  = newline | space                // \s
	kinds  = 10
)

// classTable tells the classes of characters to a pattern.
type classTable struct {
	of  func(r rune) class
	bmp [1 << 16]class // of the Basic Multilingual Plane; decodeAVX512 reads what follows too
	// han and kana are the classes of U+4E00 to U+9FA5 and of the kana that are letters.
	han, kana class
}

// tableOf makes a table on first use: a program that loads the library for a BERT model need not pay for it.
func tableOf(of func(r rune) class) func() *classTable {
	return sync.OnceValue(func() *classTable {
		t := &classTable{of: of, han: of('一'), kana: of('あ')}
		for r := range t.bmp {
			t.bmp[r] = of(rune(r))
		}
		return t
	})
}

// classes is the table of most patterns.
var classes = tableOf(classOf)

func classOf(r rune) class {
	switch c := ucd.Category16(r); {
	case r == '\r' || r == '\n':
		return newline
	case c&ucd.MaskWhite != 0:
		return space
	case c&(ucd.MaskLu|ucd.MaskLt) != 0:
		return upper
	case c&ucd.MaskLl != 0:
		return lower
	case c&ucd.MaskL != 0:
		return caseless
	case c&ucd.MaskN != 0:
		return number
	case c&ucd.MaskM != 0:
		return mark
	}
	return other
}

// classAt returns the class and size of the character at text[i].
func classAt(classes *classTable, text []byte, i uint32) (class, uint32) {
	c := text[i]
	if c < utf8.RuneSelf {
		return classes.bmp[c], 1
	}
	// The text is valid UTF-8.
	if c < 0xE0 && int(i)+1 < len(text) {
		return classes.bmp[uint16(c&0x1F)<<6|uint16(text[i+1]&0x3F)], 2
	}
	if c < 0xF0 && int(i)+2 < len(text) {
		return classes.bmp[uint16(c&0x0F)<<12|uint16(text[i+1]&0x3F)<<6|uint16(text[i+2]&0x3F)], 3
	}
	r, n := utf8.DecodeRune(text[i:])
	return classes.of(r), uint32(n)
}

// startOf returns where the character begins that text[i] is part of.
func startOf(text []byte, i uint32) uint32 {
	for !utf8.RuneStart(text[i]) {
		i--
	}
	return i
}

// runEnd returns where the run of characters of a set that begins at or before i ends, if i is within it.
func runEnd(classes *classTable, text []byte, i uint32, set class) uint32 {
	for i < uint32(len(text)) {
		if c := text[i]; c < utf8.RuneSelf {
			if classes.bmp[c]&set == 0 {
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
func whiteAt(classes *classTable, text []byte, i uint32) (w white) {
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
func whiteEnd(classes *classTable, text []byte, i uint32) uint32 {
	w := whiteAt(classes, text, i)
	if w.newline != 0 {
		return w.newline
	}
	return w.cut(i, text)
}

// newlinesEnd returns where the newlines end that begin at i.
func newlinesEnd(text []byte, i uint32) uint32 {
	for i < uint32(len(text)) && (text[i] == '\r' || text[i] == '\n') {
		i++
	}
	return i
}

// digitsEnd returns where a piece of at most limit numbers, or any if that is 0, ends whose first one ends
// at i.
func digitsEnd(classes *classTable, text []byte, i, limit uint32) uint32 {
	for n := uint32(1); i < uint32(len(text)) && n != limit; n++ {
		k, size := classAt(classes, text, i)
		if k&number == 0 {
			break
		}
		i += size
	}
	return i
}
