package encoding_test

import (
	"math"
	"testing"

	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/encoding/encodingtest"
	"github.com/libhftok/libhftok/core/status"
)

// plain returns an encoding of n tokens with ids 0, 1, … and no strings or offsets.
func plain(n int) *encoding.Encoding {
	e := &encoding.Encoding{TypeIDs: make([]uint32, n), WordIDs: make([]int32, n),
		SpecialTokensMask: make([]uint8, n), AttentionMask: make([]uint8, n)}
	for i := range n {
		e.IDs = append(e.IDs, uint32(i))
	}
	return e
}

// refused fails the test unless err is status.Encode and e, a plain encoding of n tokens, is as it was.
func refused(t *testing.T, name string, e *encoding.Encoding, n int, err error) {
	t.Helper()
	if status.CodeOf(err) != status.Encode {
		t.Errorf("%s: %v, want an encode error", name, err)
	}
	if e.Len() != n || len(e.Overflowing) != 0 || len(e.WordIDs) != n {
		t.Errorf("%s failed and changed the encoding", name)
	}
}

func TestAbsurdPadding(t *testing.T) {
	for _, p := range []encoding.PaddingParams{
		{Fixed: math.MaxInt},
		{Fixed: encoding.MaxPadLength + 1},
		{BatchLongest: true, PadToMultipleOf: math.MaxInt},
		{Fixed: encoding.MaxPadLength, PadToMultipleOf: encoding.MaxPadLength - 1},
		{Fixed: math.MaxInt - 1, PadToMultipleOf: 3},
	} {
		e := plain(3)
		refused(t, "padding", e, 3, encoding.PadAll([]*encoding.Encoding{e}, p))
	}
	var batch []*encoding.Encoding
	for range 1000 {
		batch = append(batch, plain(1))
	}
	refused(t, "padding of a batch", batch[999], 1, encoding.PadAll(batch, encoding.PaddingParams{Fixed: encoding.MaxPadLength / 2}))
}

func TestAbsurdTruncation(t *testing.T) {
	e := plain(100_000)
	refused(t, "truncation", e, 100_000, e.Truncate(50_000, 49_999, encoding.Right))
	refused(t, "truncation", e, 100_000, e.Truncate(10, 10, encoding.Left))
	refused(t, "truncation", e, 100_000, e.Truncate(10, math.MaxInt, encoding.Left))
	if err := e.Truncate(50_000, 49_000, encoding.Left); err != nil || e.Len() != 50_000 || e.IDs[0] != 50_000 || len(e.Overflowing) != 50 {
		t.Errorf("a large but bearable truncation: %v", err)
	}
}

func TestAbsurdMerge(t *testing.T) {
	a, b := plain(2), plain(2)
	for range 6000 {
		a.Overflowing = append(a.Overflowing, plain(1))
		b.Overflowing = append(b.Overflowing, plain(1))
	}
	if _, err := encoding.Merge([]*encoding.Encoding{a, b}, false); status.CodeOf(err) != status.Encode {
		t.Errorf("merging 6000 by 6000 parts: %v", err)
	}
}

func TestFailedMergeWithChangesNothing(t *testing.T) {
	var part func(n int) *encoding.Encoding
	part = func(n int) *encoding.Encoding {
		e := plain(3)
		e.SetSequenceID(n)
		for range n {
			e.Overflowing = append(e.Overflowing, plain(1))
		}
		return e
	}
	e := part(3000)
	before := encodingtest.String(e)
	if err := e.MergeWith(part(3000), false); status.CodeOf(err) != status.Encode {
		t.Fatalf("%v, want an encode error", err)
	}
	if encodingtest.String(e) != before {
		t.Error("a failed merge changed the encoding")
	}
}

// Reserve must not let a length below the special tokens truncate, nor overflow.
func TestReserveWraps(t *testing.T) {
	e := plain(20)
	if err := encoding.TruncateEncodings(e, nil, encoding.TruncationParams{MaxLength: 1}.Reserve(2)); err != nil || e.Len() != 20 {
		t.Errorf("%d tokens left, %v", e.Len(), err)
	}
	if p := (encoding.TruncationParams{MaxLength: 5}).Reserve(2); p.MaxLength != 3 {
		t.Errorf("reserved %d", p.MaxLength)
	}
}

// Every token of a truncated text is in exactly one window when there is no stride, in order; with one,
// neighbours share stride tokens.
func TestWindowsCover(t *testing.T) {
	for n := range 30 {
		for length := 1; length <= n; length++ {
			for stride := range length {
				e := plain(n)
				if err := e.Truncate(length, stride, encoding.Right); err != nil {
					t.Fatal(err)
				}
				next := uint32(0)
				for i, w := range append([]*encoding.Encoding{e}, e.Overflowing...) {
					if i > 0 {
						next -= uint32(stride)
					}
					for _, id := range w.IDs {
						if id != next {
							t.Fatalf("%d tokens in windows of %d, stride %d: window %d has %d", n, length, stride, i, w.IDs)
						}
						next++
					}
					if start, end, _ := encoding.Window(n, length, stride, encoding.Right); i == 0 && (start != 0 || end != w.Len()) {
						t.Fatalf("Window says %d to %d", start, end)
					}
				}
				if int(next) != n {
					t.Fatalf("%d tokens in windows of %d, stride %d: end at %d", n, length, stride, next)
				}
			}
		}
	}
}
