package ucd

import "sort"

// Normal are flags about normalization in Unicode 9.0, the version of the reference's crate
// unicode-normalization-alignments.
type Normal uint8

const (
	NormalNFD        Normal = 1 << iota // has a canonical decomposition
	NormalNFKD                          // has a decomposition
	NormalNonStarter                    // combining class, or that of the decomposition's first character, is not 0
	NormalNFC                           // NFC_Quick_Check is not Yes
	NormalNFKC                          // NFKC_Quick_Check is not Yes
	NormalMark                          // general category is M
)

// Normal9 returns the flags of r. No ASCII character has any; no code point below U+00C0 has one of
// NormalNFD, NormalNFC and NormalNonStarter.
func Normal9(r rune) Normal {
	if i := uint32(r) >> 7; i < uint32(len(normal9Index)) {
		return Normal(normal9Blocks[uint32(normal9Index[i])<<7|uint32(r)&127] & 63)
	}
	return 0
}

// CombiningClass9 returns the rank of r's canonical combining class among all classes, 0 for starters.
func CombiningClass9(r rune) uint8 {
	if i := uint32(r) >> 7; i < uint32(len(class9Index)) {
		return class9Blocks[uint32(class9Index[i])<<7|uint32(r)&127] & 63
	}
	return 0
}

// Canonical9 returns the full canonical decomposition of r as UTF-8, "" if there is none. Hangul
// syllables are computed, not listed: DecomposeHangul.
func Canonical9(r rune) string {
	if i := uint32(r) >> 6; i < uint32(len(canonical9Index)) {
		p := int(canonical9Blocks[uint32(canonical9Index[i])<<6|uint32(r)&63])
		return canonical9Text[p+1 : p+1+int(canonical9Text[p])]
	}
	return ""
}

// Compatible9 returns the full compatibility decomposition of r as UTF-8, "" if there is none. Hangul
// syllables are computed, not listed: DecomposeHangul.
func Compatible9(r rune) string {
	if i := uint32(r) >> 6; i < uint32(len(compatible9Index)) {
		p := int(compatible9Blocks[uint32(compatible9Index[i])<<6|uint32(r)&63])
		return compatible9Text[p+1 : p+1+int(compatible9Text[p])]
	}
	return ""
}

// Constants of the Unicode Standard, section 3.12.
const (
	hangulS = 0xAC00
	hangulL = 0x1100
	hangulV = 0x1161
	hangulT = 0x11A7

	countL = 19
	countV = 21
	countT = 28
	countS = countL * countV * countT
)

// IsHangul reports whether r is a precomposed Hangul syllable.
func IsHangul(r rune) bool { return r >= hangulS && r < hangulS+countS }

// DecomposeHangul returns the jamo of a precomposed syllable; t is 0 if it has no trailing consonant.
func DecomposeHangul(r rune) (l, v, t rune) {
	s := r - hangulS
	l = hangulL + s/(countV*countT)
	v = hangulV + s%(countV*countT)/countT
	if s%countT != 0 {
		t = hangulT + s%countT
	}
	return l, v, t
}

// Compose9 returns the primary composite of two characters, Hangul included, 0 if there is none.
func Compose9(first, second rune) rune {
	if first >= hangulL && first < hangulL+countL && second >= hangulV && second < hangulV+countV {
		return hangulS + ((first-hangulL)*countV+second-hangulV)*countT
	}
	if IsHangul(first) && (first-hangulS)%countT == 0 && second > hangulT && second < hangulT+countT {
		return first + second - hangulT
	}
	i := sort.Search(len(compose9), func(i int) bool {
		c := &compose9[i]
		return c.second > uint32(second) || c.second == uint32(second) && c.first >= uint32(first)
	})
	if i < len(compose9) && compose9[i].second == uint32(second) && compose9[i].first == uint32(first) {
		return rune(compose9[i].composite)
	}
	return 0
}
