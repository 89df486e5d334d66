package main

// #include "boundary.h"
import "C"

import (
	"context"
	"math"
	"time"

	"github.com/libhftok/libhftok/core"
	"github.com/libhftok/libhftok/core/hub"
	"github.com/libhftok/libhftok/core/images"
	"github.com/libhftok/libhftok/core/status"
)

// The Hub is told the version of hftok.h: another one is a duplicate key, which does not compile.
var _ = map[bool]string{false: "", C.HFTOK_VERSION == hub.Version: hub.Version}

//export hftokgo_from_pretrained
func hftokgo_from_pretrained(repo *C.hftokx_text, opts *C.hftokx_pretrained_options, cancelHandle C.hftokx_handle, out *C.hftokx_handle, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return load(out, errp, func() (*core.Tokenizer, error) {
		return ask(repo, opts, cancelHandle, core.FromPretrained)
	})
}

//export hftokgo_check_access
func hftokgo_check_access(repo *C.hftokx_text, opts *C.hftokx_pretrained_options, cancelHandle C.hftokx_handle, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	defer watchSignals()()
	_, err := ask(repo, opts, cancelHandle, func(ctx context.Context, name string, o *core.PretrainedOptions) (*core.Tokenizer, error) {
		return nil, hub.CheckAccess(ctx, name, &o.Options)
	})
	if err != nil {
		return fail(errp, err)
	}
	return C.HFTOK_OK
}

// ask does a call's work on another goroutine while the host is kept informed, and can cancel it.
func ask(repo *C.hftokx_text, opts *C.hftokx_pretrained_options, cancelHandle C.hftokx_handle, work func(context.Context, string, *core.PretrainedOptions) (*core.Tokenizer, error)) (*core.Tokenizer, error) {
	if repo == nil {
		return nil, invalid("repo_or_path is NULL")
	}
	name, err := copyString(repo, "repo_or_path")
	if err != nil {
		return nil, err
	}
	options, err := pretrainedOptions(opts)
	if err != nil {
		return nil, err
	}
	token := cancelToken{ctx: context.Background()}
	if cancelHandle != 0 {
		if token, err = cancels.get(cancelHandle); err != nil {
			return nil, invalidHandle("cancel")
		}
	}
	ctx, cancel := context.WithCancel(token.ctx)
	defer cancel()
	host := host{opts: opts, wake: make(chan struct{}, 1)}
	options.Progress, options.Log = host.tellProgress, host.tellLog
	return host.wait(ctx, cancel, func() (*core.Tokenizer, error) { return work(ctx, name, options) })
}

// pretrainedOptions returns the core's form of opts, sharing no memory with it.
func pretrainedOptions(opts *C.hftokx_pretrained_options) (*core.PretrainedOptions, error) {
	const known = C.HFTOK_PRETRAINED_AUTO | C.HFTOK_PRETRAINED_LOCAL_FILES_ONLY | C.HFTOK_PRETRAINED_FORCE_DOWNLOAD |
		C.HFTOK_PRETRAINED_NO_TOKEN | C.HFTOK_PRETRAINED_REQUIRE_TOKEN
	if err := checkFlags(opts.flags, known); err != nil {
		return nil, err
	}
	has := func(flag C.uint32_t) bool { return opts.flags&flag != 0 }
	o := &core.PretrainedOptions{
		Auto: has(C.HFTOK_PRETRAINED_AUTO),
		Options: hub.Options{
			TokenSet:       opts.token != nil,
			NoToken:        has(C.HFTOK_PRETRAINED_NO_TOKEN),
			RequireToken:   has(C.HFTOK_PRETRAINED_REQUIRE_TOKEN),
			LocalFilesOnly: has(C.HFTOK_PRETRAINED_LOCAL_FILES_ONLY),
			ForceDownload:  has(C.HFTOK_PRETRAINED_FORCE_DOWNLOAD),
		},
	}
	for _, text := range []struct {
		to   *string
		from *C.char
		name string
	}{
		{&o.Revision, opts.revision, "revision"},
		{&o.Token, opts.token, "token"},
		{&o.CacheDir, opts.cache_dir, "cache_dir"},
		{&o.Endpoint, opts.endpoint, "endpoint"},
		{&o.Subfolder, opts.subfolder, "subfolder"},
		{&o.UserAgent, opts.user_agent, "user_agent"},
	} {
		var err error
		if *text.to, err = copyString(text.from, text.name); err != nil {
			return nil, err
		}
	}
	seconds := float64(opts.timeout)
	if !(seconds >= 0) || math.IsInf(seconds, 0) {
		return nil, invalid("timeout is %v; it takes seconds, 0 for the default", seconds)
	}
	o.Timeout = time.Duration(min(seconds*float64(time.Second), math.MaxInt64/2))
	env, err := environmentOf(opts)
	if err != nil {
		return nil, err
	}
	o.Getenv = lookup(env)
	o.ImageDir = imageDir(env)
	return o, nil
}

func lookup(env map[string]string) func(name string) (string, bool) {
	return func(name string) (string, bool) {
		value, ok := env[name]
		return value, ok
	}
}

// imageDir is where compiled tokenizers are kept, "" for nowhere: builds that can't be told apart would read
// each other's.
func imageDir(env map[string]string) string {
	if images.Build == "" {
		return ""
	}
	return hub.ImageDir(lookup(env))
}

// environmentOf returns the environment that opts asks for.
func environmentOf(opts *C.hftokx_pretrained_options) (map[string]string, error) {
	if opts.env == nil && opts.env_size == 0 {
		return processEnvironment()
	}
	block, err := borrow[byte](opts.env, opts.env_size, "env")
	if err != nil {
		return nil, err
	}
	if n := len(block); n > 0 && block[n-1] != 0 {
		return nil, invalid("env does not end in a NUL after its last string")
	}
	return parseEnvironment(block), nil
}

// checkFlags refuses flags that a newer header defines.
func checkFlags(flags C.uint32_t, known C.uint32_t) error {
	if unknown := flags &^ known; unknown != 0 {
		return status.Errorf(status.Unsupported, "flags sets %#x, which libhftok %s does not know", uint32(unknown), C.HFTOK_VERSION)
	}
	return nil
}
