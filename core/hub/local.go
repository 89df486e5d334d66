package hub

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/libhftok/libhftok/core/status"
)

// localPath returns the existing path that s stands for, or "" if s is to be looked up on the Hub.
func localPath(s string, env environment) (string, error) {
	if s == "" || strings.ContainsRune(s, 0) {
		return "", status.Errorf(status.InvalidArgument, "the name of a repository, or a path, is needed; got %q", clip(s))
	}
	if !looksLocal(s) {
		if info, err := os.Stat(s); err == nil && info.IsDir() {
			return s, nil
		}
		return "", nil
	}
	p, err := env.expandHome(s)
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(p); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return "", status.Errorf(status.IO, "%s: there is no such file or directory, and a name of this form is not looked up on the Hub", clip(p))
		}
		return "", status.Errorf(status.IO, "%s can't be read: %w", clip(p), cause(err))
	}
	return p, nil
}

// looksLocal reports whether s has a form that is never a repository id.
func looksLocal(s string) bool {
	drive := len(s) >= 2 && s[1] == ':' && (s[0]|0x20) >= 'a' && (s[0]|0x20) <= 'z'
	return filepath.IsAbs(s) || s == "." || s == ".." ||
		strings.HasPrefix(s, "./") || strings.HasPrefix(s, "../") || strings.HasPrefix(s, "/") ||
		strings.HasPrefix(s, "~") || strings.Contains(s, `\`) || drive || strings.HasSuffix(s, ".json")
}

// localFile finds name in the directory local. If local is itself a file, that is the tokenizer.json,
// and there is no other.
func localFile(local, asked, name string) (string, error) {
	info, err := os.Stat(local)
	if err != nil {
		return "", status.Errorf(status.IO, "%s can't be read: %w", clip(local), cause(err))
	}
	if !info.IsDir() {
		if name == "tokenizer.json" {
			return local, nil
		}
		return "", status.Errorf(status.EntryNotFound, "%s is a file, so there is no %s beside it to look for", clip(local), clip(name))
	}
	path := filepath.Join(local, filepath.FromSlash(name))
	switch info, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
		hint := ""
		if isRepoID(asked) {
			hint = "; the directory hides the Hub's repository of that name: rename it, or load from another working directory, to use the Hub"
		}
		return "", status.Errorf(status.EntryNotFound, "the directory %s has no file %s%s", clip(local), clip(name), hint)
	case err != nil:
		return "", status.Errorf(status.IO, "%s can't be read: %w", clip(path), cause(err))
	case info.IsDir():
		return "", status.Errorf(status.EntryNotFound, "%s is a directory, not a file", clip(path))
	}
	return path, nil
}
