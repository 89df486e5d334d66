package hub

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/libhftok/libhftok/tests/hub/standin"
)

// configOf is what options and an environment make.
func configOf(t *testing.T, o Options, env map[string]string) (*config, []string) {
	t.Helper()
	var log []string
	all := map[string]string{"HOME": t.TempDir()}
	for name, value := range env {
		all[name] = value
	}
	o.Getenv = func(name string) (string, bool) { v, ok := all[name]; return v, ok }
	c, err := newConfig(&o, func(_ int, format string, _ ...any) { log = append(log, format) })
	if err != nil {
		t.Fatal(err)
	}
	return c, log
}

func TestEndpoint(t *testing.T) {
	for _, c := range []struct{ option, variable, want string }{
		{"", "", "https://huggingface.co"},
		{"", " \t", "https://huggingface.co"},
		{"", "https://hub.corp", "https://hub.corp"},
		{"", " https://hub.corp/// ", "https://hub.corp"},
		{"", "http://127.0.0.1:1/a%20b/c/", "http://127.0.0.1:1/a%20b/c"},
		{"", "https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"},
		{"https://option", "https://hub.corp", "https://option"},
		{" ", "https://hub.corp", "https://hub.corp"},
	} {
		got, _ := configOf(t, Options{Endpoint: c.option}, map[string]string{"HF_ENDPOINT": c.variable})
		if got.endpoint.String() != c.want {
			t.Errorf("%+v: %s", c, got.endpoint)
		}
		at := fileURL(got.endpoint, "org/name", "main", "f.json").String()
		if at != c.want+"/org/name/resolve/main/f.json" {
			t.Errorf("%+v: %s", c, at)
		}
	}
}

func TestTimeoutSettings(t *testing.T) {
	for _, c := range []struct {
		option         time.Duration
		etag, download string
		head, body     time.Duration
	}{
		{0, "", "", 10 * time.Second, 10 * time.Second},
		{0, "0", " ", 10 * time.Second, 10 * time.Second},
		{0, "3", "60", 3 * time.Second, time.Minute},
		{time.Millisecond, "3", "60", time.Millisecond, time.Millisecond},
	} {
		got, _ := configOf(t, Options{Timeout: c.option}, map[string]string{"HF_HUB_ETAG_TIMEOUT": c.etag, "HF_HUB_DOWNLOAD_TIMEOUT": c.download})
		if got.headTimeout != c.head || got.bodyTimeout != c.body {
			t.Errorf("%+v: %v, %v", c, got.headTimeout, got.bodyTimeout)
		}
	}
	for _, value := range []string{"-1", "86401", "99999999999999999999", "1e3", "10s"} {
		if _, err := timeout("X", 0, environment{func(string) (string, bool) { return value, true }}); err == nil {
			t.Errorf("%q is taken", value)
		}
	}
}

// TestNoTelemetry: nothing is told of the program and the machine, whether that is forbidden or not.
func TestNoTelemetry(t *testing.T) {
	for _, name := range []string{"", "HF_HUB_DISABLE_TELEMETRY", "DISABLE_TELEMETRY", "DO_NOT_TRACK"} {
		if c, _ := configOf(t, Options{}, map[string]string{name: "1"}); c.userAgent != "libhftok/"+Version {
			t.Errorf("%s: %s", name, c.userAgent)
		}
	}
}

// TestUnsupportedExchange: what only the reference can do is said, and does not stop a load.
func TestUnsupportedExchange(t *testing.T) {
	c, log := configOf(t, Options{}, map[string]string{"HF_OIDC_RESOURCE": "x", "HF_TOKEN": "hf_a"})
	if len(log) != 1 || !strings.Contains(log[0], "HF_OIDC_RESOURCE") || c.token.value != "hf_a" {
		t.Errorf("log %q", log)
	}
}

// TestRefsAsFound: a ref counts with a line end too, and a commit has none.
func TestRefsAsFound(t *testing.T) {
	b := newBench(t, standin.Inline)
	commit := b.repo.Refs["main"]
	b.o.Revision = commit
	b.mustLoad()
	refs := filepath.Join(b.dir, folderName(testRepo), "refs")
	if _, err := os.Lstat(refs); !os.IsNotExist(err) {
		t.Errorf("a load at a commit made refs: %v", err)
	}
	b.o.Revision = ""
	b.mustLoad()
	b.env["HF_HUB_OFFLINE"] = "1"
	for _, text := range []string{commit, commit + "\n", " " + commit + "\r\n"} {
		if err := os.WriteFile(filepath.Join(refs, "main"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		b.mustLoad()
	}
}

// TestLockPatience: who holds a lock for ever holds nobody up for ever.
func TestLockPatience(t *testing.T) {
	s, err := openCache(&config{cacheDir: t.TempDir()}, testRepo).openStore()
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	blob := strings.Repeat("a", 40)
	release, err := s.lock(t.Context(), blob, func(int, string, ...any) {})
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	synctest.Test(t, func(t *testing.T) {
		said := ""
		begun := time.Now()
		unlock, err := s.lock(context.Background(), blob, func(_ int, format string, _ ...any) { said += format })
		if err != nil || !strings.Contains(said, "going on without the lock") {
			t.Errorf("%v, %q", err, said)
		}
		if waited := time.Since(begun); waited < lockPatience || waited > lockPatience+time.Second {
			t.Errorf("after %v", waited)
		}
		unlock()
	})
}

// TestRedirectLimit: ten redirects are followed, and no more, for what the Hub says of a file and for the file.
func TestRedirectLimit(t *testing.T) {
	for _, method := range []string{"HEAD", "GET"} {
		for times, works := range map[int]bool{1: true, maxRedirects: true, maxRedirects + 1: false} {
			b := newBench(t, standin.Inline)
			b.hub.Inject(standin.Fault{Method: method, Status: 307, Times: times, Header: map[string]string{"Location": "/org/tokenizer/resolve/main/tokenizer.json"}})
			_, err := b.load("tokenizer.json")
			if (err == nil) != works || err != nil && !strings.Contains(err.Error(), "without end") {
				t.Errorf("%d redirects of %s: %v", times, method, err)
			}
		}
	}
}

// TestSizeOfARedirect: the length of a redirect's own body is not the file's.
func TestSizeOfARedirect(t *testing.T) {
	for _, delivery := range []standin.Delivery{standin.LFS, standin.ResolveCache} {
		b := newBench(t, delivery)
		b.hub.Inject(standin.Fault{Origin: "hub", Method: "HEAD", Header: map[string]string{"Content-Length": "77"}, Remove: []string{"X-Linked-Size"}})
		b.mustLoad()
	}
}
