// Package hugepages asks the system to back large tables that are read at random with large pages, which
// saves most of the address translations, and to do so at once.
package hugepages

import (
	"syscall"
	"unsafe"
)

// Size is that of the pages asked for: what x86-64, and arm64 with pages of 4 KiB, have.
const Size = 2 << 20

// MADV_HUGEPAGE, and MADV_POPULATE_WRITE, which Linux knows from 5.14 on.
const adviceHuge, advicePopulate = 14, 23

// Advise asks for large pages where s covers whole ones. It helps most before s is first written to. That it
// may fail, or do nothing, makes no difference but in time.
func Advise[T any](s []T) {
	advise(s, Size, adviceHuge)
}

// Populate has all memory of s, which is about to be written to at random, mapped at once: page by page each would be
// an interruption, two where it is read first. That it may fail makes no difference but in time.
func Populate[T any](s []T) { advise(s, syscall.Getpagesize(), advicePopulate) }

// advise gives advice on the whole pages of a size that s covers.
func advise[T any](s []T, size, advice int) {
	if len(s) == 0 {
		return
	}
	bytes := unsafe.Slice((*byte)(unsafe.Pointer(&s[0])), uintptr(len(s))*unsafe.Sizeof(s[0]))
	skip := -uintptr(unsafe.Pointer(&s[0])) % uintptr(size)
	if skip >= uintptr(len(bytes)) {
		return
	}
	if whole := (len(bytes) - int(skip)) / size * size; whole > 0 {
		_ = syscall.Madvise(bytes[skip:int(skip)+whole], advice)
	}
}
