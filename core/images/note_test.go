//go:build linux

package images

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestNote: a note counts until the file changes in any way, also where size and time are as before.
func TestNote(t *testing.T) {
	dir := t.TempDir()
	s, path := Open(filepath.Join(dir, "images")), filepath.Join(dir, "file")
	write := func(name, content string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(path, "one")
	s.Note(path, names, time.Now())
	if _, ok := s.Noted(path); ok {
		t.Error("a file that has only just changed is noted")
	}
	later := time.Now().Add(settled + time.Second)
	note := func() {
		t.Helper()
		s.Note(path, names, later)
		if got, ok := s.Noted(path); !ok || got != names {
			t.Fatalf("%v, %v", got, ok)
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(){
		"in place": func() { write(path, "two") },
		"with its old time": func() {
			write(path, "six")
			os.Chtimes(path, info.ModTime(), info.ModTime())
		},
		"by another file": func() {
			write(path+"2", "ten")
			os.Chtimes(path+"2", info.ModTime(), info.ModTime())
			os.Rename(path+"2", path)
		},
		"to nothing": func() { os.Truncate(path, 0) },
		"to be gone": func() { os.Remove(path) },
	} {
		write(path, "one")
		note()
		time.Sleep(20 * time.Millisecond) // a tick of the file system's clock
		change()
		if _, ok := s.Noted(path); ok {
			t.Errorf("changed %s, it is still noted", what)
		}
	}
	write(path, "one")
	note()
	id, _ := identify(path) // other notes are of other inodes
	for _, text := range []string{"", "1 2 3", "\x00"} {
		write(s.notePath(id), text)
		if _, ok := s.Noted(path); ok {
			t.Errorf("the note %q counts", text)
		}
	}
	note()
}
