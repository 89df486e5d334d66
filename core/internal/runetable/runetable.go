// Package runetable is a table by code point that has memory only for the characters that a text brings.
package runetable

import "unicode/utf8"

// Table maps characters to values. The zero value maps all to zero.
type Table[T any] struct {
	page  [(utf8.MaxRune + 1) >> pageBits]uint16 // number in pages + 1, 0: none
	pages [][1 << pageBits]T
}

const pageBits = 8

// Get returns the value of a character.
func (t *Table[T]) Get(r rune) (v T) {
	if p := t.page[uint32(r)>>pageBits]; p != 0 {
		return t.pages[p-1][uint8(r)]
	}
	return v
}

// Set gives a character a value.
func (t *Table[T]) Set(r rune, v T) {
	p := &t.page[uint32(r)>>pageBits]
	if *p == 0 {
		t.pages = append(t.pages, [1 << pageBits]T{})
		*p = uint16(len(t.pages))
	}
	t.pages[*p-1][uint8(r)] = v
}
