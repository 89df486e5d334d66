package hub_test

import (
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/libhftok/libhftok/core/hub"
	"github.com/libhftok/libhftok/core/status"
	"github.com/libhftok/libhftok/tests/hub/standin"
)

// socks is a SOCKS5 proxy (RFC 1928) that leads every name to one address.
type socks struct {
	addr    string
	refuses bool

	mu    sync.Mutex
	asked []string // what clients asked for
	seen  []byte   // what they sent after that
}

func startSocks(t *testing.T, target string, refuses bool) *socks {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	s := &socks{addr: listener.Addr().String(), refuses: refuses}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go s.serve(conn, target)
		}
	}()
	return s
}

func (s *socks) serve(conn net.Conn, target string) {
	defer conn.Close()
	head := make([]byte, 2)
	if _, err := io.ReadFull(conn, head); err != nil {
		return
	}
	io.CopyN(io.Discard, conn, int64(head[1]))
	conn.Write([]byte{5, 0}) // no authentication
	request := make([]byte, 5)
	if _, err := io.ReadFull(conn, request); err != nil || request[3] != 3 {
		return // only names: the proxy looks them up
	}
	rest := make([]byte, int(request[4])+2)
	if _, err := io.ReadFull(conn, rest); err != nil {
		return
	}
	port := binary.BigEndian.Uint16(rest[len(rest)-2:])
	s.mu.Lock()
	s.asked = append(s.asked, net.JoinHostPort(string(rest[:len(rest)-2]), strconv.Itoa(int(port))))
	s.mu.Unlock()
	reply := byte(0)
	if s.refuses {
		reply = 2 // not allowed by ruleset
	}
	conn.Write([]byte{5, reply, 0, 1, 0, 0, 0, 0, 0, 0})
	if s.refuses {
		return
	}
	server, err := net.Dial("tcp", target)
	if err != nil {
		return
	}
	defer server.Close()
	go io.Copy(conn, server)
	io.Copy(io.MultiWriter(server, s), conn)
}

func (s *socks) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = append(s.seen, p...)
	return len(p), nil
}

func TestSocks(t *testing.T) {
	for _, scheme := range []string{"socks5", "socks5h"} {
		t.Run(scheme, func(t *testing.T) {
			w := start(t, standin.Config{TLS: true, CDNOrigin: "https://hub.corp"})
			u, err := url.Parse(w.hub.Endpoint())
			if err != nil {
				t.Fatal(err)
			}
			proxy := startSocks(t, u.Host, false)
			delete(w.env, "HTTPS_PROXY")
			w.env["ALL_PROXY"], w.env["HF_ENDPOINT"] = scheme+"://"+proxy.addr, "https://hub.corp"
			w.mustLoad(token("hf_good"))
			if len(proxy.asked) == 0 || proxy.asked[0] != "hub.corp:443" || strings.Contains(string(proxy.seen), "hf_good") {
				t.Errorf("asked for %v", proxy.asked)
			}
		})
	}
	t.Run("refuses", func(t *testing.T) {
		w := start(t, standin.Config{TLS: true})
		proxy := startSocks(t, "", true)
		delete(w.env, "HTTPS_PROXY")
		w.env["ALL_PROXY"], w.env["HF_ENDPOINT"] = "socks5://user:s3cret@"+proxy.addr, "https://hub.corp"
		_, err := w.one(token("hf_good"))
		w.fails(err, status.Proxy, proxy.addr, "ALL_PROXY")
	})
}

// TestPlainProxy: a plain http endpoint goes through HTTP_PROXY, and then the proxy sees everything. So the
// token is not sent there, unless by explicit choice.
func TestPlainProxy(t *testing.T) {
	w := start(t, standin.Config{TLS: true})
	w.env["HF_ENDPOINT"], w.env["HTTP_PROXY"] = "http://hub.corp", w.hub.Proxy()
	_, err := w.one(token("hf_good"))
	w.fails(err, status.InvalidArgument, "plain http")
	w.expectRequests()
	w.env["HFTOK_TOKEN_OVER_HTTP"] = "1"
	_, err = w.one(token("hf_good"))
	w.fails(err, status.Forbidden) // the stand-in's proxy only tunnels
	w.expectRequests("proxy HEAD +")
}

// TestEnvironmentIsLive: each load reads the environment anew, deletions included.
func TestEnvironmentIsLive(t *testing.T) {
	w := start(t, standin.Config{})
	w.repo.Gated = true
	elsewhere := func(o *hub.Options) { o.CacheDir = t.TempDir() }
	for _, step := range []struct {
		value string
		set   bool
		code  status.Code
	}{
		{"", false, status.GatedNoToken}, {"hf_good", true, status.OK}, {"", true, status.GatedNoToken}, {"hf_good\n", true, status.OK},
		{"undefined", true, status.InvalidArgument}, {"hf_expired", true, status.BadToken}, {"", false, status.GatedNoToken},
	} {
		if delete(w.env, "HF_TOKEN"); step.set {
			w.env["HF_TOKEN"] = step.value
		}
		if _, err := w.one(elsewhere); status.CodeOf(err) != step.code {
			t.Errorf("HF_TOKEN %q: %v", step.value, err)
		}
	}
}

// TestShortCommit: what is not a whole commit is the Hub's to resolve.
func TestShortCommit(t *testing.T) {
	w := start(t, standin.Config{})
	short := w.commit()[:7]
	w.repo.Refs[short] = w.commit()
	w.mustLoad(revision(short))
	if ref, err := os.ReadFile(w.cachePath("refs", short)); err != nil || string(ref) != w.commit() {
		t.Errorf("refs/%s: %q, %v", short, ref, err)
	}
	if uri := w.hub.Requests()[0].URI; uri != "/org/tokenizer/resolve/"+short+"/tokenizer.json" {
		t.Errorf("asked for %s", uri)
	}
}

// TestCopiesOnce: without symlinks too, processes that start together download once.
func TestCopiesOnce(t *testing.T) {
	w := start(t, standin.Config{})
	w.env["HF_HUB_DISABLE_SYMLINKS"] = "1"
	w.hub.Inject(standin.Fault{Method: "GET", DelayMS: 300, Times: 1})
	var group sync.WaitGroup
	for range 5 {
		cmd := w.fetch(repoID, "tokenizer.json")
		group.Go(func() {
			if r := w.report(cmd); r.Error != "" {
				t.Error(r.Error)
			}
		})
	}
	group.Wait()
	if n := strings.Count(strings.Join(w.requests(), " "), "GET"); n != 1 {
		t.Errorf("%d downloads", n)
	}
	w.env["HF_HUB_OFFLINE"] = "1"
	w.mustLoad()
}
