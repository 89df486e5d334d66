package hub

import (
	"os"
	"path"
	"path/filepath"
	"strings"
)

// shared is the store in which huggingface_hub keeps content that several repositories have in common:
//
//	blobs/.huggingface-shared-blobs  "1\n"
//	blobs/ab/<hash>                  content; repositories' blobs are symlinks to it
//	blobs/ab/<hash>.refs             lines: blobs that were made to lead here, as paths within the cache
//	blobs/ab/<hash>.lock             locked while any of this changes
//
// We read through the links, and only ever remove from it.
type shared struct {
	cache string
	dir   string
}

const sharedMarker = ".huggingface-shared-blobs"

var sharedName = pattern(`\A[0-9a-f]{64}\z`)

// openShared returns the store of a cache; nil if it has none, or one of a layout that we don't know.
func openShared(cache string) *shared {
	s := &shared{cache: cache, dir: filepath.Join(cache, "blobs")}
	if info, err := os.Lstat(s.dir); err != nil || !info.IsDir() {
		return nil
	}
	marker := filepath.Join(s.dir, sharedMarker)
	if text, err := os.ReadFile(marker); err != nil || string(text) != "1\n" || !isRegular(marker) {
		return nil
	}
	return s
}

func isRegular(name string) bool {
	info, err := os.Lstat(name)
	return err == nil && info.Mode().IsRegular()
}

// payloads are all contents in the store.
func (s *shared) payloads() (found []CachedObject) {
	paths, _ := filepath.Glob(filepath.Join(escapeGlob(s.dir), "[0-9a-f][0-9a-f]", "*"))
	for _, p := range paths {
		if info, err := os.Lstat(p); err == nil && info.Mode().IsRegular() && s.isPayload(p) {
			found = append(found, CachedObject{p, info.Size()})
		}
	}
	return found
}

func (s *shared) isPayload(file string) bool {
	name := filepath.Base(file)
	return sharedName().MatchString(name) && file == filepath.Join(s.dir, name[:2], name)
}

// target is the payload that a repository's blob leads to, or "".
func (s *shared) target(blob string) string {
	if info, err := os.Lstat(blob); err != nil || info.Mode().Type() != os.ModeSymlink {
		return ""
	}
	if p := firstHop(blob); s.isPayload(p) {
		return p
	}
	return ""
}

// users are the blobs that lead to a payload. The manifest is a hint and each of its lines is checked.
// Without a manifest that can be read nothing is known.
func (s *shared) users(payload string) (users []string, known bool) {
	manifest := payload + ".refs"
	if !isRegular(manifest) {
		return nil, false
	}
	text, err := os.ReadFile(manifest)
	if err != nil {
		return nil, false
	}
	for line := range strings.SplitSeq(string(text), "\n") {
		parts := strings.Split(strings.TrimRight(line, "\r"), "/")
		if len(parts) != 3 || repoFolder().FindString(parts[0]) == "" || parts[1] != "blobs" || !filepath.IsLocal(parts[2]) {
			continue
		}
		blob := filepath.Join(s.cache, parts[0], "blobs", parts[2])
		if s.target(blob) == payload {
			users = append(users, blob)
		} else if _, err := os.Lstat(blob); err != nil && !os.IsNotExist(err) {
			return nil, false
		}
	}
	return users, true
}

// sweep removes a payload that nobody uses, and returns how many bytes that freed.
func (s *shared) sweep(payload string) int64 {
	root, err := os.OpenRoot(s.dir) // a planted link leads nowhere else
	if err != nil {
		return 0
	}
	defer root.Close()
	name := filepath.Base(payload)
	lock, err := root.OpenFile(path.Join(name[:2], name+".lock"), os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return 0
	}
	defer lock.Close()
	if held, err := tryLock(lock); err != nil || !held {
		return 0 // somebody is at it
	}
	defer releaseLock(lock)
	info, err := os.Lstat(payload)
	if users, known := s.users(payload); err != nil || !known || len(users) > 0 || os.Remove(payload) != nil {
		return 0
	}
	os.Remove(payload + ".refs")
	return info.Size()
}
