package main

import (
	"fmt"
	"slices"
)

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
