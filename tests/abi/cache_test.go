package abi

import (
	"encoding/json"
	"strings"
	"testing"
)

const flagDryRun = 1

// removal and scan are what these tests look at of the JSON that the cache's functions give.
type removal struct {
	Repos, Revisions, Missing, Kept []string
	Freed                           int64
}

type scan struct {
	Dir   string `json:"cache_dir"`
	Repos []struct {
		ID        string
		Size      int64 `json:"size_on_disk"`
		Revisions []struct {
			Commit string
			Refs   []string
			Files  []struct{ Name string }
		}
	}
	Incomplete, Unreferenced []struct{}
	Warnings                 []string
}

func parse[T any](t *testing.T, out, length uintptr) (value T) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(takeString(out, length)))
	if err := decoder.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestCache(t *testing.T) {
	hub := startHub(t)
	o := optionsFor(t, hub, "HF_TOKEN="+goodToken)
	mustLoad(t, o)
	var out, length uintptr
	var e handle
	look := func() scan {
		t.Helper()
		check(t, api.CacheScan(o, &out, &length, &e), e)
		return parse[scan](t, out, length)
	}
	remove := func(flags uint32, targets string) removal {
		t.Helper()
		p, n := text(targets)
		check(t, api.CacheDelete(o, p, n, flags, &out, &length, &e), e)
		return parse[removal](t, out, length)
	}
	info := look()
	if len(info.Repos) != 1 || info.Repos[0].ID != "model/"+repo || info.Repos[0].Size == 0 || len(info.Repos[0].Revisions) != 1 || len(info.Warnings) != 0 {
		t.Fatalf("%+v", info)
	}
	revision := info.Repos[0].Revisions[0]
	equal(t, "refs", revision.Refs, []string{"main"})
	if len(revision.Files) != 1 || revision.Files[0].Name != "tokenizer.json" {
		t.Errorf("files %v", revision.Files)
	}
	check(t, api.CachePrune(o, 0, &out, &length, &e), e)
	if pruned := parse[removal](t, out, length); pruned.Freed != 0 || len(pruned.Revisions) != 0 {
		t.Errorf("pruned %+v", pruned)
	}
	plan := remove(flagDryRun, "org/absent\x00"+revision.Commit+"\x00")
	equal(t, "missing", plan.Missing, []string{"org/absent"})
	if plan.Freed != info.Repos[0].Size || len(look().Repos) != 1 {
		t.Errorf("a dry run: %+v, %+v", plan, look())
	}
	equal(t, "removed", remove(0, repo+"\x00").Revisions, []string{"model/" + repo + "@" + revision.Commit})
	if left := look(); len(left.Repos) != 0 || left.Dir != info.Dir {
		t.Errorf("left %+v", left)
	}
	if none := remove(0, ""); len(none.Revisions) != 0 || none.Missing == nil {
		t.Errorf("no targets: %+v", none)
	}
}

func TestCacheMisuse(t *testing.T) {
	o := newPretrainedOptions()
	setEnv(o, "HF_HOME="+t.TempDir())
	var out, length uintptr
	var e handle
	p, n := text("a\x00b")
	refused(t, invalidArgument, api.CacheDelete(o, p, n, 0, &out, &length, &e), e, "targets", "NUL")
	p, n = text("\xff\x00")
	refused(t, invalidArgument, api.CacheDelete(o, p, n, 0, &out, &length, &e), e, "UTF-8")
	p, n = text("\x00")
	refused(t, invalidArgument, api.CacheDelete(o, p, n, 0, &out, &length, &e), e, "blank")
	refused(t, invalidArgument, api.CacheDelete(o, nil, 5, 0, &out, &length, &e), e, "targets is NULL")
	refused(t, unsupported, api.CachePrune(o, 2, &out, &length, &e), e, "0x2")
	refused(t, invalidArgument, api.CacheScan(o, nil, &length, &e), e, "NULL")
	refused(t, invalidArgument, api.CachePrune(o, 0, &out, nil, &e), e, "NULL")
	if out != 0 || length != 0 {
		t.Errorf("out-parameters were touched: %#x, %d", out, length)
	}
}
