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

// TestLocalPaths: what has the form of a path, and what is a directory, never reaches the Hub.
func TestLocalPaths(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for path, content := range map[string]string{
		"org/tokenizer/tokenizer.json": "shadow", "plain/tokenizer.json": "plain", "plain/onnx/tokenizer.json": "sub",
		"one.json": "one", "empty/README.md": "", "plain/folder.json/x": "",
	} {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	w := start(t, standin.Config{})
	w.env["HOME"] = dir
	for name, want := range map[string]string{
		"org/tokenizer": "shadow", "plain": "plain", "./plain": "plain", "plain/": "plain", "../" + filepath.Base(dir) + "/plain": "plain",
		filepath.Join(dir, "plain"): "plain", "~/plain": "plain", "one.json": "one", "./one.json": "one", "plain/tokenizer.json": "plain",
	} {
		paths, err := w.loadFrom(name, []string{"tokenizer.json"})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		w.content(paths[0], []byte(want))
	}
	if log := strings.Join(w.log, "\n"); strings.Count(log, `"org/tokenizer" is a directory here`) != 1 {
		t.Errorf("log: %s", log)
	}
	sub, err := w.loadFrom("plain", []string{"tokenizer.json"}, func(o *hub.Options) { o.Subfolder = "onnx" })
	if err != nil {
		t.Error(err)
	} else {
		w.content(sub[0], []byte("sub"))
	}
	for name, says := range map[string]string{
		"./nowhere": "no such file", "/nowhere/at/all": "no such file", "~/nowhere": dir, "nowhere.json": "no such file",
		`C:\models\llama`: "no such file", `models\llama`: "no such file", "C:/models": "no such file", "..": "",
	} {
		_, err := w.loadFrom(name, []string{"tokenizer.json"})
		code := status.IO
		if name == ".." {
			code = status.EntryNotFound
		}
		w.fails(err, code, says)
	}
	_, err = w.loadFrom("empty", []string{"tokenizer.json"})
	w.fails(err, status.EntryNotFound, "no file tokenizer.json", "hides the Hub's repository")
	_, err = w.loadFrom("plain", []string{"folder.json"})
	w.fails(err, status.EntryNotFound, "a directory")
	repo, err := hub.Open(context.Background(), "one.json", w.options())
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	if path, ok, err := repo.Optional(context.Background(), "tokenizer_config.json"); ok || err != nil || !repo.Local() {
		t.Errorf("beside a file: %q, %v, %v", path, ok, err)
	}
	w.expectRequests()
}

func TestNames(t *testing.T) {
	w := start(t, standin.Config{})
	for _, id := range []string{"a/b/c", "org/", "/org", "org/na me", "org/-x", "org/x-", "org/.x", "a--b", "org/a..b", "org/x.git",
		"org/" + strings.Repeat("x", 97), "örg/x", "org/x\x00", "org/x\n", "org/x?y", "org/x#y", "org/x%2e", "https://huggingface.co/org/x", "org/x@v1"} {
		_, err := w.loadFrom(id, []string{"tokenizer.json"})
		if code := status.CodeOf(err); code != status.InvalidRepo && code != status.InvalidArgument && code != status.IO {
			t.Errorf("%q: %v", id, err)
		}
	}
	_, err := w.loadFrom("", []string{"tokenizer.json"})
	w.fails(err, status.InvalidArgument)
	for _, name := range []string{"", "/etc/passwd", "../x", "a/../b", "a//b", ".", "..", `a\b`, `..\x`, "C:x", "a\x00b", "a\nb", "a/", "./a", "\xff"} {
		_, err := w.load([]string{name})
		w.fails(err, status.InvalidRepo, "is not the name of a file")
	}
	for _, name := range []string{"/x", "-x", "a..b", "../x", `a\b`, "a\x00", "a\tb", "main.lock", "a//b", "./a", "a/", ".hidden", "a/.b", "\xff"} {
		_, err := w.one(revision(name))
		w.fails(err, status.InvalidRepo, "is not a revision")
	}
	w.expectRequests()
}
