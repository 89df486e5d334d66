package hub

import (
	"net/url"
	"strings"
	"testing"
)

// TestNoProxy: which hosts go direct. It is as with huggingface_hub, but that loopback always does, and that
// "*." before a domain means what it says.
func TestNoProxy(t *testing.T) {
	for _, c := range []struct {
		noProxy         string
		direct, proxied string
	}{
		{"", "", "hub.corp sub.hub.corp hub.corp:8443 10.1.2.3"},
		{"hub.corp", "hub.corp HUB.corp sub.hub.corp hub.corp:8443", "nothub.corp hub.corp.evil 10.1.2.3"},
		{"HUB.CORP", "hub.corp sub.hub.corp", "nothub.corp"},
		{" x , hub.corp ", "hub.corp x", "nothub.corp"},
		{".hub.corp", "sub.hub.corp", "hub.corp nothub.corp"},
		{"*.hub.corp", "sub.hub.corp", "hub.corp nothub.corp"},
		{"hub.corp:8443", "hub.corp:8443", "hub.corp sub.hub.corp"},
		{"corp", "hub.corp nothub.corp", "hub.corporation 10.1.2.3"},
		{"*", "hub.corp 10.1.2.3 [2001:db8::1]", ""},
		{"10.1.2.3", "10.1.2.3", "10.1.2.4"},
		{"10.0.0.0/8", "10.1.2.3", "11.1.2.3 hub.corp"},
		{"2001:db8::/32", "[2001:db8::1]", "[2001:db9::1]"},
	} {
		env := map[string]string{"HTTPS_PROXY": "http://proxy:1", "NO_PROXY": c.noProxy}
		proxy, err := proxyFunc(environment{func(name string) (string, bool) { v, ok := env[name]; return v, ok }})
		if err != nil {
			t.Fatal(err)
		}
		check := func(hosts string, direct bool) {
			t.Helper()
			for _, host := range strings.Fields(hosts) {
				through, err := proxy(&url.URL{Scheme: "https", Host: host})
				if err != nil || (through == nil) != direct {
					t.Errorf("NO_PROXY=%q, https://%s: proxy %v, %v", c.noProxy, host, through, err)
				}
			}
		}
		check(c.direct+" localhost 127.0.0.1 127.8.8.8 [::1]", true)
		check(c.proxied, false)
	}
}

// TestProxyVariables: which variable names the proxy.
func TestProxyVariables(t *testing.T) {
	for _, c := range []struct {
		env, https, http string
	}{
		{"HTTPS_PROXY=http://a:1", "http://a:1", ""},
		{"HTTP_PROXY=http://a:1", "", "http://a:1"},
		{"ALL_PROXY=http://a:1", "http://a:1", "http://a:1"},
		{"ALL_PROXY=http://a:1 HTTPS_PROXY=http://b:1", "http://b:1", "http://a:1"},
		{"ALL_PROXY=http://a:1 all_proxy=http://b:1", "http://b:1", "http://b:1"},
		{"HTTPS_PROXY=http://a:1 https_proxy=http://b:1", "http://b:1", ""},
		{"HTTPS_PROXY=http://a:1 https_proxy=", "http://a:1", ""},
		{"HTTPS_PROXY=a:1", "http://a:1", ""},
		{"HTTPS_PROXY=http://a:1 NO_PROXY=hub.corp no_proxy=other", "http://a:1", ""},
		{"HTTPS_PROXY=http://a:1 NO_PROXY=other no_proxy=hub.corp", "", ""},
		// A CGI program's HTTP_PROXY is whatever a client sends as the header Proxy.
		{"HTTP_PROXY=http://a:1 REQUEST_METHOD=GET", "", ""},
		{"http_proxy=http://a:1 REQUEST_METHOD=GET", "", "http://a:1"},
		{"HTTP_PROXY=http://a:1 ALL_PROXY=http://b:1 REQUEST_METHOD=GET", "http://b:1", "http://b:1"},
	} {
		env := map[string]string{}
		for _, assignment := range strings.Fields(c.env) {
			name, value, _ := strings.Cut(assignment, "=")
			env[name] = value
		}
		proxy, err := proxyFunc(environment{func(name string) (string, bool) { v, ok := env[name]; return v, ok }})
		if err != nil {
			t.Fatal(err)
		}
		for scheme, want := range map[string]string{"https": c.https, "http": c.http} {
			got := ""
			if through, err := proxy(&url.URL{Scheme: scheme, Host: "hub.corp"}); err != nil {
				t.Error(err)
			} else if through != nil {
				got = through.String()
			}
			if got != want {
				t.Errorf("%s: %s goes through %q, want %q", c.env, scheme, got, want)
			}
		}
	}
}
