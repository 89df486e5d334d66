package normalized

import "encoding/binary"

// lowerASCII puts ASCII text in lower case, eight bytes at a time.
func lowerASCII(text []byte) {
	const each = 0x0101010101010101
	for len(text) >= 8 {
		x := binary.LittleEndian.Uint64(text)
		// The high bit of a byte is set in the first sum from 'A' on, in the second after 'Z'.
		upper := ((x + (0x80-'A')*each) ^ (x + (0x7F-'Z')*each)) & (0x80 * each)
		binary.LittleEndian.PutUint64(text, x|upper>>2)
		text = text[8:]
	}
	for i, c := range text {
		if c-'A' < 26 {
			text[i] = c + 'a' - 'A'
		}
	}
}
