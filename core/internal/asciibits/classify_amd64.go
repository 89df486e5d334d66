package asciibits

import "golang.org/x/sys/cpu"

var (
	hasAVX2   = cpu.X86.HasAVX2
	hasAVX512 = cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasBMI1
)

// classify describes the blocks of text, of which the first is the given one, and makes the one after them of
// no class.
func (m *Masks) classify(first int, text []byte) {
	switch {
	case hasAVX512:
		classifyAVX512(&m.Letter[8*first], &text[0], len(text)/Block)
	case hasAVX2:
		classifyAVX2(&m.Letter[8*first], &text[0], len(text)/Block)
	default:
		m.classifyGeneric(first, text)
	}
}

// classifyAVX512 describes blocks; letters is the place of the first of them in Masks.Letter.
//
//go:noescape
func classifyAVX512(letters *byte, text *byte, blocks int)

// classifyAVX2 is the same for other processors.
//
//go:noescape
func classifyAVX2(letters *byte, text *byte, blocks int)
