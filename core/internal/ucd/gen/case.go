package main

import (
	"slices"
)

// emitCase writes the lower-case mapping of Unicode 17.0.
func emitCase() {
	f := newFile("case_tables.go", "Unicode 17.0.0")
	distances := []int32{0}
	table := make([]byte, codeSpace)
	lower := version("17.0.0").mapping("Simple_Case_Mapping", "Lowercase")
	for from, to := range version("17.0.0").mapping("Special_Casing", "Lowercase") {
		if len(to) > 1 && from != 0x130 {
			fail("U+%04X has a lower case of %d characters", from, len(to))
		}
	}
	for c := rune(0); c < codeSpace; c++ {
		to, ok := lower[c]
		if !ok {
			continue
		}
		d := to[0] - c
		i := slices.Index(distances, d)
		if i < 0 {
			i = len(distances)
			distances = append(distances, d)
		}
		table[c] = byte(i)
	}
	f.wideTrie("lower17", "gives the block of a code point's number in lower17Distance.", 6, table)
	numbers(f, "lower17Distance", "is what to add to a code point for its simple lower case.", "int32", distances)
	f.write()
}
