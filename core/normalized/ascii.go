package normalized

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"slices"
)

const each = 0x0101010101010101

// ReplaceByte writes the whole old text with content, aligned to the byte that it stands for, in place of
// each byte c.
func (w *Rewriter) ReplaceByte(c byte, content string) {
	old := w.s.Text
	if w.s.tracked || w.s.inserted > 0 {
		from := 0
		for i := bytes.IndexByte(old, c); i >= 0; i = bytes.IndexByte(old[from:], c) {
			w.Copy(from, from+i)
			w.PutString(content, from+i)
			from += i + 1
		}
		w.Copy(from, len(old))
		return
	}
	// Eight bytes are written at a time, so the memory has room for eight more than there are.
	at := len(w.text)
	size := at + len(old) + bytes.Count(old, []byte{c})*(len(content)-1)
	if size > w.s.limit {
		w.tooLong = true
		return
	}
	text := slices.Grow(w.text, size-at+8)[:size+8]
	for len(old) >= 8 {
		x := binary.LittleEndian.Uint64(old)
		binary.LittleEndian.PutUint64(text[at:], x)
		x ^= uint64(c) * each
		if found := (x - each) &^ x & (0x80 * each); found != 0 { // the lowest bit found is right
			n := bits.TrailingZeros64(found) / 8
			at += n + copy(text[at+n:], content)
			old = old[n+1:]
		} else {
			at += 8
			old = old[8:]
		}
	}
	for _, b := range old {
		if b == c {
			at += copy(text[at:], content)
		} else {
			text[at] = b
			at++
		}
	}
	w.text = text[:at]
}

// lowerASCII puts ASCII text in lower case, eight bytes at a time.
func lowerASCII(text []byte) {
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
