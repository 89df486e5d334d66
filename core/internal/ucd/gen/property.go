package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
)

// properties collects the named sets of one version under every name they go by.
type properties struct {
	v     version
	names map[string][]span
}

// add enters a set under a name, compared as UAX44-LM3 says: case, space, hyphen and low line ignored.
// The first meaning of a name stays.
func (p *properties) add(name string, set []span) {
	loose := strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(name))
	if _, taken := p.names[loose]; !taken {
		p.names[loose] = set
	}
}

// family enters all sets of a property family, with a prefix before each name.
func (p *properties) family(family, prefix string, aliases map[string]string) {
	for _, name := range p.v.names(family) {
		p.add(prefix+name, p.v.ranges(family, name))
	}
	for _, alias := range sortedKeys(aliases) {
		if name := aliases[alias]; slices.Contains(p.v.names(family), name) {
			p.add(prefix+alias, p.v.ranges(family, name))
		}
	}
}

var aliasLine = regexp.MustCompile(`(?m)^\t+\['([^']+)', '([^']+)'\]`)

// aliases reads the pairs of an alias package; property "" stands for the file's own pairs.
func aliases(pkg, property string) map[string]string {
	source, err := os.ReadFile(filepath.Join("node_modules", pkg, "index.mjs"))
	check(err)
	text := string(source)
	if property != "" {
		_, after, found := strings.Cut(text, "['"+property+"', new Map([")
		if !found {
			fail("%s: no %s", pkg, property)
		}
		text, _, _ = strings.Cut(after, "])]")
	}
	out := map[string]string{}
	for _, m := range aliasLine.FindAllStringSubmatch(text, -1) {
		out[m[1]] = m[2]
	}
	return out
}

func emitProperties() {
	const v version = "16.0.0"
	const values = "unicode-property-value-aliases"
	p := &properties{v, map[string][]span{}}
	general := aliases(values, "General_Category")
	p.family("General_Category", "", general)
	p.family("Script", "", aliases(values, "Script"))
	p.family("Binary_Property", "", aliases("unicode-property-aliases", ""))
	p.family("Block", "In_", nil)

	// Sets that Unicode derives, and the POSIX classes as UTS #18 defines them.
	get := func(name string) []span { return p.names[name] }
	all := []span{{0, codeSpace}}
	var scripts, blocks []span
	for _, s := range v.names("Script") {
		if s != "Unknown" {
			scripts = append(scripts, v.ranges("Script", s)...)
		}
	}
	for _, b := range v.names("Block") {
		if b != "No_Block" {
			blocks = append(blocks, v.ranges("Block", b)...)
		}
	}
	for _, name := range []string{"Unknown", "Zzzz"} {
		p.add(name, minus(all, scripts))
	}
	p.add("In_No_Block", minus(all, blocks))
	p.add("Any", all)
	p.add("Assigned", minus(all, get("cn")))
	p.add("ASCII", []span{{0, 0x80}})
	p.add("Alpha", get("alphabetic"))
	p.add("Upper", get("uppercase"))
	p.add("Lower", get("lowercase"))
	p.add("Space", get("whitespace"))
	p.add("Digit", get("nd"))
	p.add("Cntrl", get("cc"))
	p.add("Punct", get("p"))
	p.add("PosixPunct", union(get("p"), get("s")))
	p.add("XDigit", []span{{'0', '9' + 1}, {'A', 'F' + 1}, {'a', 'f' + 1}})
	p.add("Alnum", union(get("alphabetic"), get("nd")))
	p.add("Blank", union(get("zs"), []span{{'\t', '\t' + 1}}))
	p.add("Word", union(get("alphabetic"), get("m"), get("nd"), get("pc")))
	graph := minus(all, union(get("whitespace"), get("cc"), get("cs"), get("cn")))
	p.add("Graph", graph)
	p.add("Print", union(graph, get("zs")))

	// One set for each group of names.
	byText := map[string][]string{}
	for name, set := range p.names {
		text := encodeRanges(set)
		byText[text] = append(byText[text], name)
	}
	texts := sortedKeys(byText)
	for _, names := range byText {
		sort.Strings(names)
	}
	sort.Slice(texts, func(i, j int) bool { return byText[texts[i]][0] < byText[texts[j]][0] })

	f := newFile("property_tables.go", "Unicode "+string(v))
	var all16 strings.Builder
	fmt.Fprintf(f, "\n// property16 gives the place in property16Text of the set with this name, in lower case and\n// without low lines, hyphens and spaces.\n")
	fmt.Fprintf(f, "func property16(name string) (begin, end int, ok bool) {\n\tswitch name {\n")
	for _, text := range texts {
		fmt.Fprintf(f, "\tcase \"%s\":\n\t\treturn %d, %d, true\n",
			strings.Join(byText[text], "\", \""), all16.Len(), all16.Len()+len(text))
		all16.WriteString(text)
	}
	fmt.Fprintf(f, "\t}\n\treturn 0, 0, false\n}\n")
	f.text("property16Text", "holds sets as the distances between their bounds.", all16.String())
	f.write()
}

// encodeRanges is the inverse of decodeRanges.
func encodeRanges(set []span) string {
	var b strings.Builder
	put := func(n int) {
		digit := func(shift int) byte { return base64Digits[n>>shift&63] }
		switch {
		case n < 32:
			b.WriteByte(base64Digits[n])
		case n < 1<<10:
			b.WriteByte(base64Digits[32|n>>6])
			b.WriteByte(digit(0))
		case n < 1<<15:
			b.WriteByte(base64Digits[48|n>>12])
			b.WriteByte(digit(6))
			b.WriteByte(digit(0))
		default:
			b.WriteByte(base64Digits[56|n>>18])
			b.WriteByte(digit(12))
			b.WriteByte(digit(6))
			b.WriteByte(digit(0))
		}
	}
	end := -1
	for _, s := range set {
		put(s.begin - end - 1)
		put(s.end - s.begin - 1)
		end = s.end
	}
	return b.String()
}

func union(sets ...[]span) []span { return fromTable(toTable(sets...)) }

func minus(set, other []span) []span {
	in, out := toTable(set), toTable(other)
	for c, member := range out {
		in[c] = in[c] && !member
	}
	return fromTable(in)
}

func toTable(sets ...[]span) []bool {
	table := make([]bool, codeSpace)
	for _, set := range sets {
		for _, s := range set {
			for c := s.begin; c < s.end; c++ {
				table[c] = true
			}
		}
	}
	return table
}

func fromTable(table []bool) []span {
	var out []span
	for c := 0; c < codeSpace; c++ {
		if !table[c] {
			continue
		}
		begin := c
		for c < codeSpace && table[c] {
			c++
		}
		out = append(out, span{begin, c})
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
