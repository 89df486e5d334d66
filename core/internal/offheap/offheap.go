// Package offheap has large tables without pointers in memory that is not Go's: the garbage collector, which lets
// the heap grow in proportion to what it holds, does not count it, and it is given back at once.
package offheap

import (
	"runtime"
	"unsafe"

	"github.com/libhftok/libhftok/core/internal/hugepages"
)

// least is the size in bytes from which a table has pages of its own. Smaller ones are on the heap.
const least = 1 << 18

// Table owns rows of zeros. They must not be used any more when the table is unreachable, or after Free.
type Table[T any] struct {
	rows    []T
	pages   []byte // nil: the rows are on the heap
	cleanup runtime.Cleanup
}

// New makes a table of n rows. T has no pointers. What is not touched takes no memory.
func New[T any](n int) *Table[T] {
	size := n * int(unsafe.Sizeof(*new(T)))
	if size < least {
		return &Table[T]{rows: make([]T, n)}
	}
	pages := reserve(size + hugepages.Size)
	if pages == nil {
		return &Table[T]{rows: make([]T, n)}
	}
	begin := pages[-uintptr(unsafe.Pointer(&pages[0]))&(hugepages.Size-1):]
	t := &Table[T]{rows: unsafe.Slice((*T)(unsafe.Pointer(&begin[0])), n), pages: pages}
	t.cleanup = runtime.AddCleanup(t, release, pages)
	return t
}

// Rows returns the rows. It is nil for a nil table.
func (t *Table[T]) Rows() []T {
	if t == nil {
		return nil
	}
	return t.rows
}

// Free gives the rows' memory back. t may be nil.
func (t *Table[T]) Free() {
	if t == nil || t.pages == nil {
		return
	}
	t.cleanup.Stop()
	release(t.pages)
	t.rows, t.pages = nil, nil
}
