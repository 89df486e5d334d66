package corpus

import "golang.org/x/sys/cpu"

var hasAVX2 = cpu.X86.HasAVX2

// block is the number of bytes that are looked at together.
const block = 32

// plainBlocks goes as far as whole blocks hold nothing that plain looks for, or to the first that it does.
func plainBlocks(s []byte) int {
	n := len(s) / block
	if !hasAVX2 || n == 0 {
		return 0
	}
	return plainAVX2(&s[0], n*block)
}

// plainAVX2 is plain for n bytes, a multiple of block and not 0.
//
//go:noescape
func plainAVX2(s *byte, n int) int
