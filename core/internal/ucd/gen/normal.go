package main

import (
	"fmt"
	"sort"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// normalData is the normalization data of Unicode 9.0. The mappings and classes of an assigned code point
// never change (Unicode's stability policy), so they are those of x/text, whose version is later, for the
// code points that 9.0 assigns.
type normalData struct {
	flags, class          []byte
	canonical, compatible *mappings
	compose               map[pair]rune
}

type pair struct{ first, second rune }

// The bits of ucd.Normal.
const (
	flagNFD = 1 << iota
	flagNFKD
	flagNonStarter
	flagNFC
	flagNFKC
	flagMark
)

const normalVersion version = "9.0.0"

func normalFlags() []byte { return readNormalData().flags }

func readNormalData() normalData {
	const v = normalVersion
	assigned := toTable(v.ranges("Binary_Property", "Assigned"))
	isMark := toTable(v.ranges("General_Category", "Mark"))
	hangul := func(c rune) bool { return c >= 0xAC00 && c < 0xAC00+11172 }

	flags := make([]byte, codeSpace)
	class := make([]byte, codeSpace)
	classes := map[uint8]bool{0: true}
	canonical, compatible := newMappings(), newMappings()
	compose := map[pair]rune{}
	composable := map[rune]bool{}

	for c := rune(0); c < codeSpace; c++ {
		if !assigned[c] || c >= 0xD800 && c < 0xE000 {
			continue
		}
		classes[norm.NFD.PropertiesString(string(c)).CCC()] = true
		if hangul(c) {
			continue
		}
		nfd, nfkd := norm.NFD.String(string(c)), norm.NFKD.String(string(c))
		if nfd != string(c) {
			canonical.set(c, nfd)
			parts := []rune(nfd)
			if norm.NFC.String(string(c)) == string(c) {
				last := len(parts) - 1
				first := []rune(norm.NFC.String(string(parts[:last])))
				if len(first) != 1 {
					fail("U+%04X composes of more than two", c)
				}
				compose[pair{first[0], parts[last]}] = c
				composable[parts[last]] = true
			}
		}
		if nfkd != string(c) {
			compatible.set(c, nfkd)
		}
	}
	for c := rune(0x1161); c < 0x1161+21; c++ {
		composable[c] = true
	}
	for c := rune(0x11A8); c < 0x11A7+28; c++ {
		composable[c] = true
	}

	var order []int
	for ccc := range classes {
		order = append(order, int(ccc))
	}
	sort.Ints(order)
	rank := map[uint8]byte{}
	for i, ccc := range order {
		rank[uint8(ccc)] = byte(i)
	}

	for c := rune(0); c < codeSpace; c++ {
		if isMark[c] {
			flags[c] |= flagMark
		}
		if !assigned[c] || c >= 0xD800 && c < 0xE000 {
			continue
		}
		class[c] = rank[norm.NFD.PropertiesString(string(c)).CCC()]
		if norm.NFD.PropertiesString(norm.NFD.String(string(c))).CCC() != 0 {
			flags[c] |= flagNonStarter
		}
		if _, ok := canonical.place[c]; ok || hangul(c) {
			flags[c] |= flagNFD
		}
		if _, ok := compatible.place[c]; ok || hangul(c) {
			flags[c] |= flagNFKD
		}
		if norm.NFC.String(string(c)) != string(c) || composable[c] {
			flags[c] |= flagNFC
		}
		if norm.NFKC.String(string(c)) != string(c) || composable[c] {
			flags[c] |= flagNFKC
		}
	}

	return normalData{flags, class, canonical, compatible, compose}
}

func emitNormalization() {
	f := newFile("normal_tables.go",
		"Unicode "+string(normalVersion)+" and golang.org/x/text/unicode/norm "+norm.Version)
	d := readNormalData()
	f.trie("normal9", "gives the block of a code point's Normal flags.", 7, d.flags)
	f.trie("class9", "gives the block of a code point's combining class, as its rank among the classes.", 7, d.class)
	d.canonical.emit(f, "canonical9", "canonical")
	d.compatible.emit(f, "compatible9", "compatible (or else canonical)")

	var pairs []pair
	for p := range d.compose {
		pairs = append(pairs, p)
	}
	sort.Slice(pairs, func(i, j int) bool {
		if pairs[i].second != pairs[j].second {
			return pairs[i].second < pairs[j].second
		}
		return pairs[i].first < pairs[j].first
	})
	fmt.Fprintf(f, "\n// compose9 are the primary composites with what they are made of, sorted by second, then first.\n")
	fmt.Fprintf(f, "var compose9 = [%d]struct{ second, first, composite uint32 }{", len(pairs))
	for i, p := range pairs {
		if i%8 == 0 {
			f.WriteString("\n\t")
		}
		fmt.Fprintf(f, "{%d, %d, %d}, ", p.second, p.first, d.compose[p])
	}
	f.WriteString("\n}\n")
	f.write()
}

// mappings collects decompositions. Each is stored once, as a length byte and UTF-8.
type mappings struct {
	place map[rune]uint16
	seen  map[string]uint16
	text  strings.Builder
}

func newMappings() *mappings {
	m := &mappings{place: map[rune]uint16{}, seen: map[string]uint16{}}
	m.text.WriteByte(0) // place 0 stands for none
	return m
}

func (m *mappings) set(c rune, to string) {
	place, ok := m.seen[to]
	if !ok {
		if m.text.Len() > 0xFFFF || len(to) > 255 {
			fail("decompositions outgrow their table")
		}
		place = uint16(m.text.Len())
		m.seen[to] = place
		m.text.WriteByte(byte(len(to)))
		m.text.WriteString(to)
	}
	m.place[c] = place
}

func (m *mappings) emit(f *file, name, kind string) {
	const shift = 6
	var index, values []uint16
	blocks := map[[1 << shift]uint16]int{}
	for c := rune(0); c < codeSpace; c += 1 << shift {
		var block [1 << shift]uint16
		for i := range block {
			block[i] = m.place[c+rune(i)]
		}
		n, seen := blocks[block]
		if !seen {
			n = len(blocks)
			blocks[block] = n
			values = append(values, block[:]...)
		}
		index = append(index, uint16(n))
	}
	f.index(name+"Index", "gives the block of a code point's "+kind+" decomposition.", index, len(blocks),
		number(blocks, [1 << shift]uint16{}))
	numbers(f, name+"Blocks", "hold places in "+name+"Text, 0 for no decomposition.", "uint16", values)
	f.text(name+"Text", "holds full decompositions, each after its length in bytes.", m.text.String())
}
