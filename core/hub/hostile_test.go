package hub

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/libhftok/libhftok/core/status"
	"github.com/libhftok/libhftok/tests/hub/standin"
)

// serveRaw answers every connection with what serve writes, until the test ends.
func serveRaw(t *testing.T, serve func(net.Conn)) (addr string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				serve(conn)
			}()
		}
	}()
	return listener.Addr().String()
}

// forever writes chunks until the client hangs up.
func forever(conn net.Conn, pause time.Duration, chunk func(i int) string) {
	for i := 0; ; i++ {
		if _, err := io.WriteString(conn, chunk(i)); err != nil {
			return
		}
		time.Sleep(pause)
	}
}

// TestHostileHTTP: servers that speak HTTP only to do harm end a load with a clear error, in bounded time
// and memory.
func TestHostileHTTP(t *testing.T) {
	for name, c := range map[string]struct {
		serve func(net.Conn)
		code  status.Code
		says  string
	}{
		"slow loris":           {func(c net.Conn) { slow(c, "H") }, status.Timeout, "within the timeout"},
		"slow loris's headers": {func(c net.Conn) { slow(c, "HTTP/1.1 200 OK\r\nX-Header: ") }, status.Timeout, "within the timeout"},
		"headers without end": {func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\n")
			forever(c, 0, numbered("X-%d: "+strings.Repeat("x", 50000)+"\r\n"))
		}, status.NotAHub, "not proper HTTP"},
		"hints without end": {func(c net.Conn) {
			forever(c, 0, numbered("HTTP/1.1 103 Early Hints\r\nX-%d: "+strings.Repeat("x", 50000)+"\r\n\r\n"))
		}, status.NotAHub, "not proper HTTP"},
		"not HTTP": {func(c net.Conn) { io.WriteString(c, "SSH-2.0-OpenSSH_9.2\r\n") }, status.NotAHub, "not proper HTTP"},
		"nothing":  {func(c net.Conn) {}, status.Network, "can't be reached"},
		"silence":  {func(c net.Conn) { io.Copy(io.Discard, c) }, status.Timeout, "within the timeout"},
		"a compressed transfer": {func(c net.Conn) { io.WriteString(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n") },
			status.NotAHub, "not proper HTTP"},
		"two lengths": {func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")
		}, status.NotAHub, "not proper HTTP"},
		"a negative length": {func(c net.Conn) { io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n") }, status.NotAHub, "not proper HTTP"},
		"a switch of protocols": {func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")
		}, status.NotAHub, "101"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, standin.Inline)
			if c.code == status.Timeout { // else a slow machine would be taken for a slow server
				b.o.Timeout = 300 * time.Millisecond
			}
			b.o.Endpoint = "http://" + serveRaw(t, func(conn net.Conn) {
				bufio.NewReader(conn).ReadString('\n')
				c.serve(conn)
			})
			_, err := b.load("tokenizer.json")
			b.fails(err, c.code, c.says)
		})
	}
}

func numbered(format string) func(int) string {
	return func(i int) string { return fmt.Sprintf(format, i) }
}

// slow writes begin, and then a letter now and then.
func slow(conn net.Conn, begin string) {
	io.WriteString(conn, begin)
	forever(conn, 20*time.Millisecond, func(int) string { return "x" })
}

// certificate makes one that signs itself, and a client's file with it.
func certificate(t *testing.T, change func(*x509.Certificate)) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	change(template)
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o644); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, file
}

// TestHostileTLS: handshakes that fail, each for its reason, and none that succeeds without trust.
func TestHostileTLS(t *testing.T) {
	nothing := func(*x509.Certificate) {}
	for name, c := range map[string]struct {
		change func(*x509.Certificate)
		config func(*tls.Config)
		trust  bool
		code   status.Code
		says   string
	}{
		"trusted":      {change: nothing, trust: true, code: status.NotAHub},
		"self-signed":  {change: nothing, code: status.TLS, says: "SSL_CERT_FILE"},
		"expired":      {change: func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Hour) }, trust: true, code: status.TLS, says: "clock"},
		"not yet":      {change: func(c *x509.Certificate) { c.NotBefore = time.Now().Add(30 * time.Minute) }, trust: true, code: status.TLS, says: "clock"},
		"another host": {change: func(c *x509.Certificate) { c.IPAddresses = nil; c.DNSNames = []string{"other.example"} }, trust: true, code: status.TLS, says: "HF_ENDPOINT"},
		"an old protocol": {change: nothing, trust: true, config: func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 },
			code: status.TLS, says: "protocol version"},
	} {
		t.Run(name, func(t *testing.T) {
			pair, file := certificate(t, c.change)
			config := &tls.Config{Certificates: []tls.Certificate{pair}}
			if c.config != nil {
				c.config(config)
			}
			b := newBench(t, standin.Inline)
			b.o.Endpoint = "https://" + serveRaw(t, func(conn net.Conn) {
				s := tls.Server(conn, config)
				bufio.NewReader(s).ReadString('\n')
				io.WriteString(s, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
			})
			b.o.Token = "hf_secret"
			b.o.Getenv = func(name string) (string, bool) {
				if name == "SSL_CERT_FILE" && c.trust {
					return file, true
				}
				return b.dir, name == "HOME"
			}
			_, err := b.load("tokenizer.json")
			b.fails(err, c.code, c.says)
			b.paused()
		})
	}
	t.Run("a handshake that stalls", func(t *testing.T) {
		b := newBench(t, standin.Inline)
		b.o.Timeout = 200 * time.Millisecond
		b.o.Endpoint = "https://" + serveRaw(t, func(conn net.Conn) { io.Copy(io.Discard, conn) })
		_, err := b.load("tokenizer.json")
		b.fails(err, status.Timeout, "within the timeout")
	})
	t.Run("garbage for a handshake", func(t *testing.T) {
		b := newBench(t, standin.Inline)
		b.o.Endpoint = "https://" + serveRaw(t, func(conn net.Conn) { io.WriteString(conn, strings.Repeat("\x16garbage", 100)) })
		_, err := b.load("tokenizer.json")
		b.fails(err, status.TLS)
	})
}

// TestErrorBodies: whatever a refusal's body holds, the refusal is told, shortly and in clean text.
func TestErrorBodies(t *testing.T) {
	for name, c := range map[string]struct{ body, says string }{
		"not JSON":         {"<html>no</html>", ""},
		"cut":              {`{"error": "Access to`, ""},
		"of another type":  {`{"error": {"code": [1]}}`, ""},
		"a list":           {`["error"]`, ""},
		"nested":           {strings.Repeat(`{"error":`, 20000), ""},
		"bad UTF-8":        {"{\"error\": \"caf\xe9 \u202e\x7f\"}", "caf"},
		"control":          {`{"error": "a\u0000b\u001b[31mred\r\nX: y"}`, "red"},
		"long":             {`{"error": "` + strings.Repeat("long ", 5000) + `"}`, "long long"},
		"longer than read": {`{"error": "` + strings.Repeat("long ", 50000) + `"}`, ""},
		"with a token":     {`{"error": "hf_secret may not"}`, "*** may not"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, standin.Inline)
			b.o.Token = "hf_secret"
			b.hub.AddToken("hf_secret", standin.Good)
			b.hub.Inject(standin.Fault{Method: "GET", Status: 403, Body: &c.body})
			_, err := b.load("tokenizer.json")
			b.fails(err, status.Forbidden, c.says)
			checkMessage(t, err)
		})
	}
	t.Run("without end", func(t *testing.T) {
		b := newBench(t, standin.Inline)
		b.hub.Inject(standin.Fault{Method: "GET", Status: 403, Endless: true})
		_, err := b.load("tokenizer.json")
		b.fails(err, status.Forbidden)
	})
	t.Run("that stalls", func(t *testing.T) {
		b := newBench(t, standin.Inline)
		b.o.Timeout = 300 * time.Millisecond
		b.hub.Inject(standin.Fault{Method: "GET", Status: 403, Body: standin.Text(`{"error": "no"}`), StallAfter: standin.At(3)})
		_, err := b.load("tokenizer.json")
		b.fails(err, status.Forbidden)
	})
}

// TestExpiredAddress: when a signed address expires in the middle of a download, the Hub gives a new one
// and the rest comes from there.
func TestExpiredAddress(t *testing.T) {
	expired := standin.Fault{Origin: "cdn", Status: 403, Body: standin.Text("<Error>Request has expired</Error>"), Times: 1}
	cut := standin.Fault{Origin: "cdn", CutAfter: standin.At(70000), Times: 1}
	t.Run("the rest from a new address", func(t *testing.T) {
		b := newBench(t, standin.LFS)
		sum := standin.File{Content: testContent}.SHA256()
		b.hub.Inject(cut, expired)
		// The stand-in's signature is a function of the content, so the new address is told by a parameter.
		meta := b.head()
		b.hub.Inject(standin.Fault{Origin: "hub", Method: "HEAD", Skip: 1, Header: map[string]string{"Location": meta.location.String() + "&renewed=1"}})
		b.hub.ClearRequests()
		b.mustLoad()
		b.paused(1)
		got := ""
		for _, r := range b.hub.Requests() {
			got += fmt.Sprintf("%s %s %d %t %t\n", r.Origin, r.Method, r.Status, r.Header.Get("Range") != "", strings.Contains(r.URI, "renewed"))
		}
		want := "hub HEAD 302 false false\ncdn GET 200 false false\ncdn GET 403 true false\nhub HEAD 302 false false\ncdn GET 206 true true\n"
		if got != want {
			t.Errorf("requests\n%swant\n%s", got, want)
		}
		if _, err := os.Stat(filepath.Join(b.dir, folderName(testRepo), "blobs", sum)); err != nil {
			t.Error(err)
		}
	})
	t.Run("for good", func(t *testing.T) {
		b := newBench(t, standin.LFS)
		forGood := expired
		forGood.Times = 0
		b.hub.Inject(cut, forGood)
		_, err := b.load("tokenizer.json")
		b.fails(err, status.Server, "storage", "HTTP 403")
		if n := len(b.hub.Requests()); n != 5 {
			t.Errorf("%d requests", n)
		}
	})
	t.Run("and the file is another one", func(t *testing.T) {
		b := newBench(t, standin.LFS)
		b.hub.Inject(cut, expired, standin.Fault{Origin: "hub", Method: "HEAD", Skip: 1, Header: map[string]string{"X-Linked-Etag": `"` + strings.Repeat("f", 64) + `"`}})
		_, err := b.load("tokenizer.json")
		b.fails(err, status.Integrity, "and then as ffff")
	})
	t.Run("and access is lost", func(t *testing.T) {
		b := newBench(t, standin.LFS)
		b.hub.Inject(cut, expired, standin.Fault{Origin: "hub", Method: "HEAD", Skip: 1, Status: 401, Header: map[string]string{"X-Error-Code": "GatedRepo"}})
		_, err := b.load("tokenizer.json")
		b.fails(err, status.GatedNoToken)
	})
	t.Run("a loop of storages", func(t *testing.T) {
		b := newBench(t, standin.LFS)
		b.hub.Inject(standin.Fault{Origin: "cdn", Status: 302, Header: map[string]string{"Location": "/again"}})
		_, err := b.load("tokenizer.json")
		b.fails(err, status.NotAHub, "without end")
	})
}

// head asks for tokenizer.json's metadata.
func (b *bench) head() *metadata {
	b.Helper()
	r, err := Open(b.Context(), testRepo, b.o)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	meta, err := r.head(b.Context(), "tokenizer.json", true)
	if err != nil {
		b.Fatal(err)
	}
	return meta
}
