//go:build !amd64 && !arm64

// Package prefetch asks the processor to fetch memory, so that other work is done while that takes its time.
package prefetch

// Line does nothing here.
func Line[T any](p *T) {}
