package pretokenizer

import (
	"math/rand/v2"
	"testing"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/asciibits"
)

// TestDecode holds the variant for processors to the portable one: on every code point, at every place of a block and
// of a text's end, by each table of classes.
func TestDecode(t *testing.T) {
	if !hasWideDecode {
		t.Skip("not supported here")
	}
	r := rand.New(rand.NewPCG(1, 4))
	tables := []*classTable{classes(), digitsClasses(), kimiClasses(), deepSeekClasses(), deepSeekLLMScanner.table(), deepSeekCoderScanner.table(), falconClasses()}
	var got, want Buffer // used again and again
	check := func(text []byte) {
		t.Helper()
		for i, table := range tables {
			if got.classify(table, text); !got.high {
				continue
			}
			blocks := int(got.size+asciibits.Block-1) / asciibits.Block
			want.classifyASCII(text)
			want.decodeGeneric(table, text, blocks)
			for k := range blocks + 1 {
				for name, masks := range map[string][2]*asciibits.Mask{
					"letter": {&got.ascii.Letter, &want.ascii.Letter}, "upper": {&got.ascii.Upper, &want.ascii.Upper},
					"other": {&got.ascii.Other, &want.ascii.Other}, "inner": {&got.inner, &want.inner},
					"caseless": {&got.caseless, &want.caseless}, "han": {&got.han, &want.han},
					"mark": {&got.mark, &want.mark}, "hard": {&got.hard, &want.hard},
				} {
					if g, w := masks[0].Word(k), masks[1].Word(k); g != w {
						t.Fatalf("table %d, %s in block %d of %q:\n got %x\nwant %x", i, name, k, text, g, w)
					}
				}
			}
		}
	}
	var all []byte
	for c := range rune(utf8.MaxRune + 1) {
		if utf8.ValidRune(c) {
			all = utf8.AppendRune(all, c)
		}
		if len(all) >= asciibits.Max+asciibits.Block {
			check(all)
			all = all[:0]
		}
	}
	for range 20_000 {
		top := []rune{0x100, 0x800, 0x3100, 0x10000, 0x20000}[r.IntN(5)]
		n := r.IntN(3*asciibits.Block) + 1
		if r.IntN(8) == 0 {
			n *= 8
		}
		text := make([]byte, 0, n)
		for len(text) < n {
			if r.IntN(1+n%7) > 0 {
				text = append(text, "aB 1."[r.IntN(5)])
				continue
			}
			text = utf8.AppendRune(text, r.Int32N(top)) // a surrogate becomes U+FFFD
		}
		check(text)
	}
}
