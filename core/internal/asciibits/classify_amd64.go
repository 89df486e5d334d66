package asciibits

import "golang.org/x/sys/cpu"

var hasAVX2 = cpu.X86.HasAVX2

// classify describes text, of len(dst)*Size bytes.
func classify(dst []Bits, text []byte) {
	if hasAVX2 {
		classifyAVX2(&dst[0], &text[0], len(dst))
		return
	}
	classifyGeneric(dst, text)
}

//go:noescape
func classifyAVX2(dst *Bits, text *byte, blocks int)
