package hub

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// store is a cache opened for writing. All its writes stay below the repository's folder and the
// cache's .locks.
type store struct {
	cache *cache
	repo  *os.Root
}

const cacheTag = "CACHEDIR.TAG"

// cacheTagText marks the cache for backup tools (https://bford.info/cachedir/), in huggingface_hub's words.
const cacheTagText = "Signature: 8a477f597d28d172789f06886806bc55\n" +
	"# This file is a cache directory tag created by huggingface_hub.\n" +
	"# For information about cache directory tags, see:\n" +
	"#\thttps://bford.info/cachedir/\n"

func (c *cache) openStore() (*store, error) {
	repo, err := c.openRepo()
	if err != nil {
		return nil, err
	}
	if err := repo.MkdirAll("blobs", 0o777); err != nil {
		repo.Close()
		return nil, err
	}
	if f, err := os.OpenFile(filepath.Join(c.dir, cacheTag), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666); err == nil {
		io.WriteString(f, cacheTagText)
		f.Close()
	}
	return &store{cache: c, repo: repo}, nil
}

func (s *store) close() { s.repo.Close() }

// hasBlob reports whether a blob is there and whole: of that size or, if that is unknown, with the content
// that its name tells. Blobs may be symlinks into a store that repositories share.
func (s *store) hasBlob(name string, size int64) bool {
	path := s.cache.path("blobs", name)
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || size >= 0 {
		return err == nil && info.Mode().IsRegular() && info.Size() == size
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	sum, err := contentHash(name, f, info.Size())
	return err == nil && sum == name
}

const (
	lockPatience = 2 * time.Minute
	lockPoll     = 50 * time.Millisecond
)

// lock waits until no other process fetches the blob. The lock only saves a second download: where it
// can't be had, or not in time, the caller goes on without, and stays correct because every writer has
// a file of its own. The error is the context's.
func (s *store) lock(ctx context.Context, blob string, log logger) (unlock func(), err error) {
	none := func() {}
	name := path.Join(".locks", s.cache.folder, blob+".lock")
	root, err := os.OpenRoot(s.cache.dir)
	if err != nil {
		return none, nil
	}
	defer root.Close()
	if err := root.MkdirAll(path.Dir(name), 0o777); err != nil {
		log(LogDebug, "no lock %s: %v", name, err)
		return none, nil
	}
	f, err := root.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o664)
	if err != nil {
		log(LogDebug, "no lock %s: %v", name, err)
		return none, nil
	}
	f.Chmod(0o664) // whatever the umask: others who share the cache have to open it
	for start := time.Now(); ; {
		held, err := tryLock(f)
		switch {
		case err != nil:
			log(LogDebug, "no lock %s: %v", name, err)
			f.Close()
			return none, nil
		case held:
			return func() { releaseLock(f); f.Close() }, nil
		case time.Since(start) > lockPatience:
			log(LogWarning, "%s has been locked for %v; going on without the lock", name, lockPatience)
			f.Close()
			return none, nil
		}
		if err := sleep(ctx, lockPoll); err != nil {
			f.Close()
			return none, err
		}
	}
}

// partial is a blob in the making: a file of ours alone, under a name that no reader looks at.
type partial struct {
	store *store
	blob  string
	name  string
	file  *os.File
	size  int64
}

func (s *store) create(blob string) (*partial, error) {
	name := path.Join("blobs", blob+"."+suffix()+".incomplete")
	// Not os.CreateTemp: its mode 0600 would lock others out of a shared cache.
	f, err := s.repo.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, err
	}
	return &partial{store: s, blob: blob, name: name, file: f}, nil
}

func (p *partial) write(data []byte) error {
	n, err := p.file.Write(data)
	p.size += int64(n)
	return err
}

// restart empties the file.
func (p *partial) restart() error {
	if p.size == 0 {
		return nil
	}
	p.size = 0
	if _, err := p.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return p.file.Truncate(0)
}

// sum hashes the content for comparison with etag. It reads the file back, because a transfer in several
// pieces has no one stream to hash.
func (p *partial) sum(etag string) (string, error) {
	return contentHash(etag, io.NewSectionReader(p.file, 0, p.size), p.size)
}

// keep makes the content a blob.
func (p *partial) keep() error {
	if err := p.file.Sync(); err != nil {
		return err
	}
	if err := p.file.Close(); err != nil {
		return err
	}
	p.file = nil
	if err := p.store.repo.Rename(p.name, path.Join("blobs", p.blob)); err != nil {
		return err
	}
	p.name = ""
	return nil
}

// discard removes the file unless it was kept.
func (p *partial) discard() {
	if p.file != nil {
		p.file.Close()
	}
	if p.name != "" {
		p.store.repo.Remove(p.name)
	}
}

// link makes a blob visible as a file of a commit: by a relative symlink or, where that is impossible
// or unwanted, as a file of its own, which is the blob itself if it was fetched for this.
func (s *store) link(commit, name, blob string, fresh, noSymlinks bool) error {
	target := path.Join("snapshots", commit, name)
	if err := s.repo.MkdirAll(path.Dir(target), 0o777); err != nil {
		return err
	}
	temporary := target + "." + suffix() + ".tmp"
	source := path.Join("blobs", blob)
	if !noSymlinks {
		up := strings.Repeat("../", strings.Count(target, "/"))
		if s.repo.Symlink(up+source, temporary) == nil {
			return s.replace(temporary, target)
		}
	}
	if fresh {
		return s.repo.Rename(source, target)
	}
	if err := s.copy(source, temporary); err != nil {
		s.repo.Remove(temporary)
		return err
	}
	return s.replace(temporary, target)
}

func (s *store) replace(temporary, target string) error {
	err := s.repo.Rename(temporary, target)
	if err != nil {
		s.repo.Remove(temporary)
	}
	return err
}

func (s *store) copy(from, to string) error {
	in, err := os.Open(s.cache.path(from))
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := s.repo.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	if closing := out.Close(); err == nil {
		err = closing
	}
	return err
}

func suffix() string {
	var b [4]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
