package asciibits

// Find describes a block of text. It reports false where that is not supported.
func (s *Scripts) Find(block *[Block]byte) bool {
	switch {
	case hasAVX512:
		scriptsAVX512(s, block)
	case hasAVX2:
		scriptsAVX2(s, block)
	}
	return hasAVX2
}

//go:noescape
func scriptsAVX2(s *Scripts, block *[Block]byte)

//go:noescape
func scriptsAVX512(s *Scripts, block *[Block]byte)
