package ucd

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
