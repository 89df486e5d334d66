package utf8fast

import "unicode/utf8"

// Decode returns the character at text[i], which is valid UTF-8, and its size.
func Decode(text []byte, i uint32) (r rune, size uint32) {
	c := text[i]
	if c < utf8.RuneSelf {
		return rune(c), 1
	}
	if c < 0xE0 && int(i)+1 < len(text) {
		return rune(c&0x1F)<<6 | rune(text[i+1]&0x3F), 2
	}
	if c < 0xF0 && int(i)+2 < len(text) {
		return rune(c&0x0F)<<12 | rune(text[i+1]&0x3F)<<6 | rune(text[i+2]&0x3F), 3
	}
	r, n := utf8.DecodeRune(text[i:])
	return r, uint32(n)
}
