package asciibits

// Scripts has a bit for each byte of a block: what UTF-8 characters of some scripts are made of.
type Scripts struct {
	Han    uint64 // E5 to E8: the first bytes of U+5000 to U+8FFF, all letters
	E9     uint64 // the first byte of U+9000 to U+9FFF, all letters
	Hangul uint64 // EB and EC: the first bytes of U+B000 to U+CFFF, all letters
	Kana   uint64 // E3: the first byte of kana, where one of 81 to 83 follows
	Second uint64 // 81 to 83
	Rare   uint64 // 80, 97 to 9C, A0 and BB: the last bytes of what is no letter, or not assigned, among kana
	D0, D1 uint64 // the first bytes of U+0400 to U+047F
	A0, B0 uint64 // A0 to BF; B0 to BF
}
