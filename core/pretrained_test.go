package core_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/libhftok/libhftok/core"
	"github.com/libhftok/libhftok/core/hub"
	coreimages "github.com/libhftok/libhftok/core/images"
	"github.com/libhftok/libhftok/core/status"
	"github.com/libhftok/libhftok/tests/hub/standin"
)

const wordLevel = `{"version": "1.0", "model": {"type": "WordLevel", "vocab": {"a": 0, "b": 1}, "unk_token": "a"}}`

// pretrained serves a repository whose tokenizer.json has this content. load loads it into one cache.
func pretrained(t *testing.T, content string) (h *standin.Hub, load func(...func(*core.PretrainedOptions)) (*core.Tokenizer, error), cached func() string) {
	t.Helper()
	h, err := standin.Start(standin.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	h.AddRepo(standin.NewRepo("org/words", standin.Texts(map[string]string{"tokenizer.json": content})))
	cache := t.TempDir()
	load = func(change ...func(*core.PretrainedOptions)) (*core.Tokenizer, error) {
		o := &core.PretrainedOptions{Options: hub.Options{Endpoint: h.Endpoint(), CacheDir: cache}}
		for _, f := range change {
			f(o)
		}
		return core.FromPretrained(context.Background(), "org/words", o)
	}
	cached = func() string {
		paths, err := filepath.Glob(filepath.Join(cache, "models--org--words", "snapshots", "*", "tokenizer.json"))
		if err != nil || len(paths) != 1 {
			t.Fatalf("%v, %v", paths, err)
		}
		return paths[0]
	}
	return h, load, cached
}

// TestDamagedInCache: a cached tokenizer.json that is not what the Hub announced is fetched again, as long as
// there is a network, whether it can be read or not.
func TestDamagedInCache(t *testing.T) {
	offline := func(o *core.PretrainedOptions) { o.LocalFilesOnly = true }
	noSymlinks := func(o *core.PretrainedOptions) {
		o.Getenv = func(name string) (string, bool) { return "1", name == "HF_HUB_DISABLE_SYMLINKS" }
	}
	for name, c := range map[string]struct {
		change   []func(*core.PretrainedOptions)
		old, new string
		code     status.Code // without a network
		says     string
	}{
		"symlinks":           {nil, "{", "!", status.Integrity, "damaged"},
		"symlinks, readable": {nil, `"b"`, `"c"`, status.Integrity, "damaged"},
		// A copy's hash is written nowhere.
		"copies":           {[]func(*core.PretrainedOptions){noSymlinks}, "{", "!", status.InvalidTokenizer, "tokenizer.json"},
		"copies, readable": {[]func(*core.PretrainedOptions){noSymlinks}, `"b"`, `"c"`, status.OK, ""},
	} {
		t.Run(name, func(t *testing.T) {
			change := c.change
			h, load, cached := pretrained(t, wordLevel)
			if _, err := load(change...); err != nil {
				t.Fatal(err)
			}
			rotten := strings.Replace(wordLevel, c.old, c.new, 1) // as long as it should be
			if err := os.WriteFile(cached(), []byte(rotten), 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := load(append(change, offline)...); status.CodeOf(err) != c.code || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("without a network: %v", err)
			}
			if tokenizer, err := load(change...); err != nil {
				t.Errorf("with one: %v", err)
			} else if _, ok := tokenizer.TokenToID("b"); !ok {
				t.Error("with one: the damaged one is used")
			}
			if got, err := os.ReadFile(cached()); err != nil || string(got) != wordLevel {
				t.Errorf("the cache holds %q, %v", got, err)
			}
			// Nothing is fetched a third time.
			h.ClearRequests()
			if _, err := load(change...); err != nil {
				t.Error(err)
			}
			for _, r := range h.Requests() {
				if r.Method == "GET" {
					t.Errorf("fetched again: %s", r.URI)
				}
			}
		})
	}
}

// TestAlteredAndNoted: a cached file that has an image and a note, so that a load does not read it, is read once
// it is altered, though its size and time of modification are as they were.
func TestAlteredAndNoted(t *testing.T) {
	t.Parallel()
	var vocab strings.Builder
	for i := range 30000 { // more than an image takes to be made
		fmt.Fprintf(&vocab, `, "token%d": %d`, i, i+2)
	}
	large := strings.Replace(wordLevel, `"b": 1`, `"b": 1`+vocab.String(), 1)
	h, load, cached := pretrained(t, large)
	images := t.TempDir()
	noted := func(o *core.PretrainedOptions) { o.ImageDir = images }
	if _, err := load(noted); err != nil {
		t.Fatal(err)
	}
	time.Sleep(2100 * time.Millisecond) // a file counts as settled then
	if _, err := load(noted); err != nil {
		t.Fatal(err)
	}
	if notes, _ := filepath.Glob(filepath.Join(images, "*.note")); len(notes) != 1 {
		t.Fatalf("notes: %v", notes)
	}
	info, err := os.Stat(cached())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(cached(), []byte(strings.Replace(large, `"b"`, `"c"`, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(cached(), info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	if _, err := load(noted, func(o *core.PretrainedOptions) { o.LocalFilesOnly = true }); status.CodeOf(err) != status.Integrity {
		t.Errorf("without a network: %v", err)
	}
	h.ClearRequests()
	tokenizer, err := load(noted)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := tokenizer.TokenToID("b"); !ok || len(h.Requests()) < 2 {
		t.Errorf("the altered one is used, after %d requests", len(h.Requests()))
	}
}

// TestPretrainedImage: what comes from an image is what the Hub announced, like what comes from a file; nothing is
// downloaded for it, and a cached file that was altered is fetched again.
func TestPretrainedImage(t *testing.T) {
	content := wordLevel + strings.Repeat("\n", 1<<18)
	h, load, cached := pretrained(t, content)
	dir := t.TempDir()
	compiled := func(o *core.PretrainedOptions) { o.ImageDir = dir }
	check := func(what string, downloaded bool) {
		t.Helper()
		tokenizer, err := load(compiled)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if _, ok := tokenizer.TokenToID("b"); !ok {
			t.Errorf("%s: another tokenizer", what)
		}
		got := slices.ContainsFunc(h.Requests(), func(r standin.Request) bool { return r.Method == "GET" })
		if h.ClearRequests(); got != downloaded {
			t.Errorf("%s: downloaded: %v", what, got)
		}
	}
	images := func() []string {
		paths, _ := filepath.Glob(filepath.Join(dir, "*.image"))
		return paths
	}
	check("first", true)
	if len(images()) != 1 {
		t.Fatalf("%d images", len(images()))
	}
	check("from the image", false)

	names, err := os.Stat(cached())
	if err != nil {
		t.Fatal(err)
	}
	sha := strings.TrimSuffix(filepath.Base(images()[0]), ".image")
	key, err := hex.DecodeString(sha)
	if err != nil {
		t.Fatal(err)
	}
	store := coreimages.Open(dir)
	note := coreimages.Names{SHA256: [32]byte(key), GitSHA1: store.GitSHA1([32]byte(key))}
	if note.GitSHA1 == "" {
		t.Error("the image doesn't note git's name")
	}
	store.Note(cached(), note, time.Now().Add(time.Hour))
	check("noted", false)
	os.Remove(images()[0])
	check("noted, but without an image", false)

	store.Note(cached(), note, time.Now().Add(time.Hour))
	time.Sleep(20 * time.Millisecond)
	if err := os.WriteFile(cached(), []byte(strings.Replace(content, `"b"`, `"c"`, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	os.Chtimes(cached(), names.ModTime(), names.ModTime())
	check("altered", true)
}

// TestInvalidOnTheHub: a file that is as its author made it is not fetched again and again.
func TestInvalidOnTheHub(t *testing.T) {
	h, load, _ := pretrained(t, `{"model": `)
	for range 2 {
		if _, err := load(); status.CodeOf(err) != status.InvalidTokenizer {
			t.Errorf("%v", err)
		}
	}
	gets := 0
	for _, r := range h.Requests() {
		if r.Method == "GET" {
			gets++
		}
	}
	if gets != 1 {
		t.Errorf("%d downloads", gets)
	}
}
