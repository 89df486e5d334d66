// Package hugepages asks the system to back large tables that are read at random with large pages, which
// saves most of the address translations.
package hugepages

import (
	"syscall"
	"unsafe"
)

// size is that of the pages asked for: what x86-64, and arm64 with pages of 4 KiB, have.
const size = 2 << 20

// advice is MADV_HUGEPAGE.
const advice = 14

// Advise asks for large pages where s covers whole ones. It helps most before s is first written to. That it
// may fail, or do nothing, makes no difference but in time.
func Advise[T any](s []T) {
	if len(s) == 0 {
		return
	}
	bytes := unsafe.Slice((*byte)(unsafe.Pointer(&s[0])), uintptr(len(s))*unsafe.Sizeof(s[0]))
	skip := -uintptr(unsafe.Pointer(&s[0])) % size
	if skip >= uintptr(len(bytes)) {
		return
	}
	if whole := (uintptr(len(bytes)) - skip) / size * size; whole > 0 {
		_ = syscall.Madvise(bytes[skip:skip+whole], advice)
	}
}
