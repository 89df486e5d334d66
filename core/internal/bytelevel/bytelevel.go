// Package bytelevel is GPT-2's reversible alphabet, which gives every byte a printable character so that
// a vocabulary of strings can hold arbitrary bytes.
// Source: bytes_to_unicode in https://github.com/openai/gpt-2/blob/master/src/encoder.py
package bytelevel

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// Runes is the character of each byte.
var Runes [256]rune

// UTF8 is the UTF-8 form of Runes: one or two bytes.
var UTF8 [256]string

// bytes is the inverse: character to byte+1, 0 where there is none. All characters are below 512.
var bytes [512]uint16

func init() {
	next := rune(256)
	for b := range 256 {
		printable := b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE
		r := rune(b)
		if !printable {
			r = next
			next++
		}
		Runes[b], UTF8[b], bytes[r] = r, string(r), uint16(b+1)
	}
}

// Byte returns the byte that r stands for.
func Byte(r rune) (byte, bool) {
	if r < 0 || int(r) >= len(bytes) || bytes[r] == 0 {
		return 0, false
	}
	return byte(bytes[r] - 1), true
}

// Append appends the alphabet's form of raw to dst.
func Append(dst, raw []byte) []byte {
	for _, b := range raw {
		dst = append(dst, UTF8[b]...)
	}
	return dst
}

// Decode appends the bytes that token stands for to dst. It reports false, with dst unchanged, if token
// has a character outside the alphabet.
func Decode(dst []byte, token string) ([]byte, bool) {
	n := len(dst)
	for _, r := range token {
		b, ok := Byte(r)
		if !ok || r == utf8.RuneError {
			return dst[:n], false
		}
		dst = append(dst, b)
	}
	return dst, true
}

// Len returns the number of bytes that token, all of whose characters are of the alphabet, stands for.
func Len(token []byte) int {
	const highs = 0x8080808080808080
	n := 0
	for ; len(token) >= 8; token = token[8:] {
		w := binary.LittleEndian.Uint64(token)
		n += 8 - bits.OnesCount64(w&^(w<<1)&highs) // without the second bytes of characters
	}
	for _, b := range token {
		if utf8.RuneStart(b) {
			n++
		}
	}
	return n
}
