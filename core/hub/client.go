package hub

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/libhftok/libhftok/core/status"
)

const (
	maxRedirects   = 10
	maxHeaderBytes = 1 << 20
	maxErrorBody   = 64 << 10
)

type logger func(level int, format string, args ...any)

func (r *Repo) log(level int, format string, args ...any) {
	if r.ask.Log != nil {
		r.ask.Log(level, fmt.Sprintf(format, args...))
	}
}

// client speaks HTTP with the Hub and with what it redirects to. It follows no redirect by itself and
// keeps no state between requests but idle connections.
type client struct {
	config    *config
	transport *http.Transport
	sleep     func(context.Context, time.Duration) error
	log       logger
}

func newClient(c *config, sleepFunc func(context.Context, time.Duration) error, log logger) *client {
	if sleepFunc == nil {
		sleepFunc = sleep
	}
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	return &client{
		config: c,
		transport: &http.Transport{
			Proxy:                  func(r *http.Request) (*url.URL, error) { return c.proxy(r.URL) },
			OnProxyConnectResponse: checkConnect,
			DialContext:            (&net.Dialer{}).DialContext,
			TLSClientConfig:        c.tls,
			Protocols:              &protocols,
			DisableCompression:     true,
			MaxResponseHeaderBytes: maxHeaderBytes,
			IdleConnTimeout:        10 * time.Second,
		},
		sleep: sleepFunc,
		log:   log,
	}
}

func (c *client) close() { c.transport.CloseIdleConnections() }

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// proxyRefusal is a proxy's answer other than 200 to CONNECT.
type proxyRefusal struct{ status int }

func (p *proxyRefusal) Error() string {
	return fmt.Sprintf("the proxy answered %d %s", p.status, http.StatusText(p.status))
}

func checkConnect(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode != http.StatusOK {
		return &proxyRefusal{answer.StatusCode}
	}
	return nil
}

// errStalled is the cause of a context that a watchdog ended.
var errStalled = errors.New("no answer in time")

// answer is a response under a watchdog: the headers have to arrive within the timeout, and then the
// body has to go on at minRate bytes per timeout. Close it.
type answer struct {
	*http.Response
	cancel   context.CancelCauseFunc
	context  context.Context
	timer    *time.Timer
	patience time.Duration
	received int     // since the timer was last set
	message  *string // what the server says of an error, once asked
}

// minRate keeps a server from holding a call for ever with a byte now and then.
const minRate = 1 << 10

// do sends one request. The token goes along only to the endpoint, and only if withToken.
func (c *client) do(ctx context.Context, method string, u *url.URL, patience time.Duration, withToken bool, more http.Header) (*answer, error) {
	header := http.Header{
		"User-Agent":            {c.config.userAgent},
		"Accept":                {"*/*"},
		"Accept-Encoding":       {"identity"},
		"X-Amzn-Trace-Id":       {uuid()},
		"X-Hf-Download-Counter": {"1"},
	}
	for name, values := range more {
		header[name] = values
	}
	if withToken && c.config.token.value != "" && c.config.trusted(u) {
		header.Set("Authorization", "Bearer "+c.config.token.value)
	}
	c.log(LogDebug, "%s %s", method, c.config.token.hide(origin(u)+u.EscapedPath()))

	a := &answer{patience: patience}
	a.context, a.cancel = context.WithCancelCause(ctx)
	a.timer = time.AfterFunc(patience, func() { a.cancel(errStalled) })
	request := (&http.Request{Method: method, URL: u, Host: u.Host, Header: header, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}).WithContext(a.context)
	response, err := c.transport.RoundTrip(request)
	if err != nil {
		err = a.why(err)
		a.stop()
		return nil, err
	}
	a.Response = response
	a.timer.Reset(patience)
	return a, nil
}

// Read reads the body.
func (a *answer) Read(p []byte) (int, error) {
	n, err := a.Body.Read(p)
	if a.received += n; a.received >= minRate {
		a.received = 0
		a.timer.Reset(a.patience)
	}
	if err != nil && err != io.EOF {
		err = a.why(err)
	}
	return n, err
}

// why is the reason for err: the caller's context, the watchdog, or err itself.
func (a *answer) why(err error) error {
	if cause := context.Cause(a.context); cause != nil {
		return cause
	}
	return err
}

func (a *answer) stop() {
	a.timer.Stop()
	a.cancel(context.Canceled)
}

func (a *answer) close() {
	a.Body.Close()
	a.stop()
}

// errorText is what the server says of an error, in a header or else in the body; it reads no more than
// maxErrorBody of that.
func (a *answer) errorText() string {
	if a.message == nil {
		text := a.Header.Get("X-Error-Message")
		if text == "" && a.Request.Method != http.MethodHead {
			var said struct{ Error string }
			body, _ := io.ReadAll(io.LimitReader(a, maxErrorBody))
			if json.Unmarshal(body, &said) == nil {
				text = said.Error
			}
		}
		a.message = &text
	}
	return *a.message
}

// sentToken reports whether the token went along with the request.
func (a *answer) sentToken() bool { return a.Request.Header.Get("Authorization") != "" }

func (a *answer) isRedirect() bool {
	switch a.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// encoded reports whether the body is compressed although that was not asked for: its length and hash
// would not be the file's.
func (a *answer) encoded() bool {
	encoding := a.Header.Get("Content-Encoding")
	return encoding != "" && encoding != "identity"
}

func uuid() string {
	var b [16]byte
	rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// cancelled is the error for a context that ended.
func cancelled(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return &status.Error{Code: status.Timeout, Message: "the caller's deadline for loading passed", Err: err}
	}
	return &status.Error{Code: status.Cancelled, Message: "loading was cancelled", Err: err}
}
