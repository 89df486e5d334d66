package images

import (
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// identity is what tells a file as it is now from the same file after any change: the kernel sets the
// change time, and nobody can set it back.
type identity struct {
	device, inode    uint64
	size             int64
	modified, change int64 // nanoseconds
}

// settled is how long a file must have been left alone before it is noted: another change within one tick
// of the file system's clock would not show.
const settled = 2 * time.Second

// Note keeps the names of the content of the file at path, which was read since. It does nothing if the
// file may have changed in the meantime.
func (s *Store) Note(path string, names Names, since time.Time) {
	if s == nil {
		return
	}
	id, ok := identify(path)
	if limit := since.Add(-settled).UnixNano(); !ok || id.change >= limit || id.modified >= limit {
		return
	}
	text := id.String() + " " + hex.EncodeToString(names.SHA256[:]) + " " + names.GitSHA1 + "\n"
	name := s.notePath(id)
	if old, err := os.ReadFile(name); err == nil && string(old) == text {
		return
	}
	s.write(name, [][]byte{[]byte(text)})
}

// Noted returns the names of the content of the file at path if they were noted and the file has not changed.
func (s *Store) Noted(path string) (names Names, ok bool) {
	if s == nil {
		return names, false
	}
	id, ok := identify(path)
	if !ok {
		return names, false
	}
	text, err := os.ReadFile(s.notePath(id))
	if err != nil {
		return names, false
	}
	rest, ok := strings.CutPrefix(string(text), id.String()+" ")
	if !ok {
		return names, false
	}
	rest, ok = strings.CutSuffix(rest, "\n")
	sha256, sha1, _ := strings.Cut(rest, " ")
	key, err := hex.DecodeString(sha256)
	if !ok || err != nil || len(key) != len(names.SHA256) || len(sha1) != 0 && len(sha1) != 40 {
		return names, false
	}
	return Names{Key(key), sha1}, true
}

func (id identity) String() string {
	return fmt.Sprintf("%d %d %d %d %d", id.device, id.inode, id.size, id.modified, id.change)
}

func (s *Store) notePath(id identity) string {
	return filepath.Join(s.dir, fmt.Sprintf("%x-%x%s", id.device, id.inode, noteEnding))
}
