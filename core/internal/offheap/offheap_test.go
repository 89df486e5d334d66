package offheap

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
	"unsafe"
)

func TestTable(t *testing.T) {
	for _, n := range []int{0, 1, 1000, 1 << 20} {
		table := New[uint64](n)
		rows := table.Rows()
		if len(rows) != n {
			t.Fatalf("%d rows, want %d", len(rows), n)
		}
		for i, row := range rows {
			if row != 0 {
				t.Fatalf("row %d is %d", i, row)
			}
			rows[i] = ^uint64(i)
		}
		runtime.GC()
		for i, row := range table.Rows() {
			if row != ^uint64(i) {
				t.Fatalf("row %d became %d", i, row)
			}
		}
		table.Free()
		table.Free()
	}
	var none *Table[byte]
	if none.Rows() != nil {
		t.Error("no table, but rows")
	}
	none.Free()
}

// TestGivenBack: pages are released by Free, and when nobody has the table any more.
func TestGivenBack(t *testing.T) {
	touched := func() (*Table[byte], uint64) {
		table := New[byte](1 << 24)
		table.Rows()[1<<23] = 1
		return table, uint64(uintptr(unsafe.Pointer(&table.Rows()[1<<23])))
	}
	table, freed := touched()
	if !mapped(t, freed) || table.pages == nil {
		t.Skip("this system has no pages to give")
	}
	table.Free()
	if mapped(t, freed) {
		t.Error("a table that was freed has its pages still")
	}
	_, left := touched()
	for limit := time.Now().Add(time.Minute); mapped(t, left); time.Sleep(time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatal("a table that nobody has keeps its pages")
		}
		runtime.GC()
	}
}

// mapped reports whether there is memory at an address.
func mapped(t *testing.T, address uint64) bool {
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Skip(err)
	}
	for line := range strings.Lines(string(maps)) {
		var from, to uint64
		if _, err := fmt.Sscanf(line, "%x-%x", &from, &to); err == nil && from <= address && address < to {
			return true
		}
	}
	return false
}
