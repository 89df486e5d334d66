// Command fetch loads files of a repository through core/hub with the process's own environment, so that
// tests in other languages can compare the cache, the requests and the errors with their own client's.
// It prints one JSON object.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"github.com/libhftok/libhftok/core/hub"
	"github.com/libhftok/libhftok/core/status"
)

type report struct {
	Paths     map[string]string `json:"paths"` // "" for an optional file that is absent
	Commit    string            `json:"commit"`
	Error     string            `json:"error,omitempty"`
	Code      status.Code       `json:"code"`
	HTTP      int               `json:"http,omitempty"`
	RequestID string            `json:"request_id,omitempty"`
	Log       []string          `json:"log,omitempty"`
	Progress  int64             `json:"progress"` // bytes of finished downloads
}

func main() {
	var o hub.Options
	flag.StringVar(&o.Revision, "revision", "", "")
	flag.StringVar(&o.Subfolder, "subfolder", "", "")
	flag.StringVar(&o.CacheDir, "cache-dir", "", "")
	flag.StringVar(&o.Endpoint, "endpoint", "", "")
	flag.StringVar(&o.Token, "token", "", "")
	flag.BoolVar(&o.NoToken, "no-token", false, "")
	flag.BoolVar(&o.RequireToken, "require-token", false, "")
	flag.BoolVar(&o.LocalFilesOnly, "local-files-only", false, "")
	flag.BoolVar(&o.ForceDownload, "force-download", false, "")
	flag.DurationVar(&o.Timeout, "timeout", 0, "")
	debug := flag.Bool("debug", false, "also what is logged for debugging")
	optional := flag.Bool("optional", false, "an absent file is no error")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: fetch [flags] repository file…")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() < 2 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	out := report{Paths: map[string]string{}}
	o.Getenv = os.LookupEnv
	o.Log = func(level int, message string) {
		if level <= hub.LogInfo || *debug {
			out.Log = append(out.Log, message)
		}
	}
	o.Progress = func(_ string, done, total int64) {
		if done == total {
			out.Progress += done
		}
	}
	err := fetch(ctx, &o, *optional, &out)
	stop()
	if err != nil {
		out.Error, out.Code = err.Error(), status.CodeOf(err)
		var e *status.Error
		if errors.As(err, &e) {
			out.HTTP, out.RequestID = e.HTTPStatus, e.RequestID
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		os.Exit(1)
	}
}

func fetch(ctx context.Context, o *hub.Options, optional bool, out *report) error {
	repo, err := hub.Open(ctx, flag.Arg(0), o)
	if err != nil {
		return err
	}
	defer repo.Close()
	for _, name := range flag.Args()[1:] {
		if optional {
			out.Paths[name], _, err = repo.Optional(ctx, name)
		} else {
			var content *hub.Content
			if content, err = repo.Read(ctx, name); err == nil {
				out.Paths[name] = content.Path
			}
		}
		if err != nil {
			return err
		}
		out.Commit = repo.Commit()
	}
	return nil
}
