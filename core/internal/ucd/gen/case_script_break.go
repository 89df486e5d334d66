package main

import (
	"fmt"
	"slices"
	"strings"
)

// emitCase writes the lower-case mapping of Unicode 17.0 and the case folding of 16.0.
func emitCase() {
	f := newFile("case_tables.go", "Unicode 16.0.0 and 17.0.0")
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

	const v version = "16.0.0"
	var text strings.Builder
	for _, status := range []string{"C", "S", "F"} {
		folds := v.mapping("Case_Folding", status)
		for c := rune(0); c < codeSpace; c++ {
			if to, ok := folds[c]; ok {
				fmt.Fprintf(&text, "%s%c%s", status, c, string(to))
			}
		}
	}
	text.WriteString("\n")
	f.text("fold16Text", "is CaseFolding.txt: status C, S or F, character, what it folds to.", text.String())
	f.write()
}

// emitScripts writes the scripts of Unicode 9.0, numbered by name; 0 is no script.
func emitScripts() {
	const v version = "9.0.0"
	f := newFile("script_tables.go", "Unicode "+string(v))
	table := make([]byte, codeSpace)
	names := []string{"no script"}
	for _, name := range v.names("Script") {
		if name == "Unknown" {
			continue
		}
		v.fill(table, "Script", name, byte(len(names)))
		names = append(names, name)
	}
	f.wideTrie("script9", "gives the block of a code point's script number.", 7, table)
	fmt.Fprintf(f, "\nconst (\n")
	for _, name := range []string{"Han", "Hiragana", "Katakana"} {
		fmt.Fprintf(f, "\tscript%s = %d\n", name, slices.Index(names, name))
	}
	fmt.Fprintf(f, ")\n")
	f.write()
}

// breaks are the values of Grapheme_Cluster_Break in the order of ucd.Break.
var breaks = []string{
	"Other", "CR", "LF", "Control", "Extend", "ZWJ", "Regional_Indicator", "Prepend", "SpacingMark",
	"L", "V", "T", "LV", "LVT",
}

func emitGraphemes() {
	f := newFile("grapheme_tables.go", "Unicode 16.0.0 and 17.0.0")
	for _, v := range []version{"16.0.0", "17.0.0"} {
		table := make([]byte, codeSpace)
		for i, name := range breaks {
			v.fill(table, "Grapheme_Cluster_Break", name, byte(i))
		}
		for _, s := range v.ranges("Binary_Property", "Extended_Pictographic") {
			for c := s.begin; c < s.end; c++ {
				if table[c] != 0 {
					fail("%s: pictograph %04X is %s", v, c, breaks[table[c]])
				}
				table[c] = byte(len(breaks))
			}
		}
		f.trie("break"+string(v[:2]), "gives the block of a code point's Break.", 7, table)
	}
	f.write()
}
