package ucd

import "unicode/utf8"

// Lower17 returns the lower case of r by itself in Unicode 17.0, as Rust's char::to_lowercase: no rule
// looks at neighbours. Only U+0130 has two characters, i and U+0307; more is 0 for all others.
func Lower17(r rune) (lower, more rune) {
	if i := uint32(r) >> 6; i < uint32(len(lower17Index)) {
		if d := lower17Blocks[uint32(lower17Index[i])<<6|uint32(r)&63]; d != 0 {
			if r == 0x130 {
				return 'i', 0x307
			}
			return r + lower17Distance[d], 0
		}
	}
	return r, 0
}

// FoldStatus is the second field of CaseFolding.txt. Statuses C and S make simple case folding, C and F
// full case folding.
type FoldStatus byte

const (
	FoldCommon FoldStatus = 'C'
	FoldSimple FoldStatus = 'S'
	FoldFull   FoldStatus = 'F'
)

// Folds16 yields the entries of CaseFolding.txt of Unicode 16.0 but for the Turkic ones (status T):
// first the common, then the simple, then the full, each in ascending order. to is one character, or
// with FoldFull up to three; it is only valid during the call.
func Folds16(yield func(status FoldStatus, from rune, to []rune) bool) {
	var to [3]rune
	for i := 0; fold16Text[i] != '\n'; {
		status := FoldStatus(fold16Text[i])
		i++
		from, n := utf8.DecodeRuneInString(fold16Text[i:])
		i += n
		count := 0
		for ; ; count++ {
			c, n := utf8.DecodeRuneInString(fold16Text[i:])
			if c < 'a' {
				break
			}
			to[count] = c
			i += n
		}
		if !yield(status, from, to[:count]) {
			return
		}
	}
}
