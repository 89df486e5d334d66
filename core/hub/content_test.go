package hub

import (
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/libhftok/libhftok/core/status"
	"github.com/libhftok/libhftok/tests/hub/standin"
)

// open begins a load.
func (b *bench) open() *Repo {
	b.Helper()
	r, err := Open(b.Context(), testRepo, b.o)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(r.Close)
	return r
}

// readContent is a load of tokenizer.json with its content, from a log and a record of their own.
func (b *bench) readContent() (*Content, error) {
	b.log = nil
	b.hub.ClearRequests()
	return b.open().Read(b.Context(), "tokenizer.json")
}

// mustRead checks the content that it reads.
func (b *bench) mustRead() *Content {
	b.Helper()
	content, err := b.readContent()
	if err != nil {
		b.Fatal(err)
	}
	if !bytes.Equal(content.Data, testContent) || content.SHA256 != sha256.Sum256(testContent) {
		b.Fatalf("%s: %d bytes of hash %x", content.Path, len(content.Data), content.SHA256)
	}
	return content
}

// alter changes the cached tokenizer.json, in place, to another one that is as long, and returns its path.
func (b *bench) alter() string {
	b.Helper()
	path, err := b.load("tokenizer.json")
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(path, bytes.Replace(testContent, []byte("5"), []byte("6"), 1), 0o644); err != nil {
		b.Fatal(err)
	}
	return path
}

// TestAlteredInCache: whatever became of a cached file, it is not taken for the Hub's.
func TestAlteredInCache(t *testing.T) {
	rewrite := func(content string) func(*bench) {
		return func(b *bench) {
			if err := os.WriteFile(b.alter(), []byte(content), 0o644); err != nil {
				b.Fatal(err)
			}
		}
	}
	const relinked = "the link leads to another blob"
	damages := map[string]func(*bench){
		"one byte": func(b *bench) { b.alter() },
		"longer":   rewrite(string(testContent) + "\n"),
		"shorter":  rewrite("[0]"),
		"empty":    rewrite(""),
		relinked: func(b *bench) {
			path, err := b.load("config.json")
			if err != nil {
				b.Fatal(err)
			}
			target, err := os.Readlink(path)
			if err != nil {
				b.Fatal(err)
			}
			link := filepath.Join(filepath.Dir(path), "tokenizer.json")
			os.Remove(link)
			if err := os.Symlink(target, link); err != nil {
				b.Fatal(err)
			}
		},
	}
	for _, delivery := range []standin.Delivery{standin.Inline, standin.ResolveCache, standin.LFS} {
		for name, damage := range damages {
			t.Run(name, func(t *testing.T) {
				b := newBench(t, delivery)
				if content := b.mustRead(); !content.Verified || (content.GitSHA1 != "") != (delivery != standin.LFS) {
					t.Errorf("after the download: verified %v, git %q", content.Verified, content.GitSHA1)
				}
				if !b.mustRead().Verified || b.count("GET") != 0 {
					t.Errorf("%d downloads of what is whole", b.count("GET"))
				}
				damage(b)
				b.mustRead()
				if log := strings.Join(b.log, "\n"); b.count("GET") != 1 && name != relinked || !strings.Contains(log, "fetched again") {
					t.Errorf("%d downloads, log: %s", b.count("GET"), log)
				}
				if b.mustRead(); b.count("GET") != 0 {
					t.Errorf("%d downloads of what was replaced", b.count("GET"))
				}
			})
		}
	}
}

// TestAlteredWithoutHub: what can't be replaced is an error that says so, also where the Hub is not asked
// because the commit is known.
func TestAlteredWithoutHub(t *testing.T) {
	altered := func(t *testing.T) (*bench, string) {
		b := newBench(t, standin.Inline)
		b.mustRead()
		return b, b.alter()
	}
	damaged := func(b *bench, path string, says ...string) {
		b.Helper()
		_, err := b.readContent()
		if status.CodeOf(err) != status.Integrity {
			b.Fatalf("%v", err)
		}
		for _, s := range append(says, path, "is damaged", "delete the file") {
			if !strings.Contains(err.Error(), s) {
				b.Errorf("lacks %q: %v", s, err)
			}
		}
	}
	t.Run("local files only", func(t *testing.T) {
		b, path := altered(t)
		b.o.LocalFilesOnly = true
		damaged(b, path, "only local files were asked for")
		if len(b.hub.Requests()) != 0 {
			t.Error("the Hub was asked")
		}
	})
	t.Run("offline", func(t *testing.T) {
		b, path := altered(t)
		b.env["HF_HUB_OFFLINE"] = "1"
		damaged(b, path, "HF_HUB_OFFLINE forbids the network")
	})
	t.Run("the Hub is down", func(t *testing.T) {
		b, path := altered(t)
		b.hub.Inject(standin.Fault{Status: 503})
		damaged(b, path, "503 Service Unavailable")
	})
	t.Run("the content does not come", func(t *testing.T) {
		b, path := altered(t)
		b.hub.Inject(standin.Fault{Method: "GET", Status: 401, Header: map[string]string{"X-Error-Code": "GatedRepo"}})
		damaged(b, path, "is a gated repository")
	})
	t.Run("the cache can't be written", func(t *testing.T) {
		b, path := altered(t)
		blobs := b.open().cache.path("blobs")
		away := blobs + ".away"
		if err := os.Rename(blobs, away); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(away, blobs); err != nil { // through which we don't write
			t.Fatal(err)
		}
		damaged(b, path, "can't be written")
	})
	t.Run("a commit", func(t *testing.T) {
		b, _ := altered(t)
		b.o.Revision = b.repo.Refs["main"]
		b.mustRead()
		if got := len(b.hub.Requests()); got != 2 {
			t.Errorf("%d requests", got)
		}
		if b.mustRead(); len(b.hub.Requests()) != 0 {
			t.Errorf("%d requests for what is whole", len(b.hub.Requests()))
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		b, _ := altered(t)
		ctx, cancel := context.WithCancel(b.Context())
		defer cancel()
		b.o.Log = func(_ int, message string) {
			if strings.Contains(message, "is damaged") {
				cancel()
			}
		}
		if _, err := b.open().Read(ctx, "tokenizer.json"); status.CodeOf(err) != status.Cancelled {
			t.Errorf("%v", err)
		}
	})
}

// TestUnknownContent: where no hash is known, nothing is claimed, and Repair fetches once more.
func TestUnknownContent(t *testing.T) {
	for name, set := range map[string]func(*bench){
		"a copy, asked for by commit": func(b *bench) {
			b.env["HF_HUB_DISABLE_SYMLINKS"], b.o.Revision = "1", b.repo.Refs["main"]
		},
		"a mirror's own ETag": func(b *bench) {
			b.hub.Inject(standin.Fault{Method: "HEAD", Header: map[string]string{"ETag": `"0-1a2b"`}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, standin.Inline)
			set(b)
			b.mustRead()
			path := b.alter()
			for _, offline := range []bool{false, true} {
				b.o.LocalFilesOnly = offline
				content, err := b.readContent()
				if err != nil || content.Verified || bytes.Equal(content.Data, testContent) || b.count("GET") != 0 {
					t.Fatalf("offline %v: %v", offline, err)
				}
			}
			if content, err := b.open().Repair(b.Context(), "tokenizer.json"); content != nil || err != nil {
				t.Errorf("without a network: %v, %v", content, err)
			}
			b.o.LocalFilesOnly = false
			content, err := b.open().Repair(b.Context(), "tokenizer.json")
			if err != nil || !bytes.Equal(content.Data, testContent) || content.Path != path {
				t.Errorf("repaired: %v", err)
			}
		})
	}
	t.Run("a copy, asked for by branch", func(t *testing.T) { // then the Hub tells the hash
		b := newBench(t, standin.Inline)
		b.env["HF_HUB_DISABLE_SYMLINKS"] = "1"
		b.mustRead()
		b.alter()
		if !b.mustRead().Verified || b.count("GET") != 1 {
			t.Errorf("%d downloads", b.count("GET"))
		}
	})
}

// TestPlainSHA1: a mirror such as Artifactory names a file by the SHA-1 of its content alone.
func TestPlainSHA1(t *testing.T) {
	b := newBench(t, standin.Inline)
	name := fmt.Sprintf("%x", sha1.Sum(testContent))
	b.hub.Inject(standin.Fault{Method: "HEAD", Header: map[string]string{"ETag": `"` + name + `"`}})
	for range 2 {
		if content := b.mustRead(); !content.Verified || content.GitSHA1 != name {
			t.Errorf("%v, %q", content.Verified, content.GitSHA1)
		}
		b.alter()
	}
	if b.mustRead(); b.count("GET") != 1 {
		t.Errorf("%d downloads of what was altered", b.count("GET"))
	}
}

// TestNotedGitSHA1: what the host has noted spares the second hash, and a wrong note does no harm.
func TestNotedGitSHA1(t *testing.T) {
	b := newBench(t, standin.Inline)
	noted, asked := b.mustRead().GitSHA1, 0
	if noted != (standin.File{Content: testContent}).GitSHA1() {
		t.Fatal(noted)
	}
	for _, note := range []string{noted, "", strings.Repeat("e", 40)} {
		b.o.GitSHA1 = func(sum [32]byte) string {
			if asked++; sum != sha256.Sum256(testContent) {
				return ""
			}
			return note
		}
		if content := b.mustRead(); !content.Verified || content.GitSHA1 != noted || b.count("GET") != 0 {
			t.Errorf("noted %q: %v, %q", note, content.Verified, content.GitSHA1)
		}
	}
	if asked != 3 {
		t.Errorf("asked %d times", asked)
	}
}

// TestNoted: a file that the host has noted is not read, unless the note is not of what the Hub announced.
func TestNoted(t *testing.T) {
	for _, delivery := range []standin.Delivery{standin.Inline, standin.LFS} {
		b := newBench(t, delivery)
		known := b.mustRead()
		note, asked := *known, ""
		b.o.Noted = func(path string) ([32]byte, string, bool) {
			asked = path
			return note.SHA256, note.GitSHA1, true
		}
		content, err := b.readContent()
		if err != nil || asked != known.Path || content.Data != nil || content.SHA256 != known.SHA256 || !content.Verified {
			t.Errorf("asked for %s: %+v, %v", asked, content, err)
		}
		r := b.open()
		if content, err = r.Read(b.Context(), "tokenizer.json"); err != nil {
			t.Fatal(err)
		}
		b.hub.ClearRequests()
		if content, err = r.ReadNoted(b.Context(), "tokenizer.json", content); err != nil || !bytes.Equal(content.Data, testContent) || !content.Verified {
			t.Errorf("%+v, %v", content, err)
		}
		if len(b.hub.Requests()) != 0 {
			t.Error("reading what was noted asks the Hub again")
		}
		note.SHA256[0]++
		note.GitSHA1 = strings.Repeat("0", 40)
		b.mustRead() // with its content
	}
}

// TestRemovedMeanwhile: a file that is pruned between being found and being read is fetched again.
func TestRemovedMeanwhile(t *testing.T) {
	b := newBench(t, standin.Inline)
	b.mustRead()
	r := b.open()
	path, err := r.File(b.Context(), "tokenizer.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Dir(path)); err != nil {
		t.Fatal(err)
	}
	if content, err := r.content(b.Context(), "tokenizer.json", path); err != nil || !bytes.Equal(content.Data, testContent) {
		t.Errorf("%v", err)
	}
}

// BenchmarkRead reads a cached file of 10 MB that the Hub names by git's SHA-1, with and without a note of it.
func BenchmarkRead(b *testing.B) {
	for name, noted := range map[string]bool{"git": false, "noted": true} {
		b.Run(name, func(b *testing.B) {
			r := &Repo{announced: map[string]string{}}
			path := filepath.Join(b.TempDir(), "file")
			if err := os.WriteFile(path, bytes.Repeat(testContent, 10<<20/len(testContent)), 0o644); err != nil {
				b.Fatal(err)
			}
			content, err := read(path)
			if err != nil {
				b.Fatal(err)
			}
			etag := standin.File{Content: content.Data}.GitSHA1()
			if noted {
				r.ask.GitSHA1 = func([32]byte) string { return etag }
			}
			b.SetBytes(int64(len(content.Data)))
			for b.Loop() {
				content, err := read(path)
				if err != nil || !r.verify(content, etag) {
					b.Fatal(err)
				}
			}
		})
	}
}
