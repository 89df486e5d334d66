// Package hub_test holds the scenarios of core/hub against the stand-in Hub, through the public API.
package hub_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/libhftok/libhftok/core/hub"
	"github.com/libhftok/libhftok/core/status"
	"github.com/libhftok/libhftok/tests/hub/standin"
)

const repoID = "org/tokenizer"

// tokenizerJSON is the content that most tests fetch: larger than one read, and not constant.
var tokenizerJSON = []byte("{" + strings.Repeat(`"token": 1, `, 20000) + `"end": 0}`)

func files() map[string]standin.File {
	return map[string]standin.File{
		"tokenizer.json":        {Content: tokenizerJSON},
		"tokenizer_config.json": {Content: []byte(`{"add_bos_token": true}`), Delivery: standin.Inline},
		"tokenizer.model":       {Content: []byte("\x0a\x0bmodel")},
		"onnx/tokenizer.json":   {Content: []byte(`{"sub": true}`)},
	}
}

// world is a Hub with one repository, and a client's environment and cache.
type world struct {
	*testing.T
	hub  *standin.Hub
	repo *standin.Repo
	env  map[string]string
	log  []string
	home string
}

func start(t *testing.T, config standin.Config) *world {
	t.Helper()
	h, err := standin.Start(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	w := &world{T: t, hub: h, repo: standin.NewRepo(repoID, files()), home: t.TempDir()}
	h.AddRepo(w.repo)
	for token, access := range map[string]standin.Access{
		"hf_good": standin.Good, "hf_ungranted": standin.Ungranted,
		"hf_finegrained": standin.FineGrained, "hf_expired": standin.Expired,
	} {
		h.AddToken(token, access)
	}
	w.env = map[string]string{"HOME": w.home, "HF_ENDPOINT": h.Endpoint()}
	if config.TLS {
		ca := filepath.Join(t.TempDir(), "ca.pem")
		if err := os.WriteFile(ca, h.CA(), 0o644); err != nil {
			t.Fatal(err)
		}
		w.env["SSL_CERT_FILE"], w.env["HTTPS_PROXY"] = ca, h.Proxy()
	}
	return w
}

func (w *world) cacheDir() string { return filepath.Join(w.home, ".cache", "huggingface", "hub") }

func (w *world) cachePath(parts ...string) string {
	return filepath.Join(append([]string{w.cacheDir(), "models--org--tokenizer"}, parts...)...)
}

func (w *world) commit() string { return w.repo.Refs["main"] }

// options are those of a load in this world.
func (w *world) options(change ...func(*hub.Options)) *hub.Options {
	o := &hub.Options{
		Getenv: func(name string) (string, bool) { v, ok := w.env[name]; return v, ok },
		Log:    func(_ int, message string) { w.log = append(w.log, message) },
	}
	for _, f := range change {
		f(o)
	}
	return o
}

// load fetches files of the repository in one load and returns their paths.
func (w *world) load(names []string, change ...func(*hub.Options)) ([]string, error) {
	return w.loadFrom(repoID, names, change...)
}

func (w *world) loadFrom(id string, names []string, change ...func(*hub.Options)) (paths []string, err error) {
	repo, err := hub.Open(context.Background(), id, w.options(change...))
	if err != nil {
		return nil, err
	}
	defer repo.Close()
	for _, name := range names {
		path, err := repo.File(context.Background(), name)
		if err != nil {
			return paths, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// one fetches tokenizer.json.
func (w *world) one(change ...func(*hub.Options)) (string, error) {
	paths, err := w.load([]string{"tokenizer.json"}, change...)
	if err != nil {
		return "", err
	}
	return paths[0], nil
}

// mustLoad fetches tokenizer.json and checks its content.
func (w *world) mustLoad(change ...func(*hub.Options)) string {
	w.Helper()
	path, err := w.one(change...)
	if err != nil {
		w.Fatal(err)
	}
	w.content(path, tokenizerJSON)
	return path
}

func (w *world) content(path string, want []byte) {
	w.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		w.Fatal(err)
	}
	if string(got) != string(want) {
		w.Fatalf("%s holds %d bytes that are not the %d of the repository's file", path, len(got), len(want))
	}
}

// fails checks an error's code and that its message says each of these, and that no token is in it.
func (w *world) fails(err error, code status.Code, says ...string) *status.Error {
	w.Helper()
	var e *status.Error
	if !errors.As(err, &e) {
		w.Fatalf("error %v is %T, want *status.Error with code %d", err, err, code)
	}
	if e.Code != code {
		w.Fatalf("code %d, want %d: %v", e.Code, code, err)
	}
	for _, s := range says {
		if !strings.Contains(e.Message, s) {
			w.Errorf("message lacks %q: %s", s, e.Message)
		}
	}
	w.noSecret(e.Message)
	return e
}

func (w *world) noSecret(text string) {
	w.Helper()
	for _, secret := range []string{"hf_good", "hf_ungranted", "hf_finegrained", "hf_expired", "hf_unknown", "X-Amz-Signature", "s3cret"} {
		if strings.Contains(text, secret) {
			w.Errorf("%q appears in: %s", secret, text)
		}
	}
}

// requests are the record as "origin METHOD status auth", auth being + where a token came along.
func (w *world) requests() []string {
	var lines []string
	for _, r := range w.hub.Requests() {
		auth := "-"
		if r.Header.Get("Authorization") != "" {
			auth = "+"
		}
		lines = append(lines, r.Origin+" "+r.Method+" "+auth)
	}
	return lines
}

func (w *world) expectRequests(want ...string) {
	w.Helper()
	if got := w.requests(); !slices.Equal(got, want) {
		w.Errorf("requests\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func token(value string) func(*hub.Options) { return func(o *hub.Options) { o.Token = value } }

func revision(value string) func(*hub.Options) {
	return func(o *hub.Options) { o.Revision = value }
}
