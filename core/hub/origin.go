package hub

import (
	"errors"
	"net/url"
	"slices"
	"strings"
)

// hubOrigins speak the Hub's protocol whatever the endpoint is: a mirror may lead there for what it has
// not. They see the token only if the endpoint is one of them.
var hubOrigins = []string{"https://huggingface.co:443", "https://hf.co:443", "https://hub-ci.huggingface.co:443"}

// origin is scheme, host and effective port: what decides who may see the token.
func origin(u *url.URL) string {
	scheme, port := strings.ToLower(u.Scheme), u.Port()
	if port == "" {
		switch scheme {
		case "https":
			port = "443"
		case "http":
			port = "80"
		}
	}
	host := strings.ToLower(u.Hostname())
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return scheme + "://" + host + ":" + port
}

// trusted reports whether the token may be shown to u: it belongs to the endpoint's own origin.
func (c *config) trusted(u *url.URL) bool { return origin(u) == origin(c.endpoint) }

// isHub reports whether u can be asked for what a Hub knows of a file.
func (c *config) isHub(u *url.URL) bool {
	return c.trusted(u) || slices.Contains(hubOrigins, origin(u))
}

// redirect resolves the Location of an answer to a request for from.
func redirect(from *url.URL, location string) (*url.URL, error) {
	target, err := from.Parse(location)
	switch {
	case location == "":
		return nil, errors.New("it redirects without saying where to")
	case err != nil:
		return nil, errors.New("it redirects to something that is not a URL")
	case target.Scheme != "https" && target.Scheme != "http" || target.Hostname() == "":
		return nil, errors.New("it redirects to something other than http or https")
	case target.User != nil:
		return nil, errors.New("it redirects to a URL with a user name in it")
	case from.Scheme == "https" && target.Scheme == "http":
		return nil, errors.New("it redirects from https to plain http, to " + origin(target) + ", which is refused")
	}
	target.Fragment, target.RawFragment = "", ""
	return target, nil
}

// fileURL is where the Hub answers for a file.
func fileURL(endpoint *url.URL, repo, revision, name string) *url.URL {
	u := *endpoint
	tail := "/" + repo + "/resolve/"
	u.RawPath = strings.TrimRight(endpoint.EscapedPath(), "/") + tail + escape(revision, "") + "/" + escape(name, "/")
	u.Path = strings.TrimRight(endpoint.Path, "/") + tail + revision + "/" + name
	return &u
}

// escape encodes every byte but the unreserved ones and those of keep.
func escape(s, keep string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9',
			strings.IndexByte("-._~", c) >= 0, strings.IndexByte(keep, c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteString("%" + string(hex[c>>4]) + string(hex[c&15]))
		}
	}
	return b.String()
}
