package ucd

// Word reports whether r is \w in Rust's regex crate (Unicode 16.0): Alphabetic, marks, decimal digits,
// connector punctuation and the two joiners (UTS #18, Annex C). All that is Alphabetic is a letter, a
// letter number or a mark, but for the circled and squared Latin letters.
func Word(r rune) bool {
	return Is16(r, MaskL|MaskM|MaskNd|Of(Nl)|MaskPc) || r == 0x200C || r == 0x200D ||
		0x24B6 <= r && r <= 0x24E9 || 0x1F130 <= r && r <= 0x1F149 || 0x1F150 <= r && r <= 0x1F169 || 0x1F170 <= r && r <= 0x1F189
}
