// Package imports holds the import graph to the architecture: arrows point one way.
package imports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/libhftok/libhftok/"

// floors orders the rooms from the ground up: a room imports only what lies below it, and itself. A package
// belongs to the longest room that its path begins with.
var floors = [][]string{
	{"core/status", "core/processors"},
	{"core/internal"},
	{"core/encoding", "core/normalized", "core/model", "core/corpus"}, // what components share
	{"core/normalizer", "core/pretokenizer", "core/postprocessor", "core/decoder", "core/addedvocab",
		"core/model/bpe", "core/model/unigram", "core/model/wordpiece", "core/model/wordlevel"},
	{"core/rawword"},
	{"core/tokenizerjson", "core/images", "core/pretrained", "core/hub", "core/chat"},
	{"core"},
	{"core/sugarme", "export"},
	{"tests"},
}

// strangers are rooms that know nothing of each other, whatever their floor: downloading and tokenizing.
var strangers = map[string][]string{
	"core/hub": {"core/encoding", "core/normalized", "core/normalizer", "core/pretokenizer", "core/postprocessor",
		"core/decoder", "core/addedvocab", "core/model", "core/model/bpe", "core/model/unigram", "core/model/wordpiece",
		"core/model/wordlevel", "core/tokenizerjson", "core/images", "core/chat"},
}

// only says which rooms may import what is not for everybody.
var only = map[string][]string{
	"C":      {"export"},
	"unsafe": {"export", "core/internal"},
	"log":    {"tests"}, // a guest writes to nobody's stderr

	"github.com/sugarme/tokenizer": {"core/sugarme", "tests"}, // not to be linked into the shared library
}

type pkg struct {
	ImportPath string
	Imports    []string
}

func list(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Dir = "../.."
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var pkgs []pkg
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var p pkg
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
	return pkgs
}

// room gives the room of a package of ours and its floor, -1 if it has none.
func room(path string) (name string, floor int) {
	floor = -1
	for i, rooms := range floors {
		for _, r := range rooms {
			if (path == r || strings.HasPrefix(path, r+"/")) && len(r) > len(name) {
				name, floor = r, i
			}
		}
	}
	if name == "core" && path != "core" {
		return path, -1 // a new room below core needs a floor of its own
	}
	return name, floor
}

// wrong says what is wrong with an import, "" if nothing is.
func wrong(from, to string) string {
	from, ours := strings.CutPrefix(from, module)
	if !ours {
		return fmt.Sprintf("%s is not a package of this module", from)
	}
	fromRoom, fromFloor := room(from)
	if fromFloor < 0 {
		return fmt.Sprintf("%s has no floor in this test", from)
	}
	if rooms, limited := only[to]; limited && !slices.Contains(rooms, fromRoom) && fromRoom != "tests" {
		return fmt.Sprintf("%s imports %q, which is only for %s", from, to, strings.Join(rooms, ", "))
	}
	to, ours = strings.CutPrefix(to, module)
	if !ours {
		return ""
	}
	toRoom, toFloor := room(to)
	switch {
	case toFloor < 0:
		return fmt.Sprintf("%s has no floor in this test", to)
	case slices.Contains(strangers[fromRoom], toRoom) || slices.Contains(strangers[toRoom], fromRoom):
		return fmt.Sprintf("%s imports %s: neither may know the other", from, to)
	case toFloor >= fromFloor && toRoom != fromRoom:
		return fmt.Sprintf("%s imports %s, which is not below it", from, to)
	}
	return ""
}

func TestArrowsPointOneWay(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range list(t) {
		name, _ := room(strings.TrimPrefix(p.ImportPath, module))
		seen[name] = true
		for _, to := range p.Imports {
			if complaint := wrong(p.ImportPath, to); complaint != "" {
				t.Error(complaint)
			}
		}
	}
	for _, name := range []string{"core", "core/hub", "core/tokenizerjson", "core/model/bpe", "export", "tests"} {
		if !seen[name] {
			t.Errorf("go list showed nothing of %s", name)
		}
	}
}

// TestCoreBuildsWithoutC: the Go API is pure Go.
func TestCoreBuildsWithoutC(t *testing.T) {
	cmd := exec.Command("go", "build", "./core/...")
	cmd.Dir = "../.."
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestWrong keeps the test itself from going blind.
func TestWrong(t *testing.T) {
	for _, arrow := range []struct {
		from, to string
		bad      bool
	}{
		{"export", module + "core", false},
		{"core", module + "core/hub", false},
		{"core/tokenizerjson", module + "core/model/bpe", false},
		{"core/model/bpe", module + "core/internal/trie", false},
		{"core/internal/ucd", module + "core/internal/trie", false},
		{"export", "C", false},
		{"core/internal/trie", "unsafe", false},
		{"tests/abi", "unsafe", false},
		{"core", module + "export", true},
		{"core/hub", module + "core/encoding", true},
		{"core/tokenizerjson", module + "core/hub", true},
		{"core/decoder", module + "core/normalizer", true},
		{"core/internal/trie", module + "core/encoding", true},
		{"core/encoding", module + "core", true},
		{"core/model", module + "core/model/bpe", true},
		{"core/model/bpe", "unsafe", true},
		{"core/hub", "C", true},
		{"core/hub", "log", true},
		{"core/sugarme", "github.com/sugarme/tokenizer", false},
		{"core", "github.com/sugarme/tokenizer", true},
		{"export", module + "core/sugarme", true},
		{"core/novelty", "fmt", true},
	} {
		if complaint := wrong(module+arrow.from, arrow.to); (complaint != "") != arrow.bad {
			t.Errorf("%s → %s: %q", arrow.from, arrow.to, complaint)
		}
	}
}
