package hub

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// metadata is what the Hub says of a file before it is fetched.
type metadata struct {
	commit   string
	etag     string   // sha256 or git's sha1 of the content, from a Hub; anything from a mirror
	size     int64    // -1 if unknown
	location *url.URL // where the content is
	trusted  bool     // the token may be shown there
}

// blobName is the name of the content in the cache: its hash if the etag is one, else a name that is taken
// for none. A hostile etag can't name a path.
func (m *metadata) blobName() string {
	if blobID().MatchString(m.etag) {
		return m.etag
	}
	sum := sha256.Sum256([]byte(m.etag))
	return "etag-" + hex.EncodeToString(sum[:])
}

// absentError is an EntryNotFound together with the commit that lacks the entry.
type absentError struct {
	err    error
	commit string // "" if the answer did not tell
}

func (a *absentError) Error() string { return a.err.Error() }
func (a *absentError) Unwrap() error { return a.err }

// head asks for metadata. It tries again after faults that may pass, unless serves says that there is a
// substitute. pinned is the commit the answer must be for, or "".
func (c *client) head(ctx context.Context, e *explanation, u *url.URL, pinned string, serves func() bool) (*metadata, error) {
	attempts := newAttempts()
	for {
		meta, fault := c.headOnce(ctx, e, u, pinned)
		if fault == nil {
			return meta, nil
		}
		if !fault.mayPass || serves() {
			return nil, fault.err
		}
		if err := c.wait(ctx, attempts, fault); err != nil {
			return nil, err
		}
	}
}

func (c *client) headOnce(ctx context.Context, e *explanation, u *url.URL, pinned string) (*metadata, *fault) {
	withToken := true
	for range maxRedirects + 1 {
		a, err := c.do(ctx, http.MethodHead, u, c.config.headTimeout, withToken, nil)
		if err != nil {
			return nil, e.unreachable(ctx, u, err, c.config)
		}
		a.close()
		target := u
		switch {
		case a.isRedirect():
			if target, err = redirect(u, a.Header.Get("Location")); err != nil {
				return nil, e.notAHub(u, a, err.Error())
			}
			// Once away from the endpoint the token stays behind, even if the way leads back.
			withToken = withToken && c.config.trusted(target)
			if m := e.readRedirect(a, target, pinned); m != nil {
				m.trusted = withToken && c.config.trusted(target)
				return m, nil
			}
			if c.config.isHub(target) {
				u = target
				continue
			}
		case a.StatusCode != http.StatusOK:
			return nil, e.refused(u, a, true)
		}
		m, fault := e.readMetadata(a, u, target, pinned)
		if fault == nil {
			m.trusted = withToken
		}
		return m, fault
	}
	return nil, e.notAHub(u, nil, "it redirects without end")
}

// resolveCache is where the Hub redirects to for files that git itself stores. The path names the commit.
var resolveCache = pattern(`/api/resolve-cache/models/[^?]+/([0-9a-f]{40})/(.+)\z`)

// readRedirect reads the metadata off a redirect to the Hub's resolve cache, whose address says all but the
// size; that saves a request. nil if it does not. What it says needs no trust: the content has to have the
// hash, and the commit is the one that the Hub leads to.
func (e *explanation) readRedirect(a *answer, target *url.URL, pinned string) *metadata {
	parts := resolveCache().FindStringSubmatch(target.Path)
	if parts == nil || parts[2] != e.file || pinned != "" && parts[1] != pinned || origin(target) != origin(a.Request.URL) {
		return nil
	}
	if commit := a.Header.Get("X-Repo-Commit"); commit != "" && commit != parts[1] {
		return nil
	}
	etag := cleanETag(target.Query().Get("etag"))
	if !blobID().MatchString(etag) {
		return nil
	}
	return &metadata{commit: parts[1], etag: etag, size: -1, location: target}
}

func cleanETag(s string) string { return strings.Trim(strings.TrimPrefix(s, "W/"), `"`) }

// readMetadata reads the headers of the answer that describes the file: the first that redirects to an
// origin which is not the Hub's, or the last.
func (e *explanation) readMetadata(a *answer, u, location *url.URL, pinned string) (*metadata, *fault) {
	m := &metadata{commit: a.Header.Get("X-Repo-Commit"), size: -1, location: location}
	m.etag = a.Header.Get("X-Linked-Etag")
	if m.etag == "" {
		m.etag = a.Header.Get("ETag")
	}
	m.etag = cleanETag(m.etag)
	switch {
	case m.commit == "" && a.isRedirect():
		return nil, e.notAHub(u, a, "it redirects to "+origin(location)+" without the header X-Repo-Commit")
	case m.commit == "":
		return nil, e.notAHub(u, a, "its answer lacks the header X-Repo-Commit")
	case !isCommit(m.commit):
		return nil, e.notAHub(u, a, "its header X-Repo-Commit is not a commit")
	case pinned != "" && m.commit != pinned:
		return nil, e.notAHub(u, a, "it was asked for commit "+pinned+" and answered for "+m.commit)
	case m.etag == "":
		return nil, e.notAHub(u, a, "its answer has no ETag")
	case a.encoded():
		return nil, e.notAHub(u, a, "its answer is compressed, although that was not asked for")
	}
	if size, err := strconv.ParseInt(a.Header.Get("X-Linked-Size"), 10, 64); err == nil && size >= 0 {
		m.size = size
	} else if !a.isRedirect() {
		m.size = a.ContentLength
	}
	if limit := fileLimit(e.file); m.size > limit {
		return nil, e.tooLong(a, m.size, limit)
	}
	return m, nil
}
