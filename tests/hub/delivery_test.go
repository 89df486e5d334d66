package hub_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/libhftok/libhftok/core/hub"
	"github.com/libhftok/libhftok/core/status"
	"github.com/libhftok/libhftok/tests/hub/standin"
)

func TestDeliveries(t *testing.T) {
	for name, c := range map[string]struct {
		file     standin.File
		requests []string
	}{
		"inline":        {standin.File{Delivery: standin.Inline}, []string{"hub HEAD +", "hub GET +"}},
		"resolve cache": {standin.File{Delivery: standin.ResolveCache}, []string{"hub HEAD +", "hub GET +"}},
		"weak etag":     {standin.File{Delivery: standin.ResolveCache, WeakETag: true}, []string{"hub HEAD +", "hub GET +"}},
		"CDN":           {standin.File{Delivery: standin.LFS}, []string{"hub HEAD +", "cdn GET -"}},
		"CDN with Xet":  {standin.File{Delivery: standin.LFS, XetHash: strings.Repeat("c", 64)}, []string{"hub HEAD +", "cdn GET -"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t, standin.Config{})
			c.file.Content = tokenizerJSON
			w.repo.Commit("main", map[string]standin.File{"tokenizer.json": c.file})
			w.mustLoad(token("hf_good"))
			w.expectRequests(c.requests...)
			for _, r := range w.hub.Requests() {
				if got := r.Header.Get("Accept-Encoding"); got != "identity" {
					t.Errorf("Accept-Encoding %q", got)
				}
				if strings.HasPrefix(r.URI, "/api/") && !strings.HasPrefix(r.URI, "/api/resolve-cache/") {
					t.Errorf("the API was called: %s", r.URI)
				}
			}
		})
	}
}

// TestRequestCounts: a warm load costs the one look-up of what the revision names today, and a load at a
// commit costs nothing.
func TestRequestCounts(t *testing.T) {
	w := start(t, standin.Config{})
	names := []string{"tokenizer.json", "tokenizer_config.json", "tokenizer.model"}
	if _, err := w.load(names); err != nil {
		t.Fatal(err)
	}
	w.expectRequests("hub HEAD -", "hub GET -", "hub HEAD -", "hub GET -", "hub HEAD -", "cdn GET -")
	w.hub.ClearRequests()
	if _, err := w.load(names); err != nil {
		t.Fatal(err)
	}
	w.expectRequests("hub HEAD -")
	w.hub.ClearRequests()
	if _, err := w.load(names, revision(w.commit())); err != nil {
		t.Fatal(err)
	}
	w.expectRequests()
}

// TestOneCommitPerLoad: a push in the middle of a load must not mix two commits.
func TestOneCommitPerLoad(t *testing.T) {
	w := start(t, standin.Config{})
	repo, err := hub.Open(context.Background(), repoID, w.options())
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	if _, err := repo.File(context.Background(), "tokenizer.json"); err != nil {
		t.Fatal(err)
	}
	before := w.commit()
	changed := files()
	changed["tokenizer_config.json"] = standin.File{Content: []byte("{}")}
	pushed := standin.NewRepo(repoID, files())
	pushed.Commit("main", changed)
	w.hub.AddRepo(pushed)
	path, err := repo.File(context.Background(), "tokenizer_config.json")
	if err != nil {
		t.Fatal(err)
	}
	w.content(path, files()["tokenizer_config.json"].Content)
	if repo.Commit() != before || !strings.Contains(path, before) {
		t.Errorf("commit %s at %s, want %s", repo.Commit(), path, before)
	}
	// The next load sees the push.
	paths, err := w.load([]string{"tokenizer_config.json"})
	if err != nil {
		t.Fatal(err)
	}
	w.content(paths[0], []byte("{}"))
}

func TestRenamedRepository(t *testing.T) {
	w := start(t, standin.Config{})
	w.hub.Rename("gpt2", repoID)
	w.repo.Gated = true
	paths, err := w.loadFrom("gpt2", []string{"tokenizer.json"}, token("hf_good"))
	if err != nil {
		t.Fatal(err)
	}
	w.content(paths[0], tokenizerJSON)
	if want := filepath.Join(w.cacheDir(), "models--gpt2", "snapshots", w.commit(), "tokenizer.json"); paths[0] != want {
		t.Errorf("path %s, want %s", paths[0], want)
	}
}

func TestRevisions(t *testing.T) {
	w := start(t, standin.Config{})
	for _, name := range []string{"v1.0", "refs/pr/1", "feature/x y%23"} {
		content := []byte(`{"revision": "` + name + `"}`)
		commit := w.repo.Commit(name, map[string]standin.File{"tokenizer.json": {Content: content}})
		path, err := w.one(revision(name))
		if err != nil {
			t.Fatal(err)
		}
		w.content(path, content)
		ref, err := os.ReadFile(w.cachePath("refs", filepath.FromSlash(name)))
		if err != nil || string(ref) != commit {
			t.Errorf("refs/%s holds %q, %v; want %s", name, ref, err, commit)
		}
	}
	uris := ""
	for _, r := range w.hub.Requests() {
		uris += r.URI + "\n"
	}
	if want := "/org/tokenizer/resolve/refs%2Fpr%2F1/tokenizer.json"; !strings.Contains(uris, want) {
		t.Errorf("no request for %s in\n%s", want, uris)
	}
	_, err := w.one(revision("nowhere"))
	w.fails(err, status.RevisionNotFound, "nowhere", repoID, w.hub.Endpoint()+"/"+repoID+"/tree/main", "HTTP 404", "Root=1-")
}

func TestSubfolder(t *testing.T) {
	w := start(t, standin.Config{})
	path, err := w.one(func(o *hub.Options) { o.Subfolder = "onnx" })
	if err != nil {
		t.Fatal(err)
	}
	w.content(path, []byte(`{"sub": true}`))
	target, err := os.Readlink(path)
	if err != nil || !strings.HasPrefix(target, "../../../blobs/") {
		t.Errorf("symlink to %q, %v", target, err)
	}
	for _, bad := range []string{"..", "../x", "/etc", "a/../../b", `a\b`, "a//b"} {
		_, err := w.one(func(o *hub.Options) { o.Subfolder = bad })
		w.fails(err, status.InvalidRepo, "subfolder")
	}
}

// TestMirrorBelowAPath: HF_ENDPOINT may have a path.
func TestMirrorBelowAPath(t *testing.T) {
	w := start(t, standin.Config{Prefix: "/hf-mirror"})
	w.env["HF_ENDPOINT"] += "/"
	w.mustLoad(token("hf_good"))
	w.env["HF_ENDPOINT"] = strings.TrimSuffix(w.hub.Endpoint(), "/hf-mirror")
	_, err := w.one(func(o *hub.Options) { o.CacheDir = t.TempDir() })
	w.fails(err, status.NotAHub, "404", "HF_ENDPOINT")
}

func TestOptionalFile(t *testing.T) {
	w := start(t, standin.Config{})
	for round, requests := range []int{2 + 1, 1} { // the absence is remembered
		w.hub.ClearRequests()
		repo, err := hub.Open(context.Background(), repoID, w.options())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := repo.File(context.Background(), "tokenizer.json"); err != nil {
			t.Fatal(err)
		}
		if path, ok, err := repo.Optional(context.Background(), "added_tokens.json"); ok || err != nil {
			t.Errorf("added_tokens.json: %q, %v, %v", path, ok, err)
		}
		if got := len(w.hub.Requests()); got != requests {
			t.Errorf("round %d: %d requests, want %d", round, got, requests)
		}
		_, err = repo.File(context.Background(), "added_tokens.json")
		w.fails(err, status.EntryNotFound, "added_tokens.json", repoID)
		repo.Close()
	}
	marker := w.cachePath(".no_exist", w.commit(), "added_tokens.json")
	if info, err := os.Stat(marker); err != nil || info.Size() != 0 {
		t.Errorf("%s: %v, %v", marker, info, err)
	}
}

func TestEmptyFile(t *testing.T) {
	for _, delivery := range []standin.Delivery{standin.Inline, standin.ResolveCache, standin.LFS} {
		w := start(t, standin.Config{})
		w.repo.Commit("main", map[string]standin.File{"tokenizer.json": {Delivery: delivery}})
		path, err := w.one()
		if err != nil {
			t.Fatal(err)
		}
		w.content(path, nil)
	}
}

func TestProgress(t *testing.T) {
	w := start(t, standin.Config{})
	type call struct {
		file        string
		done, total int64
	}
	var calls []call
	w.mustLoad(func(o *hub.Options) {
		o.Progress = func(file string, done, total int64) { calls = append(calls, call{file, done, total}) }
	})
	size := int64(len(tokenizerJSON))
	if len(calls) < 3 || calls[0] != (call{"tokenizer.json", 0, size}) || calls[len(calls)-1] != (call{"tokenizer.json", size, size}) {
		t.Fatalf("progress %v", calls)
	}
	for i := 1; i < len(calls); i++ {
		if calls[i].done < calls[i-1].done || calls[i].done == size && i != len(calls)-1 {
			t.Errorf("progress %v then %v", calls[i-1], calls[i])
		}
	}
}

// TestRedirectSaysItAll: the address of the resolve cache saves a request only where it tells the commit,
// the file and the hash; what it tells is checked against the content.
func TestRedirectSaysItAll(t *testing.T) {
	commit, sum := strings.Repeat("c", 40), strings.Repeat("d", 40)
	for name, c := range map[string]struct {
		location string // of the first HEAD's redirect
		header   string // X-Repo-Commit beside it
		code     status.Code
		heads    int
	}{
		"as it is":           {location: "CACHE/COMMIT/tokenizer.json?etag=%22SUM%22", heads: 1},
		"a weak etag":        {location: "CACHE/COMMIT/tokenizer.json?etag=W%2F%22SUM%22", heads: 1},
		"no etag":            {location: "CACHE/COMMIT/tokenizer.json", heads: 2},
		"a hostile etag":     {location: "CACHE/COMMIT/tokenizer.json?etag=..%2F..%2Fevil", heads: 2},
		"another file":       {location: "CACHE/COMMIT/tokenizer_config.json?etag=%22SUM%22", heads: 2, code: status.OK},
		"a branch":           {location: "CACHE/main/tokenizer.json?etag=%22SUM%22", heads: 2, code: status.EntryNotFound},
		"two commits":        {location: "CACHE/COMMIT/tokenizer.json?etag=%22SUM%22", header: commit, heads: 2},
		"another hash":       {location: "CACHE/COMMIT/tokenizer.json?etag=%22" + sum + "%22", heads: 1, code: status.Integrity},
		"a commit of no-one": {location: "CACHE/" + commit + "/tokenizer.json?etag=%22SUM%22", heads: 1, code: status.EntryNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t, standin.Config{})
			location := strings.NewReplacer("CACHE", "/api/resolve-cache/models/"+repoID, "COMMIT", w.commit(),
				"SUM", files()["tokenizer.json"].GitSHA1()).Replace(c.location)
			header := map[string]string{"Location": location}
			if c.header != "" {
				header["X-Repo-Commit"] = c.header
			}
			w.hub.Inject(standin.Fault{Method: "HEAD", Status: 307, Times: 1, Header: header})
			_, err := w.one()
			if status.CodeOf(err) != c.code {
				t.Fatalf("%v", err)
			}
			if got := strings.Count(strings.Join(w.requests(), " "), "HEAD"); got != c.heads {
				t.Errorf("%d look-ups: %v", got, w.requests())
			}
			if c.code != status.OK {
				if entries, _ := os.ReadDir(w.cachePath("blobs")); len(entries) > 0 {
					t.Errorf("left %v", entries)
				}
			}
		})
	}
}
