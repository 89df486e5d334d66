package hub

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"unicode"

	"github.com/libhftok/libhftok/core/status"
)

// explanation knows what was asked for and makes the errors of it. Each message says what is wrong,
// what to do, and then the facts: repository, revision, file, host, HTTP status, request id, and where
// the token came from.
type explanation struct {
	repo, revision, file string
	endpoint             string
	token                token
}

func (r *Repo) explain(file string) *explanation {
	return &explanation{
		repo: r.name, revision: r.revision(), file: file,
		endpoint: strings.TrimRight(r.config.endpoint.String(), "/"), token: r.config.token,
	}
}

func (e *explanation) page() string { return e.endpoint + "/" + e.repo }

// tokenSource is where the token came from, for a sentence.
func (e *explanation) tokenSource() string {
	if e.token.source == "argument" {
		return "the argument"
	}
	return e.token.source
}

// fail makes an error from an answer; a nil answer or URL is left out of the facts.
func (e *explanation) fail(code status.Code, u *url.URL, a *answer, format string, args ...any) *fault {
	facts := []string{"repository " + e.repo, "revision " + clip(e.revision), "file " + clip(e.file)}
	out := &status.Error{Code: code}
	if u != nil {
		facts = append(facts, "host "+e.foreign(u.Host, 200))
	}
	says := ""
	if a != nil {
		out.HTTPStatus = a.StatusCode
		out.RequestID = e.foreign(a.Header.Get("X-Request-Id"), 200)
		facts = append(facts, fmt.Sprintf("HTTP %d", a.StatusCode))
		if out.RequestID != "" {
			facts = append(facts, "request id "+out.RequestID)
		}
		if a.StatusCode >= 400 {
			if text := e.foreign(a.errorText(), 1024); text != "" {
				says = fmt.Sprintf(" The server says: %q", text)
			}
		}
	}
	facts = append(facts, "token "+e.token.source)
	out.Message = e.token.hide(fmt.Sprintf(format, args...) + "." + says + " (" + strings.Join(facts, ", ") + ")")
	return &fault{err: out}
}

// foreign makes text that is not ours fit for a message: short, without control characters, and without
// the token.
func (e *explanation) foreign(text string, limit int) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(e.token.hide(text), " "))
	if len(text) > limit {
		text = strings.ToValidUTF8(text[:limit], "") + "…"
	}
	return strings.TrimSpace(text)
}

// refused explains a status that is neither success nor a redirect. fromHub is false for the storage
// that the Hub redirected to.
func (e *explanation) refused(u *url.URL, a *answer, fromHub bool) *fault {
	code, text := a.Header.Get("X-Error-Code"), e.foreign(a.errorText(), 1024)
	sent := a.sentToken()
	if retryable(a.StatusCode) {
		f := e.passing(u, a)
		f.mayPass, f.after = true, retryAfter(a.Header)
		return f
	}
	if a.StatusCode == http.StatusProxyAuthRequired {
		return e.fail(status.Proxy, u, a, "The proxy asks for a user name and password; put them into the proxy variable (http://user:password@host:port)")
	}
	if !fromHub {
		f := e.fail(status.Server, u, a, "The storage that the Hub redirected to refuses to serve the file; try again, and if that does not help check that no firewall or proxy stands before %s", u.Host)
		f.expired = true
		return f
	}
	switch {
	case a.StatusCode == http.StatusUnauthorized && sent && isBadToken(text):
		return e.fail(status.BadToken, u, a, "The Hub rejects the token (from %s): it is expired, revoked or mistyped. While it is sent, even public repositories can't be loaded. Make a new one at %s/settings/tokens, or remove this one", e.tokenSource(), e.endpoint)
	case a.StatusCode == http.StatusForbidden && sent && strings.Contains(text, "fine-grained"):
		return e.fail(status.GatedDenied, u, a, "%s is a gated repository, and the token (from %s) is a fine-grained one that may not read such. Give it the permission to read public gated repositories you can access, at %s/settings/tokens, or use a token of type \"read\"", e.repo, e.tokenSource(), e.endpoint)
	case code == "GatedRepo" && sent:
		return e.fail(status.GatedDenied, u, a, "%s is a gated repository, and the account of the token (from %s) has no access to it. Request access at %s with that account; if you did, the request is still to be granted", e.repo, e.tokenSource(), e.page())
	case code == "GatedRepo":
		return e.fail(status.GatedNoToken, u, a, "%s is a gated repository, and no token was sent. Log in and accept its terms at %s, then set HF_TOKEN to a token of that account, from %s/settings/tokens%s", e.repo, e.page(), e.endpoint, e.withheld(u))
	case code == "RevisionNotFound":
		return e.fail(status.RevisionNotFound, u, a, "%s has no revision %s; its branches and tags are listed at %s/tree/main", e.repo, clip(e.revision), e.page())
	case code == "EntryNotFound", a.StatusCode == http.StatusNotFound && isCommit(a.Header.Get("X-Repo-Commit")):
		f := e.fail(status.EntryNotFound, u, a, "%s has no file %s at revision %s; its files are listed at %s/tree/%s", e.repo, clip(e.file), clip(e.revision), e.page(), escape(e.revision, "/"))
		absent := &absentError{err: f.err}
		if commit := a.Header.Get("X-Repo-Commit"); isCommit(commit) {
			absent.commit = commit
		}
		return &fault{err: absent}
	case code == "RepoNotFound", a.StatusCode == http.StatusUnauthorized:
		advice := "set HF_TOKEN to a token that may read it, from " + e.endpoint + "/settings/tokens" + e.withheld(u)
		if sent {
			advice = "the token (from " + e.tokenSource() + ") has no access to it"
		}
		return e.fail(status.RepoNotFound, u, a, "There is no repository %s, or it is private and out of reach. Check the spelling at %s; if it is private, %s", e.repo, e.page(), advice)
	case text == "Access to this resource is disabled.", a.StatusCode == http.StatusUnavailableForLegalReasons:
		return e.fail(status.Disabled, u, a, "The Hub has disabled access to %s; %s may say why", e.repo, e.page())
	case a.StatusCode == http.StatusForbidden:
		if !sent {
			return e.fail(status.Forbidden, u, a, "The Hub forbids reading %s without a token, or from this network. Set HF_TOKEN, and check whether the organization restricts IP addresses", e.repo)
		}
		return e.fail(status.Forbidden, u, a, "The Hub forbids reading %s with this token or from this network. Check the token's scope at %s/settings/tokens, and whether the organization restricts IP addresses or resource groups", e.repo, e.endpoint)
	}
	if code != "" || a.Header.Get("X-Error-Message") != "" {
		return e.fail(status.Server, u, a, "The Hub refuses the request with %d %s, which it should not for a file; a newer version of this library may know why", a.StatusCode, http.StatusText(a.StatusCode))
	}
	return e.notAHub(u, a, fmt.Sprintf("it answered %d without the headers of a Hub", a.StatusCode))
}

// withheld adds, for a refusal without a token, why the one that there is was not sent to u.
func (e *explanation) withheld(u *url.URL) string {
	if e.token.value == "" {
		return ""
	}
	return fmt.Sprintf(". The token there is (from %s) goes to %s only, which redirected to %s; to use it there, set HF_ENDPOINT to %[3]s", e.tokenSource(), e.endpoint, u.Scheme+"://"+u.Host)
}

func isBadToken(text string) bool {
	lower := strings.ToLower(text)
	return lower == "invalid credentials in authorization header" || strings.Contains(lower, "token") && strings.Contains(lower, "expired")
}

// passing explains a status that may be another one the next time.
func (e *explanation) passing(u *url.URL, a *answer) *fault {
	if a.StatusCode != http.StatusTooManyRequests {
		return e.fail(status.Server, u, a, "The server failed with %d %s; try again later", a.StatusCode, http.StatusText(a.StatusCode))
	}
	advice := "Load less often, or from the cache"
	if e.token.value == "" {
		advice = "Set HF_TOKEN, because with a token the quota is larger"
	}
	when := ""
	if d := retryAfter(a.Header); d > 0 {
		when = fmt.Sprintf(" and opens again in %.0f s", d.Seconds())
	}
	quota := ""
	if policy := e.foreign(a.Header.Get("RateLimit-Policy"), 200); policy != "" {
		quota = " (" + policy + ")"
	}
	return e.fail(status.RateLimited, u, a, "The Hub's quota of requests%s is used up%s. %s", quota, when, advice)
}

// notAHub explains an answer that no Hub gives.
func (e *explanation) notAHub(u *url.URL, a *answer, reason string) *fault {
	return e.fail(status.NotAHub, u, a, "%s does not answer like a Hub: %s. Check HF_ENDPOINT, and whether a proxy, firewall or login page stands between", e.foreign(origin(u), 200), e.foreign(reason, 600))
}

// unreachable explains why there was no answer, or not all of it.
func (e *explanation) unreachable(ctx context.Context, u *url.URL, err error, c *config) *fault {
	if ctx.Err() != nil {
		return &fault{err: cancelled(ctx.Err())}
	}
	text := e.foreign(strings.ReplaceAll(err.Error(), "net/http: HTTP/1.x transport connection broken: ", ""), 400)
	var refusal *proxyRefusal
	var op *net.OpError
	switch {
	case errors.Is(err, errStalled):
		f := e.fail(status.Timeout, u, nil, "%s did not answer, or stopped answering, within the timeout; check the network, or raise the timeout (HF_HUB_ETAG_TIMEOUT, HF_HUB_DOWNLOAD_TIMEOUT)", origin(u))
		f.mayPass = true
		return f
	case errors.As(err, &refusal), errors.As(err, &op) && (op.Op == "proxyconnect" || op.Op == "socks connect"):
		host := "The proxy"
		if proxy, err := c.proxy(u); err == nil && proxy != nil {
			host = "The proxy " + proxy.Host
		}
		return e.fail(status.Proxy, u, nil, "%s did not connect to %s: %s. Check HTTPS_PROXY, ALL_PROXY and NO_PROXY", host, u.Host, text)
	case isGarbage(err):
		return e.notAHub(u, nil, "its answer is not proper HTTP ("+text+")")
	case isTLS(err):
		return e.fail(status.TLS, u, nil, "No secure connection to %s: %s. %s", u.Host, text, tlsAdvice(err))
	}
	f := e.fail(status.Network, u, nil, "%s can't be reached: %s. Check the network, HF_ENDPOINT and the proxy variables", origin(u), text)
	f.mayPass = true
	return f
}

// isGarbage reports whether there was an answer, but not one that HTTP allows; net/http has no types for
// these.
func isGarbage(err error) bool {
	text := err.Error()
	return strings.Contains(text, "malformed ") || strings.Contains(text, "response headers exceeded") ||
		strings.Contains(text, "Content-Length") || strings.Contains(text, "unsupported transfer encoding")
}

func isTLS(err error) bool {
	var (
		verification *tls.CertificateVerificationError
		authority    x509.UnknownAuthorityError
		hostname     x509.HostnameError
		invalid      x509.CertificateInvalidError
		roots        x509.SystemRootsError
		record       tls.RecordHeaderError
		alert        tls.AlertError
		op           *net.OpError
	)
	return errors.As(err, &verification) || errors.As(err, &authority) || errors.As(err, &hostname) ||
		errors.As(err, &invalid) || errors.As(err, &roots) || errors.As(err, &record) || errors.As(err, &alert) ||
		errors.As(err, &op) && op.Op == "remote error" ||
		strings.HasPrefix(err.Error(), "tls: ") || strings.Contains(err.Error(), "server gave HTTP response to HTTPS client")
}

// tlsAdvice says what to do about a failed handshake.
func tlsAdvice(err error) string {
	var (
		authority x509.UnknownAuthorityError
		roots     x509.SystemRootsError
		hostname  x509.HostnameError
		invalid   x509.CertificateInvalidError
		record    tls.RecordHeaderError
	)
	switch {
	case errors.As(err, &authority), errors.As(err, &roots):
		return "If a company proxy or a private Hub uses its own certificate authority, set SSL_CERT_FILE to its certificate; on a bare system install the package ca-certificates"
	case errors.As(err, &record):
		return "The server may speak plain http; check HF_ENDPOINT and the port"
	case errors.As(err, &hostname):
		return "Check HF_ENDPOINT, and whether a proxy or login page answers in the host's place"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "Check this machine's clock; if it is right, the server's certificate has to be renewed"
	}
	return "Check HF_ENDPOINT, and whether a proxy or firewall interferes"
}

// corrupt explains content that is not what the Hub announced.
func (e *explanation) corrupt(u *url.URL, format string, args ...any) *fault {
	return e.fail(status.Integrity, u, nil, "%s arrived damaged: %s. Nothing was kept; try again, and if it happens again look for a proxy that alters downloads", e.file, fmt.Sprintf(format, args...))
}

// tooLong explains that a file is announced with more bytes than we take.
func (e *explanation) tooLong(a *answer, size, limit int64) *fault {
	return e.fail(status.Unsupported, a.Request.URL, a, "%s is %d bytes long, more than the %d that are accepted", e.file, size, limit)
}

// absent is the error for a file that the cache knows not to exist.
func (e *explanation) absent() error {
	return e.fail(status.EntryNotFound, nil, nil, "%s has no file %s at revision %s, as an earlier look-up noted in the cache", e.repo, clip(e.file), clip(e.revision)).err
}

// damaged is the error for a cached file that can't be replaced, for reason.
func (e *explanation) damaged(path, reason string) error {
	return e.fail(status.Integrity, nil, nil, "The cached %s is damaged: its content is not what the Hub announced for it. It can't be replaced: %s. Load once with the network and with the right to write to the cache, or delete the file", path, strings.TrimSuffix(reason, ".")).err
}

// notCached is the error for a file that is needed and can't be fetched.
func (e *explanation) notCached(dir string, offline string) error {
	if offline != "" {
		return e.fail(status.Offline, nil, nil, "%s of %s is not in the cache %s, and %s forbids the network. Load it once without that variable, or copy a cache that has it", e.file, e.repo, dir, offline).err
	}
	return e.fail(status.LocalMiss, nil, nil, "%s of %s is not in the cache %s, and only local files were asked for. Load it once with the network", e.file, e.repo, dir).err
}

// notAsked is the error for a question to the Hub when the network is not to be used.
func (e *explanation) notAsked(reason string) error {
	return e.fail(status.Offline, nil, nil, "Whether %s can be read was not asked, because %s", e.repo, reason).err
}

// givenUp is the error for a file that is not cached, in a load that went on without the Hub because of
// reason.
func (e *explanation) givenUp(reason error) error {
	out := &status.Error{Code: status.CodeOf(reason)}
	var r *status.Error
	if errors.As(reason, &r) {
		out.HTTPStatus, out.RequestID = r.HTTPStatus, r.RequestID
	}
	out.Message = fmt.Sprintf("%s of %s is not in the cache, and this load went on without the Hub after its failure: %v", e.file, e.repo, reason)
	return out
}

// cacheFailure explains why the cache can't be written.
func (e *explanation) cacheFailure(dir string, err error) error {
	advice := "set HF_HUB_CACHE, or the cache directory option, to a directory that can be written"
	if errors.Is(err, syscall.ENOSPC) {
		advice = "free some space, or set HF_HUB_CACHE to another disk"
	}
	f := e.fail(status.IO, nil, nil, "The cache %s can't be written: %v; %s", dir, cause(err), advice)
	f.err.(*status.Error).Err = err
	return f.err
}

// cause strips an error of the path, which the message names already.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return err
}
