package core

import (
	"slices"
	"sync"

	"github.com/libhftok/libhftok/core/encoding"
)

// EncodeBatchIDs is EncodeRowsIDs of texts that lie end to end in data; text i ends before data[ends[i]].
func (t *Tokenizer) EncodeBatchIDs(dst []uint32, data []byte, ends, rowEnds []uint64, opts *EncodeOptions) ([]uint32, error) {
	text := func(row int) []byte {
		start := uint64(0)
		if row > 0 {
			start = ends[row-1]
		}
		return data[start:ends[row]]
	}
	return t.EncodeRowsIDs(dst, text, rowEnds, opts)
}

// EncodeRowsIDs appends the ids of many texts to dst, those of one after those of the other, and stores in rowEnds,
// which is as long as there are texts, how many of them there are up to the end of each. text gives the text of a row
// and is called by several goroutines, more than once for a row. Each gets the ids that EncodeBatch gives it.
//
// What EncodeIDs says of allocations holds here too while one goroutine does the work.
func (t *Tokenizer) EncodeRowsIDs(dst []uint32, text func(row int) []byte, rowEnds []uint64, opts *EncodeOptions) ([]uint32, error) {
	if opts == nil {
		opts = &defaults
	}
	around, ok := t.affixesFor(opts)
	if !ok {
		return t.encodeRowsColumns(dst, text, rowEnds, opts)
	}
	b := newBatch(len(rowEnds), func(row int) int { return len(text(row)) }, opts)
	c := collector{ids: dst, first: len(dst), rowEnds: rowEnds, direct: b.threads == 1}
	defer c.release()
	err := b.run(t, func(e *encoder, from, to int) (err error) {
		ids := c.room()
		start := len(ids)
		for row := from; row < to; row++ {
			e.seed(opts.seedOf(row))
			if ids, err = e.appendIDs(ids, text(row), around, opts); err != nil {
				return rowError(row, err)
			}
			rowEnds[row] = uint64(len(ids) - start)
		}
		c.put(from, to, ids)
		return nil
	})
	if err != nil {
		return dst, err
	}
	return c.ids, nil
}

// encodeRowsColumns is EncodeRowsIDs by way of whole encodings.
func (t *Tokenizer) encodeRowsColumns(dst []uint32, text func(row int) []byte, rowEnds []uint64, opts *EncodeOptions) ([]uint32, error) {
	in := make([]Input, len(rowEnds))
	for row := range in {
		in[row].Text = text(row)
	}
	o := *opts
	o.OffsetUnit, o.NoTokens = encoding.None, true
	encodings, err := t.EncodeBatch(in, &o)
	if err != nil {
		return dst, err
	}
	first := len(dst)
	for i, e := range encodings {
		dst = append(dst, e.IDs...)
		rowEnds[i] = uint64(len(dst) - first)
	}
	return dst, nil
}

// collector puts the ids of shares, which are ready in any order, in the order of their rows.
type collector struct {
	direct  bool // shares come in order and are appended to ids themselves
	first   int  // where the batch's ids begin in ids
	rowEnds []uint64

	mu      sync.Mutex
	ids     []uint32
	next    int        // the row that comes next
	waiting []share    // for one before them
	spare   [][]uint32 // memory for shares
}

// share is the ids of some rows, whose rowEnds still count from the share's first id.
type share struct {
	from, to int
	ids      []uint32
}

// room returns where to append the ids of a share.
func (c *collector) room() []uint32 {
	if c.direct {
		return c.ids
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(c.spare); n > 0 {
		ids := c.spare[n-1]
		c.spare = c.spare[:n-1]
		return ids
	}
	if kept, ok := shareMemory.Get().(*[]uint32); ok {
		return *kept
	}
	return nil
}

// shareMemory keeps memory of shares from one batch to the next: new memory costs as much as filling it with ids.
var shareMemory sync.Pool

// release gives up what memory is spare when the batch is done.
func (c *collector) release() {
	for _, ids := range c.spare {
		if cap(ids) <= maxKept {
			shareMemory.Put(&ids)
		}
	}
}

// put takes a share that was appended to room's slice.
func (c *collector) put(from, to int, ids []uint32) {
	if c.direct {
		c.place(from, to, len(c.ids))
		c.ids = ids
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = append(c.waiting, share{from, to, ids})
	for {
		i := slices.IndexFunc(c.waiting, func(s share) bool { return s.from == c.next })
		if i < 0 {
			return
		}
		s := c.waiting[i]
		c.waiting = slices.Delete(c.waiting, i, i+1)
		c.place(s.from, s.to, len(c.ids))
		c.ids = append(c.ids, s.ids...)
		c.spare = append(c.spare, s.ids[:0])
		c.next = s.to
	}
}

// place makes the rowEnds of a share whose ids begin at ids[at] count from the batch's first id.
func (c *collector) place(from, to, at int) {
	for row := from; row < to; row++ {
		c.rowEnds[row] += uint64(at - c.first)
	}
}
