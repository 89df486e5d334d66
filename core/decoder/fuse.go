package decoder

import "strings"

// Fuse joins all tokens in one.
type Fuse struct{}

func NewFuse() *Fuse { return &Fuse{} }

func (d *Fuse) DecodeChain(tokens []string) ([]string, error) {
	return []string{strings.Join(tokens, "")}, nil
}
