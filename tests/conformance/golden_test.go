package conformance

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/libhftok/libhftok/core"
)

const data = "../data"

// golden is one line of goldens/<tokenizer>.txt: a document and what the reference made of it.
type golden struct {
	name    string
	doc     Document
	digests string // "error" where the reference refuses the document
	ids     string // only with short texts
}

// demos gives the names of the tokenizers that the repository carries.
func demos(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob(data + "/*/tokenizer.json")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no tokenizers in %s: %v", data, err)
	}
	names := make([]string, len(paths))
	for i, path := range paths {
		names[i] = filepath.Base(filepath.Dir(path))
	}
	return names
}

func load(t *testing.T, name string) *core.Tokenizer {
	t.Helper()
	tok, err := core.FromFile(filepath.Join(data, name, "tokenizer.json"))
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

// goldens reads goldens/<name>.txt and finds the documents that it names.
func goldens(t *testing.T, name string) []golden {
	t.Helper()
	tokenizer, err := os.ReadFile(filepath.Join(data, name, "tokenizer.json"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join("goldens", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	find := finder(t)
	var out []golden
	sum := sha256.Sum256(tokenizer)
	recordedFrom := "# tokenizer.json " + hex.EncodeToString(sum[:])
	matches := false
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := lines.Text()
		if strings.HasPrefix(line, "#") {
			matches = matches || line == recordedFrom
			continue
		}
		words := strings.SplitN(line, " ", 4)
		g := golden{name: words[0] + " " + words[1], digests: words[2], doc: find(words[0], words[1])}
		if len(words) == 4 {
			g.ids = words[3]
		}
		out = append(out, g)
	}
	if !matches {
		t.Fatalf("goldens/%s.txt was recorded from another tokenizer.json; run make goldens", name)
	}
	return out
}

// finder gives documents by the two words that name them (see record.py).
func finder(t *testing.T) func(file, place string) Document {
	var edge []string
	raw, err := os.ReadFile(filepath.Join(data, "edge_cases.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n") {
		var text string
		if err := json.Unmarshal([]byte(line), &text); err != nil {
			t.Fatal(err)
		}
		edge = append(edge, text)
	}
	files := map[string][]byte{}
	return func(file, place string) Document {
		var at []int
		for _, number := range strings.Split(place, "-") {
			n, err := strconv.Atoi(number)
			if err != nil {
				t.Fatalf("goldens: %s %s: %v", file, place, err)
			}
			at = append(at, n)
		}
		switch file {
		case "edge", "edge-plain":
			return Document{Text: []byte(edge[at[0]]), Plain: file == "edge-plain"}
		case "edge-pair":
			return Document{Text: []byte(edge[at[0]]), Pair: []byte(edge[at[0]+1])}
		}
		if files[file] == nil {
			if files[file], err = os.ReadFile(filepath.Join(data, "text", file)); err != nil {
				t.Fatal(err)
			}
		}
		d := Document{Text: files[file][at[0]:at[1]]}
		if len(at) == 3 {
			d.Pair = files[file][at[1]:at[2]]
		}
		return d
	}
}

// difference names the fields in which two digests differ, "" if they are equal.
func difference(got, want string) string {
	var fields []string
	for i, field := range Fields {
		if len(got) != len(want) {
			return fmt.Sprintf("got %s, want %s", got, want)
		}
		if got[8*i:8*i+8] != want[8*i:8*i+8] {
			fields = append(fields, field)
		}
	}
	return strings.Join(fields, ", ")
}

// TestGoldens holds every field of every recorded document to the reference, refusals included.
func TestGoldens(t *testing.T) {
	for _, name := range demos(t) {
		t.Run(name, func(t *testing.T) {
			tok := load(t, name)
			for _, g := range goldens(t, name) {
				r, err := Encode(tok, g.doc)
				got := "error"
				if err == nil {
					got = Digest(r)
				}
				if got == g.digests {
					continue
				}
				if err != nil || g.digests == "error" {
					t.Errorf("%s: %.80q: error %v; the reference: %s", g.name, g.doc.Text, err, g.digests)
				} else {
					t.Errorf("%s: %.80q differs in %s: ids %v, tokens %q (the reference's ids: %s)", g.name, g.doc.Text,
						difference(got, g.digests), head(r.Encoding.IDs), head(r.Encoding.Tokens), g.ids)
				}
			}
		})
	}
}

// TestGoldensCover guards the recordings themselves: every tokenizer has them, refusals are among them, and
// the documents are of every kind.
func TestGoldensCover(t *testing.T) {
	kinds, refused := map[string]int{}, 0
	for _, name := range demos(t) {
		for _, g := range goldens(t, name) {
			kinds[strings.Fields(g.name)[0]]++
			if g.digests == "error" {
				refused++
			}
		}
	}
	for _, kind := range []string{"edge", "edge-plain", "edge-pair", "languages.txt", "pride_and_prejudice.txt"} {
		if kinds[kind] == 0 {
			t.Errorf("no golden of kind %q", kind)
		}
	}
	if refused == 0 {
		t.Error("no golden of a text that the reference refuses")
	}
}

func head[T any](values []T) []T { return values[:min(len(values), 24)] }
