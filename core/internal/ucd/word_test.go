package ucd

import "testing"

func TestWord(t *testing.T) {
	var want [0x110000]bool
	for _, name := range []string{"Alphabetic", "Join_Control"} {
		set, ok := Property16(name)
		if !ok {
			t.Fatalf("no property %s", name)
		}
		for _, s := range set {
			for r := s.Lo; r <= s.Hi; r++ {
				want[r] = true
			}
		}
	}
	for r := range want {
		if Is16(rune(r), MaskM|MaskNd|MaskPc) {
			want[r] = true
		}
		if Word(rune(r)) != want[r] {
			t.Errorf("Word(%U) = %v", r, !want[r])
		}
	}
}
