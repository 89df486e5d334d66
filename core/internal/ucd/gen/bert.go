package main

// emitBert writes what BertNormalizer asks about each code point in one table, so that it asks once. The
// blocks of Chinese characters are those of Google's BERT (tokenization.py), as the reference has them.
func emitBert() {
	const (
		control = 1 << iota
		space
		chinese
		accent
		upper
	)
	table := make([]byte, codeSpace)
	mark := func(flag byte, spans []span) {
		for _, s := range spans {
			for c := s.begin; c < s.end; c++ {
				table[c] |= flag
			}
		}
	}
	old := func(name string) []span { return version("8.0.0").ranges("General_Category", name) }
	white := version("8.0.0").ranges("Binary_Property", "White_Space")
	lineControls := []span{{'\t', '\n' + 1}, {'\r', '\r' + 1}}
	mark(control, minus(union(old("Control"), old("Format"), old("Private_Use"), []span{{0xFFFD, 0xFFFE}}), lineControls))
	mark(space, white)
	mark(chinese, []span{
		{0x4E00, 0xA000}, {0x3400, 0x4DC0}, {0x20000, 0x2A6E0}, {0x2A700, 0x2B740}, {0x2B740, 0x2B820},
		{0x2B920, 0x2CEB0}, {0xF900, 0xFB00}, {0x2F800, 0x2FA20},
	})
	mark(accent, old("Nonspacing_Mark"))
	for c, flags := range normalFlags() {
		if flags&(flagNFD|flagNonStarter) != 0 {
			table[c] |= accent
		}
	}
	for c := range version("17.0.0").mapping("Simple_Case_Mapping", "Lowercase") {
		table[c] |= upper
	}
	f := newFile("bert_tables.go", "Unicode 8.0.0, 9.0.0 and 17.0.0")
	f.trie("bert", "gives the block of a code point's Bert flags.", 7, table)
	f.write()
}
