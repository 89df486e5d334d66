package prefixes

import "golang.org/x/sys/cpu"

var hasAVX2 = cpu.X86.HasAVX2

// skip returns a place up to which no string begins that begins at or after from.
func (f *Filter) skip(text []byte, from int) int {
	const block = 32
	if n := (len(text) - from - (depth - 1)) / block; hasAVX2 && n > 0 {
		return from + skipAVX2(&f.halves, &text[from], n)
	}
	return from
}

// skipAVX2 returns the first place in blocks of 32 bytes where a string may begin. depth-1 bytes must follow.
//
//go:noescape
func skipAVX2(halves *[depth][2][16]uint8, text *byte, blocks int) int
