package hub

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// fault is a failed request.
type fault struct {
	err     error         // *status.Error, or *absentError
	mayPass bool          // trying again may help
	expired bool          // the address may have; the Hub can give a new one
	after   time.Duration // not before this, as the server says; 0: it says nothing
}

// attempts limits how often, and over what time, a request is repeated.
type attempts struct {
	left   int
	next   time.Duration
	start  time.Time
	waited time.Duration
}

const (
	maxRetries    = 5
	firstWait     = time.Second
	longestWait   = 8 * time.Second
	totalPatience = time.Minute
)

func newAttempts() *attempts {
	return &attempts{left: maxRetries, next: firstWait, start: time.Now()}
}

// wait sleeps before the next attempt. It returns fault's error if there is none left, or if it would
// come too late.
func (c *client) wait(ctx context.Context, a *attempts, f *fault) error {
	pause := a.next + rand.N(a.next/4)
	if f.after > 0 {
		pause = f.after + time.Second
	}
	if a.left == 0 || max(a.waited, time.Since(a.start))+pause > totalPatience {
		return f.err
	}
	a.left--
	a.waited += pause
	a.next = min(2*a.next, longestWait)
	c.log(LogInfo, "trying again in %.1f s: %v", pause.Seconds(), f.err)
	if c.sleep(ctx, pause) != nil {
		return cancelled(ctx.Err())
	}
	return nil
}

// retryable reports whether a request that was answered with this status is worth repeating.
func retryable(code int) bool {
	return code == http.StatusRequestTimeout || code == http.StatusTooManyRequests || code >= 500
}

var limitItem = pattern(`(?:^|;)\s*([rt])\s*=\s*(\d+)`)

// retryAfter reads when a rate limit ends: the RateLimit header if it is what ran out, else Retry-After.
func retryAfter(h http.Header) time.Duration {
	remaining, reset := -1, 0
	for _, item := range limitItem().FindAllStringSubmatch(h.Get("RateLimit"), -1) {
		n, err := strconv.Atoi(item[2])
		if err != nil {
			continue
		}
		if item[1] == "r" {
			remaining = n
		} else {
			reset = n
		}
	}
	const longest = 24 * 60 * 60
	if remaining == 0 && reset > 0 {
		return time.Duration(min(reset, longest)) * time.Second
	}
	value := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.Atoi(value); err == nil && seconds > 0 {
		return time.Duration(min(seconds, longest)) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, min(time.Until(at), longest*time.Second))
	}
	return 0
}
