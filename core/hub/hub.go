// Package hub fetches files of a Hugging Face Hub repository, or finds them in a local directory, and
// keeps them in the cache that huggingface_hub uses.
//
// One Repo serves one load: all its files come from one commit, the one that the asked revision named
// when the first file was asked for. The package reads nothing from the process's environment; variables
// come through Options.Getenv. Every error is a *status.Error with a complete message, and no message,
// log line or file ever holds the token or the query of a signed URL.
//
// The protocol, the environment variables and the cache's layout are those of huggingface_hub 2.4.0.
package hub

import (
	"context"
	"path/filepath"
	"time"

	"github.com/libhftok/libhftok/core/status"
)

// Version is the library's, as the Hub is told it. Package export holds it to include/hftok.h.
const Version = "0.1.0"

// Log levels, those of hftok_set_log.
const (
	LogWarning = 1
	LogInfo    = 2
	LogDebug   = 3
)

// Options says what to load and how. The zero value asks for the main branch anonymously from
// huggingface.co, with every default as if the environment were empty.
type Options struct {
	Revision  string // branch, tag, commit or refs/pr/N; "": main
	Subfolder string // folder within the repository that files are asked from; "": its root
	Token     string // counts if TokenSet or not empty; blank is an error
	TokenSet  bool
	CacheDir  string // "": HF_HUB_CACHE, else $HF_HOME/hub
	Endpoint  string // "": HF_ENDPOINT, else https://huggingface.co
	UserAgent string // appended to "libhftok/<version>"

	NoToken        bool // send none, whatever the environment holds
	RequireToken   bool // fail before any request if no token is found
	LocalFilesOnly bool // no network
	ForceDownload  bool // fetch anew what is cached

	Timeout time.Duration // for an answer to begin, or for a body to go on; 0: environment, else 10 s

	// Getenv looks up a variable of the host's environment. nil: there are none.
	Getenv func(name string) (value string, ok bool)
	// GitSHA1 returns git's name, 40 hex digits, of content with this SHA-256, if the host has noted a
	// Content.GitSHA1 earlier; "" if not. That saves Read a hash. nil: nothing is noted.
	GitSHA1 func(sha256 [32]byte) string
	// Noted returns the hashes that the host has noted of the file at path, if that can't have changed since.
	// Read then need not read it. nil: nothing is noted.
	Noted func(path string) (sha256 [32]byte, gitSHA1 string, ok bool)
	// Progress is told how many bytes of a file have arrived, when a download begins, proceeds and
	// ends; at the end done equals total, before it total is 0 if unknown. nil: nobody.
	Progress func(file string, done, total int64)
	// Log receives what the host may want to know. nil: nobody.
	Log func(level int, message string)

	sleep func(context.Context, time.Duration) error // in place of waiting, in tests
}

// Repo is a repository, or a local directory or file in its place. One goroutine at a time uses it;
// callbacks of Options run on that goroutine. Close it when the load is over.
type Repo struct {
	name   string // as asked for
	local  string // directory or file that stands for the repository; "": it is on the Hub
	config *config
	ask    Options

	client *client
	cache  *cache
	commit string // "" until known
	// down is why the Hub could not be asked; from then on this load uses the cache alone.
	down      error
	announced map[string]string // the ETags of files that this load has asked the Hub about
}

// Open decides what repoOrPath stands for and checks all settings. It makes no request.
//
// An absolute path, one that begins with "./", "../" or "~", one with a backslash or a drive letter, and
// one that ends in ".json" is local; so is the name of an existing directory. Everything else is a
// repository id.
func Open(ctx context.Context, repoOrPath string, o *Options) (*Repo, error) {
	if o == nil {
		o = &Options{}
	}
	if err := ctx.Err(); err != nil {
		return nil, cancelled(err)
	}
	r := &Repo{name: repoOrPath, ask: *o, announced: map[string]string{}}
	if err := checkSubfolder(o.Subfolder); err != nil {
		return nil, err
	}
	local, err := localPath(repoOrPath, environment{o.Getenv})
	if err != nil {
		return nil, err
	}
	if local != "" {
		if isRepoID(repoOrPath) {
			r.log(LogWarning, "%q is a directory here, so it is used in place of the Hub's repository of that name", repoOrPath)
		}
		r.local = local
		return r, nil
	}
	if err := checkRepoID(repoOrPath); err != nil {
		return nil, err
	}
	if o.Revision != "" {
		if err := checkRevision(o.Revision); err != nil {
			return nil, err
		}
	}
	if r.config, err = newConfig(o, r.log); err != nil {
		return nil, err
	}
	if isCommit(r.revision()) {
		r.commit = r.revision()
	}
	r.cache = openCache(r.config, repoOrPath)
	if !r.cacheOnly() {
		r.client = newClient(r.config, o.sleep, r.log)
	}
	return r, nil
}

// CheckAccess asks the Hub whether a load of a repository with these options would be refused, and returns the
// error that says why and what to do about it. It fetches nothing, and the cache does not count. A repository
// that can be read and has no tokenizer.json is no error, nor is a local path.
func CheckAccess(ctx context.Context, repo string, o *Options) error {
	r, err := Open(ctx, repo, o)
	if err != nil || r.local != "" {
		return err
	}
	defer r.Close()
	const name = "tokenizer.json"
	if r.cacheOnly() {
		return r.explain(name).notAsked(r.whyCacheOnly())
	}
	at := fileURL(r.config.endpoint, r.name, r.revision(), name)
	_, err = r.client.head(ctx, r.explain(name), at, r.commit, func() bool { return false })
	if _, absent := err.(*absentError); absent {
		return nil
	}
	return err
}

// Close ends idle connections. The paths that the Repo handed out stay valid.
func (r *Repo) Close() {
	if r.client != nil {
		r.client.close()
	}
}

// Local reports whether a local directory or file stands for the repository.
func (r *Repo) Local() bool { return r.local != "" }

// Commit is the commit that all files come from; "" before the first file, and for a local path.
func (r *Repo) Commit() string { return r.commit }

// File returns the path of a file of the repository, fetching it if need be. The path lies in the cache
// and must not be written to. An absent file is an error with status.EntryNotFound.
func (r *Repo) File(ctx context.Context, name string) (string, error) {
	if err := checkFileName(name); err != nil {
		return "", err
	}
	if err := ctx.Err(); err != nil {
		return "", cancelled(err)
	}
	name = r.inRepo(name)
	if r.local != "" {
		return localFile(r.local, r.name, name)
	}
	_, known := r.announced[name]
	return r.fetch(ctx, name, r.ask.ForceDownload && !known)
}

// inRepo is the name, within the repository, of a file that is asked for.
func (r *Repo) inRepo(name string) string {
	if r.ask.Subfolder == "" {
		return name
	}
	return r.ask.Subfolder + "/" + name
}

// Optional is File for a file that the repository need not have: ok is false if it has none. In offline
// mode, or once the Hub proved out of reach, a file that is not cached counts as absent, as it does for
// transformers.
func (r *Repo) Optional(ctx context.Context, name string) (path string, ok bool, err error) {
	path, err = r.File(ctx, name)
	if err == nil {
		return path, true, nil
	}
	code := status.CodeOf(err)
	if code == status.EntryNotFound || r.local == "" && r.cacheOnly() && code != status.Cancelled && r.commit != "" {
		return "", false, nil
	}
	return "", false, err
}

// cacheOnly reports whether this load stays off the network.
func (r *Repo) cacheOnly() bool {
	return r.ask.LocalFilesOnly || r.config.offline != "" || r.down != nil
}

// whyCacheOnly is the reason for cacheOnly.
func (r *Repo) whyCacheOnly() string {
	switch {
	case r.down != nil:
		return r.down.Error()
	case r.config.offline != "":
		return r.config.offline + " forbids the network"
	}
	return "only local files were asked for"
}

// cachedCommit is the pinned commit, else the one that the revision named when it was last looked up.
func (r *Repo) cachedCommit() string {
	if r.commit != "" {
		return r.commit
	}
	return r.cache.readRef(r.revision())
}

func (r *Repo) revision() string {
	if r.ask.Revision == "" {
		return "main"
	}
	return r.ask.Revision
}

// fetch is File for a repository of the Hub. With force the cache's own copy does not count.
func (r *Repo) fetch(ctx context.Context, name string, force bool) (string, error) {
	if r.commit != "" && !force {
		if path, ok := r.cache.find(r.commit, name); ok {
			return path, nil
		}
		if r.cache.knownAbsent(r.commit, name) {
			return "", r.explain(name).absent()
		}
	}
	if r.cacheOnly() {
		return r.fromCache(name)
	}
	meta, err := r.head(ctx, name, force)
	if err != nil {
		return r.afterFailure(ctx, name, err, force)
	}
	r.commit = meta.commit
	path, cached := r.cache.find(meta.commit, name)
	if cached && !force && !r.cache.hasSize(path, meta.size) {
		r.log(LogWarning, "the cached %s of %s does not have the %d bytes that the Hub announces, and is fetched again", name, r.name, meta.size)
		cached = false
	}
	if !cached || force {
		if path, err = r.download(ctx, name, meta, force); err != nil {
			return "", err
		}
	} else if err := r.cache.writeRef(r.revision(), meta.commit); err != nil {
		r.log(LogDebug, "the cache's ref %s was not updated: %v", r.revision(), err)
	}
	r.announced[name] = meta.etag
	return path, nil
}

// fromCache is fetch without a network.
func (r *Repo) fromCache(name string) (string, error) {
	if r.commit = r.cachedCommit(); r.commit != "" {
		if path, ok := r.cache.find(r.commit, name); ok {
			return path, nil
		}
		if r.cache.knownAbsent(r.commit, name) {
			return "", r.explain(name).absent()
		}
	}
	if r.down != nil {
		return "", r.explain(name).givenUp(r.down)
	}
	return "", r.explain(name).notCached(r.cache.dir, r.config.offline)
}

// head asks the Hub about a file at the pinned commit, or at the revision as long as there is none. It
// retries only if the cache can't serve in the Hub's place.
func (r *Repo) head(ctx context.Context, name string, force bool) (*metadata, error) {
	at := r.commit
	if at == "" {
		at = r.revision()
	}
	serves := func() bool {
		_, ok := r.cache.find(r.cachedCommit(), name)
		return ok && !force
	}
	return r.client.head(ctx, r.explain(name), fileURL(r.config.endpoint, r.name, at, name), r.commit, serves)
}

// afterFailure decides what a failed head means: an absent file is remembered, and what the Hub refuses
// or can't give may still be in the cache.
func (r *Repo) afterFailure(ctx context.Context, name string, err error, force bool) (string, error) {
	if absent, ok := err.(*absentError); ok {
		if absent.commit != "" && (r.commit == "" || r.commit == absent.commit) {
			r.commit = absent.commit
			r.cache.noteAbsent(absent.commit, name)
			if err := r.cache.writeRef(r.revision(), absent.commit); err != nil {
				r.log(LogDebug, "the cache's ref %s was not updated: %v", r.revision(), err)
			}
		}
		return "", absent.err
	}
	if force || ctx.Err() != nil || !mayFallBack(status.CodeOf(err)) {
		return "", err
	}
	commit := r.cachedCommit()
	path, ok := r.cache.find(commit, name)
	if !ok {
		return "", err
	}
	r.commit, r.down = commit, err
	r.log(LogWarning, "using the cached %s of %s, commit %s, because the Hub did not serve it: %v", name, r.name, commit, err)
	return path, nil
}

// mayFallBack says for which failures the cache may serve in the Hub's place: those where the Hub, or
// the way to it, is at fault, and those where access was lost after the file was cached. Not those where
// it answered that there is no such thing.
func mayFallBack(code status.Code) bool {
	switch code {
	case status.RevisionNotFound, status.EntryNotFound, status.Proxy, status.Cancelled, status.InvalidArgument, status.IO:
		return false
	}
	return true
}

// download fetches what meta describes and returns its place in the cache.
func (r *Repo) download(ctx context.Context, name string, meta *metadata, force bool) (string, error) {
	store, err := r.cache.openStore()
	if err != nil {
		return "", r.explain(name).cacheFailure(r.cache.dir, err)
	}
	defer store.close()
	if err := r.cache.writeRef(r.revision(), meta.commit); err != nil {
		r.log(LogWarning, "the cache's ref %s was not updated: %v", r.revision(), err)
	}
	blob := meta.blobName()
	unlock, err := store.lock(ctx, blob, r.log)
	if err != nil {
		return "", cancelled(err)
	}
	defer unlock()
	// Whoever held the lock may have fetched this very file; a copy leaves no blob to tell.
	if path, ok := r.cache.find(meta.commit, name); ok && !force && r.cache.hasSize(path, meta.size) {
		return path, nil
	}
	fresh := force || !store.hasBlob(blob, meta.size)
	if fresh {
		again := fileURL(r.config.endpoint, r.name, meta.commit, name)
		if err := r.client.body(ctx, r.explain(name), store, meta, again, r.progress(name)); err != nil {
			return "", err
		}
	}
	if err := store.link(meta.commit, name, blob, fresh, r.config.noSymlinks); err != nil {
		return "", r.explain(name).cacheFailure(r.cache.dir, err)
	}
	return r.cache.snapshotPath(meta.commit, name), nil
}

func (r *Repo) progress(name string) func(done, total int64) {
	return func(done, total int64) {
		if r.ask.Progress != nil {
			r.ask.Progress(name, done, total)
		}
	}
}

// fileLimit is the most that a file may hold, whatever the server announces.
func fileLimit(name string) int64 {
	if filepath.Base(name) == "tokenizer.json" {
		return 512 << 20
	}
	return 64 << 20
}
