package hub_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/libhftok/libhftok/core/hub"
	"github.com/libhftok/libhftok/core/status"
	"github.com/libhftok/libhftok/tests/hub/standin"
)

func (w *world) cacheOptions() *hub.CacheOptions {
	return &hub.CacheOptions{Getenv: w.options().Getenv}
}

func (w *world) scan() *hub.CacheInfo {
	w.Helper()
	info, err := hub.ScanCache(w.cacheOptions())
	if err != nil {
		w.Fatal(err)
	}
	return info
}

// twoRevisions caches main and v2, which have tokenizer.json in common; v2's config is its own.
func twoRevisions(w *world) (main, v2 string) {
	w.Helper()
	own := standin.File{Content: []byte(`{"v": 2}`), Delivery: standin.Inline}
	v2 = w.repo.Commit("v2", map[string]standin.File{"tokenizer.json": {Content: tokenizerJSON}, "tokenizer_config.json": own})
	for _, revision_ := range []string{"main", "v2"} {
		if _, err := w.load([]string{"tokenizer.json", "tokenizer_config.json"}, revision(revision_)); err != nil {
			w.Fatal(err)
		}
	}
	return w.commit(), v2
}

func TestScanCache(t *testing.T) {
	w := start(t, standin.Config{})
	if info := w.scan(); len(info.Repos) != 0 || len(info.Warnings) != 0 {
		t.Errorf("an empty cache: %+v", info)
	}
	main, v2 := twoRevisions(w)
	for path, content := range map[string]string{
		"datasets--org--data/snapshots/" + main + "/a.txt": "abc", "notes.txt": "", "models--x--broken/refs/main": main,
		"models--org--tokenizer/blobs/0123.deadbeef.incomplete": "half", "models--org--tokenizer/snapshots/" + main + "/tokenizer.json.0badcafe.tmp": "",
	} {
		path = filepath.Join(w.cacheDir(), path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("../../blobs/absent", w.cachePath("snapshots", v2, "dangling")); err != nil {
		t.Fatal(err)
	}
	info := w.scan()
	var got []string
	for _, repo := range info.Repos {
		got = append(got, fmt.Sprintf("%s %d %d", repo.ID, repo.Size, repo.Files))
		for _, revision := range repo.Revisions {
			line := fmt.Sprintf("  %s %v %d", revision.Commit, revision.Refs, revision.Size)
			for _, file := range revision.Files {
				line += " " + file.Name
			}
			got = append(got, line)
		}
		if age := time.Since(time.Unix(int64(repo.LastModified), 0)); age < -time.Minute || age > time.Hour || repo.LastAccessed == 0 {
			t.Errorf("%s: modified %f, accessed %f", repo.ID, repo.LastModified, repo.LastAccessed)
		}
	}
	size := len(tokenizerJSON)
	want := []string{"dataset/org/data 3 1", "  " + main + " [] 3 a.txt", fmt.Sprintf("model/org/tokenizer %d 3", size+23+8)}
	rows := []string{
		fmt.Sprintf("  %s [main] %d tokenizer.json tokenizer_config.json", main, size+23),
		fmt.Sprintf("  %s [v2] %d tokenizer.json tokenizer_config.json", v2, size+8),
	}
	slices.Sort(rows)
	if want = append(want, rows...); !slices.Equal(got, want) {
		t.Errorf("scan\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if info.Size != int64(size+23+8+3) || len(info.Incomplete) != 1 || info.Incomplete[0].Size != 4 {
		t.Errorf("size %d, incomplete %v", info.Size, info.Incomplete)
	}
	slices.Sort(info.Warnings)
	for i, says := range []string{"models--org--tokenizer/snapshots/" + v2 + "/dangling leads to content that is missing", "models--x--broken holds no snapshots", "notes.txt does not belong"} {
		if len(info.Warnings) != 3 || !strings.Contains(info.Warnings[i], says) {
			t.Fatalf("warnings %q", info.Warnings)
		}
	}
	if _, err := hub.ScanCache(&hub.CacheOptions{Dir: filepath.Join(w.cacheDir(), "notes.txt")}); status.CodeOf(err) != status.IO {
		t.Errorf("a file: %v", err)
	}
}

func TestDeleteCached(t *testing.T) {
	w := start(t, standin.Config{})
	main, v2 := twoRevisions(w)
	size := int64(len(tokenizerJSON))
	before := tree(t, w.cacheDir())
	for _, target := range []string{v2, strings.ToUpper(v2)} {
		out, err := hub.DeleteCached(w.cacheOptions(), []string{target, "org/absent"}, true)
		if err != nil || out.Freed != 8 || !slices.Equal(out.Revisions, []string{"model/org/tokenizer@" + v2}) || len(out.Repos) != 0 || !slices.Equal(out.Missing, []string{"org/absent"}) {
			t.Errorf("%+v, %v", out, err)
		}
	}
	if !slices.Equal(before, tree(t, w.cacheDir())) {
		t.Error("a dry run changed the cache")
	}
	out, err := hub.DeleteCached(w.cacheOptions(), []string{v2}, false)
	if err != nil || out.Freed != 8 || len(out.Kept) != 0 {
		t.Errorf("%+v, %v", out, err)
	}
	// What remains is whole: offline, without a request.
	w.env["HF_HUB_OFFLINE"] = "1"
	w.mustLoad()
	_, err = w.one(revision("v2"))
	w.fails(err, status.Offline)
	delete(w.env, "HF_HUB_OFFLINE")
	if info := w.scan(); len(info.Repos) != 1 || len(info.Repos[0].Revisions) != 1 || info.Size != size+23 || len(info.Warnings) != 0 {
		t.Errorf("%+v", info)
	}
	for _, target := range []string{"org/tokenizer", "model/org/tokenizer", "Model/Org/Tokenizer", main} {
		if _, err := w.load([]string{"tokenizer.json"}); err != nil {
			t.Fatal(err)
		}
		out, err := hub.DeleteCached(w.cacheOptions(), []string{target}, false)
		if err != nil || !slices.Equal(out.Repos, []string{"model/org/tokenizer"}) || out.Freed < size {
			t.Errorf("%s: %+v, %v", target, out, err)
		}
		if _, err := os.Lstat(w.cachePath()); err == nil {
			t.Errorf("%s: left %v", target, tree(t, w.cachePath()))
		}
	}
	if _, err := hub.DeleteCached(w.cacheOptions(), []string{" "}, false); status.CodeOf(err) != status.InvalidArgument {
		t.Errorf("blank: %v", err)
	}
	w.mustLoad()
}

// TestDeleteStaysInside: links that lead out of a repository's folder are removed, not followed.
func TestDeleteStaysInside(t *testing.T) {
	w := start(t, standin.Config{})
	w.mustLoad()
	victim := filepath.Join(t.TempDir(), "victim")
	if err := os.WriteFile(victim, []byte("keep"), 0o644); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(w.cacheDir(), "models--org--other", "blobs", "abc")
	os.MkdirAll(filepath.Dir(other), 0o755)
	os.WriteFile(other, []byte("keep"), 0o644)
	for name, target := range map[string]string{"a": victim, "b": "../../../models--org--other/blobs/abc", "c": filepath.Dir(victim)} {
		if err := os.Symlink(target, w.cachePath("snapshots", w.commit(), name)); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := hub.DeleteCached(w.cacheOptions(), []string{"org/tokenizer"}, false); err != nil || len(out.Repos) != 1 || out.Freed != int64(len(tokenizerJSON)) {
		t.Errorf("%+v, %v", out, err)
	}
	for _, path := range []string{victim, other} {
		if got, err := os.ReadFile(path); err != nil || string(got) != "keep" {
			t.Errorf("%s: %q, %v", path, got, err)
		}
	}
}

func TestPruneCache(t *testing.T) {
	w := start(t, standin.Config{})
	old, _ := twoRevisions(w)
	w.repo.Commit("main", map[string]standin.File{"tokenizer.json": {Content: []byte("[]")}}) // old is detached by the next load
	if _, err := w.one(); err != nil {
		t.Fatal(err)
	}
	stale, fresh := w.cachePath("blobs", strings.Repeat("a", 40)+".deadbeef.incomplete"), w.cachePath("blobs", strings.Repeat("b", 40)+".deadbeef.incomplete")
	half := w.cachePath("refs", "main.0badcafe.tmp")
	for _, path := range []string{stale, fresh, half} {
		if err := os.WriteFile(path, []byte("half"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{stale, half} {
		if err := os.Chtimes(path, time.Now(), time.Now().Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	for _, dryRun := range []bool{true, false} {
		out, err := hub.PruneCache(w.cacheOptions(), dryRun)
		if err != nil || !slices.Equal(out.Revisions, []string{"model/org/tokenizer@" + old}) || out.Incomplete != 1 || out.Freed != 23+4 {
			t.Errorf("%+v, %v", out, err)
		}
		if len(out.Kept) != 1 || !strings.Contains(out.Kept[0], fresh) {
			t.Errorf("kept %v", out.Kept)
		}
	}
	for path, want := range map[string]bool{stale: false, fresh: true, half: false} {
		if _, err := os.Stat(path); (err == nil) != want {
			t.Errorf("%s: %v", path, err)
		}
	}
	if info := w.scan(); len(info.Warnings) != 0 || len(info.Repos[0].Revisions) != 2 {
		t.Errorf("%+v", info)
	}
	w.mustLoad(revision("v2"))
}

// TestDeleteBesideDownload: what another process is fetching under its lock is not taken away.
func TestDeleteBesideDownload(t *testing.T) {
	w := start(t, standin.Config{})
	w.hub.Inject(standin.Fault{Method: "GET", StallAfter: standin.At(50000), Times: 1})
	cmd := w.fetch("-timeout", "3s", repoID, "tokenizer.json")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for len(w.scan().Incomplete) == 0 || w.scan().Incomplete[0].Size == 0 {
		time.Sleep(5 * time.Millisecond)
	}
	path := w.scan().Incomplete[0].Path
	os.Chtimes(path, time.Now(), time.Now().Add(-time.Hour)) // it has been silent for long
	if out, err := hub.PruneCache(w.cacheOptions(), false); err != nil || out.Incomplete != 0 || len(out.Kept) != 1 {
		t.Errorf("%+v, %v", out, err)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	w.env["HF_HUB_OFFLINE"] = "1"
	w.mustLoad()
}
