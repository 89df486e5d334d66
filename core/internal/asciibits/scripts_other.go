//go:build !amd64

package asciibits

// Find describes a block of text. It reports false where that is not supported.
func (s *Scripts) Find(block *[Block]byte) bool { return false }
