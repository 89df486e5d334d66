package main

// #include "boundary.h"
import "C"

import (
	"context"
	"sync"
	"time"
	"unsafe"

	"github.com/libhftok/libhftok/core"
	"github.com/libhftok/libhftok/core/status"
)

// A host is the program on whose thread a long call came in. Its functions are called on that thread
// alone: it waits while the work runs on another goroutine, and is told what there is to tell.
type host struct {
	opts    *C.hftokx_pretrained_options // the progress function
	stopped bool                         // it said so; it isn't called again

	mu   sync.Mutex
	news []news
	wake chan struct{} // holds one item when there may be news
}

// news is a message for the log or, with a file, progress of a download.
type news struct {
	file        string
	done, total int64
	level       int
	message     string
}

// heartbeat is how often the host's progress function is called while nothing happens; patience is how
// long cancelled work may take to clean up before it is left behind.
const (
	heartbeat = 100 * time.Millisecond
	patience  = time.Second
)

// tellProgress has the host told about a download. It never waits for the host: progress that has not
// been told when there is more is dropped, but not a file's beginning.
func (h *host) tellProgress(file string, done, total int64) {
	h.mu.Lock()
	if n := len(h.news); n > 0 && h.news[n-1].file == file && h.news[n-1].done > 0 {
		h.news = h.news[:n-1]
	}
	h.news = append(h.news, news{file: file, done: done, total: total})
	h.mu.Unlock()
	h.signal()
}

// tellLog has the host told a message.
func (h *host) tellLog(level int, message string) {
	h.mu.Lock()
	h.news = append(h.news, news{level: level, message: message})
	h.mu.Unlock()
	h.signal()
}

func (h *host) signal() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// wait runs work on another goroutine and keeps the host informed until it is done. It calls cancel,
// which must end ctx, when the host says so.
func (h *host) wait(ctx context.Context, cancel func(), work func() (*core.Tokenizer, error)) (*core.Tokenizer, error) {
	type result struct {
		tokenizer *core.Tokenizer
		err       error
	}
	results := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			if p := recover(); p != nil {
				r = result{nil, status.Panicked(p)}
			}
			results <- r
		}()
		r.tokenizer, r.err = work()
	}()
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	ended := ctx.Done()
	var tooLate <-chan time.Time
	for {
		select {
		case r := <-results:
			if h.deliver(); h.stopped {
				return nil, errCancelled
			}
			return r.tokenizer, r.err
		case <-h.wake:
			h.deliver()
		case <-beat.C:
			h.callProgress(nil, 0, 0)
		case <-ended:
			ended, tooLate = nil, time.After(patience)
		case <-tooLate:
			return nil, errCancelled
		}
		if h.stopped {
			cancel()
		}
	}
}

// deliver tells the host all news.
func (h *host) deliver() {
	h.mu.Lock()
	items := h.news
	h.news = nil
	h.mu.Unlock()
	for _, n := range items {
		if n.file != "" {
			h.callProgress(cString(n.file), n.done, n.total)
		} else {
			C.hftokx_log(C.int32_t(n.level), cString(n.message))
		}
	}
}

func (h *host) callProgress(file *C.hftokx_text, done, total int64) {
	h.stopped = h.stopped || C.hftokx_progress(h.opts, file, C.uint64_t(done), C.uint64_t(total)) != 0
}

// cString returns s with a NUL behind it, in Go memory: for the length of one C call.
func cString(s string) *C.hftokx_text {
	return (*C.hftokx_text)(unsafe.Pointer(unsafe.SliceData(append([]byte(cText.Replace(s)), 0))))
}

var errCancelled = &status.Error{Code: status.Cancelled, Message: "the call was cancelled"}
