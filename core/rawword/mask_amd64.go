package rawword

import "golang.org/x/sys/cpu"

var hasAVX2 = cpu.X86.HasAVX2

// of returns the three masks of a block.
func (m *masks) of(b *[block]byte) (first, second, other uint64) {
	if hasAVX2 {
		return masksAVX2(&m.sets, b)
	}
	return m.ofGeneric(b)
}

//go:noescape
func masksAVX2(sets *sets, b *[block]byte) (first, second, other uint64)
