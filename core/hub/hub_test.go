package hub

import (
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/libhftok/libhftok/core/status"
	"github.com/libhftok/libhftok/tests/hub/standin"
)

// TestRefusedBody: the Hub changes its mind between HEAD and GET.
func TestRefusedBody(t *testing.T) {
	for code, header := range map[status.Code]map[string]string{
		status.EntryNotFound: {"X-Error-Code": "EntryNotFound"},
		status.GatedNoToken:  {"X-Error-Code": "GatedRepo"},
	} {
		b := newBench(t, standin.Inline)
		b.hub.Inject(standin.Fault{Method: "GET", Status: 404, Header: header, Body: standin.Text(`{"error": "said in the body"}`)})
		_, err := b.load("tokenizer.json")
		b.fails(err, code, "said in the body")
		if _, ok := err.(*status.Error); !ok {
			t.Errorf("%T", err)
		}
	}
}

// TestAbsentElsewhere: an answer about another commit does not move the load to that commit.
func TestAbsentElsewhere(t *testing.T) {
	b := newBench(t, standin.Inline)
	r, err := Open(b.Context(), testRepo, b.o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.File(b.Context(), "tokenizer.json"); err != nil {
		t.Fatal(err)
	}
	pinned, other := r.Commit(), strings.Repeat("e", 40)
	b.hub.Inject(standin.Fault{Status: 404, Times: 1, Header: map[string]string{"X-Error-Code": "EntryNotFound", "X-Repo-Commit": other}})
	if _, ok, err := r.Optional(b.Context(), "config.json"); ok || err != nil {
		t.Errorf("%v, %v", ok, err)
	}
	if r.Commit() != pinned || r.cache.knownAbsent(other, "config.json") || r.cache.knownAbsent(pinned, "config.json") {
		t.Errorf("commit %s after %s", r.Commit(), pinned)
	}
	if _, ok, err := r.Optional(b.Context(), "config.json"); !ok || err != nil {
		t.Errorf("%v, %v", ok, err)
	}
}

func TestOrigin(t *testing.T) {
	same := [][2]string{
		{"https://huggingface.co/a", "https://HuggingFace.co:443/b"},
		{"http://[::1]/x", "http://[::1]:80/y"},
	}
	different := [][2]string{
		{"https://huggingface.co", "http://huggingface.co"}, {"https://huggingface.co", "https://huggingface.co:8443"},
		{"https://huggingface.co", "https://huggingface.co.evil.example"}, {"https://hub.corp", "https://storage.hub.corp"},
	}
	at := func(s string) string {
		u, err := url.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		return origin(u)
	}
	for _, p := range same {
		if at(p[0]) != at(p[1]) {
			t.Errorf("%s and %s differ", p[0], p[1])
		}
	}
	for _, p := range different {
		if at(p[0]) == at(p[1]) {
			t.Errorf("%s and %s are the same", p[0], p[1])
		}
	}
}

func TestUserAgent(t *testing.T) {
	b := newBench(t, standin.LFS)
	b.o.UserAgent = "python/3.12\r\nX-Evil: 1"
	b.o.Getenv = func(name string) (string, bool) {
		return map[string]string{"HOME": b.dir, "HF_HUB_USER_AGENT_ORIGIN": "shop\n"}[name], true
	}
	b.mustLoad()
	for _, r := range b.hub.Requests() {
		if got := r.Header.Get("User-Agent"); got != "libhftok/"+Version+"; python/3.12X-Evil: 1; origin/shop" || r.Header.Get("X-Evil") != "" {
			t.Errorf("User-Agent %q", got)
		}
		if id := r.Header.Get("X-Amzn-Trace-Id"); len(id) != 36 || r.Header.Get("X-Hf-Download-Counter") != "1" {
			t.Errorf("headers %v", r.Header)
		}
	}
}

// TestTokenPrints: a token in a careless print shows its source.
func TestTokenPrints(t *testing.T) {
	secret := token{"hf_secret", "HF_TOKEN"}
	for _, verb := range []string{"%v", "%s", "%+v", "%#v", "%q"} {
		if text := fmt.Sprintf(verb, secret); strings.Contains(text, "secret") {
			t.Errorf("%s prints %s", verb, text)
		}
	}
}

// TestHomeless: without HOME the user database knows the home directory.
func TestHomeless(t *testing.T) {
	home, err := environment{}.home()
	if err != nil || !filepath.IsAbs(home) {
		t.Errorf("%q, %v", home, err)
	}
}

func TestLimits(t *testing.T) {
	if d := retryAfter(http.Header{"Retry-After": {"99999999999999999999"}}); d != 0 {
		t.Errorf("an absurd Retry-After gives %v", d)
	}
	if d := retryAfter(http.Header{"Ratelimit": {`"resolvers";r=0;t=999999999`}}); d > 24*time.Hour {
		t.Errorf("an absurd RateLimit gives %v", d)
	}
}
