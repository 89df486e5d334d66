package hub

import (
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/libhftok/libhftok/core/status"
)

// Content is a file as it was read, with the hash of these very bytes.
type Content struct {
	Path   string // where it was read from
	Data   []byte // nil if the host has noted the file, which then was not read: see ReadNoted
	SHA256 [sha256.Size]byte
	// GitSHA1 is the SHA-1 by which the Hub names Data, 40 hex digits, git's or a mirror's plain one, if Data
	// has it; else "".
	GitSHA1 string
	// Verified says that Data is what the Hub announced for the file. Nothing is known of a local path, of
	// an entry that a mirror names by something other than a hash, and of a copy in place of a symlink
	// when the Hub is not asked.
	Verified bool
}

// Read is File and the file's content, which is compared with the hash that the Hub announced: the one of
// this load, or else the one that names the cached blob. What is damaged is fetched again, once; if that
// can't be done the error has status.Integrity. The content is hashed with SHA-256, once; a file that the
// Hub names by git's SHA-1 costs a second hash, unless Options.GitSHA1 knows it.
func (r *Repo) Read(ctx context.Context, name string) (*Content, error) {
	path, err := r.File(ctx, name)
	if err != nil {
		return nil, err
	}
	if content := r.noted(name, path); content != nil {
		return content, nil
	}
	return r.content(ctx, name, path)
}

// ReadNoted is Read for a file that Read returned without its Data.
func (r *Repo) ReadNoted(ctx context.Context, name string, noted *Content) (*Content, error) {
	return r.content(ctx, name, noted.Path)
}

// noted returns what the host has noted of the file at path, without Data; nil if that is nothing, or not what
// the Hub announced.
func (r *Repo) noted(name, path string) *Content {
	if r.ask.Noted == nil {
		return nil
	}
	c := &Content{Path: path}
	var ok bool
	if c.SHA256, c.GitSHA1, ok = r.ask.Noted(path); !ok {
		return nil
	}
	if r.local != "" {
		return c
	}
	switch etag := r.expected(r.inRepo(name), path); {
	case !blobID().MatchString(etag):
		return c
	case etag == hex.EncodeToString(c.SHA256[:]) || etag == c.GitSHA1:
		c.Verified = true
		return c
	}
	return nil
}

// content is Read for a file that was found at path.
func (r *Repo) content(ctx context.Context, name, path string) (*Content, error) {
	content, err := read(path)
	if errors.Is(err, fs.ErrNotExist) && r.local == "" { // removed since it was found
		if path, err = r.File(ctx, name); err != nil {
			return nil, err
		}
		content, err = read(path)
	}
	if err != nil || r.local != "" {
		return content, err
	}
	name = r.inRepo(name)
	if r.verify(content, r.expected(name, path)) {
		return content, nil
	}
	if r.cacheOnly() {
		return nil, r.explain(name).damaged(path, r.whyCacheOnly())
	}
	r.log(LogWarning, "the cached %s of %s is damaged and is fetched again", name, r.name)
	return r.readAnew(ctx, name)
}

// Repair fetches a file again that proved unusable and was not Verified. nil without an error means that
// nothing better is to be had: the path is local, or the network is not to be used.
func (r *Repo) Repair(ctx context.Context, name string) (*Content, error) {
	if r.local != "" || r.cacheOnly() {
		return nil, nil
	}
	name = r.inRepo(name)
	r.log(LogWarning, "the cached %s of %s can't be used and is fetched again", name, r.name)
	return r.readAnew(ctx, name)
}

// readAnew replaces a cached file, and reads it.
func (r *Repo) readAnew(ctx context.Context, name string) (*Content, error) {
	path, err := r.fetch(ctx, name, true)
	if err != nil {
		if code := status.CodeOf(err); code == status.IO || mayFallBack(code) {
			err = r.explain(name).damaged(r.cache.snapshotPath(r.commit, name), err.Error())
		}
		return nil, err
	}
	content, err := read(path)
	if err == nil && !r.verify(content, r.expected(name, path)) {
		content, err = nil, r.explain(name).damaged(path, "it was altered again as soon as it had been fetched")
	}
	return content, err
}

func read(path string) (*Content, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, status.Errorf(status.IO, "%s can't be read: %w", clip(path), cause(err))
	}
	return &Content{Path: path, Data: data, SHA256: sha256.Sum256(data)}, nil
}

// expected is the ETag of a file, or the name of the blob that it leads to: the hash that its content must
// have, if it is one.
func (r *Repo) expected(name, path string) string {
	if etag, ok := r.announced[name]; ok {
		return etag
	}
	target, err := os.Readlink(path)
	if err != nil {
		return ""
	}
	return filepath.Base(target)
}

// verify compares content with etag, and notes the result in content. It is true also if etag is no hash.
func (r *Repo) verify(content *Content, etag string) bool {
	switch {
	case !blobID().MatchString(etag):
		return true
	case len(etag) == hex.EncodedLen(sha256.Size):
		content.Verified = hex.EncodeToString(content.SHA256[:]) == etag
		return content.Verified
	}
	if r.ask.GitSHA1 != nil && r.ask.GitSHA1(content.SHA256) == etag {
		content.Verified = true
	} else {
		sum, err := contentHash(etag, bytes.NewReader(content.Data), int64(len(content.Data)))
		content.Verified = err == nil && sum == etag
	}
	if content.Verified {
		content.GitSHA1 = etag
	}
	return content.Verified
}

// contentHash hashes size bytes of content the way that made etag: 64 hex digits are a SHA-256, 40 are git's
// SHA-1 of a blob or, from mirrors such as Artifactory, the SHA-1 of the content alone. An etag that is no hash
// says nothing of the content, and is returned.
func contentHash(etag string, content io.ReadSeeker, size int64) (string, error) {
	if !blobID().MatchString(etag) {
		return etag, nil
	}
	if len(etag) == hex.EncodedLen(sha256.Size) {
		return sum(sha256.New(), content)
	}
	git := sha1.New()
	fmt.Fprintf(git, "blob %d\x00", size)
	name, err := sum(git, content)
	if err != nil || name == etag {
		return name, err
	}
	if plain, err := sum(sha1.New(), content); err != nil || plain == etag {
		return plain, err
	}
	return name, nil
}

// sum hashes the whole of content.
func sum(h hash.Hash, content io.ReadSeeker) (string, error) {
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	if _, err := io.Copy(h, content); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
