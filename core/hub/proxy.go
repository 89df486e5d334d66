package hub

import (
	"net/url"
	"strings"

	"golang.org/x/net/http/httpproxy"

	"github.com/libhftok/libhftok/core/status"
)

// proxyFunc chooses the proxy for a URL from the passed environment. Lower case counts before upper
// case, and ALL_PROXY where nothing more specific is set.
func proxyFunc(env environment) (func(*url.URL) (*url.URL, error), error) {
	var chosen httpproxy.Config
	for _, scheme := range []struct {
		proxy *string
		names []string
	}{
		{&chosen.HTTPProxy, []string{"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}},
		{&chosen.HTTPSProxy, []string{"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}},
	} {
		name, value := env.first(scheme.names...)
		if value != "" && !usableProxy(value) {
			return nil, status.Errorf(status.InvalidArgument, "%s is not a usable proxy; it must be a URL such as http://host:port, with scheme http, https, socks5 or socks5h", name)
		}
		*scheme.proxy = value
	}
	_, chosen.NoProxy = env.first("no_proxy", "NO_PROXY")
	// Under CGI a client sets HTTP_PROXY by sending a header of the name Proxy.
	if env.get("REQUEST_METHOD") != "" && env.get("http_proxy") == "" && env.get("HTTP_PROXY") != "" {
		_, chosen.HTTPProxy = env.first("all_proxy", "ALL_PROXY")
	}
	return chosen.ProxyFunc(), nil
}

// usableProxy accepts a URL or host:port. It is asked first because the library's own error would quote
// the value, password included.
func usableProxy(value string) bool {
	if !strings.Contains(value, "://") {
		value = "http://" + value
	}
	u, err := url.Parse(value)
	if err != nil || u.Hostname() == "" {
		return false
	}
	switch u.Scheme {
	case "http", "https", "socks5", "socks5h":
		return true
	}
	return false
}
