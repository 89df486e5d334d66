package hub

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/libhftok/libhftok/core/status"
	"github.com/libhftok/libhftok/tests/hub/standin"
)

const testRepo = "org/tokenizer"

var testContent = []byte("[" + strings.Repeat("123456789,\n", 20000) + "0]")

// bench is a stand-in Hub, and a client that notes its pauses instead of waiting.
type bench struct {
	*testing.T
	hub    *standin.Hub
	repo   *standin.Repo
	o      *Options
	dir    string
	env    map[string]string
	pauses []time.Duration
	log    []string

	// For reach: what it asks for, and how.
	name, before       string
	read, asks, cancel bool
}

func newBench(t *testing.T, delivery standin.Delivery) *bench {
	t.Helper()
	h, err := standin.Start(standin.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	b := &bench{T: t, hub: h, dir: t.TempDir(), name: testRepo}
	b.env = map[string]string{"HOME": b.dir}
	b.repo = standin.NewRepo(testRepo, map[string]standin.File{
		"tokenizer.json": {Content: testContent, Delivery: delivery},
		"config.json":    {Content: []byte("{}"), Delivery: delivery},
	})
	h.AddRepo(b.repo)
	b.o = &Options{
		Endpoint: h.Endpoint(), CacheDir: b.dir,
		Getenv: func(name string) (string, bool) { v, ok := b.env[name]; return v, ok },
		Log:    func(_ int, message string) { b.log = append(b.log, message) },
		sleep: func(ctx context.Context, d time.Duration) error {
			b.pauses = append(b.pauses, d)
			return ctx.Err()
		},
	}
	return b
}

func (b *bench) load(name string) (string, error) {
	r, err := Open(b.Context(), testRepo, b.o)
	if err != nil {
		return "", err
	}
	defer r.Close()
	return r.File(b.Context(), name)
}

func (b *bench) mustLoad() {
	b.Helper()
	path, err := b.load("tokenizer.json")
	if err != nil {
		b.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != string(testContent) {
		b.Fatalf("%s: %d bytes, %v", path, len(got), err)
	}
}

// fails checks the code, and that a failed load leaves no content behind.
func (b *bench) fails(err error, code status.Code, says ...string) {
	b.Helper()
	if status.CodeOf(err) != code {
		b.Fatalf("code %d, want %d: %v", status.CodeOf(err), code, err)
	}
	for _, s := range says {
		if !strings.Contains(err.Error(), s) {
			b.Errorf("message lacks %q: %v", s, err)
		}
	}
	filepath.WalkDir(b.dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && (strings.Contains(path, "/blobs/") || strings.Contains(path, "/snapshots/")) {
			b.Errorf("left behind: %s", path)
		}
		return nil
	})
}

// paused checks the pauses: each within its jitter of the seconds given.
func (b *bench) paused(seconds ...float64) {
	b.Helper()
	ok := len(b.pauses) == len(seconds)
	for i := 0; ok && i < len(seconds); i++ {
		got := b.pauses[i].Seconds()
		ok = got >= seconds[i] && got <= 1.25*seconds[i]
	}
	if !ok {
		b.Errorf("pauses %v, want about %v s", b.pauses, seconds)
	}
}

func (b *bench) count(method string) (n int) {
	for _, r := range b.hub.Requests() {
		if r.Method == method {
			n++
		}
	}
	return n
}

func TestRetries(t *testing.T) {
	for _, code := range []int{408, 429, 500, 502, 503, 504} {
		b := newBench(t, standin.Inline)
		b.hub.Inject(standin.Fault{Method: "HEAD", Status: code, Times: 2}, standin.Fault{Method: "GET", Status: code, Times: 1})
		b.mustLoad()
		b.paused(1, 2, 1)
	}
	t.Run("give up", func(t *testing.T) {
		b := newBench(t, standin.Inline)
		b.hub.Inject(standin.Fault{Status: 503})
		_, err := b.load("tokenizer.json")
		b.fails(err, status.Server, "503 Service Unavailable", "HTTP 503", "request id Root=1-")
		b.paused(1, 2, 4, 8, 8)
		if b.count("HEAD") != 6 {
			t.Errorf("%d requests", b.count("HEAD"))
		}
	})
	t.Run("not for an answer that stays", func(t *testing.T) {
		for _, code := range []int{400, 404, 405, 410, 418} {
			b := newBench(t, standin.Inline)
			b.hub.Inject(standin.Fault{Status: code})
			_, err := b.load("tokenizer.json")
			b.fails(err, status.NotAHub)
			b.paused()
		}
	})
	t.Run("nobody there", func(t *testing.T) {
		b := newBench(t, standin.Inline)
		b.hub.Close()
		_, err := b.load("tokenizer.json")
		b.fails(err, status.Network, "refused", "host 127.0.0.1", "proxy variables")
		b.paused(1, 2, 4, 8, 8)
	})
	t.Run("the storage refuses", func(t *testing.T) {
		b := newBench(t, standin.LFS)
		b.hub.Inject(standin.Fault{Origin: "cdn", Status: 403, Body: standin.Text("<Error>Request has expired</Error>")})
		_, err := b.load("tokenizer.json")
		b.fails(err, status.Server, "storage", "HTTP 403")
		b.paused()
	})
}

func TestRateLimit(t *testing.T) {
	for name, c := range map[string]struct {
		header map[string]string
		pause  float64
	}{
		"RateLimit":           {map[string]string{"RateLimit": `"resolvers";r=0;t=3`, "Retry-After": "20"}, 4},
		"RateLimit not at 0":  {map[string]string{"RateLimit": `"resolvers";r=5;t=30`, "Retry-After": "6"}, 7},
		"Retry-After":         {map[string]string{"RateLimit": "", "Retry-After": "9"}, 10},
		"Retry-After, a date": {map[string]string{"RateLimit": "", "Retry-After": time.Now().UTC().Add(30 * time.Second).Format("Mon, 02 Jan 2006 15:04:05 GMT")}, 29},
		"neither":             {map[string]string{"RateLimit": "", "Retry-After": "soon"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, standin.Inline)
			b.hub.Inject(standin.Fault{Status: 429, Times: 1, Header: c.header})
			b.mustLoad()
			b.paused(c.pause)
		})
	}
	t.Run("too long to wait", func(t *testing.T) {
		b := newBench(t, standin.Inline)
		b.hub.Inject(standin.Fault{Status: 429, Header: map[string]string{
			"RateLimit": `"resolvers";r=0;t=172`, "RateLimit-Policy": `"fixed window";"resolvers";q=3000;w=300`}})
		_, err := b.load("tokenizer.json")
		b.fails(err, status.RateLimited, "172 s", "q=3000;w=300", "Set HF_TOKEN")
		b.paused()
	})
}

func TestTimeouts(t *testing.T) {
	for name, fault := range map[string]standin.Fault{
		"no answer":         {Stall: true},
		"no body":           {Method: "GET", StallAfter: standin.At(0)},
		"half a body":       {Method: "GET", StallAfter: standin.At(1000)},
		"a byte at a time":  {Method: "GET", PaceMS: 10},
		"a late HEAD":       {Method: "HEAD", DelayMS: 2000},
		"a late GET":        {Method: "GET", DelayMS: 2000},
		"CDN, half a body":  {Origin: "cdn", StallAfter: standin.At(1000)},
		"CDN, no answer":    {Origin: "cdn", Stall: true},
		"CDN, slow for now": {Origin: "cdn", Stall: true, Times: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			delivery := standin.Inline
			if strings.HasPrefix(name, "CDN") {
				delivery = standin.LFS
			}
			b := newBench(t, delivery)
			b.o.Timeout = 300 * time.Millisecond
			b.hub.Inject(fault)
			if fault.Times > 0 {
				b.o.Timeout = 2 * time.Second
				b.mustLoad()
				b.paused(1)
				return
			}
			_, err := b.load("tokenizer.json")
			b.fails(err, status.Timeout, "HF_HUB_ETAG_TIMEOUT", "host 127.0.0.1")
			b.paused(1, 2, 4, 8, 8)
		})
	}
}

// TestResume: a transfer that breaks off goes on where it stopped, if the server can.
func TestResume(t *testing.T) {
	for name, faults := range map[string][]standin.Fault{
		"reset":                 {{Method: "GET", ResetAfter: standin.At(100000), Times: 1}},
		"ended early":           {{Method: "GET", CutAfter: standin.At(70000), Times: 1}},
		"twice":                 {{Method: "GET", CutAfter: standin.At(70000), Times: 1}, {Method: "GET", CutAfter: standin.At(70000), Times: 1}},
		"before the first byte": {{Method: "GET", CutAfter: standin.At(0), Times: 1}},
		"Range ignored":         {{Method: "GET", CutAfter: standin.At(70000), Times: 1}, {Method: "GET", NoRange: true, Times: 1}},
		"wrong place": {{Method: "GET", CutAfter: standin.At(70000), Times: 1},
			{Method: "GET", Header: map[string]string{"Content-Range": "bytes 5-220002/220003"}, Times: 1}},
		"not satisfiable": {{Method: "GET", CutAfter: standin.At(70000), Times: 1}, {Method: "GET", Status: 416, Times: 1}},
		"503 in between":  {{Method: "GET", CutAfter: standin.At(70000), Times: 1}, {Method: "GET", Status: 503, Times: 1}},
	} {
		for _, delivery := range []standin.Delivery{standin.Inline, standin.LFS} {
			t.Run(name, func(t *testing.T) {
				b := newBench(t, delivery)
				b.hub.Inject(faults...)
				b.mustLoad()
				if len(b.pauses) == 0 {
					t.Error("the fault did not happen")
				}
			})
		}
	}
	t.Run("asks for the rest", func(t *testing.T) {
		b := newBench(t, standin.LFS)
		b.hub.Inject(standin.Fault{Method: "GET", CutAfter: standin.At(70000), Times: 1})
		b.mustLoad()
		requests := b.hub.Requests()
		last := requests[len(requests)-1]
		if got := last.Header.Get("Range"); got == "" || got == "bytes=0-" || last.Status != 206 {
			t.Errorf("Range %q was answered with %d", got, last.Status)
		}
	})
	t.Run("never whole", func(t *testing.T) {
		b := newBench(t, standin.LFS)
		b.hub.Inject(standin.Fault{Method: "GET", CutAfter: standin.At(10)})
		_, err := b.load("tokenizer.json")
		b.fails(err, status.Network, "EOF")
		b.paused(1, 2, 4, 8, 8)
	})
}

func TestIntegrity(t *testing.T) {
	same := strings.Replace(string(testContent), "5", "6", 1)
	longer := string(testContent) + " "
	for name, c := range map[string]struct {
		fault standin.Fault
		code  status.Code
		says  string
	}{
		"altered":           {standin.Fault{Method: "GET", Body: &same}, status.Integrity, "announced"},
		"longer":            {standin.Fault{Method: "GET", Body: &longer}, status.Integrity, "bytes"},
		"shorter":           {standin.Fault{Method: "GET", Body: standin.Text("{}")}, status.Integrity, "bytes"},
		"endless":           {standin.Fault{Method: "GET", Endless: true}, status.Integrity, "longer than the"},
		"compressed":        {standin.Fault{Method: "GET", Header: map[string]string{"Content-Encoding": "gzip"}}, status.NotAHub, "compressed"},
		"HEAD compressed":   {standin.Fault{Method: "HEAD", Header: map[string]string{"Content-Encoding": "gzip", "X-Repo-Commit": strings.Repeat("a", 40), "ETag": `"x"`}}, status.NotAHub, "compressed"},
		"huge":              {standin.Fault{Method: "HEAD", Header: map[string]string{"X-Linked-Size": "999999999999"}}, status.Unsupported, "999999999999"},
		"huge later":        {standin.Fault{Method: "GET", Header: map[string]string{"Content-Length": "999999999999"}}, status.Integrity, "999999999999"},
		"no commit":         {standin.Fault{Method: "HEAD", Remove: []string{"X-Repo-Commit"}}, status.NotAHub, "X-Repo-Commit"},
		"no ETag":           {standin.Fault{Method: "HEAD", Remove: []string{"ETag", "X-Linked-Etag"}}, status.NotAHub, "ETag"},
		"hostile commit":    {standin.Fault{Method: "HEAD", Header: map[string]string{"X-Repo-Commit": "../../../../evil"}}, status.NotAHub, "not a commit"},
		"short commit":      {standin.Fault{Method: "HEAD", Header: map[string]string{"X-Repo-Commit": "abc123"}}, status.NotAHub, "not a commit"},
		"captive portal":    {standin.Fault{Status: 200, Header: map[string]string{"Content-Type": "text/html"}, Body: standin.Text("<html>log in</html>")}, status.NotAHub, "login page"},
		"a bomb of headers": {standin.Fault{Header: map[string]string{"X-Bomb": strings.Repeat("x", 2<<20)}}, status.NotAHub, "not proper HTTP"},
	} {
		for kind, delivery := range map[string]standin.Delivery{"inline": standin.Inline, "cdn": standin.LFS} {
			t.Run(name+" "+kind, func(t *testing.T) {
				b := newBench(t, delivery)
				b.hub.Inject(c.fault)
				_, err := b.load("tokenizer.json")
				b.fails(err, c.code, c.says)
				b.paused()
			})
		}
	}
	t.Run("endless and unannounced", func(t *testing.T) {
		b := newBench(t, standin.Inline)
		b.hub.Inject(standin.Fault{Endless: true})
		_, err := b.load("config.json") // which may be shorter than a tokenizer.json
		b.fails(err, status.Unsupported, "67108864")
	})
	t.Run("another commit than asked for", func(t *testing.T) {
		b := newBench(t, standin.Inline)
		b.o.Revision = strings.Repeat("b", 40)
		b.repo.Commits[b.o.Revision] = b.repo.Commits[b.repo.Refs["main"]]
		b.hub.Inject(standin.Fault{Header: map[string]string{"X-Repo-Commit": strings.Repeat("a", 40)}})
		_, err := b.load("tokenizer.json")
		b.fails(err, status.NotAHub, "answered for "+strings.Repeat("a", 40))
	})
}

// TestHostileETag: an ETag that isn't a hash names no path.
func TestHostileETag(t *testing.T) {
	for _, etag := range []string{`"../../../evil"`, `"/etc/evil"`, `"..\\..\\evil"`, `"` + strings.Repeat("A", 4000) + `"`, `W/"plain"`, `"."`, `"a/b"`} {
		b := newBench(t, standin.Inline)
		b.hub.Inject(standin.Fault{Method: "HEAD", Header: map[string]string{"ETag": etag}})
		b.mustLoad()
		entries, err := os.ReadDir(filepath.Join(b.dir, folderName(testRepo), "blobs"))
		if err != nil || len(entries) != 1 || !regexp.MustCompile(`\Aetag-[0-9a-f]{64}\z`).MatchString(entries[0].Name()) {
			t.Errorf("ETag %.40s: blobs %v, %v", etag, entries, err)
		}
		if outside, _ := filepath.Glob(filepath.Join(filepath.Dir(b.dir), "*evil*")); len(outside) > 0 {
			t.Errorf("written outside: %v", outside)
		}
	}
}

// TestFallback: which failures the cache may cover, and that the reason is told.
func TestFallback(t *testing.T) {
	for name, c := range map[string]struct {
		fault standin.Fault
		code  status.Code // OK: the cache serves
		says  string
	}{
		"gated":     {standin.Fault{Status: 401, Header: map[string]string{"X-Error-Code": "GatedRepo"}}, status.OK, "gated"},
		"bad token": {standin.Fault{Status: 401, Header: map[string]string{"X-Error-Message": "Invalid credentials in Authorization header"}}, status.OK, "401"},
		"gone":      {standin.Fault{Status: 404, Header: map[string]string{"X-Error-Code": "RepoNotFound"}}, status.OK, "no repository"},
		"5xx":       {standin.Fault{Status: 503}, status.OK, "503"},
		"429":       {standin.Fault{Status: 429}, status.OK, "quota"},
		"portal":    {standin.Fault{Status: 200, Body: standin.Text("<html>")}, status.OK, "login page"},
		"timeout":   {standin.Fault{Stall: true}, status.OK, "did not answer"},
		"revision":  {standin.Fault{Status: 404, Header: map[string]string{"X-Error-Code": "RevisionNotFound"}}, status.RevisionNotFound, ""},
		"entry":     {standin.Fault{Status: 404, Header: map[string]string{"X-Error-Code": "EntryNotFound"}}, status.EntryNotFound, ""},
		"proxy":     {standin.Fault{Status: 407}, status.Proxy, ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, standin.Inline)
			b.mustLoad()
			b.hub.ClearRequests()
			b.hub.Inject(c.fault)
			if c.fault.Stall {
				b.o.Timeout = 200 * time.Millisecond
			}
			b.log = nil
			r, err := Open(b.Context(), testRepo, b.o)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			path, err := r.File(b.Context(), "tokenizer.json")
			if status.CodeOf(err) != c.code {
				t.Fatalf("%q, %v", path, err)
			}
			b.paused()
			if c.code != status.OK {
				return
			}
			if log := strings.Join(b.log, "\n"); !strings.Contains(log, "using the cached tokenizer.json") || !strings.Contains(log, c.says) {
				t.Errorf("log: %s", log)
			}
			// From here on the load leaves the Hub alone.
			if _, ok, err := r.Optional(b.Context(), "config.json"); ok || err != nil {
				t.Errorf("config.json: %v, %v", ok, err)
			}
			if _, err := r.File(b.Context(), "config.json"); err == nil || status.CodeOf(err) == status.LocalMiss ||
				!strings.Contains(err.Error(), "config.json of org/tokenizer is not in the cache") || !strings.Contains(err.Error(), c.says) {
				t.Errorf("config.json: %v", err)
			}
			if n := len(b.hub.Requests()); n != 1 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

// TestCancelledAnywhere: whenever another goroutine cancels a load, it has succeeded or says so, and leaves
// nothing in the way of the next.
func TestCancelledAnywhere(t *testing.T) {
	const tries = 120
	b := newBench(t, standin.LFS)
	b.o.sleep, b.o.Log = nil, nil
	// Some transfers break, so that cancelling meets resuming too.
	b.hub.Inject(standin.Fault{Method: "GET", CutAfter: standin.At(100_000), Skip: 1, Times: tries / 4})
	begun := time.Now()
	b.mustLoad()
	whole := time.Since(begun)
	cancelledLoads := 0
	for i := range tries {
		b.o.CacheDir = filepath.Join(b.dir, "each", strconv.Itoa(i/3)) // some are warm, some are left half done
		ctx, cancel := context.WithCancel(b.Context())
		time.AfterFunc(rand.N(2*whole), cancel)
		r, err := Open(ctx, testRepo, b.o)
		if err == nil {
			var content *Content
			if content, err = r.Read(ctx, "tokenizer.json"); err == nil && !bytes.Equal(content.Data, testContent) {
				t.Fatalf("%d bytes that are not the file's", len(content.Data))
			}
			r.Close()
		}
		cancel()
		if err != nil {
			if cancelledLoads++; status.CodeOf(err) != status.Cancelled || !errors.Is(err, context.Canceled) {
				t.Fatalf("%v", err)
			}
		}
		if left, _ := filepath.Glob(filepath.Join(b.o.CacheDir, "models--*", "blobs", "*.incomplete")); len(left) > 0 {
			t.Fatalf("left behind: %v", left)
		}
	}
	if cancelledLoads == 0 {
		t.Error("none was cancelled")
	}
	b.hub.ClearFaults()
	for i := range tries / 3 {
		b.o.CacheDir = filepath.Join(b.dir, "each", strconv.Itoa(i))
		b.mustLoad()
	}
}

// TestCancelled: a context ends a load wherever it is.
func TestCancelled(t *testing.T) {
	check := func(t *testing.T, b *bench, cancelWhen func(cancel func())) {
		t.Helper()
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		b.o.sleep = nil
		r, err := Open(ctx, testRepo, b.o)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		cancelWhen(cancel)
		_, err = r.File(ctx, "tokenizer.json")
		b.fails(err, status.Cancelled)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cause %v", errors.Unwrap(err))
		}
	}
	whenAsked := func(b *bench, method string) func(func()) {
		return func(cancel func()) {
			go func() {
				for b.count(method) == 0 {
					time.Sleep(time.Millisecond)
				}
				time.Sleep(20 * time.Millisecond)
				cancel()
			}()
		}
	}
	for name, fault := range map[string]standin.Fault{
		"in HEAD": {Method: "HEAD", Stall: true}, "in GET": {Method: "GET", Stall: true},
		"in the body": {Method: "GET", StallAfter: standin.At(5000)}, "between attempts": {Method: "HEAD", Status: 503},
		"between attempts at the body": {Method: "GET", Status: 503},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, standin.Inline)
			b.hub.Inject(fault)
			method := fault.Method
			check(t, b, whenAsked(b, method))
		})
	}
	t.Run("waiting for the lock", func(t *testing.T) {
		b := newBench(t, standin.Inline)
		config := &config{cacheDir: b.dir}
		s, err := openCache(config, testRepo).openStore()
		if err != nil {
			t.Fatal(err)
		}
		defer s.close()
		etag := (&standin.File{Content: testContent}).GitSHA1()
		unlock, err := s.lock(context.Background(), etag, func(int, string, ...any) {})
		if err != nil {
			t.Fatal(err)
		}
		defer unlock()
		check(t, b, whenAsked(b, "HEAD"))
		if b.count("GET") != 0 {
			t.Error("the lock did not keep the download from beginning")
		}
	})
	t.Run("before it begins", func(t *testing.T) {
		b := newBench(t, standin.Inline)
		check(t, b, func(cancel func()) { cancel() })
		if len(b.hub.Requests()) != 0 {
			t.Error("a request was made")
		}
	})
	t.Run("by progress", func(t *testing.T) {
		b := newBench(t, standin.Inline)
		var stop func()
		b.o.Progress = func(string, int64, int64) { stop() }
		check(t, b, func(cancel func()) { stop = cancel })
	})
}
