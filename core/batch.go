package core

import (
	"fmt"
	"sync"

	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/processors"
	"github.com/libhftok/libhftok/core/status"
)

// minShare is how many bytes of text are worth a goroutine, maxShare how many are encoded at most before the
// next rows are taken, unless one row has more; sharesEach is how many shares each goroutine should get, so
// that none waits long for the last.
const (
	minShare   = 1 << 14
	maxShare   = 1 << 18
	sharesEach = 8
)

// EncodeBatch encodes all rows, in parallel where that pays, then pads them together. An error names its
// row.
func (t *Tokenizer) EncodeBatch(in []Input, opts *EncodeOptions) ([]*encoding.Encoding, error) {
	if opts == nil {
		opts = &defaults
	}
	out := make([]*encoding.Encoding, len(in))
	b := newBatch(len(in), func(row int) int { return in[row].size() }, opts)
	err := b.run(t, func(e *encoder, from, to int) error {
		for row := from; row < to; row++ {
			e.seed(opts.seedOf(row))
			enc, err := t.encode(e, in[row], opts)
			if err != nil {
				return rowError(row, err)
			}
			out[row] = enc
		}
		return nil
	})
	if err != nil {
		return nil, err
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

// batch is a batch of rows under way. Its rows are taken in shares of about equally many bytes, in order, so
// that the error reported is that of the first bad row whatever the number of threads.
type batch struct {
	rows    int
	size    func(row int) int // bytes of a row
	threads int
	share   int // bytes

	mu        sync.Mutex
	next      int   // row to take next
	failed    error // of the first share that failed
	failedRow int   // where that begins
}

func newBatch(rows int, size func(row int) int, opts *EncodeOptions) *batch {
	total := 0
	for row := range rows {
		total += size(row)
	}
	threads := opts.Threads
	if threads <= 0 {
		threads = processors.Count()
	}
	threads = min(threads, rows, 1+total/minShare)
	b := &batch{rows: rows, size: size, threads: threads, share: maxShare}
	if threads > 1 {
		b.share = min(max(total/(threads*sharesEach), minShare), maxShare)
	}
	return b
}

// run has work encode all shares of the batch, each with an encoder of t's, on b.threads goroutines of which
// this one is the first. work's error must be a rowError.
func (b *batch) run(t *Tokenizer, work func(e *encoder, from, to int) error) error {
	worker := func() {
		from, to := 0, 0
		defer func() {
			if p := recover(); p != nil {
				b.fail(from, rowError(from, status.Panicked(p)))
			}
		}()
		e := t.encoders.get(&t.pipeline)
		for from, to = b.take(); from < to; from, to = b.take() {
			if err := work(e, from, to); err != nil {
				b.fail(from, err)
				break
			}
		}
		// Not deferred: after a panic the encoder is lost.
		t.encoders.put(e)
	}
	var wg sync.WaitGroup
	for range b.threads - 1 {
		wg.Go(worker)
	}
	worker()
	wg.Wait()
	return b.failed
}

// take returns the next share, an empty one if none is left or a share has failed.
func (b *batch) take() (from, to int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failed != nil {
		return 0, 0
	}
	from = b.next
	for bytes := 0; b.next < b.rows && bytes < b.share; b.next++ {
		bytes += b.size(b.next)
	}
	return from, b.next
}

func (b *batch) fail(from int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failed == nil || from < b.failedRow {
		b.failed, b.failedRow = err, from
	}
}

func rowError(row int, err error) error {
	return &status.Error{Code: status.CodeOf(err), Message: fmt.Sprintf("row %d: %v", row, err), Err: err}
}
