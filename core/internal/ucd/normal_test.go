package ucd

import (
	"testing"
)

func TestCase(t *testing.T) {
	for r, want := range map[rune][2]rune{
		'A': {'a'}, 'a': {'a'}, 'Σ': {'σ'}, 0x130: {'i', 0x307}, 0x1E9E: {'ß'}, 0xA7CE: {0xA7CF}, 0x10FFFF: {0x10FFFF}, 0x2126: {'ω'},
	} {
		lower, more := Lower17(r)
		if got := [2]rune{lower, more}; got != want {
			t.Errorf("Lower17(%04X) = %04X", r, got)
		}
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
