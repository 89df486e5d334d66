package hub

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/libhftok/libhftok/core/status"
)

// CacheOptions name a cache: Dir, else what the environment says, as for Options.
type CacheOptions struct {
	Dir    string
	Getenv func(name string) (value string, ok bool)
}

// CacheInfo is what lies in a cache, whoever put it there. Sizes are bytes, times are seconds since 1970.
// The names in JSON are the contract of hftok_cache_scan.
type CacheInfo struct {
	Dir        string         `json:"cache_dir"`
	Size       int64          `json:"size_on_disk"` // content that repositories share counts once
	Repos      []CachedRepo   `json:"repos"`        // by ID
	Incomplete []CachedObject `json:"incomplete"`   // what downloads that are under way, or broke off, have left
	Unshared   []CachedObject `json:"unreferenced"` // shared content that no repository uses any more
	Warnings   []string       `json:"warnings"`     // what a healthy cache would not have
}

// CachedRepo is a repository of which something is cached.
type CachedRepo struct {
	ID           string           `json:"id"` // "model/org/name", "dataset/…", "space/…" or "kernel/…"
	Path         string           `json:"path"`
	Size         int64            `json:"size_on_disk"`
	Files        int              `json:"files"` // distinct contents
	LastAccessed float64          `json:"last_accessed"`
	LastModified float64          `json:"last_modified"`
	Revisions    []CachedRevision `json:"revisions"` // by commit
}

// CachedRevision is a commit of a repository. Without refs it is detached: no branch or tag led to it when
// that was last looked up.
type CachedRevision struct {
	Commit       string       `json:"commit"`
	Path         string       `json:"path"`
	Size         int64        `json:"size_on_disk"`
	Refs         []string     `json:"refs"`
	LastModified float64      `json:"last_modified"`
	Files        []CachedFile `json:"files"` // by name
}

// CachedFile is a file of a commit.
type CachedFile struct {
	Name string `json:"name"` // within the repository
	Path string `json:"path"`
	Blob string `json:"blob"` // where the content lies; the path itself for a copy
	Size int64  `json:"size_on_disk"`
	// Of the content.
	LastAccessed float64 `json:"last_accessed"`
	LastModified float64 `json:"last_modified"`
}

// CachedObject is content that belongs to no revision.
type CachedObject struct {
	Path string `json:"path"`
	Size int64  `json:"size_on_disk"`
}

var (
	repoFolder = pattern(`\A(model|dataset|space|kernel)s--(.+)\z`)
	// leftover is a name that we write to before renaming, whose process did not live to do so.
	leftover = pattern(`\.[0-9a-f]{8}\.tmp\z`)
)

// foreignNames are what desktops put into every folder.
var foreignNames = []string{".DS_Store", "Thumbs.db", "desktop.ini"}

// ScanCache looks at everything in a cache. It changes nothing and reads no content but refs. A cache
// that does not exist is empty.
func ScanCache(o *CacheOptions) (*CacheInfo, error) {
	dir, err := o.dir()
	if err != nil {
		return nil, err
	}
	info := &CacheInfo{Dir: dir, Repos: []CachedRepo{}, Incomplete: []CachedObject{}, Unshared: []CachedObject{}, Warnings: []string{}}
	entries, err := os.ReadDir(dir)
	if os.IsNotExist(err) {
		return info, nil
	} else if err != nil {
		return nil, status.Errorf(status.IO, "the cache %s can't be read: %w", dir, cause(err))
	}
	store := openShared(dir)
	blobs := map[string]int64{}
	for _, entry := range entries {
		name := entry.Name()
		parts := repoFolder().FindStringSubmatch(name)
		switch {
		case parts != nil:
			id := parts[1] + "/" + strings.ReplaceAll(parts[2], "--", "/")
			info.addRepo(id, filepath.Join(dir, name), blobs)
		case name == ".locks", name == cacheTag, name == "blobs" && store != nil, slices.Contains(foreignNames, name):
		default:
			info.warn("%s does not belong into a cache", filepath.Join(dir, name))
		}
	}
	for blob, size := range blobs {
		if store == nil || store.target(blob) == "" {
			info.Size += size
		}
	}
	if store != nil {
		for _, payload := range store.payloads() {
			info.Size += payload.Size
			if users, known := store.users(payload.Path); known && len(users) == 0 {
				info.Unshared = append(info.Unshared, payload)
			}
		}
	}
	slices.SortFunc(info.Repos, func(a, b CachedRepo) int { return strings.Compare(a.ID, b.ID) })
	return info, nil
}

func (o *CacheOptions) dir() (string, error) {
	env := environment{o.Getenv}
	home, err := hubHome(env)
	if err != nil && o.Dir == "" {
		return "", err
	}
	dir, err := cacheDir(o.Dir, home, env)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	return dir, nil
}

func (c *CacheInfo) warn(format string, args ...any) {
	c.Warnings = append(c.Warnings, fmt.Sprintf(format, args...))
}

// content is what is known of a blob, or of a copy.
type content struct {
	size               int64
	accessed, modified float64
}

// addRepo scans one repository's folder. It adds the contents it meets to blobs.
func (c *CacheInfo) addRepo(id, path string, blobs map[string]int64) {
	c.addIncomplete(path)
	snapshots, err := os.ReadDir(filepath.Join(path, "snapshots"))
	if err != nil {
		c.warn("%s holds no snapshots: %v", path, cause(err))
		return
	}
	refs := c.refs(path)
	repo := CachedRepo{ID: id, Path: path, Revisions: []CachedRevision{}}
	contents := map[string]content{}
	for _, entry := range snapshots {
		switch {
		case slices.Contains(foreignNames, entry.Name()):
		case !entry.IsDir():
			c.warn("%s is not the folder of a commit", filepath.Join(path, "snapshots", entry.Name()))
		default:
			revision := c.revision(filepath.Join(path, "snapshots", entry.Name()), contents)
			revision.Refs = append([]string{}, refs[revision.Commit]...)
			delete(refs, revision.Commit)
			repo.Revisions = append(repo.Revisions, revision)
		}
	}
	for commit, names := range refs {
		c.warn("%s: refs %s lead to commit %s, of which nothing is cached", path, strings.Join(names, ", "), clip(commit))
	}
	for blob, content := range contents {
		blobs[blob] = content.size
		repo.Size += content.size
		repo.LastAccessed = max(repo.LastAccessed, content.accessed)
		repo.LastModified = max(repo.LastModified, content.modified)
	}
	if repo.Files = len(contents); repo.Files == 0 {
		if info, err := os.Stat(path); err == nil {
			repo.LastAccessed, repo.LastModified = accessTime(info), seconds(info.ModTime())
		}
	}
	c.Repos = append(c.Repos, repo)
}

// refs gives the names that lead to each commit.
func (c *CacheInfo) refs(repo string) map[string][]string {
	found := map[string][]string{}
	root := filepath.Join(repo, "refs")
	filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || slices.Contains(foreignNames, entry.Name()) || leftover().MatchString(entry.Name()) {
			return nil
		}
		text, err := readRef(path)
		if err != nil {
			c.warn("%s can't be read: %v", path, cause(err))
			return nil
		}
		name, _ := filepath.Rel(root, path)
		commit := strings.TrimSpace(text)
		found[commit] = append(found[commit], filepath.ToSlash(name))
		return nil
	})
	return found
}

// revision scans the folder of a commit.
func (c *CacheInfo) revision(path string, contents map[string]content) CachedRevision {
	r := CachedRevision{Commit: filepath.Base(path), Path: path, Files: []CachedFile{}}
	own := map[string]int64{}
	filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || leftover().MatchString(entry.Name()) {
			return nil
		}
		blob := firstHop(file)
		info, err := os.Stat(blob)
		switch {
		case err != nil:
			c.warn("%s leads to content that is missing", file)
			return nil
		case info.IsDir():
			return nil
		}
		accessed, modified := accessTime(info), seconds(info.ModTime())
		contents[blob] = content{info.Size(), accessed, modified}
		own[blob] = info.Size()
		r.LastModified = max(r.LastModified, modified)
		name, _ := filepath.Rel(path, file)
		r.Files = append(r.Files, CachedFile{Name: filepath.ToSlash(name), Path: file, Blob: blob, Size: info.Size(), LastAccessed: accessed, LastModified: modified})
		return nil
	})
	if info, err := os.Stat(path); err == nil && len(r.Files) == 0 {
		r.LastModified = seconds(info.ModTime())
	}
	for size := range maps.Values(own) {
		r.Size += size
	}
	return r
}

// firstHop is where a file's symlink leads. No further: a blob may itself be a link to shared content.
func firstHop(file string) string {
	target, err := os.Readlink(file)
	switch {
	case err != nil:
		return file
	case filepath.IsAbs(target):
		return filepath.Clean(target)
	}
	return filepath.Join(filepath.Dir(file), target)
}

func (c *CacheInfo) addIncomplete(repo string) {
	paths, err := filepath.Glob(filepath.Join(escapeGlob(repo), "blobs", "*.incomplete"))
	if err != nil {
		return
	}
	for _, path := range paths {
		if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() {
			c.Incomplete = append(c.Incomplete, CachedObject{path, info.Size()})
		}
	}
}

// escapeGlob quotes what means something in a pattern.
func escapeGlob(path string) string {
	return strings.NewReplacer(`*`, `[*]`, `?`, `[?]`, `[`, `[[]`).Replace(path)
}

func seconds(t time.Time) float64 { return float64(t.UnixNano()) / 1e9 }
