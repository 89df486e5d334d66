package asciibits

import "golang.org/x/sys/cpu"

var hasAVX2 = cpu.X86.HasAVX2

// classify describes the blocks of text, of which the first is the given one.
func (m *Masks) classify(first int, text []byte) {
	if hasAVX2 {
		classifyAVX2(&m.Letter[8*first], &text[0], len(text)/Block)
		return
	}
	m.classifyGeneric(first, text)
}

// classifyAVX2 describes blocks; letters is the place of the first of them in Masks.Letter.
//
//go:noescape
func classifyAVX2(letters *byte, text *byte, blocks int)
