package ucd

import (
	"slices"
	"testing"
)

func TestProperty16(t *testing.T) {
	for name, want := range map[string][]Range{
		"XDigit": {{'0', '9'}, {'A', 'F'}, {'a', 'f'}}, "Zs": {{0x20, 0x20}, {0xA0, 0xA0}, {0x1680, 0x1680}, {0x2000, 0x200A}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}},
		"Any": {{0, 0x10FFFF}}, "in basic-LATIN": {{0, 0x7F}}, "Surrogate": {{0xD800, 0xDFFF}}, "Ogam": {{0x1680, 0x169C}},
	} {
		if got, ok := Property16(name); !ok || !slices.Equal(got, want) {
			t.Errorf("%s: %04X", name, got)
		}
	}
	if _, ok := Property16("Klingon"); ok {
		t.Error("Klingon is a property")
	}
}

// The ranges of a category are those of the category table.
func TestPropertyIsCategory(t *testing.T) {
	for name, mask := range map[string]Mask{
		"L": MaskL, "M": MaskM, "N": MaskN, "P": MaskP, "S": MaskS, "Z": MaskZ, "C": MaskC,
		"Lu": MaskLu, "Nonspacing_Mark": MaskMn, "Cn": MaskCn, "White_Space": MaskWhite,
	} {
		set, ok := Property16(name)
		if !ok {
			t.Fatal(name)
		}
		next := rune(0)
		check := func(to rune, in bool) {
			for ; next < to; next++ {
				if Is16(next, mask) != in {
					t.Fatalf("%s: %04X", name, next)
				}
			}
		}
		for _, r := range set {
			check(r.Lo, false)
			check(r.Hi+1, true)
		}
		check(0x110000, false)
	}
}

func TestCase(t *testing.T) {
	for r, want := range map[rune][2]rune{
		'A': {'a'}, 'a': {'a'}, 'Σ': {'σ'}, 0x130: {'i', 0x307}, 0x1E9E: {'ß'}, 0xA7CE: {0xA7CF}, 0x10FFFF: {0x10FFFF}, 0x2126: {'ω'},
	} {
		lower, more := Lower17(r)
		if got := [2]rune{lower, more}; got != want {
			t.Errorf("Lower17(%04X) = %04X", r, got)
		}
	}
	folds := map[FoldStatus]map[rune]string{FoldCommon: {}, FoldSimple: {}, FoldFull: {}}
	for status, r := range map[FoldStatus]int{FoldCommon: 1453, FoldSimple: 31, FoldFull: 104} {
		Folds16(func(s FoldStatus, from rune, to []rune) bool {
			if s == status {
				r--
				folds[s][from] = string(to)
			}
			return true
		})
		if r != 0 {
			t.Errorf("%c: %d entries off", status, r)
		}
	}
	if folds['F']['ß'] != "ss" || folds['C']['K'] != "k" || folds['S'][0x1E9E] != "ß" || folds['F'][0xFB03] != "ffi" {
		t.Error(folds['F'])
	}
}

func TestCluster17(t *testing.T) {
	for _, clusters := range [][]string{
		{"a", "b"}, {"\r\n", "\n", "\r"}, {"e\u0301\u0308", "x"}, {"\u0600a", "b"}, {"\u1100\u1161\u11A8", "\u1100"},
		{"\U0001F1E6\U0001F1E7", "\U0001F1E8\u0301", "\U0001F1E9"}, {"👩\u200D👩\u0301\u200D👩", "👩"}, {"👩\u200D", "a"},
		{"a\u200D", "👩"}, {"👩\u200D\u200D", "👩"}, {"👩\u200D\u0301", "👩"}, {"\u0301\u0301", "\u0000", "\u0301"},
	} {
		for i := 0; i < len(clusters); i++ {
			var text []byte
			for _, c := range clusters[i:] {
				text = append(text, c...)
			}
			if n := Cluster17(text); n != len(clusters[i]) {
				t.Errorf("%+q: %d, want %d", text, n, len(clusters[i]))
			}
		}
	}
}

func TestCompose(t *testing.T) {
	for r := rune(0); r <= 0x10FFFF; r++ {
		if IsHangul(r) {
			l, v, tail := DecomposeHangul(r)
			c := Compose9(l, v)
			if tail != 0 {
				c = Compose9(c, tail)
			}
			if c != r {
				t.Fatalf("%04X: %04X %04X %04X", r, l, v, tail)
			}
		}
		if n := Normal9(r); (n&NormalNFD != 0) != (Canonical9(r) != "" || IsHangul(r)) ||
			(n&NormalNFKD != 0) != (Compatible9(r) != "" || IsHangul(r)) || (n&NormalNonStarter != 0) != nonStarter(r) {
			t.Fatalf("%04X: flags %b", r, n)
		}
	}
	if Compose9('e', 0x301) != 'é' || Compose9('e', 'e') != 0 || Compose9(0xC8E0, 0x11A7) != 0 {
		t.Error("Compose9")
	}
}

func nonStarter(r rune) bool {
	for _, first := range Canonical9(r) {
		return CombiningClass9(first) != 0
	}
	return CombiningClass9(r) != 0
}

// A character that neither form flags is a boundary: nothing before it composes with it, not even with the
// first character of its decomposition.
func TestBoundary(t *testing.T) {
	seconds := map[rune]bool{}
	for _, c := range compose9 {
		seconds[rune(c.second)] = true
	}
	for r := rune(0); r <= 0x10FFFF; r++ {
		if Normal9(r)&(NormalNFC|NormalNonStarter) != 0 {
			continue
		}
		for _, first := range Canonical9(r) + string(r) {
			if seconds[first] {
				t.Errorf("%04X composes with what is before it", r)
			}
			break
		}
	}
}
