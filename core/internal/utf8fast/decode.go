package utf8fast

import "unicode/utf8"

// Decode returns the character at text[i], which is valid UTF-8, and its size.
func Decode(text []byte, i uint32) (r rune, size uint32) {
	switch rest := text[i:]; {
	case rest[0] < utf8.RuneSelf:
		return rune(rest[0]), 1
	case rest[0] < 0xE0 && len(rest) >= 2:
		return rune(rest[0]&0x1F)<<6 | rune(rest[1]&0x3F), 2
	case rest[0] < 0xF0 && len(rest) >= 3:
		return rune(rest[0]&0x0F)<<12 | rune(rest[1]&0x3F)<<6 | rune(rest[2]&0x3F), 3
	case len(rest) >= 4:
		return rune(rest[0]&0x07)<<18 | rune(rest[1]&0x3F)<<12 | rune(rest[2]&0x3F)<<6 | rune(rest[3]&0x3F), 4
	default: // no character fits
		r, n := utf8.DecodeRune(rest)
		return r, uint32(n)
	}
}
