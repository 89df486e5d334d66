package utf8fast

import "golang.org/x/sys/cpu"

var hasAVX2 = cpu.X86.HasAVX2

// block is the number of bytes that are checked at once.
const block = 32

// validBlocks checks text up to some place. A character that this place cuts is valid so far.
func validBlocks(text []byte) (checked int, ok bool) {
	n := len(text) / block
	if !hasAVX2 || n == 0 {
		return 0, true
	}
	return n * block, validAVX2(&text[0], n)
}

//go:noescape
func validAVX2(text *byte, blocks int) bool
