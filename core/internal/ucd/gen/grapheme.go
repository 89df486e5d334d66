package main

// breaks are the values of Grapheme_Cluster_Break in the order of ucd.Break.
var breaks = []string{
	"Other", "CR", "LF", "Control", "Extend", "ZWJ", "Regional_Indicator", "Prepend", "SpacingMark",
	"L", "V", "T", "LV", "LVT",
}

func emitGraphemes() {
	const v version = "17.0.0"
	f := newFile("grapheme_tables.go", "Unicode "+string(v))
	table := make([]byte, codeSpace)
	for i, name := range breaks {
		v.fill(table, "Grapheme_Cluster_Break", name, byte(i))
	}
	for _, s := range v.ranges("Binary_Property", "Extended_Pictographic") {
		for c := s.begin; c < s.end; c++ {
			if table[c] != 0 {
				fail("pictograph %04X is %s", c, breaks[table[c]])
			}
			table[c] = byte(len(breaks))
		}
	}
	f.trie("break17", "gives the block of a code point's Break.", 7, table)
	f.write()
}
