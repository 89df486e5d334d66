package pretokenizer

import (
	"math/rand/v2"
	"syscall"
	"testing"
	"unicode/utf8"
)

// TestDecodeWithin has texts that end where memory does.
func TestDecodeWithin(t *testing.T) {
	pages, size := 2, syscall.Getpagesize()
	memory, err := syscall.Mmap(-1, 0, pages*size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Munmap(memory)
	if err := syscall.Mprotect(memory[size:], syscall.PROT_NONE); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 5))
	var b Buffer
	for n := 1; n < 1200; n++ {
		for range 8 {
			var text []byte
			for len(text) < n {
				text = utf8.AppendRune(text, r.Int32N([]int32{0x80, 0x800, 0x10000, 0x20000}[r.IntN(4)]))
			}
			within := memory[size-len(text) : size]
			copy(within, text)
			b.classify(classes(), within)
		}
	}
}
