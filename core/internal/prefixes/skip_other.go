//go:build !amd64

package prefixes

// skip returns a place up to which no string begins that begins at or after from.
func (f *Filter) skip(text []byte, from int) int { return from }
