// Package prefixes finds the places in a text where one of many strings may begin, by their first bytes.
package prefixes

import (
	"strings"

	"github.com/libhftok/libhftok/core/internal/flat"
)

// depth is the number of bytes that are looked at.
const depth = 3

// Filter is made of a set of strings. It is immutable after the last Add and then safe for concurrent use. The
// zero value is that of no strings.
//
// The strings are in eight groups, by their first bytes; bit g of bytes[k][c] tells that byte c may be the k-th of
// a string of group g. This is the filter of the algorithm Teddy:
// https://github.com/BurntSushi/aho-corasick/blob/master/src/packed/teddy/README.md
type Filter struct {
	bytes  [depth][256]uint8
	halves [depth][2][16]uint8 // the same by the low and the high half of a byte, which lets more through
	groups map[[depth]byte]uint8
	last   string // that was added
}

// Add adds a string, which must not be empty.
func (f *Filter) Add(s string) {
	if len(s) >= depth && strings.HasPrefix(f.last, s[:depth]) {
		return
	}
	f.last = s
	var first [depth]byte
	copy(first[:], s)
	if f.groups == nil {
		f.groups = map[[depth]byte]uint8{}
	}
	group, ok := f.groups[first]
	if !ok {
		group = uint8(len(f.groups) % 8)
		f.groups[first] = group
	}
	bit := uint8(1) << group
	for k := range f.bytes {
		if k < len(s) {
			f.add(k, s[k], bit)
			continue
		}
		for c := range 256 { // whatever follows
			f.add(k, byte(c), bit)
		}
	}
}

func (f *Filter) add(k int, c byte, bit uint8) {
	f.bytes[k][c] |= bit
	f.halves[k][0][c&15] |= bit
	f.halves[k][1][c>>4] |= bit
}

// Done frees what only Add needs.
func (f *Filter) Done() { f.groups, f.last = nil, "" }

// Tables writes the filter to c, or reads it.
func (f *Filter) Tables(c *flat.Codec) {
	flat.Value(c, &f.bytes)
	flat.Value(c, &f.halves)
}

// Next returns the first place from on where a string of f may begin; len(text) if there is none.
func (f *Filter) Next(text []byte, from int) int {
	from = f.skip(text, from)
	for ; from+depth <= len(text); from++ {
		if f.bytes[0][text[from]]&f.bytes[1][text[from+1]]&f.bytes[2][text[from+2]] != 0 {
			return from
		}
	}
	for ; from < len(text); from++ { // what is beyond the text does not count
		g := f.bytes[0][text[from]]
		if from+1 < len(text) {
			g &= f.bytes[1][text[from+1]]
		}
		if g != 0 {
			return from
		}
	}
	return len(text)
}
