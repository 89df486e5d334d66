package standin

import (
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// listenProxy starts the forward proxy. It tunnels (CONNECT) to the Hub and the CDN under their public
// names and refuses every other host.
func (h *Hub) listenProxy() (*listener, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l := &listener{scheme: "http", addr: ln.Addr().String()}
	l.server = &http.Server{Handler: http.HandlerFunc(h.tunnel), ErrorLog: discardLog()}
	go func() {
		if err := l.server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			panic("stand-in proxy: " + err.Error())
		}
	}()
	return l, nil
}

func (h *Hub) tunnel(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	record := h.record("proxy", r)
	fault := h.fault("proxy", r)
	h.mu.Unlock()
	if fault != nil {
		resp := newResponse()
		fault.change(resp)
		h.setStatus(record, resp.status)
		h.send(w, r, resp, fault)
		return
	}
	name, _, err := net.SplitHostPort(strings.ToLower(r.Host))
	var target string
	switch {
	case err != nil || r.Method != http.MethodConnect:
	case slices.Contains(hubNames, name):
		target = h.hub.addr
	case slices.Contains(cdnNames, name):
		target = h.cdn.addr
	}
	if target == "" {
		h.setStatus(record, http.StatusForbidden)
		http.Error(w, "the stand-in proxy does not lead there", http.StatusForbidden)
		return
	}
	h.setStatus(record, http.StatusOK)
	server, err := net.Dial("tcp", target)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer server.Close()
	client, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer client.Close()
	if _, err := io.WriteString(client, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		return
	}
	stop := sync.OnceFunc(func() { client.Close(); server.Close() })
	defer stop()
	go func() {
		defer stop()
		io.Copy(server, buffered)
	}()
	io.Copy(client, server)
}
