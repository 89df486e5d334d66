package decoder

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/utf8fast"
)

const replacement = "\uFFFD"

// lossy makes text[from:] valid UTF-8: each maximal part of a character that never gets complete, and
// each byte that can't begin one, becomes U+FFFD (the practice Unicode recommends in chapter 3.9 and
// the WHATWG prescribes). Valid text is returned as it is; text may be overwritten otherwise.
func lossy(text []byte, from int) []byte {
	if utf8fast.Valid(text[from:]) {
		return text
	}
	out := append(make([]byte, 0, len(text)+len(text)/4+len(replacement)), text[:from]...)
	for i := from; i < len(text); {
		_, n := utf8.DecodeRune(text[i:])
		if n > 1 || text[i] < utf8.RuneSelf {
			out = append(out, text[i:i+n]...)
			i += n
			continue
		}
		out = append(out, replacement...)
		i += incomplete(text[i:])
	}
	return out
}

// incomplete returns the length of the maximal part of a character, at least 1, at the start of text,
// which begins no whole one.
func incomplete(text []byte) int {
	size, low, high := 0, byte(0x80), byte(0xBF) // of the second byte
	switch lead := text[0]; {
	case lead < 0xC2 || lead > 0xF4:
		return 1
	case lead < 0xE0:
		size = 2
	case lead < 0xF0:
		size = 3
		if lead == 0xE0 {
			low = 0xA0
		} else if lead == 0xED {
			high = 0x9F
		}
	default:
		size = 4
		if lead == 0xF0 {
			low = 0x90
		} else if lead == 0xF4 {
			high = 0x8F
		}
	}
	n := 1
	for n < size && n < len(text) && low <= text[n] && text[n] <= high {
		low, high = 0x80, 0xBF
		n++
	}
	return n
}
