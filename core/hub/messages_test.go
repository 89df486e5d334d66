package hub

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/libhftok/libhftok/core/status"
	"github.com/libhftok/libhftok/tests/hub/standin"
)

var update = flag.Bool("update", false, "write tests/hub/testdata/messages.txt anew")

// TestMessages compares every message, as its reader gets it, with the one that was reviewed. After a change:
//
//	go test ./core/hub -run TestMessages -update
//
// and read the difference as the person who gets it: what is wrong, and what to do?
func TestMessages(t *testing.T) {
	const file = "../../tests/hub/testdata/messages.txt"
	header := func(pairs ...string) map[string]string {
		h := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			h[pairs[i]] = pairs[i+1]
		}
		return h
	}
	answers := func(f standin.Fault) func(*bench) { return func(b *bench) { b.hub.Inject(f) } }
	withToken := func(access standin.Access, more ...func(*bench)) func(*bench) {
		return func(b *bench) {
			b.hub.AddToken("hf_secret", access)
			b.env["HF_TOKEN"] = "hf_secret"
			for _, f := range more {
				f(b)
			}
		}
	}
	set := func(name, value string) func(*bench) { return func(b *bench) { b.env[name] = value } }
	option := func(f func(*Options)) func(*bench) { return func(b *bench) { f(b.o) } }
	gated := func(b *bench) { b.repo.Gated = true }
	private := func(b *bench) { b.repo.Private = true }
	onCDN := func(b *bench) {
		b.repo.Commit("main", map[string]standin.File{"tokenizer.json": {Content: testContent, Delivery: standin.LFS}})
	}
	stalls := func(f standin.Fault) func(*bench) {
		return func(b *bench) { b.hub.Inject(f); b.o.Timeout = 50 * time.Millisecond }
	}
	raw := func(serve func(net.Conn)) func(*bench) {
		return func(b *bench) { b.o.Endpoint = "http://" + serveRaw(b.T, serve) }
	}
	cached := func(b *bench) { b.mustLoad() }
	altered := func(b *bench) { b.alter(); b.read = true }

	scenarios := []struct {
		name  string
		setUp []func(*bench)
		load  string // tokenizer.json, if it does not say
	}{
		{"gated, no token", []func(*bench){gated}, ""},
		{"gated, token of an account without access", []func(*bench){gated, withToken(standin.Ungranted)}, ""},
		{"gated, fine-grained token without the permission", []func(*bench){gated, withToken(standin.FineGrained)}, ""},
		{"expired or unknown token", []func(*bench){withToken(standin.Expired)}, ""},
		{"token argument, expired", []func(*bench){option(func(o *Options) { o.Token = "hf_wrong" })}, ""},
		{"no such repository", []func(*bench){func(b *bench) { b.name = "org/absent" }}, ""},
		{"private, no token", []func(*bench){private}, ""},
		{"private, token without access", []func(*bench){private, withToken(standin.Ungranted)}, ""},
		{"no such revision", []func(*bench){option(func(o *Options) { o.Revision = "v9" })}, ""},
		{"no such file", nil, "absent.json"},
		{"no such file, known from before", []func(*bench){func(b *bench) { b.load("absent.json"); b.o.LocalFilesOnly = true }}, "absent.json"},
		{"disabled", []func(*bench){func(b *bench) { b.repo.Disabled = true }}, ""},
		{"forbidden", []func(*bench){withToken(standin.Good), answers(standin.Fault{Status: 403, Header: header("X-Error-Message", "Your IP is not allowed")})}, ""},
		{"forbidden, no token", []func(*bench){answers(standin.Fault{Status: 403})}, ""},
		{"a refusal of a new kind", []func(*bench){answers(standin.Fault{Status: 400, Header: header("X-Error-Message", "Bad Request: unknown parameter")})}, ""},
		{"rate limited, no token", []func(*bench){answers(standin.Fault{Status: 429, Header: header("RateLimit", `"resolvers";r=0;t=172`, "RateLimit-Policy", `"fixed window";"resolvers";q=3000;w=300`)})}, ""},
		{"rate limited, with a token", []func(*bench){withToken(standin.Good), answers(standin.Fault{Status: 429, Header: header("RateLimit", "")})}, ""},
		{"server error", []func(*bench){answers(standin.Fault{Status: 503})}, ""},
		{"storage refuses", []func(*bench){onCDN, answers(standin.Fault{Origin: "cdn", Status: 403})}, ""},
		{"captive portal", []func(*bench){answers(standin.Fault{Status: 200, Body: standin.Text("<html>"), Remove: []string{"X-Repo-Commit", "ETag"}})}, ""},
		{"captive portal that redirects", []func(*bench){answers(standin.Fault{Status: 302, Header: header("Location", "http://login.hotel.example/?u=1")})}, ""},
		{"not a Hub", []func(*bench){answers(standin.Fault{Status: 404})}, ""},
		{"not HTTP", []func(*bench){raw(func(c net.Conn) { fmt.Fprint(c, "SSH-2.0-x\r\n") })}, ""},
		{"redirects without end", []func(*bench){answers(standin.Fault{Status: 302, Header: header("Location", "/org/tokenizer/resolve/main/tokenizer.json")})}, ""},
		{"compressed", []func(*bench){answers(standin.Fault{Method: "GET", Header: header("Content-Encoding", "gzip")})}, ""},
		{"damaged on the way", []func(*bench){answers(standin.Fault{Method: "GET", Body: standin.Text(strings.Replace(string(testContent), "5", "6", 1))})}, ""},
		{"of another size", []func(*bench){answers(standin.Fault{Method: "GET", Body: standin.Text("{}")})}, ""},
		{"too large", []func(*bench){answers(standin.Fault{Method: "HEAD", Header: header("X-Linked-Size", "999999999999")})}, ""},
		{"damaged in the cache, local files only", []func(*bench){cached, altered, option(func(o *Options) { o.LocalFilesOnly = true })}, ""},
		{"damaged in the cache, offline", []func(*bench){cached, altered, set("HF_HUB_OFFLINE", "1")}, ""},
		{"damaged in the cache, the Hub is down", []func(*bench){cached, altered, answers(standin.Fault{Status: 503})}, ""},
		{"damaged in the cache, the Hub fails to replace it", []func(*bench){cached, altered, answers(standin.Fault{Method: "GET", Status: 503})}, ""},
		{"no answer", []func(*bench){stalls(standin.Fault{Stall: true})}, ""},
		{"a body that stops", []func(*bench){stalls(standin.Fault{Method: "GET", StallAfter: standin.At(100)})}, ""},
		{"nobody listens", []func(*bench){func(b *bench) { b.hub.Close() }}, ""},
		{"proxy does not answer", []func(*bench){set("HTTPS_PROXY", "http://user:hf_secret@127.0.0.1:1"), func(b *bench) { b.o.Endpoint = "https://hub.corp" }}, ""},
		{"proxy asks for a password", []func(*bench){answers(standin.Fault{Status: 407})}, ""},
		{"proxy variable", []func(*bench){set("HTTPS_PROXY", "ftp://user:hf_secret@proxy")}, ""},
		{"TLS expected, HTTP found", []func(*bench){func(b *bench) { b.o.Endpoint = strings.Replace(b.o.Endpoint, "http:", "https:", 1) }}, ""},
		{"CA file", []func(*bench){set("SSL_CERT_FILE", "/nonexistent/ca.pem")}, ""},
		{"offline, not cached", []func(*bench){set("HF_HUB_OFFLINE", "1")}, ""},
		{"local files only, not cached", []func(*bench){option(func(o *Options) { o.LocalFilesOnly = true })}, ""},
		{"given up, not cached", []func(*bench){cached, answers(standin.Fault{Status: 503}), func(b *bench) { b.before = "tokenizer.json" }}, "config.json"},
		{"force download, offline", []func(*bench){set("HF_HUB_OFFLINE", "1"), option(func(o *Options) { o.ForceDownload = true })}, ""},
		{"force download, local files only", []func(*bench){option(func(o *Options) { o.ForceDownload, o.LocalFilesOnly = true, true })}, ""},
		{"blank token", []func(*bench){option(func(o *Options) { o.TokenSet = true })}, ""},
		{"token that JavaScript made", []func(*bench){set("HF_TOKEN", "undefined")}, ""},
		{"token with a space", []func(*bench){set("HF_TOKEN", "hf_secret hf_secret")}, ""},
		{"token required", []func(*bench){option(func(o *Options) { o.RequireToken = true })}, ""},
		{"token required and refused", []func(*bench){option(func(o *Options) { o.RequireToken, o.NoToken = true, true })}, ""},
		{"token over http", []func(*bench){set("HF_TOKEN", "hf_secret"), func(b *bench) { b.o.Endpoint = "http://hub.corp" }}, ""},
		{"endpoint", []func(*bench){func(b *bench) { b.o.Endpoint = ""; b.env["HF_ENDPOINT"] = "huggingface.co" }}, ""},
		{"timeout variable", []func(*bench){set("HF_HUB_ETAG_TIMEOUT", "ten")}, ""},
		{"repository id", []func(*bench){func(b *bench) { b.name = "org/name/more" }}, ""},
		{"repository as a URL", []func(*bench){func(b *bench) { b.name = "https://huggingface.co/org/name" }}, ""},
		{"path that is not there", []func(*bench){func(b *bench) { b.name = "./nowhere" }}, ""},
		{"directory without the file", []func(*bench){func(b *bench) { b.Chdir(b.dir); os.MkdirAll("org/tokenizer", 0o755) }}, ""},
		{"revision", []func(*bench){option(func(o *Options) { o.Revision = "../main" })}, ""},
		{"subfolder", []func(*bench){option(func(o *Options) { o.Subfolder = "../up" })}, ""},
		{"file name", nil, "../up"},
		{"cache that is a file", []func(*bench){func(b *bench) { b.o.CacheDir = filepath.Join(b.dir, "file"); os.WriteFile(b.o.CacheDir, nil, 0o644) }}, ""},
		{"access asked for, offline", []func(*bench){set("HF_HUB_OFFLINE", "1"), func(b *bench) { b.asks = true }}, ""},
		{"cancelled", []func(*bench){func(b *bench) { b.cancel = true }}, ""},
	}
	var got strings.Builder
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			b := newBench(t, standin.Inline)
			for _, f := range s.setUp {
				f(b)
			}
			if s.load == "" {
				s.load = "tokenizer.json"
			}
			var e *status.Error
			if err := b.reach(s.load); !errors.As(err, &e) {
				t.Fatalf("%v", err)
			}
			if strings.Contains(e.Message, "hf_secret") || strings.ContainsRune(e.Message, '\n') {
				t.Errorf("%q", e.Message)
			}
			fmt.Fprintf(&got, "== %s\n%d", s.name, e.Code)
			if e.HTTPStatus != 0 {
				fmt.Fprintf(&got, " HTTP %d", e.HTTPStatus)
			}
			fmt.Fprintf(&got, "\n%s\n\n", b.anonymous(e.Message))
		})
	}
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	reviewed := map[string]string{}
	for _, block := range strings.SplitAfter(string(want), "\n\n") {
		name, text, _ := strings.Cut(block, "\n")
		reviewed[name] = text
	}
	for _, block := range strings.SplitAfter(got.String(), "\n\n") {
		name, text, _ := strings.Cut(block, "\n")
		if reviewed[name] != text {
			t.Errorf("%s\n%swas\n%s", name, text, reviewed[name])
		}
		delete(reviewed, name)
	}
	for name := range reviewed {
		t.Errorf("%s is no scenario any more", name)
	}
}

// reach loads a file as the bench says, and returns how that failed.
func (b *bench) reach(name string) error {
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	r, err := Open(ctx, b.name, b.o)
	if err != nil {
		return err
	}
	defer r.Close()
	if b.cancel {
		cancel()
	}
	if b.before != "" {
		if _, err := r.File(ctx, b.before); err != nil {
			return err
		}
	}
	if b.asks {
		return CheckAccess(ctx, b.name, b.o)
	}
	if b.read {
		_, err := r.Read(ctx, name)
		return err
	}
	_, err = r.File(ctx, name)
	return err
}

var (
	someID   = regexp.MustCompile(`Root=1-[0-9a-f-]+`)
	somePort = regexp.MustCompile(`127\.0\.0\.1:[0-9]{2,5}`)
)

// anonymous takes out of a message what is another one each time.
func (b *bench) anonymous(message string) string {
	message = strings.ReplaceAll(message, b.dir, "HOME")
	message = somePort.ReplaceAllString(message, "HUB")
	return someID.ReplaceAllString(message, "ID")
}
