// Package processors tells how many threads are worth having, and gives Go's scheduler what a library in another process needs.
package processors

import (
	"os"
	"runtime"
)

// Count returns how many threads may work at a time.
func Count() int { return min(runtime.GOMAXPROCS(0), runtime.NumCPU()) }

// Spare gives Go two processors where there is one, unless the environment sets GOMAXPROCS. With a single one, Go's monitor
// thread takes it back after every call from C, begins anew with the next one, and looks every 20 µs at first, which takes up to a
// quarter of a call of some milliseconds. While another one is idle, it waits 10 ms before it takes one back (retake in Go's
// runtime/proc.go), so that it stays calm from one call to the next.
func Spare() {
	if runtime.NumCPU() == 1 && runtime.GOMAXPROCS(0) == 1 && os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(2)
	}
}
