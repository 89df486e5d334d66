package core

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/status"
)

// minShare is how many bytes of text are worth a goroutine.
const minShare = 1 << 14

// EncodeBatch encodes all rows, in parallel where that pays, then pads them together. An error names its
// row.
func (t *Tokenizer) EncodeBatch(in []Input, opts *EncodeOptions) ([]*encoding.Encoding, error) {
	if opts == nil {
		opts = &defaults
	}
	out := make([]*encoding.Encoding, len(in))
	total := 0
	for i := range in {
		total += in[i].size()
	}
	threads := opts.Threads
	if threads <= 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	threads = min(threads, len(in), 1+total/minShare)
	b := batch{t: t, in: in, out: out, opts: opts}
	if threads <= 1 {
		b.work()
	} else {
		var wg sync.WaitGroup
		for range threads {
			wg.Go(b.work)
		}
		wg.Wait()
	}
	if b.failed != nil {
		return nil, b.failed
	}
	if err := t.pad(opts, out...); err != nil {
		return nil, err
	}
	return out, nil
}

func (in *Input) size() int {
	n := in.Sequence.size()
	if in.Pair != nil {
		n += in.Pair.size()
	}
	return n
}

func (s *Sequence) size() int {
	n := len(s.Text)
	for _, w := range s.Words {
		n += len(w)
	}
	return n
}

// batch is a batch under way.
type batch struct {
	t    *Tokenizer
	in   []Input
	out  []*encoding.Encoding
	opts *EncodeOptions

	next atomic.Int64 // row to take next

	mu        sync.Mutex
	failed    error // of the first row that failed
	failedRow int
}

// work encodes rows until none is left or one has failed. Rows are taken in order, so that the error
// reported is that of the first bad row whatever the number of threads.
func (b *batch) work() {
	row := -1
	defer func() {
		if p := recover(); p != nil {
			b.fail(row, status.Panicked(p))
		}
	}()
	e := b.t.encoders.get(&b.t.pipeline)
	for {
		row = int(b.next.Add(1)) - 1
		if row >= len(b.in) || b.stopped() {
			break
		}
		e.seed(b.opts.seedOf(row))
		enc, err := b.t.encode(e, b.in[row], b.opts)
		if err != nil {
			b.fail(row, err)
			break
		}
		b.out[row] = enc
	}
	b.t.encoders.put(e)
}

func (b *batch) stopped() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.failed != nil
}

func (b *batch) fail(row int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failed == nil || row < b.failedRow {
		b.failed, b.failedRow = &status.Error{Code: status.CodeOf(err), Message: fmt.Sprintf("row %d: %v", row, err), Err: err}, row
	}
}
