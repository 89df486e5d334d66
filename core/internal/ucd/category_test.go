package ucd

import "testing"

func TestCategory(t *testing.T) {
	for _, c := range []struct {
		r              rune
		eight, sixteen Category
	}{
		{'A', Lu, Lu}, {'z', Ll, Ll}, {'5', Nd, Nd}, {'_', Pc, Pc}, {' ', Zs, Zs}, {'\t', Cc, Cc}, {0, Cc, Cc},
		{0x85, Cc, Cc}, {0xAD, Cf, Cf}, {0x300, Mn, Mn}, {0x4E00, Lo, Lo}, {0x1F600, So, So},
		{0xE000, Co, Co}, {0x10FFFF, Cn, Cn}, {0x110000, Cn, Cn}, {-1, Cn, Cn},
		{0x8B4, Lo, Lo},   // new in 8.0
		{0x8B6, Cn, Lo},   // new in 9.0
		{0x10D40, Cn, Nd}, // new in 16.0
		{0x11DE0, Cn, Cn}, // new in 17.0
	} {
		if got := Category8(c.r); got != c.eight {
			t.Errorf("Category8(%04X) = %d, want %d", c.r, got, c.eight)
		}
		if got := Category16(c.r); got != c.sixteen {
			t.Errorf("Category16(%04X) = %d, want %d", c.r, got, c.sixteen)
		}
	}
	if !Is17(0x11DE0, MaskN) || Is16(0x11DE0, MaskN) {
		t.Error("U+11DE0 became a digit in Unicode 17.0")
	}
}

func TestWhite(t *testing.T) {
	var got []rune
	for r := rune(-1); r <= 0x110001; r++ {
		if White(r) {
			got = append(got, r)
			if Is8(r, MaskWhite) != true || !Is16(r, MaskZ|Of(Cc)) {
				t.Errorf("%04X", r)
			}
		}
	}
	if len(got) != 25 {
		t.Errorf("White_Space: %04X", got)
	}
}

// Each code point is in one major class.
func TestMasksPartition(t *testing.T) {
	for r := rune(0); r <= 0x10FFFF; r++ {
		n := 0
		for _, m := range []Mask{MaskL, MaskM, MaskN, MaskP, MaskS, MaskZ, MaskC} {
			if Is16(r, m) {
				n++
			}
		}
		if n != 1 || !Is16(r, Of(Category16(r))) {
			t.Fatalf("%04X is in %d classes", r, n)
		}
	}
}
