package hub

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"

	"github.com/libhftok/libhftok/core/status"
)

// body fetches the content that meta describes into the cache's blobs. A transfer that breaks off goes
// on where it stopped, at a new address if the signed one has expired: the Hub gives it at again. What
// has arrived is checked against the announced size and hash before anybody can see it.
func (c *client) body(ctx context.Context, e *explanation, s *store, meta *metadata, again *url.URL, progress func(done, total int64)) error {
	p, err := s.create(meta.blobName())
	if err != nil {
		return e.cacheFailure(s.cache.dir, err)
	}
	defer p.discard()
	attempts := newAttempts()
	renewals, renewedAt := 0, int64(-1)
	begin := sync.OnceFunc(func() { progress(0, max(0, meta.size)) })
	for {
		fault := c.transfer(ctx, e, p, meta, begin, progress)
		if fault == nil {
			break
		}
		if fault.expired && renewals < maxRetries && p.size > renewedAt {
			renewals, renewedAt = renewals+1, p.size
			if fault = c.renew(ctx, e, again, meta); fault == nil {
				continue
			}
		}
		if absent, ok := fault.err.(*absentError); ok {
			return absent.err
		}
		if !fault.mayPass {
			return fault.err
		}
		if err := c.wait(ctx, attempts, fault); err != nil {
			return err
		}
	}
	if sum, err := p.sum(meta.etag); err != nil {
		return e.cacheFailure(s.cache.dir, err)
	} else if sum != meta.etag {
		return e.corrupt(meta.location, "its hash is %s, the Hub announced %s", sum, meta.etag).err
	}
	if err := p.keep(); err != nil {
		return e.cacheFailure(s.cache.dir, err)
	}
	progress(p.size, p.size)
	return nil
}

// renew asks the Hub anew where the content is.
func (c *client) renew(ctx context.Context, e *explanation, u *url.URL, meta *metadata) *fault {
	fresh, fault := c.headOnce(ctx, e, u, meta.commit)
	switch {
	case fault != nil:
		return fault
	case fresh.etag != meta.etag:
		return e.corrupt(u, "the Hub announced it as %s, and then as %s", meta.etag, fresh.etag)
	}
	meta.location, meta.trusted = fresh.location, fresh.trusted
	return nil
}

// transfer makes one request for what p still lacks and appends what comes.
func (c *client) transfer(ctx context.Context, e *explanation, p *partial, meta *metadata, begin func(), progress func(done, total int64)) *fault {
	u, withToken := meta.location, meta.trusted
	more := http.Header{}
	if p.size > 0 {
		more.Set("Range", fmt.Sprintf("bytes=%d-", p.size))
	}
	var a *answer
	for hop := 0; ; hop++ {
		var err error
		if a, err = c.do(ctx, http.MethodGet, u, c.config.bodyTimeout, withToken, more); err != nil {
			return e.unreachable(ctx, u, err, c.config)
		}
		if !a.isRedirect() {
			break
		}
		a.close()
		target, err := redirect(u, a.Header.Get("Location"))
		switch {
		case err != nil:
			return e.notAHub(u, a, err.Error())
		case hop == maxRedirects:
			return e.notAHub(u, nil, "it redirects without end")
		}
		u, withToken = target, withToken && c.config.trusted(target)
	}
	defer a.close()
	switch {
	case a.StatusCode == http.StatusPartialContent && p.size > 0 && continues(a, p.size, meta.size):
	case a.StatusCode == http.StatusOK:
		if err := p.restart(); err != nil {
			return &fault{err: e.cacheFailure(p.store.cache.dir, err)}
		}
	case a.StatusCode == http.StatusPartialContent, a.StatusCode == http.StatusRequestedRangeNotSatisfiable:
		if err := p.restart(); err != nil {
			return &fault{err: e.cacheFailure(p.store.cache.dir, err)}
		}
		f := e.corrupt(u, "the server continued it at the wrong place")
		f.mayPass = true
		return f
	default:
		return e.refused(u, a, c.config.isHub(u))
	}
	if a.encoded() {
		return e.notAHub(u, a, "its answer is compressed, although that was not asked for")
	}
	if a.StatusCode == http.StatusOK && a.ContentLength >= 0 && meta.size >= 0 && a.ContentLength != meta.size {
		return e.corrupt(u, "it is announced with %d bytes, and then with %d", meta.size, a.ContentLength)
	}
	if a.StatusCode == http.StatusOK && meta.size < 0 {
		meta.size = a.ContentLength
	}
	if limit := fileLimit(e.file); meta.size > limit {
		return e.tooLong(a, meta.size, limit)
	}
	begin()
	return c.receive(ctx, e, a, p, meta, progress)
}

// continues reports whether a partial answer begins where we stopped.
func continues(a *answer, at, size int64) bool {
	var first, last, total int64
	n, _ := fmt.Sscanf(a.Header.Get("Content-Range"), "bytes %d-%d/%d", &first, &last, &total)
	return n == 3 && first == at && (size < 0 || total == size)
}

func (c *client) receive(ctx context.Context, e *explanation, a *answer, p *partial, meta *metadata, progress func(done, total int64)) *fault {
	limit := fileLimit(e.file)
	buffer := make([]byte, 64<<10)
	for {
		n, err := a.Read(buffer)
		if n > 0 {
			switch {
			case meta.size >= 0 && p.size+int64(n) > meta.size:
				return e.corrupt(a.Request.URL, "it is longer than the %d bytes announced", meta.size)
			case p.size+int64(n) > limit:
				return e.fail(status.Unsupported, a.Request.URL, nil, "%s is longer than the %d bytes that are accepted", e.file, limit)
			}
			if err := p.write(buffer[:n]); err != nil {
				return &fault{err: e.cacheFailure(p.store.cache.dir, err)}
			}
			if p.size != meta.size {
				progress(p.size, max(0, meta.size))
			}
		}
		switch {
		case err == nil:
		case err == io.EOF && (meta.size < 0 || p.size == meta.size):
			return nil
		case err == io.EOF:
			f := e.corrupt(a.Request.URL, "only %d of %d bytes came", p.size, meta.size)
			f.mayPass = true
			return f
		default:
			return e.unreachable(ctx, a.Request.URL, err, c.config)
		}
		if ctx.Err() != nil {
			return &fault{err: cancelled(ctx.Err())}
		}
	}
}
