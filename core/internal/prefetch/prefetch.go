//go:build amd64 || arm64

// Package prefetch asks the processor to fetch memory, so that other work is done while that takes its time.
package prefetch

import "unsafe"

// Line has the cache line at p fetched. No address is wrong, and nothing is changed but the time that the next access
// takes.
func Line[T any](p *T) { line(unsafe.Pointer(p)) }

//go:noescape
func line(p unsafe.Pointer)
