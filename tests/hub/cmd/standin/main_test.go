package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestServes runs the command as another process sees it: a ready line, service, and an end with stdin.
func TestServes(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "tokenizer.json"), []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	stdin, hangUp := io.Pipe()
	out, stdout := io.Pipe()
	ended := make(chan error)
	go func() {
		ended <- run([]string{"-tls", "-repo", "org/name=" + dir, "-fault", `{"path": "other", "status": 503}`}, stdin, stdout)
		stdout.Close()
	}()
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	var ready struct{ Endpoint, CDN, Proxy, CA string }
	if err := json.Unmarshal(line, &ready); err != nil {
		t.Fatal(err)
	}
	pem, err := os.ReadFile(ready.CA)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) || ready.Proxy == "" || ready.CDN == "" {
		t.Errorf("ready line %s", line)
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
	defer client.CloseIdleConnections()
	get := func(path string) (int, string) {
		t.Helper()
		response, err := client.Get(ready.Endpoint + path)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, string(body)
	}
	if code, body := get("/org/name/resolve/main/tokenizer.json"); code != 200 || body != "{}" {
		t.Errorf("%d %s", code, body)
	}
	if code, _ := get("/org/other/resolve/main/x"); code != 503 {
		t.Errorf("the fault gives %d", code)
	}
	if code, body := get("/__requests"); code != 200 || strings.Count(body, `"uri"`) != 3 {
		t.Errorf("record %s", body)
	}
	hangUp.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(ready.CA); err == nil {
		t.Error("the certificate was left behind")
	}
}

func TestWrongFlags(t *testing.T) {
	for _, args := range [][]string{
		{"-repo", "org/name"}, {"-repo", "org/name=/nonexistent"}, {"-gated", "org/name"}, {"-token", "x=king"},
		{"-fault", `{"statos": 1}`}, {"-revision", "org/name@x=/"}, {"-renamed", "x"}, {"argument"},
	} {
		if err := run(args, strings.NewReader(""), io.Discard); err == nil {
			t.Errorf("%q is accepted", args)
		}
	}
}
