//go:build !amd64

package asciibits

// classify describes the blocks of text, of which the first is the given one, and makes the one after them of
// no class.
func (m *Masks) classify(first int, text []byte) { m.classifyGeneric(first, text) }
