// Package standin is a Hub on loopback: it speaks the part of the Hugging Face Hub's protocol that
// loading a tokenizer needs, records every request, and misbehaves on demand.
//
// A Hub has two listeners, because another port is another origin: the Hub itself, and the CDN that
// serves large files. With TLS it also runs a forward proxy which leads every public name of the Hub
// (huggingface.co, hf.co, …) to these two, so that a client can be tested under the real names.
package standin

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Access is what a token lets its bearer see.
type Access int

const (
	Good        Access = iota // everything, gated and private repositories included
	Ungranted                 // a valid account that no gated or private repository admits
	FineGrained               // valid, but without the permission to read gated repositories
	Expired                   // refused wherever it is shown, as is every token the Hub does not know
)

// Config says how a Hub is reached. The zero value is a plain HTTP Hub.
type Config struct {
	TLS    bool   // serve https, and run the forward proxy
	Prefix string // path under which the Hub lives, "/mirror"; what lies outside it is not a Hub
	Addr   string // address of the Hub's listener; "" is a free loopback port
	// CDNOrigin is the origin that the Hub redirects to for large files, in place of the CDN listener's
	// own: "https://cdn-lfs.huggingface.co", for clients that come through the proxy.
	CDNOrigin string
}

// Hub is a running stand-in. Its methods may be used from any goroutine.
type Hub struct {
	config Config
	hub    *listener
	cdn    *listener
	proxy  *listener
	ca     *authority

	mu       sync.Mutex
	repos    map[string]*Repo
	renamed  map[string]string
	tokens   map[string]Access
	faults   []*Fault
	requests []*Request
	served   int
	closing  chan struct{}
}

// Start begins to serve. The caller ends it with Close.
func Start(config Config) (*Hub, error) {
	h := &Hub{
		config:  config,
		repos:   map[string]*Repo{},
		renamed: map[string]string{},
		tokens:  map[string]Access{},
		closing: make(chan struct{}),
	}
	if config.TLS {
		ca, err := newAuthority()
		if err != nil {
			return nil, err
		}
		h.ca = ca
	}
	var err error
	if h.hub, err = h.listen(config.Addr, "hub", h.serveHub); err == nil {
		h.cdn, err = h.listen("", "cdn", h.serveCDN)
	}
	if err == nil && config.TLS {
		h.proxy, err = h.listenProxy()
	}
	if err != nil {
		h.Close()
		return nil, err
	}
	return h, nil
}

// Close ends all listeners and connections, stalled ones included.
func (h *Hub) Close() {
	select {
	case <-h.closing:
		return
	default:
		close(h.closing)
	}
	for _, l := range []*listener{h.hub, h.cdn, h.proxy} {
		if l != nil {
			l.server.Close()
		}
	}
}

// Endpoint is the value for HF_ENDPOINT.
func (h *Hub) Endpoint() string { return h.hub.origin() + h.config.Prefix }

// CDN is the origin that large files are served from.
func (h *Hub) CDN() string {
	if h.config.CDNOrigin != "" {
		return h.config.CDNOrigin
	}
	return h.cdn.origin()
}

// Proxy is the forward proxy's URL; "" without TLS.
func (h *Hub) Proxy() string {
	if h.proxy == nil {
		return ""
	}
	return "http://" + h.proxy.addr
}

// CA is the certificate, PEM-encoded, that signed those of all listeners; nil without TLS.
func (h *Hub) CA() []byte {
	if h.ca == nil {
		return nil
	}
	return h.ca.pem
}

// AddToken makes a token known.
func (h *Hub) AddToken(token string, access Access) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tokens[token] = access
}

// AddRepo publishes a repository.
func (h *Hub) AddRepo(r *Repo) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.repos[r.ID] = r
}

// Rename makes the Hub answer for an old name with a redirect to the repository's name of today.
func (h *Hub) Rename(old, id string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.renamed[old] = id
}

// Inject adds faults. The first one that matches a request is applied to its answer.
func (h *Hub) Inject(faults ...Fault) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := range faults {
		f := faults[i]
		h.faults = append(h.faults, &f)
	}
}

// ClearFaults makes the Hub well-behaved again.
func (h *Hub) ClearFaults() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.faults = nil
}

// Request is what a client sent.
type Request struct {
	Origin string      `json:"origin"` // "hub", "cdn" or "proxy"
	Method string      `json:"method"`
	Host   string      `json:"host"`
	URI    string      `json:"uri"`
	Header http.Header `json:"header"`
	Status int         `json:"status"` // of the answer; 0 while there is none
}

// Requests returns everything that was asked so far, in order.
func (h *Hub) Requests() []Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	requests := make([]Request, len(h.requests))
	for i, r := range h.requests {
		requests[i] = *r
	}
	return requests
}

// ClearRequests empties the record.
func (h *Hub) ClearRequests() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.requests = nil
}

type listener struct {
	scheme string
	addr   string
	server *http.Server
}

func (l *listener) origin() string { return l.scheme + "://" + l.addr }

// listen serves answer, which is the protocol, with recording and faults around it.
func (h *Hub) listen(addr, name string, answer func(*response, *http.Request)) (*listener, error) {
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	l := &listener{scheme: "http", addr: ln.Addr().String()}
	l.server = &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if name == "hub" && h.control(w, r) {
				return
			}
			h.handle(name, answer, w, r)
		}),
		ReadHeaderTimeout: time.Minute,
		ErrorLog:          discardLog(),
	}
	serve := l.server.Serve
	if h.ca != nil {
		l.scheme = "https"
		l.server.TLSConfig = h.ca.config()
		serve = func(ln net.Listener) error { return l.server.ServeTLS(ln, "", "") }
	}
	go func() {
		if err := serve(ln); !errors.Is(err, http.ErrServerClosed) {
			panic(fmt.Sprintf("stand-in %s: %v", name, err))
		}
	}()
	return l, nil
}

func (h *Hub) handle(name string, answer func(*response, *http.Request), w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.served++
	number := h.served
	record := h.record(name, r)
	fault := h.fault(name, r)
	h.mu.Unlock()

	resp := newResponse()
	resp.header.Set("X-Request-Id", fmt.Sprintf("Root=1-%08x-%024x", number, number))
	if name == "hub" {
		resp.header.Set("RateLimit", `"resolvers";r=2998;t=172`)
		resp.header.Set("RateLimit-Policy", `"fixed window";"resolvers";q=3000;w=300`)
	}
	if fault != nil && fault.NoRange {
		r.Header.Del("Range")
	}
	answer(resp, r)
	if fault != nil {
		fault.change(resp)
	}
	h.setStatus(record, resp.status)
	h.send(w, r, resp, fault)
}

// record notes a request; h.mu is held.
func (h *Hub) record(name string, r *http.Request) *Request {
	record := &Request{Origin: name, Method: r.Method, Host: r.Host, URI: r.RequestURI, Header: r.Header.Clone()}
	h.requests = append(h.requests, record)
	return record
}

func (h *Hub) setStatus(record *Request, status int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	record.Status = status
}

// segments splits an escaped path and decodes each part, so that "refs%2Fpr%2F1" stays one.
func segments(u *url.URL) ([]string, error) {
	parts := strings.Split(strings.TrimPrefix(u.EscapedPath(), "/"), "/")
	for i, p := range parts {
		s, err := url.PathUnescape(p)
		if err != nil {
			return nil, err
		}
		parts[i] = s
	}
	return parts, nil
}
