//go:build unix

package offheap

import "syscall"

// reserve returns pages of zeros, nil if there are none to be had.
func reserve(size int) []byte {
	pages, err := syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil
	}
	return pages
}

func release(pages []byte) { _ = syscall.Munmap(pages) }
