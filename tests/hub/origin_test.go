package hub_test

import (
	"context"
	"encoding/base64"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/libhftok/libhftok/core/hub"
	"github.com/libhftok/libhftok/core/status"
	"github.com/libhftok/libhftok/tests/hub/standin"
)

// TestTokenStaysHome goes through every kind of redirect under the Hub's real names, with TLS, and asks
// where the token went.
func TestTokenStaysHome(t *testing.T) {
	const file = "/org/tokenizer/resolve/main/tokenizer.json"
	for name, c := range map[string]struct {
		endpoint string
		cdn      string // where large files are
		location string // where the first HEAD redirects, if not to the CDN
		want     []string
	}{
		"huggingface.co to its own subdomain": {endpoint: "https://huggingface.co", cdn: "https://cdn-lfs.huggingface.co",
			want: []string{"HEAD huggingface.co:443 +", "GET cdn-lfs.huggingface.co:443 -"}},
		"hf.co to xethub.hf.co": {endpoint: "https://hf.co", cdn: "https://cas-bridge.xethub.hf.co",
			want: []string{"HEAD hf.co:443 +", "GET cas-bridge.xethub.hf.co:443 -"}},
		"hub.corp to storage.hub.corp": {endpoint: "https://hub.corp", cdn: "https://storage.hub.corp",
			want: []string{"HEAD hub.corp:443 +", "GET storage.hub.corp:443 -"}},
		"a mirror to huggingface.co": {endpoint: "https://mirror.corp", cdn: "https://us.aws.cdn.hf.co", location: "https://huggingface.co" + file,
			want: []string{"HEAD mirror.corp:443 +", "HEAD huggingface.co:443 -", "GET us.aws.cdn.hf.co:443 -"}},
		"a mirror to hf.co": {endpoint: "https://mirror.corp", cdn: "https://us.aws.cdn.hf.co", location: "https://HF.co:443" + file,
			want: []string{"HEAD mirror.corp:443 +", "HEAD hf.co:443 -", "GET us.aws.cdn.hf.co:443 -"}},
		"the same host, absolute": {endpoint: "https://hub.corp", cdn: "https://storage.hub.corp", location: "https://Hub.Corp" + file,
			want: []string{"HEAD hub.corp:443 +", "HEAD hub.corp:443 +", "GET storage.hub.corp:443 -"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t, standin.Config{TLS: true, CDNOrigin: c.cdn})
			w.env["HF_ENDPOINT"] = c.endpoint
			w.repo.Commit("main", map[string]standin.File{"tokenizer.json": {Content: tokenizerJSON, Delivery: standin.LFS}})
			if c.location != "" {
				w.hub.Inject(standin.Fault{Origin: "hub", Status: 307, Times: 1, Header: map[string]string{"Location": c.location}})
			}
			w.mustLoad(token("hf_good"))
			var got []string
			for _, r := range w.hub.Requests() {
				if r.Origin == "proxy" {
					if len(r.Header["Authorization"]) > 0 {
						t.Errorf("the proxy was shown the token")
					}
					continue
				}
				auth := " -"
				if r.Header.Get("Authorization") != "" {
					auth = " +"
				}
				host := r.Host
				if !strings.Contains(host, ":") {
					host += ":443"
				}
				got = append(got, r.Method+" "+strings.ToLower(host)+auth)
			}
			if strings.Join(got, "; ") != strings.Join(c.want, "; ") {
				t.Errorf("requests %q, want %q", got, c.want)
			}
		})
	}
}

// TestTokenOfAMirror: what a mirror redirects to huggingface.co comes without the token, back at the mirror
// too, and a refusal there says why.
func TestTokenOfAMirror(t *testing.T) {
	const file = "/org/tokenizer/resolve/main/tokenizer.json"
	redirect := func(origin string) standin.Fault {
		return standin.Fault{Origin: "hub", Method: "HEAD", Status: 307, Times: 1, Header: map[string]string{"Location": origin + file}}
	}
	w := start(t, standin.Config{TLS: true, CDNOrigin: "https://us.aws.cdn.hf.co"})
	w.env["HF_ENDPOINT"], w.env["HF_TOKEN"] = "https://mirror.corp", "hf_good"
	w.hub.Inject(redirect("https://huggingface.co"), redirect("https://mirror.corp"))
	w.mustLoad()
	shown := ""
	for _, r := range w.hub.Requests() {
		if r.Origin == "hub" {
			shown += r.Method + " " + r.Host + " " + r.Header.Get("Authorization") + "\n"
		}
	}
	want := "HEAD mirror.corp Bearer hf_good\nHEAD huggingface.co \nHEAD mirror.corp \nGET mirror.corp \n"
	if shown != want {
		t.Errorf("requests\n%swant\n%s", shown, want)
	}
	for _, gate := range []struct {
		repo standin.Repo
		code status.Code
	}{{standin.Repo{Gated: true}, status.GatedNoToken}, {standin.Repo{Private: true}, status.RepoNotFound}} {
		gate.repo.ID = "org/closed"
		w.hub.AddRepo(&gate.repo)
		w.hub.Inject(standin.Fault{Origin: "hub", Status: 307, Times: 1, Header: map[string]string{"Location": "https://huggingface.co/org/closed/resolve/main/tokenizer.json"}})
		_, err := w.loadFrom("org/closed", []string{"tokenizer.json"})
		w.fails(err, gate.code, "goes to https://mirror.corp only", "set HF_ENDPOINT to https://huggingface.co", "host huggingface.co")
	}
}

// TestTokenAfterDetour: once a download has left the Hub, the token does not come back into play.
func TestTokenAfterDetour(t *testing.T) {
	w := start(t, standin.Config{})
	w.repo.Commit("main", map[string]standin.File{"tokenizer.json": {Content: tokenizerJSON, Delivery: standin.LFS}})
	back := w.hub.Endpoint() + "/api/resolve-cache/models/" + repoID + "/" + w.commit() + "/tokenizer.json"
	w.hub.Inject(standin.Fault{Origin: "cdn", Status: 302, Times: 1, Header: map[string]string{"Location": back}})
	w.mustLoad(token("hf_good"))
	w.expectRequests("hub HEAD +", "cdn GET -", "hub GET -")
}

func TestRefusedRedirects(t *testing.T) {
	for name, c := range map[string]struct {
		location string
		says     string
	}{
		"downgrade, same host": {"http://huggingface.co/x", "plain http"},
		"downgrade, elsewhere": {"http://evil.example/x", "plain http"},
		"another scheme":       {"file:///etc/passwd", "other than http"},
		"a user name":          {"https://user@huggingface.co/x", "user name"},
		"no host":              {"https:///x", "other than http"},
		"not a URL":            {"https://[::1/x", "not a URL"},
		"nowhere":              {"", "without saying where"},
		"a loop":               {"/org/tokenizer/resolve/main/tokenizer.json", "without end"},
		"a captive portal":     {"https://login.hotel.example/?back=hf_good", "X-Repo-Commit"},
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t, standin.Config{TLS: true})
			w.env["HF_ENDPOINT"] = "https://huggingface.co"
			w.hub.Inject(standin.Fault{Origin: "hub", Status: 302, Header: map[string]string{"Location": c.location}})
			_, err := w.one(token("hf_good"))
			w.fails(err, status.NotAHub, c.says)
			if n := len(w.hub.Requests()); n > 12 {
				t.Errorf("%d requests", n)
			}
		})
	}
	t.Run("a body's", func(t *testing.T) {
		w := start(t, standin.Config{TLS: true})
		w.env["HF_ENDPOINT"] = "https://huggingface.co"
		w.hub.Inject(standin.Fault{Origin: "hub", Method: "GET", Status: 302, Header: map[string]string{"Location": "http://huggingface.co/x"}})
		_, err := w.one(token("hf_good"))
		w.fails(err, status.NotAHub, "plain http")
	})
}

// TestTokenOverHTTP: the explicit choice is honoured, and a host elsewhere still needs it.
func TestTokenOverHTTP(t *testing.T) {
	w := start(t, standin.Config{})
	w.env["HF_ENDPOINT"], w.env["HFTOK_TOKEN_OVER_HTTP"] = "http://hub.invalid", "1"
	if repo, err := hub.Open(t.Context(), repoID, w.options(token("hf_good"))); err != nil {
		t.Error(err)
	} else {
		repo.Close()
	}
}

func TestProxy(t *testing.T) {
	t.Run("upper and lower case, and ALL_PROXY", func(t *testing.T) {
		for _, name := range []string{"HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"} {
			w := start(t, standin.Config{TLS: true})
			delete(w.env, "HTTPS_PROXY")
			w.env[name], w.env["HF_ENDPOINT"] = w.hub.Proxy(), "https://hub.corp"
			w.mustLoad()
		}
	})
	t.Run("lower case counts first", func(t *testing.T) {
		w := start(t, standin.Config{TLS: true})
		w.env["HTTPS_PROXY"], w.env["https_proxy"] = "http://127.0.0.1:1", w.hub.Proxy()
		w.env["HF_ENDPOINT"] = "https://hub.corp"
		w.mustLoad()
	})
	t.Run("loopback goes direct", func(t *testing.T) {
		w := start(t, standin.Config{TLS: true})
		w.env["HTTPS_PROXY"] = "http://127.0.0.1:1"
		w.mustLoad()
	})
	t.Run("NO_PROXY", func(t *testing.T) {
		w := start(t, standin.Config{TLS: true})
		w.env["HF_ENDPOINT"], w.env["NO_PROXY"] = "https://hub.corp", "hub.corp"
		repo, err := hub.Open(t.Context(), repoID, w.options())
		if err != nil {
			t.Fatal(err)
		}
		defer repo.Close()
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		if path, err := repo.File(ctx, "tokenizer.json"); err == nil {
			t.Errorf("there is no such host to reach directly, but %s came", path)
		}
		w.expectRequests()
	})
	t.Run("refuses", func(t *testing.T) {
		w := start(t, standin.Config{TLS: true})
		w.env["HF_ENDPOINT"] = "https://elsewhere.example"
		w.env["HTTPS_PROXY"] = strings.Replace(w.hub.Proxy(), "http://", "http://user:s3cret@", 1)
		_, err := w.one()
		w.fails(err, status.Proxy, "403", "elsewhere.example", strings.TrimPrefix(w.hub.Proxy(), "http://"), "HTTPS_PROXY")
	})
	t.Run("asks for a password", func(t *testing.T) {
		w := start(t, standin.Config{TLS: true})
		w.env["HF_ENDPOINT"] = "https://hub.corp"
		w.hub.Inject(standin.Fault{Origin: "proxy", Status: 407})
		_, err := w.one()
		w.fails(err, status.Proxy, "407")
	})
	t.Run("is given its password, and nobody else", func(t *testing.T) {
		w := start(t, standin.Config{TLS: true})
		w.env["HF_ENDPOINT"] = "https://hub.corp"
		w.env["HTTPS_PROXY"] = strings.Replace(w.hub.Proxy(), "http://", "http://us%40er:s3cret%2F@", 1)
		w.mustLoad(token("hf_good"))
		for _, r := range w.hub.Requests() {
			want := ""
			if r.Origin == "proxy" {
				want = "Basic " + base64.StdEncoding.EncodeToString([]byte("us@er:s3cret/"))
			}
			if got := r.Header.Get("Proxy-Authorization"); got != want {
				t.Errorf("%s %s: Proxy-Authorization %q, want %q", r.Origin, r.Method, got, want)
			}
		}
		w.noSecret(strings.Join(w.log, "\n"))
	})
	t.Run("is down", func(t *testing.T) {
		w := start(t, standin.Config{TLS: true})
		w.env["HF_ENDPOINT"], w.env["HTTPS_PROXY"] = "https://hub.corp", "http://user:s3cret@"+closedPort(t)
		_, err := w.one()
		w.fails(err, status.Proxy, "refused")
	})
	t.Run("is not a URL", func(t *testing.T) {
		for _, value := range []string{"ftp://user:s3cret@proxy:1", "http://user:s3cret@", "://s3cret"} {
			w := start(t, standin.Config{})
			w.env["https_proxy"] = value
			_, err := w.one()
			w.fails(err, status.InvalidArgument, "https_proxy")
		}
	})
}

func closedPort(t *testing.T) string {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

func TestCertificates(t *testing.T) {
	t.Run("unknown authority", func(t *testing.T) {
		w := start(t, standin.Config{TLS: true})
		delete(w.env, "SSL_CERT_FILE")
		_, err := w.one()
		w.fails(err, status.TLS, "SSL_CERT_FILE", "ca-certificates", "host 127.0.0.1")
	})
	for _, name := range []string{"REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"} {
		t.Run(name, func(t *testing.T) {
			w := start(t, standin.Config{TLS: true})
			w.env[name] = w.env["SSL_CERT_FILE"]
			delete(w.env, "SSL_CERT_FILE")
			w.mustLoad()
		})
	}
	t.Run("SSL_CERT_DIR", func(t *testing.T) {
		w := start(t, standin.Config{TLS: true})
		w.env["SSL_CERT_DIR"] = t.TempDir() + string(filepath.ListSeparator) + filepath.Dir(w.env["SSL_CERT_FILE"])
		delete(w.env, "SSL_CERT_FILE")
		w.mustLoad()
	})
	t.Run("unreadable", func(t *testing.T) {
		for _, path := range []string{"/nonexistent/ca.pem", "/dev/null"} {
			w := start(t, standin.Config{TLS: true})
			w.env["SSL_CERT_FILE"] = path
			_, err := w.one()
			w.fails(err, status.TLS, "SSL_CERT_FILE is "+path)
		}
	})
	t.Run("plain HTTP where TLS is expected", func(t *testing.T) {
		w := start(t, standin.Config{})
		w.env["HF_ENDPOINT"] = strings.Replace(w.hub.Endpoint(), "http://", "https://", 1)
		_, err := w.one()
		w.fails(err, status.TLS)
	})
}
