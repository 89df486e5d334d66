package hub

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/libhftok/libhftok/core/status"
)

// FuzzNames: what is accepted stays in its folder, and reaches the Hub as the same name.
func FuzzNames(f *testing.F) {
	for _, s := range []string{"org/name", "gpt2", "../x", "a/../b", "a//b", ".", "main", "refs/pr/1", "v1.0", `a\b`, "C:", "a\x00", "%2e%2e/x", "…", "x.lock", "-x", "a b#?%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := &cache{dir: "/cache", folder: "models--x"}
		inside := func(path, folder string) {
			t.Helper()
			if !strings.HasPrefix(path, "/cache/models--x/"+folder+"/") || filepath.Clean(path) != path {
				t.Errorf("%q leads to %s", s, path)
			}
		}
		if checkFileName(s) == nil {
			inside(c.snapshotPath("commit", s), "snapshots/commit")
			inside(c.path(".no_exist", "commit", s), ".no_exist/commit")
		}
		if checkRevision(s) == nil {
			inside(c.path("refs", s), "refs")
		}
		if checkRepoID(s) == nil && (strings.Contains(folderName(s), "/") || !filepath.IsLocal(folderName(s))) {
			t.Errorf("%q has the folder %s", s, folderName(s))
		}
		if checkFileName(s) == nil && checkRevision(s) == nil {
			endpoint := &url.URL{Scheme: "https", Host: "hub", Path: "/a b", RawPath: "/a%20b"}
			sent := fileURL(endpoint, "org/name", s, s)
			got, err := url.Parse(sent.String())
			if err != nil || got.Path != "/a b/org/name/resolve/"+s+"/"+s || got.RawQuery != "" || got.Fragment != "" {
				t.Errorf("%q is sent as %s", s, sent)
			}
			if parts := strings.SplitN(sent.EscapedPath(), "/", 7); strings.Contains(s, "/") && !strings.Contains(parts[5], "%2F") {
				t.Errorf("the revision %q is sent as %s", s, parts[5])
			}
		}
	})
}

// FuzzAnswer: whatever headers a server sends, what is made of them keeps the rules.
func FuzzAnswer(f *testing.F) {
	good := strings.Repeat("a", 40)
	f.Add(200, good, `"`+good+`"`, "", "", "12", "", "", "")
	f.Add(302, good, "", `"`+strings.Repeat("b", 64)+`"`, "99", "", "https://cdn-lfs.huggingface.co/x?sig=1", "", "")
	f.Add(307, "", "", "", "", "", "/api/resolve-cache/x", "", "")
	f.Add(404, good, "", "", "", "", "", "EntryNotFound", "Entry not found")
	f.Add(401, "", "", "", "", "", "", "", "Invalid credentials in Authorization header hf_secret")
	f.Add(429, "", "", "", "", "", "", "", "")
	f.Add(302, "", "", "", "", "", "https://hf_secret.example/", "", "")
	f.Add(302, "../..", `W/"../../x"`, "", "-1", "x", "http://huggingface.co/", "GatedRepo", "\x00\u0085")
	f.Fuzz(func(t *testing.T, code int, commit, etag, linked, size, length, location, errorCode, message string) {
		header := http.Header{}
		for name, value := range map[string]string{"X-Repo-Commit": commit, "ETag": etag, "X-Linked-Etag": linked, "X-Linked-Size": size,
			"Location": location, "X-Error-Code": errorCode, "X-Error-Message": message, "X-Request-Id": message, "Retry-After": size, "RateLimit": message} {
			if value != "" {
				header.Set(name, value)
			}
		}
		u := &url.URL{Scheme: "https", Host: "huggingface.co", Path: "/org/name/resolve/main/tokenizer.json"}
		c := &config{endpoint: &url.URL{Scheme: "https", Host: "huggingface.co"}}
		e := &explanation{repo: "org/name", revision: "main", file: "tokenizer.json", endpoint: "https://huggingface.co", token: token{"hf_secret", "HF_TOKEN"}}
		a := &answer{Response: &http.Response{StatusCode: code, Header: header, ContentLength: -1, Request: &http.Request{Method: http.MethodHead}}}
		if d := retryAfter(header); d < 0 || d > 24*time.Hour {
			t.Errorf("wait %v", d)
		}
		target, err := redirect(u, location)
		if err == nil && (target.Scheme != "https" || target.User != nil || target.Hostname() == "") {
			t.Errorf("redirected to %s", target)
		}
		if target == nil {
			target = u
		}
		if c.trusted(target) && !strings.EqualFold(strings.TrimRight(target.Host, "0123456789:"), "huggingface.co") {
			t.Errorf("trusted: %s", target)
		}
		meta, fault := e.readMetadata(a, u, target, "")
		if fault == nil {
			if !isCommit(meta.commit) || !blobID().MatchString(strings.TrimPrefix(meta.blobName(), "etag-")) || meta.size < -1 || meta.size > fileLimit("tokenizer.json") {
				t.Errorf("accepted %+v", meta)
			}
		} else {
			checkMessage(t, fault.err)
		}
		if code >= 400 {
			checkMessage(t, e.refused(u, a, true).err)
			checkMessage(t, e.refused(target, a, false).err)
		}
	})
}

func checkMessage(t *testing.T, err error) {
	t.Helper()
	text := err.Error()
	if status.CodeOf(err) == status.Internal || strings.Contains(text, "hf_secret") || strings.ContainsFunc(text, unicode.IsControl) || len(text) > 4000 {
		t.Errorf("%T %q", err, text)
	}
}
