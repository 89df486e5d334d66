package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

const codeSpace = 0x110000

// span is a half-open range of code points.
type span struct{ begin, end int }

// version reads one @unicode/unicode-<version> package.
type version string

func (v version) dir() string { return filepath.Join("node_modules/@unicode/unicode-" + string(v)) }

// names lists the values of a property, or the properties of a family.
func (v version) names(family string) []string {
	entries, err := os.ReadDir(filepath.Join(v.dir(), family))
	check(err)
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

var encodedRanges = regexp.MustCompile(`decodeRanges\('([^']*)'\)`)

// ranges reads a set, which the packages write as base-64 digits that hold distances.
func (v version) ranges(family, name string) []span {
	source, err := os.ReadFile(filepath.Join(v.dir(), family, name, "ranges.mjs"))
	check(err)
	m := encodedRanges.FindSubmatch(source)
	if m == nil {
		fail("%s %s/%s: no encoded ranges", v, family, name)
	}
	return decodeRanges(string(m[1]))
}

// fill sets value for every code point of a set.
func (v version) fill(table []byte, family, name string, value byte) {
	for _, r := range v.ranges(family, name) {
		for c := r.begin; c < r.end; c++ {
			table[c] = value
		}
	}
}

// mapping reads a map from a code point to one code point or several. The packages pack maps in several
// ways, so Node unpacks them.
func (v version) mapping(family, name string) map[rune][]rune {
	module := "@unicode/unicode-" + string(v) + "/" + family + "/" + name + "/code-points.mjs"
	script := `import map from "` + module + `"; console.log(JSON.stringify([...map]))`
	text, err := exec.Command("node", "--input-type=module", "-e", script).Output()
	check(err)
	var pairs [][2]json.RawMessage
	check(json.Unmarshal(text, &pairs))
	out := map[rune][]rune{}
	for _, p := range pairs {
		var from rune
		check(json.Unmarshal(p[0], &from))
		var to []rune
		if json.Unmarshal(p[1], &to) != nil {
			to = make([]rune, 1)
			check(json.Unmarshal(p[1], &to[0]))
		}
		out[from] = to
	}
	return out
}

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

func decodeRanges(s string) []span {
	var distances []int
	next := func() int {
		d := strings.IndexByte(base64Digits, s[0])
		s = s[1:]
		return d
	}
	for s != "" {
		x, more := next(), 0
		switch {
		case x >= 56:
			x, more = x&7, 3
		case x >= 48:
			x, more = x&7, 2
		case x >= 32:
			x, more = x&15, 1
		}
		for range more {
			x = x<<6 | next()
		}
		distances = append(distances, x)
	}
	var out []span
	end := -1
	for i := 1; i < len(distances); i += 2 {
		begin := end + 1 + distances[i-1]
		end = begin + 1 + distances[i]
		out = append(out, span{begin, end})
	}
	return out
}

func check(err error) {
	if err != nil {
		fail("%v", err)
	}
}

func fail(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "gen: "+format+"\n", args...)
	os.Exit(1)
}
