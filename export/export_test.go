package main

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"github.com/libhftok/libhftok/core"
	"github.com/libhftok/libhftok/core/status"
)

// Tests of what no caller of the library can bring about or see; tests/abi has the others. Test files
// can't import "C", so values of C types are made from those that functions take.

// newLike returns a zero value of the type that p points to.
func newLike[T any](*T) *T { return new(T) }

func TestPanicsBecomeErrors(t *testing.T) {
	call := func(f func()) (message string, code status.Code) {
		defer func() {
			e := status.Panicked(recover())
			message, code = e.Message, e.Code
		}()
		f()
		return
	}
	var nothing []int
	for _, c := range []struct {
		f    func()
		want []string
	}{
		{func() { _ = nothing[3] }, []string{"index out of range [3]", "export_test.go"}},
		{func() { panic("because") }, []string{"because", "export_test.go"}},
		{func() { panic(errors.New("a cause")) }, []string{"a cause", "export_test.go"}},
		{func() { var m map[string]int; m["x"] = 1 }, []string{"nil map", "export_test.go"}},
		{func() { var p *core.Tokenizer; p.Truncation() }, []string{"nil pointer", "core.(*Tokenizer).Truncation"}},
	} {
		message, code := call(c.f)
		if code != status.Internal {
			t.Errorf("%q has code %d", message, code)
		}
		for _, want := range append(c.want, "a bug in libhftok") {
			if !strings.Contains(message, want) {
				t.Errorf("%q lacks %q", message, want)
			}
		}
	}
}

func TestRescue(t *testing.T) {
	code := fail(nil, errNoMemory)
	func() {
		defer rescue(nil, &code)
		panic("x")
	}()
	if status.Code(code) != status.Internal {
		t.Errorf("a panic gave %d", code)
	}
	func() {
		defer swallow()
		panic("x")
	}()
}

// newHost returns a host without a progress function.
func newHost() *host {
	h := &host{wake: make(chan struct{}, 1)}
	h.opts = newLike(h.opts)
	return h
}

func TestWorkThatPanics(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	_, err := newHost().wait(ctx, cancel, func() (*core.Tokenizer, error) { panic("on another goroutine") })
	if status.CodeOf(err) != status.Internal || !strings.Contains(err.Error(), "on another goroutine") {
		t.Error(err)
	}
}

// TestWorkThatDoesNotEnd makes sure that a cancelled call returns although its work doesn't.
func TestWorkThatDoesNotEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	end := make(chan struct{})
	defer close(end)
	cancel()
	_, err := newHost().wait(ctx, cancel, func() (*core.Tokenizer, error) { <-end; return nil, nil })
	if status.CodeOf(err) != status.Cancelled {
		t.Error(err)
	}
}

// TestProgressIsBounded lets work report more than the host takes.
func TestProgressIsBounded(t *testing.T) {
	h := newHost()
	for i := range int64(1000) {
		h.tellProgress("a", i, 1000)
	}
	h.tellLog(1, "between")
	for i := range int64(1001) {
		h.tellProgress("b", i, 1000)
	}
	want := []news{{file: "a", total: 1000}, {file: "a", done: 999, total: 1000}, {level: 1, message: "between"},
		{file: "b", total: 1000}, {file: "b", done: 1000, total: 1000}}
	if len(h.news) != len(want) {
		t.Fatalf("%+v", h.news)
	}
	for i := range want {
		if h.news[i] != want[i] {
			t.Errorf("%+v, want %+v", h.news[i], want[i])
		}
	}
}

func TestParseEnvironment(t *testing.T) {
	got := parseEnvironment([]byte("A=1\x00B=\x00C=x=y\x00nothing\x00A=2\x00=z\x00\x00"))
	want := map[string]string{"A": "1", "B": "", "C": "x=y", "": "z"}
	if !maps.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestTableUnderLoad(t *testing.T) {
	numbers := table[int]{kind: tokenizers.kind}
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := range 2000 {
				n := worker*2000 + i
				h, err := numbers.add(n)
				if err != nil {
					t.Error(err)
					return
				}
				if got, err := numbers.get(h); err != nil || got != n {
					t.Errorf("%d %v, want %d", got, err, n)
				}
				if i%3 == 0 {
					continue // stays
				}
				if got, err := numbers.remove(h); err != nil || got != n {
					t.Errorf("%d %v, want %d", got, err, n)
				}
				if _, err := numbers.get(h); err == nil {
					t.Error("a removed handle was found")
				}
				if _, err := numbers.remove(h); err == nil {
					t.Error("a handle was removed twice")
				}
			}
		})
	}
	wg.Wait()
}

// TestEncodeAllocatesNothing counts what a call of hftok_encode leaves for the collector.
func TestEncodeAllocatesNothing(t *testing.T) {
	tokenizer, err := core.FromFile(filepath.Join("..", "tests", "data", "gpt2-demo", "tokenizer.json"))
	if err != nil {
		t.Fatal(err)
	}
	h, err := tokenizers.add(tokenizer)
	if err != nil {
		t.Fatal(err)
	}
	defer tokenizers.remove(h)
	ids := make([]uint32, 256)
	var count uint64
	const text = "Hello world, my dear friend!"
	if n := allocations(hftokgo_encode, h, chars(text), uint64(len(text)), ids, &count); n != 0 || count == 0 {
		t.Errorf("%v allocations a call, %d ids", n, count)
	}
}

// allocations counts those of encode with default options. Its type parameters stand for C's types.
func allocations[H, T, O, I, E any, N, S ~uint64, R ~int32](
	encode func(H, *T, N, *O, *I, N, *S, E) R, h H, text *T, n uint64, ids []uint32, count *uint64) float64 {
	opts, noError := new(O), *new(E)
	return testing.AllocsPerRun(100, func() {
		if code := encode(h, text, N(n), opts, (*I)(unsafe.Pointer(&ids[0])), N(len(ids)), (*S)(unsafe.Pointer(count)), noError); code != 0 {
			panic(code)
		}
	})
}
