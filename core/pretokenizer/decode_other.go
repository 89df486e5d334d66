//go:build !amd64

package pretokenizer

// decode adds the characters beyond ASCII. One that is cut by the end of b is described beyond it.
func (b *Buffer) decode(classes *classTable, text []byte, blocks int) {
	b.decodeGeneric(classes, text, blocks)
}
