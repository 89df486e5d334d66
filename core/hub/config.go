package hub

import (
	"crypto/tls"
	"net"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/libhftok/libhftok/core/status"
)

const defaultEndpoint = "https://huggingface.co"

// config is Options and environment, decided.
type config struct {
	endpoint    *url.URL // without a trailing slash
	cacheDir    string   // absolute
	token       token
	offline     string // the variable that forbids the network; "": none does
	headTimeout time.Duration
	bodyTimeout time.Duration
	userAgent   string
	noSymlinks  bool
	proxy       func(*url.URL) (*url.URL, error)
	tls         *tls.Config
}

// newConfig reads everything there is to read: an explicit option, else the environment, else a file,
// else the default.
func newConfig(o *Options, log logger) (*config, error) {
	env := environment{o.Getenv}
	c := &config{userAgent: userAgent(o.UserAgent, env), noSymlinks: env.isTrue("HF_HUB_DISABLE_SYMLINKS")}
	var err error
	if c.endpoint, err = endpoint(o.Endpoint, env); err != nil {
		return nil, err
	}
	home, err := hubHome(env)
	if err != nil {
		return nil, err
	}
	if c.cacheDir, err = cacheDir(o.CacheDir, home, env); err != nil {
		return nil, err
	}
	if name, value := env.first("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"); isTrue(value) {
		c.offline = name
	}
	if o.ForceDownload && (o.LocalFilesOnly || c.offline != "") {
		return nil, status.Errorf(status.InvalidArgument, "force download contradicts %s, which forbids the network", orText(c.offline, "local files only"))
	}
	if c.headTimeout, err = timeout("HF_HUB_ETAG_TIMEOUT", o.Timeout, env); err != nil {
		return nil, err
	}
	if c.bodyTimeout, err = timeout("HF_HUB_DOWNLOAD_TIMEOUT", o.Timeout, env); err != nil {
		return nil, err
	}
	if o.LocalFilesOnly || c.offline != "" {
		c.token.source = "not needed"
		return c, nil
	}
	if c.token, err = findToken(o, home, env, log); err != nil {
		return nil, err
	}
	if err := c.checkTokenTransport(env); err != nil {
		return nil, err
	}
	if c.proxy, err = proxyFunc(env); err != nil {
		return nil, err
	}
	if c.tls, err = tlsConfig(env); err != nil {
		return nil, err
	}
	return c, nil
}

// endpoint is the Hub's base URL.
func endpoint(option string, env environment) (*url.URL, error) {
	text, source := option, "the endpoint option"
	if strings.TrimSpace(text) == "" {
		text, source = env.get("HF_ENDPOINT"), "HF_ENDPOINT"
	}
	if text == "" {
		text = defaultEndpoint
	}
	u, err := url.Parse(strings.TrimRight(strings.TrimSpace(text), "/"))
	reason := ""
	switch {
	case err != nil:
		reason = "it is not a URL"
	case u.Scheme != "https" && u.Scheme != "http":
		reason = "it does not begin with https:// or http://"
	case u.Host == "" || u.Hostname() == "":
		reason = "it names no host"
	case u.User != nil:
		reason = "it holds a user name or password; use a token"
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		reason = "it holds a query or a fragment"
	}
	if reason != "" {
		return nil, status.Errorf(status.InvalidArgument, "%s is not a usable endpoint: %s", source, reason)
	}
	return u, nil
}

// hubHome is HF_HOME.
func hubHome(env environment) (string, error) {
	home := env.get("HF_HOME")
	if home == "" {
		base := env.get("XDG_CACHE_HOME")
		if base == "" {
			base = "~/.cache"
		}
		home = filepath.Join(base, "huggingface")
	}
	return env.expand(home)
}

// ImageDir is where compiled tokenizers are kept (package images): HFTOK_IMAGES, else $HF_HOME/hftok/images;
// "" if HFTOK_IMAGES is a switch that is off, or there is no such place. getenv is as in Options.
func ImageDir(getenv func(name string) (value string, ok bool)) string {
	env := environment{getenv}
	dir := env.get("HFTOK_IMAGES")
	switch strings.ToUpper(dir) {
	case "0", "OFF", "NO", "FALSE":
		return ""
	case "", "1", "ON", "YES", "TRUE":
		home, err := hubHome(env)
		if err != nil {
			return ""
		}
		dir = filepath.Join(home, "hftok", "images")
	}
	dir, err := env.expand(dir)
	if err == nil {
		dir, err = filepath.Abs(dir)
	}
	if err != nil {
		return ""
	}
	return dir
}

func cacheDir(option, home string, env environment) (string, error) {
	dir := filepath.Join(home, "hub")
	var err error
	if option != "" {
		dir, err = env.expandHome(option)
	} else if _, value := env.first("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"); value != "" {
		dir, err = env.expand(value)
	}
	if err != nil {
		return "", err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return "", status.Errorf(status.IO, "the cache directory can't be found: %w", err)
	}
	return dir, nil
}

func timeout(name string, option time.Duration, env environment) (time.Duration, error) {
	const standard = 10 * time.Second
	if option < 0 {
		return 0, status.Errorf(status.InvalidArgument, "the timeout is negative")
	}
	if option > 0 {
		return option, nil
	}
	value := env.get(name)
	if value == "" {
		return standard, nil
	}
	seconds, err := strconv.Atoi(value)
	if err != nil || seconds < 0 || seconds > 86400 {
		return 0, status.Errorf(status.InvalidArgument, "%s is %q; it must be a whole number of seconds", name, clip(value))
	}
	if seconds == 0 {
		return standard, nil
	}
	return time.Duration(seconds) * time.Second, nil
}

// checkTokenTransport refuses to send a token where anybody on the way can read it.
func (c *config) checkTokenTransport(env environment) error {
	if c.token.value == "" || c.endpoint.Scheme == "https" || isLoopback(c.endpoint.Hostname()) || env.isTrue("HFTOK_TOKEN_OVER_HTTP") {
		return nil
	}
	return status.Errorf(status.InvalidArgument, "the token (from %s) is not sent to %s, because plain http lets everybody on the way read it; use an https endpoint, or load without a token, or set HFTOK_TOKEN_OVER_HTTP=1 if you trust the whole way", c.token.source, origin(c.endpoint))
}

func isLoopback(host string) bool {
	if ip := net.ParseIP(host); ip != nil {
		return ip.IsLoopback()
	}
	return strings.EqualFold(host, "localhost")
}

func userAgent(more string, env environment) string {
	name := "libhftok/" + Version
	if more != "" {
		name += "; " + more
	}
	if origin := env.get("HF_HUB_USER_AGENT_ORIGIN"); origin != "" {
		name += "; origin/" + origin
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r > unicode.MaxASCII {
			return -1
		}
		return r
	}, name)
}

func orText(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
