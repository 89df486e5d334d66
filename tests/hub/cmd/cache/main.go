// Command cache shows and prunes the cache of the process's own environment through core/hub, so that
// tests in other languages can compare with their own client's view. It prints one JSON object.
//
//	cache scan
//	cache [-dry-run] delete target…
//	cache [-dry-run] prune
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"github.com/libhftok/libhftok/core/hub"
)

func main() {
	dryRun := flag.Bool("dry-run", false, "change nothing")
	flag.Parse()
	o := &hub.CacheOptions{Getenv: os.LookupEnv}
	var out any
	err := fmt.Errorf("what to do: scan, delete or prune?")
	switch flag.Arg(0) {
	case "scan":
		out, err = hub.ScanCache(o)
	case "delete":
		out, err = hub.DeleteCached(o, flag.Args()[1:], *dryRun)
	case "prune":
		out, err = hub.PruneCache(o, *dryRun)
	}
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(out)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
