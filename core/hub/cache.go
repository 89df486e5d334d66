package hub

import (
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// cache is a repository's place in the cache that huggingface_hub lays out:
//
//	models--org--name/refs/<revision>              the commit, 40 hex digits and nothing else
//	models--org--name/blobs/<etag>                 contents
//	models--org--name/snapshots/<commit>/<file>    relative symlinks to blobs, or copies
//	models--org--name/.no_exist/<commit>/<file>    empty: the commit has no such file
//	.locks/models--org--name/<etag>.lock           empty, locked while a blob is fetched
//
// Names are slash-separated and checked (names.go) before they get here.
type cache struct {
	dir    string // the cache, absolute
	folder string // the repository's folder in it
}

func openCache(c *config, repo string) *cache {
	return &cache{dir: c.cacheDir, folder: folderName(repo)}
}

func (c *cache) path(parts ...string) string {
	return filepath.Join(c.dir, c.folder, filepath.FromSlash(path.Join(parts...)))
}

func (c *cache) snapshotPath(commit, name string) string { return c.path("snapshots", commit, name) }

// find returns the path of a cached file. A symlink is followed however far; one that leads nowhere
// counts as absent.
func (c *cache) find(commit, name string) (string, bool) {
	if commit == "" {
		return "", false
	}
	path := c.snapshotPath(commit, name)
	info, err := os.Stat(path)
	return path, err == nil && info.Mode().IsRegular()
}

// hasSize reports whether a cached file has the size that the Hub announces; -1 fits every file.
func (c *cache) hasSize(path string, size int64) bool {
	info, err := os.Stat(path)
	return err == nil && (size < 0 || info.Size() == size)
}

// knownAbsent reports whether an earlier look-up found that the commit has no such file.
func (c *cache) knownAbsent(commit, name string) bool {
	_, err := os.Stat(c.path(".no_exist", commit, name))
	return err == nil
}

// readRef returns the commit that a revision named when it was last looked up, or "".
func (c *cache) readRef(revision string) string {
	if isCommit(revision) {
		return revision
	}
	text, err := readRef(c.path("refs", revision))
	if commit := strings.TrimSpace(text); err == nil && isCommit(commit) {
		return commit
	}
	return ""
}

// readRef reads a ref as it stands. Others may write to the cache: what is no short file is not read, such as
// a pipe, which would never end.
func readRef(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", errors.New("it is not a regular file")
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, 256))
	return string(text), err
}

// writeRef notes the commit that a revision names.
func (c *cache) writeRef(revision, commit string) error {
	if revision == commit {
		return nil
	}
	if text, err := readRef(c.path("refs", revision)); err == nil && text == commit {
		return nil
	}
	root, err := c.openRepo()
	if err != nil {
		return err
	}
	defer root.Close()
	name := path.Join("refs", revision)
	if err := root.MkdirAll(path.Dir(name), 0o777); err != nil {
		return err
	}
	temporary := name + "." + suffix() + ".tmp"
	f, err := root.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.WriteString(commit)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = root.Rename(temporary, name)
	}
	if err != nil {
		root.Remove(temporary)
	}
	return err
}

// noteAbsent remembers that a commit has no such file. That saves a request later, so failing to is no
// error.
func (c *cache) noteAbsent(commit, name string) {
	root, err := c.openRepo()
	if err != nil {
		return
	}
	defer root.Close()
	name = path.Join(".no_exist", commit, name)
	if root.MkdirAll(path.Dir(name), 0o777) == nil {
		if f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666); err == nil {
			f.Close()
		}
	}
}

// openRepo opens the repository's folder, making it if need be. Nothing is written outside of it. The
// folder itself may be a symlink: people keep large caches on other disks.
func (c *cache) openRepo() (*os.Root, error) {
	folder := filepath.Join(c.dir, c.folder)
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return nil, err
	}
	return os.OpenRoot(folder)
}
