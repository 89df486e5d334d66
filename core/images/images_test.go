package images

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	names  = Names{SHA256: sha256.Sum256([]byte("content")), GitSHA1: strings.Repeat("5a", 20)}
	tables = [][]byte{[]byte("the "), nil, []byte("tables of a tokenizer")}
)

// saved returns a store that has an image, and the path of that.
func saved(t *testing.T) (*Store, string) {
	t.Helper()
	s := Open(filepath.Join(t.TempDir(), "a", "b"))
	s.Save(names, tables)
	return s, s.path(names.SHA256)
}

func TestThereAndBack(t *testing.T) {
	s, path := saved(t)
	if got, ok := s.Load(names.SHA256); !ok || string(got) != string(slices.Concat(tables...)) {
		t.Errorf("%q, %v", got, ok)
	}
	if sha1 := s.GitSHA1(names.SHA256); sha1 != names.GitSHA1 {
		t.Errorf("git's name is %q", sha1)
	}
	if _, ok := s.Load(sha256.Sum256(nil)); ok {
		t.Error("other content has an image")
	}
	// A file that was renamed is not the image of what its name says.
	other := sha256.Sum256([]byte("other"))
	if err := os.Rename(path, s.path(other)); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Load(other); ok || s.GitSHA1(other) != "" {
		t.Error("an image is taken for another one")
	}
}

func TestOtherBuild(t *testing.T) {
	s, _ := saved(t)
	defer func(b string) { Build = b }(Build)
	Build = "another"
	if _, ok := s.Load(names.SHA256); ok || s.GitSHA1(names.SHA256) != "" {
		t.Error("the image of another build is used")
	}
}

// TestDamage: an image that differs in any bit, or ends early or late, is none.
func TestDamage(t *testing.T) {
	s, path := saved(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	try := func(what string, data []byte) {
		t.Helper()
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, ok := s.Load(names.SHA256); ok {
			t.Errorf("used with %s", what)
		}
	}
	for bit := range 8 * len(whole) {
		data := slices.Clone(whole)
		data[bit/8] ^= 1 << (bit % 8)
		try(fmt.Sprintf("bit %d turned", bit), data)
	}
	for n := range whole {
		try(fmt.Sprintf("%d bytes", n), whole[:n])
	}
	try("a byte more", append(slices.Clone(whole), 0))
	try("zeros", make([]byte, len(whole)))
	s.Save(names, tables)
	if _, ok := s.Load(names.SHA256); !ok {
		t.Error("not replaced")
	}
}

// TestNowhere: what can't be written or read is as if it were not there.
func TestNowhere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*Store{nil, Open(""), Open(file), Open(filepath.Join(file, "below"))} {
		s.Save(names, tables)
		s.Note(file, names, time.Now().Add(time.Hour))
		if _, ok := s.Load(names.SHA256); ok {
			t.Error("an image from nowhere")
		}
		if _, ok := s.Noted(file); ok || s.GitSHA1(names.SHA256) != "" {
			t.Error("a note from nowhere")
		}
	}
	s, path := saved(t)
	os.Remove(path)
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
	s.Save(names, tables)
	if _, ok := s.Load(names.SHA256); ok {
		t.Error("a directory is an image")
	}
}

// TestConcurrent: whoever reads sees a whole image or none, and writers leave nothing but the image.
func TestConcurrent(t *testing.T) {
	s, path := saved(t)
	want := slices.Concat(tables...)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 50 {
				Open(s.dir).Save(names, tables)
			}
		})
		all.Go(func() {
			for range 200 {
				if got, ok := s.Load(names.SHA256); !ok || !bytes.Equal(got, want) {
					t.Errorf("%q, %v", got, ok)
					return
				}
			}
		})
	}
	all.Wait()
	entries, err := os.ReadDir(s.dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != filepath.Base(path) {
		t.Errorf("%v, %v", entries, err)
	}
}

func TestPrune(t *testing.T) {
	s, path := saved(t)
	old := time.Now().Add(-100 * 24 * time.Hour)
	put := func(name string, size int64, age time.Time) string {
		name = filepath.Join(s.dir, name)
		if err := os.WriteFile(name, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(name, size); err != nil { // takes no room
			t.Fatal(err)
		}
		os.Chtimes(name, age, age)
		return name
	}
	gone := []string{put("1"+ending, maxTotal/2, old), put("2.tmp", 5, old), put("3"+noteEnding, 5, old)}
	kept := []string{put("4"+ending, maxTotal/2, time.Now()), put("5.tmp", 5, time.Now()), put("6"+noteEnding, 5, time.Now()), put("README", 5, old), path}
	s.Save(names, tables)
	for _, name := range gone {
		if _, err := os.Stat(name); err == nil {
			t.Errorf("%s is still there", name)
		}
	}
	for _, name := range kept {
		if _, err := os.Stat(name); err != nil {
			t.Error(err)
		}
	}
}

func FuzzLoad(f *testing.F) {
	dir := f.TempDir()
	s := Open(dir)
	s.Save(names, tables)
	whole, err := os.ReadFile(s.path(names.SHA256))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:headerSize])
	f.Fuzz(func(t *testing.T, data []byte) {
		s := Open(t.TempDir())
		if err := os.WriteFile(s.path(names.SHA256), data, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, ok := s.Load(names.SHA256); ok && !bytes.Equal(data, whole) {
			// Only a checksum that somebody computed makes another one good.
			h := parse(data)
			if h.Sum != h.sum(data[headerSize:]) {
				t.Error("a damaged image is used")
			}
		}
		s.GitSHA1(names.SHA256)
	})
}
