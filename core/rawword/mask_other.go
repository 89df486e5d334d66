//go:build !amd64

package rawword

// of returns the three masks of a block.
func (m *masks) of(b *[block]byte) (first, second, other uint64) { return m.ofGeneric(b) }
