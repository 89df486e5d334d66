package hub

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/libhftok/libhftok/core/status"
)

// CacheRemoval is what was removed from a cache, or would be. The names in JSON are the contract of
// hftok_cache_delete and hftok_cache_prune.
type CacheRemoval struct {
	Repos      []string `json:"repos"`      // removed with all their revisions: "model/org/name"
	Revisions  []string `json:"revisions"`  // removed: "model/org/name@commit", those of Repos included
	Incomplete int      `json:"incomplete"` // remains of broken downloads
	Shared     int      `json:"shared"`     // shared contents that nobody uses any more
	Freed      int64    `json:"freed"`      // bytes
	Missing    []string `json:"missing"`    // targets that are not in the cache
	Kept       []string `json:"kept"`       // what could not be removed, and why
}

// DeleteCached removes revisions, given by commit, and repositories, given as "org/name" or, as a scan
// names them, "model/org/name", "dataset/org/name", …. dryRun removes nothing and tells what would be.
//
// It may run beside loads, by whatever program: each finds a file whole or not at all, and fetches it again.
func DeleteCached(o *CacheOptions, targets []string, dryRun bool) (*CacheRemoval, error) {
	info, err := ScanCache(o)
	if err != nil {
		return nil, err
	}
	d := newRemover(info, dryRun)
	for _, target := range targets {
		if strings.TrimSpace(target) == "" {
			return nil, status.Errorf(status.InvalidArgument, "what to delete from the cache is blank; give a commit or a repository")
		}
		found := false
		for i := range info.Repos {
			repo := &info.Repos[i]
			whole := strings.EqualFold(repo.ID, target) || strings.EqualFold(repo.ID, "model/"+target)
			for j := range repo.Revisions {
				if whole || repo.Revisions[j].Commit == strings.ToLower(target) {
					d.choose(repo, &repo.Revisions[j])
					found = true
				}
			}
			if whole && len(repo.Revisions) == 0 {
				d.chosen[repo] = map[*CachedRevision]bool{}
				found = true
			}
		}
		if !found {
			d.out.Missing = append(d.out.Missing, target)
		}
	}
	return d.run(), nil
}

// PruneCache removes what no branch or tag leads to any more: detached revisions, the remains of broken
// downloads, and shared contents without a user. Downloads that are under way are left alone.
func PruneCache(o *CacheOptions, dryRun bool) (*CacheRemoval, error) {
	info, err := ScanCache(o)
	if err != nil {
		return nil, err
	}
	d := newRemover(info, dryRun)
	for i := range info.Repos {
		for j := range info.Repos[i].Revisions {
			if revision := &info.Repos[i].Revisions[j]; len(revision.Refs) == 0 {
				d.choose(&info.Repos[i], revision)
			}
		}
	}
	for _, file := range info.Incomplete {
		d.removeIncomplete(file)
	}
	for _, payload := range info.Unshared {
		d.sweep(payload.Path, payload.Size)
	}
	out := d.run()
	if !dryRun {
		for _, repo := range info.Repos {
			removeLeftovers(repo.Path)
		}
	}
	return out, nil
}

type remover struct {
	info   *CacheInfo
	dryRun bool
	store  *shared
	chosen map[*CachedRepo]map[*CachedRevision]bool
	gone   map[string]bool // blobs that were removed, or would be
	out    *CacheRemoval
}

func newRemover(info *CacheInfo, dryRun bool) *remover {
	return &remover{
		info: info, dryRun: dryRun, store: openShared(info.Dir),
		chosen: map[*CachedRepo]map[*CachedRevision]bool{},
		gone:   map[string]bool{},
		out:    &CacheRemoval{Repos: []string{}, Revisions: []string{}, Missing: []string{}, Kept: []string{}},
	}
}

func (d *remover) choose(repo *CachedRepo, revision *CachedRevision) {
	if d.chosen[repo] == nil {
		d.chosen[repo] = map[*CachedRevision]bool{}
	}
	d.chosen[repo][revision] = true
}

// run removes what was chosen: of each revision first what leads to it, then what it leads to.
func (d *remover) run() *CacheRemoval {
	for i := range d.info.Repos {
		repo := &d.info.Repos[i]
		chosen, ok := d.chosen[repo]
		if !ok {
			continue
		}
		root, err := os.OpenRoot(repo.Path)
		if err != nil {
			d.keep(repo.Path, err)
			continue
		}
		whole := len(chosen) == len(repo.Revisions)
		blobs := map[string]int64{}
		for j := range repo.Revisions {
			revision := &repo.Revisions[j]
			if !chosen[revision] {
				continue
			}
			if !d.removeRevision(root, revision) {
				whole = false
				continue
			}
			d.out.Revisions = append(d.out.Revisions, repo.ID+"@"+revision.Commit)
			for _, file := range revision.Files {
				if file.Blob == file.Path {
					d.out.Freed += file.Size // a copy, gone with the snapshot
				} else {
					blobs[file.Blob] = file.Size
				}
			}
		}
		d.removeBlobs(repo, root, chosen, blobs)
		if whole {
			d.removeRepo(repo, root, blobs)
		}
		root.Close()
	}
	return d.out
}

func (d *remover) keep(path string, err error) {
	d.out.Kept = append(d.out.Kept, path+": "+cause(err).Error())
}

// removeRevision removes the refs to a commit and its snapshot. What it says of missing files goes too.
func (d *remover) removeRevision(root *os.Root, revision *CachedRevision) bool {
	if d.dryRun {
		return true
	}
	for _, ref := range revision.Refs {
		if err := root.Remove(path.Join("refs", ref)); err != nil && !os.IsNotExist(err) {
			d.keep(revision.Path, err)
			return false
		}
	}
	for _, folder := range []string{"snapshots", ".no_exist"} {
		if err := root.RemoveAll(path.Join(folder, revision.Commit)); err != nil {
			d.keep(revision.Path, err)
			return false
		}
	}
	return true
}

// removeBlobs removes those of blobs that no other revision leads to.
func (d *remover) removeBlobs(repo *CachedRepo, root *os.Root, gone map[*CachedRevision]bool, blobs map[string]int64) {
	used := map[string]bool{}
	if d.dryRun {
		for i := range repo.Revisions {
			for _, file := range repo.Revisions[i].Files {
				used[file.Blob] = used[file.Blob] || !gone[&repo.Revisions[i]]
			}
		}
	}
	for blob, size := range blobs {
		if !used[blob] && filepath.Dir(blob) == filepath.Join(repo.Path, "blobs") {
			d.removeBlob(repo, root, blob, size)
		}
	}
}

// removeBlob removes a blob unless something leads to it. A load that is about to link one holds its
// lock; so a blob whose lock is free, and to which nothing leads, is nobody's.
func (d *remover) removeBlob(repo *CachedRepo, root *os.Root, blob string, size int64) {
	name := filepath.Base(blob)
	unlock, free := d.lock(filepath.Base(repo.Path), name)
	if !free {
		d.keep(blob, errInUse)
		return
	}
	defer unlock()
	payload := ""
	if d.store != nil {
		payload = d.store.target(blob)
	}
	if !d.dryRun {
		if leadsTo(repo.Path, blob) {
			return
		}
		if err := root.Remove(path.Join("blobs", name)); err != nil {
			d.keep(blob, err)
			return
		}
	}
	d.gone[blob] = true
	if payload == "" {
		d.out.Freed += size
	} else {
		d.sweep(payload, size)
	}
}

var errInUse = &status.Error{Code: status.IO, Message: "it is being downloaded, or was a moment ago"}

// leadsTo reports whether any file of a repository's snapshots is a link to blob.
func leadsTo(repo, blob string) bool {
	found := false
	filepath.WalkDir(filepath.Join(repo, "snapshots"), func(file string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type() == fs.ModeSymlink && firstHop(file) == blob {
			found = true
			return filepath.SkipAll
		}
		return nil
	})
	return found
}

// lock takes the lock under which a blob is fetched, if it is free and if there is one.
func (d *remover) lock(folder, blob string) (unlock func(), free bool) {
	f, err := os.OpenFile(filepath.Join(d.info.Dir, ".locks", folder, blob+".lock"), os.O_RDWR, 0)
	if err != nil {
		return func() {}, true
	}
	if held, err := tryLock(f); err == nil && !held {
		f.Close()
		return nil, false
	}
	return func() { releaseLock(f); f.Close() }, true
}

// removeRepo removes what is left of a repository all of whose revisions are gone; known are the blobs
// that they led to. A folder that is a symlink to another disk is emptied.
func (d *remover) removeRepo(repo *CachedRepo, root *os.Root, known map[string]int64) {
	d.out.Repos = append(d.out.Repos, repo.ID)
	folder := filepath.Join(repo.Path, "blobs")
	entries, _ := os.ReadDir(folder)
	for _, entry := range entries {
		blob := filepath.Join(folder, entry.Name())
		info, err := os.Stat(blob)
		if _, done := known[blob]; done || err != nil || !info.Mode().IsRegular() {
			continue
		}
		if strings.HasSuffix(blob, ".incomplete") {
			d.removeIncomplete(CachedObject{blob, info.Size()})
		} else {
			d.removeBlob(repo, root, blob, info.Size())
		}
	}
	if d.dryRun {
		return
	}
	for _, folder := range []string{"refs", "snapshots", ".no_exist", "trees"} {
		if err := root.RemoveAll(folder); err != nil {
			d.keep(filepath.Join(repo.Path, folder), err)
		}
	}
	root.Remove("blobs") // unless something was kept
	os.Remove(repo.Path)
}

// sweep removes shared content that nobody uses any more.
func (d *remover) sweep(payload string, size int64) {
	freed := size
	if !d.dryRun {
		freed = d.store.sweep(payload)
	} else if users, known := d.store.users(payload); !known || slices.ContainsFunc(users, func(u string) bool { return !d.gone[u] }) {
		freed = 0
	}
	if freed > 0 {
		d.out.Shared++
		d.out.Freed += freed
	}
}

// restingTime is how long a download may pause between two writes, retries included.
const restingTime = 2 * totalPatience

// removeIncomplete removes what a broken download left, not what one under way is writing.
func (d *remover) removeIncomplete(file CachedObject) {
	folder, name := filepath.Base(filepath.Dir(filepath.Dir(file.Path))), filepath.Base(file.Path)
	blob, _, _ := strings.Cut(name, ".")
	unlock, free := d.lock(folder, blob)
	if !free {
		d.keep(file.Path, errInUse)
		return
	}
	defer unlock()
	info, err := os.Lstat(file.Path)
	if err != nil {
		return
	}
	if time.Since(info.ModTime()) < restingTime {
		d.keep(file.Path, errInUse)
		return
	}
	if !d.dryRun {
		if err := os.Remove(file.Path); err != nil {
			d.keep(file.Path, err)
			return
		}
	}
	d.out.Incomplete++
	d.out.Freed += file.Size
}

// removeLeftovers removes the names that processes of ours wrote to and did not live to rename.
func removeLeftovers(repo string) {
	for _, folder := range []string{"refs", "snapshots"} {
		filepath.WalkDir(filepath.Join(repo, folder), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !leftover().MatchString(entry.Name()) {
				return nil
			}
			if info, err := os.Lstat(path); err == nil && time.Since(info.ModTime()) > restingTime {
				os.Remove(path)
			}
			return nil
		})
	}
}
