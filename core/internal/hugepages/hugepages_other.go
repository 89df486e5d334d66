//go:build !linux

// Package hugepages asks the system to back large tables that are read at random with large pages, which
// saves most of the address translations, and to do so at once.
package hugepages

// Size is that of large pages elsewhere.
const Size = 2 << 20

// Advise does nothing here.
func Advise[T any](s []T) {}

// Populate does nothing here.
func Populate[T any](s []T) {}
