package corpus

import (
	"encoding/binary"
	"math/bits"
)

const (
	ones  = 0x0101010101010101
	highs = 0x80 * ones
)

// plain returns where, from i on, the first quote, backslash or control character is, len(s) if there is none.
func plain(s []byte, i int) int {
	i += plainBlocks(s[i:])
	for ; i+8 <= len(s); i += 8 {
		w := binary.LittleEndian.Uint64(s[i:])
		quote, backslash := w^'"'*ones, w^'\\'*ones
		// A byte's high bit is set where it is less than 0x20, or zero; of those set, the lowest is right.
		if m := ((w-0x20*ones)&^w | (quote-ones)&^quote | (backslash-ones)&^backslash) & highs; m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
	}
	for i < len(s) && s[i] >= 0x20 && s[i] != '"' && s[i] != '\\' {
		i++
	}
	return i
}
