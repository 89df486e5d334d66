package processors

import (
	"runtime"
	"testing"
)

func TestCount(t *testing.T) {
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	if n := Count(); n != 1 {
		t.Errorf("%d threads with GOMAXPROCS=1", n)
	}
	runtime.GOMAXPROCS(runtime.NumCPU() + 3)
	if n := Count(); n != runtime.NumCPU() {
		t.Errorf("%d threads on %d processors", n, runtime.NumCPU())
	}
}

// TestSpare leaves alone what was asked for.
func TestSpare(t *testing.T) {
	t.Setenv("GOMAXPROCS", "1")
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	if Spare(); runtime.GOMAXPROCS(0) != 1 {
		t.Error("GOMAXPROCS=1 does not hold")
	}
	t.Setenv("GOMAXPROCS", "")
	want := 1
	if runtime.NumCPU() == 1 {
		want = 2
	}
	if Spare(); runtime.GOMAXPROCS(0) != want {
		t.Errorf("GOMAXPROCS is %d on %d processors", runtime.GOMAXPROCS(0), runtime.NumCPU())
	}
}
