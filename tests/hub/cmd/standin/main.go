// Command standin serves a stand-in Hub on loopback, for tests and demonstrations in any language.
// README.md in tests/hub describes its flags.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path"
	"strings"
	"syscall"

	"github.com/libhftok/libhftok/tests/hub/standin"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "standin:", err)
		os.Exit(1)
	}
}

var accesses = map[string]standin.Access{
	"good": standin.Good, "ungranted": standin.Ungranted,
	"fine-grained": standin.FineGrained, "expired": standin.Expired,
}

func run(args []string, stdin io.Reader, stdout io.Writer) error {
	var config standin.Config
	var repos, revisions, gated, private, disabled, renamed, tokens, lfs, inline, faults list
	flags := flag.NewFlagSet("standin", flag.ContinueOnError)
	flags.StringVar(&config.Addr, "addr", "", "address of the Hub's listener (default: a free loopback port)")
	flags.StringVar(&config.Prefix, "prefix", "", "path under which the Hub lives, as /mirror")
	flags.StringVar(&config.CDNOrigin, "cdn-origin", "", "origin that large files are redirected to (default: the CDN's own)")
	flags.BoolVar(&config.TLS, "tls", false, "serve https and run the forward proxy")
	flags.Var(&repos, "repo", "ID=PATH: serve a directory or a file as the repository's main branch")
	flags.Var(&revisions, "revision", "ID@REVISION=PATH: another revision of a repository")
	flags.Var(&gated, "gated", "ID: the repository is gated")
	flags.Var(&private, "private", "ID: the repository is private")
	flags.Var(&disabled, "disabled", "ID: access to the repository is disabled")
	flags.Var(&renamed, "renamed", "OLD=ID: the old name redirects")
	flags.Var(&tokens, "token", "TOKEN[=good|ungranted|fine-grained|expired]: a token the Hub knows")
	flags.Var(&lfs, "lfs", "PATTERN: serve files whose base name matches from the CDN")
	flags.Var(&inline, "inline", "PATTERN: serve files whose base name matches without a redirect")
	flags.Var(&faults, "fault", "JSON: a fault, as in POST /__faults")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}

	deliver := func(files map[string]standin.File) {
		for name, f := range files {
			if lfs.matches(name) {
				f.Delivery = standin.LFS
			} else if inline.matches(name) {
				f.Delivery = standin.Inline
			}
			files[name] = f
		}
	}
	known := map[string]*standin.Repo{}
	for _, spec := range repos {
		id, dir, ok := strings.Cut(spec, "=")
		if !ok {
			return fmt.Errorf("-repo %q: want ID=PATH", spec)
		}
		files, err := standin.ReadFiles(dir)
		if err != nil {
			return fmt.Errorf("-repo %s: %w", id, err)
		}
		deliver(files)
		known[id] = standin.NewRepo(id, files)
	}
	for _, spec := range revisions {
		name, dir, ok := strings.Cut(spec, "=")
		id, revision, ok2 := strings.Cut(name, "@")
		if !ok || !ok2 || known[id] == nil {
			return fmt.Errorf("-revision %q: want ID@REVISION=PATH with the ID of a -repo", spec)
		}
		files, err := standin.ReadFiles(dir)
		if err != nil {
			return fmt.Errorf("-revision %s: %w", name, err)
		}
		deliver(files)
		known[id].Commit(revision, files)
	}
	for _, mark := range []struct {
		flag string
		ids  list
		set  func(*standin.Repo)
	}{
		{"gated", gated, func(r *standin.Repo) { r.Gated = true }},
		{"private", private, func(r *standin.Repo) { r.Private = true }},
		{"disabled", disabled, func(r *standin.Repo) { r.Disabled = true }},
	} {
		for _, id := range mark.ids {
			if known[id] == nil {
				return fmt.Errorf("-%s %s: there is no such -repo", mark.flag, id)
			}
			mark.set(known[id])
		}
	}

	var scripted []standin.Fault
	for _, text := range faults {
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.DisallowUnknownFields()
		var f standin.Fault
		if err := decoder.Decode(&f); err != nil {
			return fmt.Errorf("-fault %s: %w", text, err)
		}
		scripted = append(scripted, f)
	}

	hub, err := standin.Start(config)
	if err != nil {
		return err
	}
	defer hub.Close()
	for _, r := range known {
		hub.AddRepo(r)
	}
	for _, spec := range renamed {
		old, id, ok := strings.Cut(spec, "=")
		if !ok {
			return fmt.Errorf("-renamed %q: want OLD=ID", spec)
		}
		hub.Rename(old, id)
	}
	for _, spec := range tokens {
		token, kind, ok := strings.Cut(spec, "=")
		if !ok {
			kind = "good"
		}
		access, ok := accesses[kind]
		if !ok {
			return fmt.Errorf("-token: %q is not one of good, ungranted, fine-grained, expired", kind)
		}
		hub.AddToken(token, access)
	}
	hub.Inject(scripted...)

	ready := map[string]string{"endpoint": hub.Endpoint(), "cdn": hub.CDN()}
	if config.TLS {
		ca, err := os.CreateTemp("", "standin-ca-*.pem")
		if err != nil {
			return err
		}
		defer os.Remove(ca.Name())
		if _, err := ca.Write(hub.CA()); err != nil {
			return err
		}
		if err := ca.Close(); err != nil {
			return err
		}
		ready["proxy"], ready["ca"] = hub.Proxy(), ca.Name()
	}
	if err := json.NewEncoder(stdout).Encode(ready); err != nil {
		return err
	}

	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	ended := make(chan struct{})
	go func() {
		io.Copy(io.Discard, stdin)
		close(ended)
	}()
	select {
	case <-signals:
	case <-ended:
	}
	return nil
}

// list is a flag that may be given more than once.
type list []string

func (l *list) String() string { return strings.Join(*l, " ") }

func (l *list) Set(value string) error {
	*l = append(*l, value)
	return nil
}

func (l list) matches(name string) bool {
	for _, pattern := range l {
		if ok, err := path.Match(pattern, path.Base(name)); ok && err == nil {
			return true
		}
	}
	return false
}
