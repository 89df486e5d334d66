//go:build !amd64

package asciibits

// classify describes text, of len(dst)*Size bytes.
func classify(dst []Bits, text []byte) { classifyGeneric(dst, text) }
