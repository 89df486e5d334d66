package hub_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/libhftok/libhftok/core/hub"
	"github.com/libhftok/libhftok/core/status"
	"github.com/libhftok/libhftok/tests/hub/standin"
)

// tree lists a directory: each entry with its mode, and its link target or size.
func tree(t *testing.T, root string) []string {
	t.Helper()
	var lines []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == root {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		line := rel
		switch {
		case d.Type()&fs.ModeSymlink != 0:
			target, _ := os.Readlink(path)
			line += " -> " + target
		case !d.IsDir():
			line += fmt.Sprintf(" %o %d", info.Mode().Perm(), info.Size())
		}
		lines = append(lines, line)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestCacheLayout(t *testing.T) {
	old := syscall.Umask(0o027)
	defer syscall.Umask(old)
	w := start(t, standin.Config{})
	repo, err := hub.Open(context.Background(), repoID, w.options())
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	for _, name := range []string{"tokenizer.json", "tokenizer.model", "onnx/tokenizer.json"} {
		if _, err := repo.File(context.Background(), name); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := repo.Optional(context.Background(), "sub/absent.json"); err != nil {
		t.Fatal(err)
	}
	all, commit := files(), w.commit()
	json1, model, json2 := all["tokenizer.json"].GitSHA1(), all["tokenizer.model"].SHA256(), all["onnx/tokenizer.json"].GitSHA1()
	want := []string{
		".locks",
		".locks/models--org--tokenizer",
		".locks/models--org--tokenizer/" + json1 + ".lock 664 0",
		".locks/models--org--tokenizer/" + json2 + ".lock 664 0",
		".locks/models--org--tokenizer/" + model + ".lock 664 0",
		"CACHEDIR.TAG 640 191",
		"models--org--tokenizer",
		"models--org--tokenizer/.no_exist",
		"models--org--tokenizer/.no_exist/" + commit,
		"models--org--tokenizer/.no_exist/" + commit + "/sub",
		"models--org--tokenizer/.no_exist/" + commit + "/sub/absent.json 640 0",
		"models--org--tokenizer/blobs",
		"models--org--tokenizer/blobs/" + json1 + fmt.Sprintf(" 640 %d", len(tokenizerJSON)),
		"models--org--tokenizer/blobs/" + json2 + " 640 13",
		"models--org--tokenizer/blobs/" + model + " 640 7",
		"models--org--tokenizer/refs",
		"models--org--tokenizer/refs/main 640 40",
		"models--org--tokenizer/snapshots",
		"models--org--tokenizer/snapshots/" + commit,
		"models--org--tokenizer/snapshots/" + commit + "/onnx",
		"models--org--tokenizer/snapshots/" + commit + "/onnx/tokenizer.json -> ../../../blobs/" + json2,
		"models--org--tokenizer/snapshots/" + commit + "/tokenizer.json -> ../../blobs/" + json1,
		"models--org--tokenizer/snapshots/" + commit + "/tokenizer.model -> ../../blobs/" + model,
	}
	got := tree(t, w.cacheDir())
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("cache\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func TestCacheDirectory(t *testing.T) {
	for name, c := range map[string]struct {
		env  map[string]string
		want string
	}{
		"default":                 {nil, "ROOT/.cache/huggingface/hub"},
		"XDG_CACHE_HOME":          {map[string]string{"XDG_CACHE_HOME": "ROOT/xdg"}, "ROOT/xdg/huggingface/hub"},
		"HF_HOME":                 {map[string]string{"XDG_CACHE_HOME": "ROOT/xdg", "HF_HOME": "~/hf"}, "ROOT/hf/hub"},
		"blank HF_HOME":           {map[string]string{"HF_HOME": " "}, "ROOT/.cache/huggingface/hub"},
		"HUGGINGFACE_HUB_CACHE":   {map[string]string{"HF_HOME": "~/hf", "HUGGINGFACE_HUB_CACHE": "$HOME/old"}, "ROOT/old"},
		"HF_HUB_CACHE":            {map[string]string{"HF_HUB_CACHE": "${HOME}/new", "HUGGINGFACE_HUB_CACHE": "$HOME/old"}, "ROOT/new"},
		"an unknown variable":     {map[string]string{"HF_HUB_CACHE": "ROOT/$NOSUCH/x"}, "ROOT/$NOSUCH/x"},
		"not a leading tilde":     {map[string]string{"HF_HUB_CACHE": "ROOT/a~b"}, "ROOT/a~b"},
		"a tilde of nobody known": {map[string]string{"HF_HUB_CACHE": "ROOT/x/../~nosuchuser"}, "ROOT/~nosuchuser"},
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t, standin.Config{})
			for name, value := range c.env {
				w.env[name] = strings.ReplaceAll(value, "ROOT/", w.home+"/")
			}
			path := w.mustLoad()
			if want := strings.ReplaceAll(c.want, "ROOT", w.home) + "/models--org--tokenizer/"; !strings.HasPrefix(path, want) {
				t.Errorf("%s is not in %s", path, want)
			}
		})
	}
}

// TestUserLinks: people put the whole cache, or a repository in it, on another disk.
func TestUserLinks(t *testing.T) {
	w := start(t, standin.Config{})
	elsewhere, repoElsewhere := t.TempDir(), t.TempDir()
	if err := os.MkdirAll(filepath.Dir(w.cacheDir()), 0o755); err != nil {
		t.Fatal(err)
	}
	for link, target := range map[string]string{
		w.cacheDir(): elsewhere, filepath.Join(elsewhere, "models--org--tokenizer"): repoElsewhere,
	} {
		if err := os.Symlink(target, link); err != nil {
			t.Fatal(err)
		}
	}
	w.mustLoad()
	if entries, err := os.ReadDir(filepath.Join(repoElsewhere, "blobs")); err != nil || len(entries) != 1 {
		t.Errorf("blobs %v, %v", entries, err)
	}
}

// TestPlantedLinks: links in a shared cache must not lead our writes elsewhere.
func TestPlantedLinks(t *testing.T) {
	for _, link := range []string{"blobs", "snapshots", "refs", "snapshots/COMMIT"} {
		w := start(t, standin.Config{})
		victim := t.TempDir()
		path := w.cachePath(strings.ReplaceAll(link, "COMMIT", w.commit()))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(victim, path); err != nil {
			t.Fatal(err)
		}
		_, err := w.one()
		if link != "refs" { // a ref is a convenience; its loss is a warning
			w.fails(err, status.IO, "escapes")
		}
		if entries, _ := os.ReadDir(victim); len(entries) > 0 {
			t.Errorf("%s: %v was written through the link", link, entries)
		}
	}
}

// TestPlantedPipes: what is no file, or far too long for what it should be, holds nobody up.
func TestPlantedPipes(t *testing.T) {
	pipe := func(path string) error { return syscall.Mkfifo(path, 0o666) }
	huge := func(path string) error {
		if err := os.WriteFile(path, nil, 0o666); err != nil {
			return err
		}
		return os.Truncate(path, 1<<40)
	}
	etag := files()["tokenizer.json"].GitSHA1()
	for name, c := range map[string]struct {
		path  string
		plant func(string) error
	}{
		"ref": {"refs/main", pipe}, "huge ref": {"refs/main", huge}, "blob": {"blobs/" + etag, pipe},
		"file": {"snapshots/COMMIT/tokenizer.json", pipe}, "absent": {".no_exist/COMMIT/absent.json", pipe},
		"lock": {"../.locks/models--org--tokenizer/" + etag + ".lock", pipe},
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t, standin.Config{})
			path := w.cachePath(strings.ReplaceAll(c.path, "COMMIT", w.commit()))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := c.plant(path); err != nil {
				t.Fatal(err)
			}
			done := make(chan error, 1)
			go func() {
				_, err := w.load([]string{"tokenizer.json", "absent.json"})
				done <- err
			}()
			select {
			case err := <-done:
				w.fails(err, status.EntryNotFound)
			case <-time.After(time.Minute):
				t.Fatal("it hangs")
			}
			if _, err := hub.ScanCache(&hub.CacheOptions{Dir: w.cacheDir()}); err != nil {
				t.Error(err)
			}
			if _, err := hub.PruneCache(&hub.CacheOptions{Dir: w.cacheDir()}, false); err != nil {
				t.Error(err)
			}
			w.mustLoad()
		})
	}
}

func TestSharedBlobs(t *testing.T) {
	w := start(t, standin.Config{})
	path := w.mustLoad()
	blob, err := filepath.EvalSymlinks(path)
	if err != nil {
		t.Fatal(err)
	}
	shared := filepath.Join(w.cacheDir(), "blobs", "ab", "abcdef")
	if err := os.MkdirAll(filepath.Dir(shared), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(blob, shared); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../../blobs/ab/abcdef", blob); err != nil {
		t.Fatal(err)
	}
	w.hub.ClearRequests()
	w.mustLoad()
	w.expectRequests("hub HEAD -")
	// Also where only the blob is there, and the commit is a new one.
	w.hub.ClearRequests()
	changed := files()
	delete(changed, "tokenizer.model")
	w.repo.Commit("main", changed)
	w.mustLoad()
	w.expectRequests("hub HEAD -")
}

func TestDamagedCache(t *testing.T) {
	damage := map[string]func(w *world, path, blob string){
		"blob deleted":    func(_ *world, _, blob string) { os.Remove(blob) },
		"link deleted":    func(_ *world, path, _ string) { os.Remove(path) },
		"cut short":       func(w *world, path, blob string) { os.Truncate(blob, 10); os.Remove(path) },
		"cut in place":    func(_ *world, _, blob string) { os.Truncate(blob, 10) },
		"folder for link": func(_ *world, path, _ string) { os.Remove(path); os.Mkdir(path, 0o755) },
		"ref is rubbish":  func(w *world, _, _ string) { os.WriteFile(w.cachePath("refs", "main"), []byte("../../../etc"), 0o644) },
		"left half done":  func(_ *world, _, blob string) { os.WriteFile(blob+".deadbeef.incomplete", []byte("half"), 0o644) },
	}
	for name, break_ := range damage {
		t.Run(name, func(t *testing.T) {
			w := start(t, standin.Config{})
			if name == "cut in place" { // seen where the Hub tells the size before the download
				w.repo.Commit("main", map[string]standin.File{"tokenizer.json": {Content: tokenizerJSON, Delivery: standin.LFS}})
			}
			path := w.mustLoad()
			blob, err := filepath.EvalSymlinks(path)
			if err != nil {
				t.Fatal(err)
			}
			break_(w, path, blob)
			if name == "folder for link" { // not ours to remove
				_, err := w.one()
				w.fails(err, status.IO)
				return
			}
			w.mustLoad()
			if ref, _ := os.ReadFile(w.cachePath("refs", "main")); string(ref) != w.commit() {
				t.Errorf("ref %q", ref)
			}
		})
	}
}

func TestForceDownload(t *testing.T) {
	w := start(t, standin.Config{})
	path := w.mustLoad()
	blob, _ := filepath.EvalSymlinks(path)
	rotten := append([]byte{'X'}, tokenizerJSON[1:]...)
	if err := os.WriteFile(blob, rotten, 0o644); err != nil {
		t.Fatal(err)
	}
	force := func(o *hub.Options) { o.ForceDownload = true }
	w.mustLoad(force)
	w.mustLoad()
	for _, change := range []func(*hub.Options){
		func(o *hub.Options) { o.LocalFilesOnly = true },
		func(o *hub.Options) { w.env["HF_HUB_OFFLINE"] = "1" },
	} {
		_, err := w.one(force, change)
		w.fails(err, status.InvalidArgument, "force download")
	}
	delete(w.env, "HF_HUB_OFFLINE")
	// With a pinned commit too, and one look-up for each file however often it is asked for.
	w.hub.ClearRequests()
	if _, err := w.load([]string{"tokenizer.json", "tokenizer.json"}, force, revision(w.commit())); err != nil {
		t.Fatal(err)
	}
	w.expectRequests("hub HEAD -", "hub GET -")
}

func TestNoSymlinks(t *testing.T) {
	w := start(t, standin.Config{})
	w.env["HF_HUB_DISABLE_SYMLINKS"] = "1"
	path := w.mustLoad()
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		t.Errorf("%v, %v", info, err)
	}
	if entries, err := os.ReadDir(w.cachePath("blobs")); err != nil || len(entries) != 0 {
		t.Errorf("blobs %v, %v", entries, err)
	}
	w.hub.ClearRequests()
	w.mustLoad()
	w.expectRequests("hub HEAD -")
	// A blob that was there before is copied, not moved.
	delete(w.env, "HF_HUB_DISABLE_SYMLINKS")
	w.repo.Commit("v2", map[string]standin.File{"tokenizer.json": files()["tokenizer.json"]})
	w.mustLoad(revision("v2"))
	w.env["HF_HUB_DISABLE_SYMLINKS"] = "true"
	w.repo.Commit("v3", map[string]standin.File{"tokenizer.json": files()["tokenizer.json"], "x": {}})
	if info, err := os.Lstat(w.mustLoad(revision("v3"))); err != nil || !info.Mode().IsRegular() {
		t.Errorf("%v, %v", info, err)
	}
	if entries, err := os.ReadDir(w.cachePath("blobs")); err != nil || len(entries) != 1 {
		t.Errorf("blobs %v, %v", entries, err)
	}
}

// TestOffline asserts that no connection is made, by counting them.
func TestOffline(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	var connections atomic.Int32
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			connections.Add(1)
			conn.Close()
		}
	}()
	w := start(t, standin.Config{})
	w.mustLoad()
	if _, err := w.load([]string{"absent.json"}); status.CodeOf(err) != status.EntryNotFound {
		t.Fatal(err)
	}
	w.env["HF_ENDPOINT"] = "http://" + ln.Addr().String()
	local := func(o *hub.Options) { o.LocalFilesOnly = true }
	none := func(*hub.Options) {}
	for name, c := range map[string]struct {
		env    map[string]string
		change func(*hub.Options)
		miss   status.Code
		says   string
	}{
		"HF_HUB_OFFLINE":               {map[string]string{"HF_HUB_OFFLINE": "1"}, none, status.Offline, "HF_HUB_OFFLINE forbids"},
		"any case":                     {map[string]string{"HF_HUB_OFFLINE": "Yes"}, none, status.Offline, "HF_HUB_OFFLINE"},
		"TRANSFORMERS_OFFLINE":         {map[string]string{"TRANSFORMERS_OFFLINE": "on"}, none, status.Offline, "TRANSFORMERS_OFFLINE"},
		"blank does not mask":          {map[string]string{"HF_HUB_OFFLINE": "", "TRANSFORMERS_OFFLINE": "true"}, none, status.Offline, "TRANSFORMERS_OFFLINE"},
		"local files only":             {nil, local, status.LocalMiss, "only local files"},
		"a proxy that can't be parsed": {map[string]string{"HF_HUB_OFFLINE": "1", "https_proxy": "ftp://x"}, none, status.Offline, ""},
	} {
		t.Run(name, func(t *testing.T) {
			for name, value := range c.env {
				w.env[name] = value
			}
			defer func() {
				for name := range c.env {
					delete(w.env, name)
				}
			}()
			w.mustLoad(c.change)
			w.mustLoad(c.change, revision(w.commit()))
			_, err := w.load([]string{"tokenizer_config.json"}, c.change)
			w.fails(err, c.miss, c.says, w.cacheDir(), "tokenizer_config.json")
			_, err = w.load([]string{"absent.json"}, c.change)
			w.fails(err, status.EntryNotFound)
			_, err = w.one(c.change, revision("v9"))
			w.fails(err, c.miss)
			_, err = w.loadFrom("org/never", []string{"tokenizer.json"}, c.change)
			w.fails(err, c.miss)
			repo, err := hub.Open(context.Background(), repoID, w.options(c.change))
			if err != nil {
				t.Fatal(err)
			}
			defer repo.Close()
			if _, err := repo.File(context.Background(), "tokenizer.json"); err != nil {
				t.Fatal(err)
			}
			if path, ok, err := repo.Optional(context.Background(), "tokenizer_config.json"); ok || err != nil {
				t.Errorf("optional: %q, %v, %v", path, ok, err)
			}
		})
	}
	t.Run("0 masks the other", func(t *testing.T) {
		w.env["HF_HUB_OFFLINE"], w.env["TRANSFORMERS_OFFLINE"] = "0", "1"
		if n := connections.Load(); n != 0 {
			t.Errorf("%d connections were made offline", n)
		}
		w.mustLoad() // falls back to the cache after trying
		if connections.Load() == 0 {
			t.Error("no connection was tried")
		}
	})
}

func TestBadSettings(t *testing.T) {
	for name, c := range map[string]struct {
		env    map[string]string
		change func(*hub.Options)
		says   string
	}{
		"endpoint without scheme": {map[string]string{"HF_ENDPOINT": "huggingface.co"}, nil, "HF_ENDPOINT"},
		"endpoint with user":      {map[string]string{"HF_ENDPOINT": "https://u:s3cret@huggingface.co"}, nil, "HF_ENDPOINT"},
		"endpoint with query":     {map[string]string{"HF_ENDPOINT": "https://huggingface.co?x=s3cret"}, nil, "HF_ENDPOINT"},
		"endpoint option":         {nil, func(o *hub.Options) { o.Endpoint = "ftp://x" }, "endpoint option"},
		"timeout variable":        {map[string]string{"HF_HUB_ETAG_TIMEOUT": "ten"}, nil, "HF_HUB_ETAG_TIMEOUT"},
		"timeout fraction":        {map[string]string{"HF_HUB_DOWNLOAD_TIMEOUT": "1.5"}, nil, "HF_HUB_DOWNLOAD_TIMEOUT"},
		"timeout option":          {nil, func(o *hub.Options) { o.Timeout = -1 }, "negative"},
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t, standin.Config{})
			for name, value := range c.env {
				w.env[name] = value
			}
			if c.change == nil {
				c.change = func(*hub.Options) {}
			}
			_, err := w.one(c.change)
			w.fails(err, status.InvalidArgument, c.says)
			w.expectRequests()
		})
	}
	t.Run("blank is unset", func(t *testing.T) {
		w := start(t, standin.Config{})
		w.env["HF_HUB_ETAG_TIMEOUT"], w.env["HF_HUB_DOWNLOAD_TIMEOUT"], w.env["HF_HUB_CACHE"] = " ", "0", ""
		w.mustLoad()
	})
}

// TestNothingLingers: a closed load leaves no goroutine.
func TestNothingLingers(t *testing.T) {
	w := start(t, standin.Config{})
	w.mustLoad()
	w.hub.Inject(standin.Fault{Origin: "hub", Method: "GET", StallAfter: standin.At(1000), Times: 1})
	repo, err := hub.Open(context.Background(), repoID, w.options(func(o *hub.Options) { o.CacheDir = t.TempDir() }))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(100*time.Millisecond, cancel)
	_, err = repo.File(ctx, "tokenizer.json")
	w.fails(err, status.Cancelled)
	repo.Close()
	w.hub.Close()
	deadline := time.Now().Add(5 * time.Second)
	for {
		stacks := make([]byte, 1<<20)
		stacks = stacks[:runtime.Stack(stacks, true)]
		if !strings.Contains(string(stacks), "net/http.(*persistConn)") && !strings.Contains(string(stacks), "core/hub.(") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("still running:\n%s", stacks)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// fetchCommand builds cmd/fetch once, where other users may run it.
var fetchCommand = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "hub-test-")
	if err != nil {
		return "", err
	}
	fetchDir = dir
	if err := os.Chmod(dir, 0o755); err != nil {
		return "", err
	}
	path := filepath.Join(dir, "fetch")
	if out, err := exec.Command("go", "build", "-o", path, "./cmd/fetch").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

var fetchDir string

func TestMain(m *testing.M) {
	code := m.Run()
	if fetchDir != "" {
		os.RemoveAll(fetchDir)
	}
	os.Exit(code)
}

type report struct {
	Paths    map[string]string
	Error    string
	Code     status.Code
	Progress int64
}

// fetch prepares a run of the client in a process of its own, in this world's environment.
func (w *world) fetch(args ...string) *exec.Cmd {
	w.Helper()
	path, err := fetchCommand()
	if err != nil {
		w.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	for name, value := range w.env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	return cmd
}

func (w *world) report(cmd *exec.Cmd) report {
	w.Helper()
	out, err := cmd.Output()
	if err != nil {
		w.Fatalf("%v: %v %s", cmd.Args, err, out)
	}
	var r report
	if err := json.Unmarshal(out, &r); err != nil {
		w.Fatalf("%v: %s", err, out)
	}
	return r
}

// TestManyProcesses: eight at once, one download.
func TestManyProcesses(t *testing.T) {
	w := start(t, standin.Config{})
	w.hub.Inject(standin.Fault{Method: "GET", DelayMS: 300, Times: 1})
	var group sync.WaitGroup
	for range 8 {
		cmd := w.fetch(repoID, "tokenizer.json", "tokenizer.model")
		group.Go(func() {
			r := w.report(cmd)
			if r.Error != "" {
				t.Error(r.Error)
				return
			}
			if got, err := os.ReadFile(r.Paths["tokenizer.json"]); err != nil || string(got) != string(tokenizerJSON) {
				t.Errorf("%d bytes, %v", len(got), err)
			}
		})
	}
	group.Wait()
	gets := 0
	for _, r := range w.hub.Requests() {
		if r.Method == "GET" {
			gets++
		}
	}
	if gets != 2 {
		t.Errorf("%d downloads of 2 files", gets)
	}
}

// TestManyLoads: the same within one process.
func TestManyLoads(t *testing.T) {
	w := start(t, standin.Config{})
	w.hub.Inject(standin.Fault{Method: "GET", DelayMS: 200, Times: 1})
	var group sync.WaitGroup
	for range 6 {
		o := w.options()
		o.Log = nil
		group.Go(func() {
			repo, err := hub.Open(context.Background(), repoID, o)
			if err != nil {
				t.Error(err)
				return
			}
			defer repo.Close()
			if _, err := repo.File(context.Background(), "tokenizer.json"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if n := strings.Count(strings.Join(w.requests(), " "), "GET"); n != 1 {
		t.Errorf("%d downloads", n)
	}
}

// TestKilled: a process that dies in the middle of a download leaves nothing that is taken for a file,
// and no lock.
func TestKilled(t *testing.T) {
	w := start(t, standin.Config{})
	w.hub.Inject(standin.Fault{Method: "GET", StallAfter: standin.At(50000), Times: 1})
	cmd := w.fetch(repoID, "tokenizer.json")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for len(w.hub.Requests()) < 2 {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(50 * time.Millisecond)
	cmd.Process.Kill()
	cmd.Wait()
	if _, err := os.Stat(w.cachePath("snapshots", w.commit(), "tokenizer.json")); err == nil {
		t.Error("half a file is visible")
	}
	begun := time.Now()
	w.mustLoad()
	if d := time.Since(begun); d > 30*time.Second {
		t.Errorf("the dead process's lock held us for %v", d)
	}
}

// asNobody runs a command without the rights of root, if we have them.
func asNobody(cmd *exec.Cmd) *exec.Cmd {
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	return cmd
}

// readable opens the way to the test's directories for another user.
func readable(t *testing.T, dir string) {
	t.Helper()
	for d := dir; d != "/" && d != filepath.Dir(os.TempDir()); d = filepath.Dir(d) {
		if info, err := os.Stat(d); err != nil {
			t.Fatal(err)
		} else if info.Mode().Perm()&0o055 != 0o055 {
			if err := os.Chmod(d, info.Mode().Perm()|0o055); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestReadOnlyCache(t *testing.T) {
	w := start(t, standin.Config{})
	w.mustLoad()
	readable(t, w.cacheDir())
	err := filepath.WalkDir(w.cacheDir(), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			err = os.Chmod(path, 0o555)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	defer filepath.WalkDir(w.cacheDir(), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			os.Chmod(path, 0o755)
		}
		return nil
	})
	cached := w.fetch(repoID, "tokenizer.json")
	if r := w.report(asNobody(cached)); r.Error != "" {
		t.Errorf("what is cached: %s", r.Error)
	}
	absent := w.fetch("-optional", repoID, "absent.json")
	if r := w.report(asNobody(absent)); r.Error != "" {
		t.Errorf("what is absent: %s", r.Error)
	}
	missing := w.fetch(repoID, "tokenizer_config.json")
	r := w.report(asNobody(missing))
	if r.Code != status.IO || !strings.Contains(r.Error, "permission denied") || !strings.Contains(r.Error, "HF_HUB_CACHE") {
		t.Errorf("what would have to be fetched: %+v", r)
	}
}

func TestCacheIsAFile(t *testing.T) {
	w := start(t, standin.Config{})
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	w.env["HF_HUB_CACHE"] = file
	_, err := w.one()
	w.fails(err, status.IO, file, "HF_HUB_CACHE")
}

// TestFullDisk mounts small file systems in a namespace of its own: one that fills up while a file is
// written, and ones in which, at every point of a load, no further file or link can be made.
func TestFullDisk(t *testing.T) {
	disk := t.TempDir()
	if out, err := exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk).CombinedOutput(); err != nil {
		t.Skipf("no file system can be mounted here: %v %s", err, out)
	}
	w := start(t, standin.Config{})
	w.env["HF_HUB_CACHE"] = disk
	size := len(tokenizerJSON)
	// What lies in blobs and snapshots in the end, with its size: only whole files may.
	const script = `mount -t tmpfs -o "$0" tmpfs "$1" && shift && "$@"; find "$HF_HUB_CACHE" -path '*blobs/*' -o -path '*snapshots/*' -type f | xargs -r stat -L -c '%s %n' >&2`
	loaded := 0
	options := []string{"size=128k"}
	for inodes := 2; inodes <= 18; inodes++ {
		options = append(options, fmt.Sprintf("nr_inodes=%d", inodes))
	}
	for _, option := range options {
		cmd := w.fetch(repoID, "tokenizer.json")
		full := exec.Command("unshare", append([]string{"-rm", "sh", "-c", script, option, disk}, cmd.Args...)...)
		full.Env = append(cmd.Env, "PATH="+os.Getenv("PATH"))
		var left strings.Builder
		full.Stderr = &left
		r := w.report(full)
		if r.Error == "" {
			loaded++
		} else if r.Code != status.IO || !strings.Contains(r.Error, "no space left") || !strings.Contains(r.Error, "free some space") {
			t.Errorf("%s: %+v", option, r)
		}
		for line := range strings.Lines(left.String()) {
			if !strings.HasPrefix(line, fmt.Sprintf("%d ", size)) {
				t.Errorf("%s: left on the full disk: %s", option, line)
			}
		}
	}
	if loaded == 0 || loaded == len(options) {
		t.Errorf("%d of %d loads found room", loaded, len(options))
	}
}
