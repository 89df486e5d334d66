package ucd

import "testing"

func TestCategory(t *testing.T) {
	for _, c := range []struct {
		r                         rune
		eight, sixteen, seventeen Category
	}{
		{'A', Lu, Lu, Lu}, {'z', Ll, Ll, Ll}, {'5', Nd, Nd, Nd}, {'_', Pc, Pc, Pc}, {' ', Zs, Zs, Zs}, {'\t', Cc, Cc, Cc},
		{0, Cc, Cc, Cc}, {0x85, Cc, Cc, Cc}, {0xAD, Cf, Cf, Cf}, {0x300, Mn, Mn, Mn}, {0x4E00, Lo, Lo, Lo},
		{0x1F600, So, So, So}, {0xE000, Co, Co, Co}, {0x10FFFF, Cn, Cn, Cn}, {0x110000, Cn, Cn, Cn}, {-1, Cn, Cn, Cn},
		{0x8B4, Lo, Lo, Lo},   // new in 8.0
		{0x8B6, Cn, Lo, Lo},   // new in 9.0
		{0x10D40, Cn, Nd, Nd}, // new in 16.0
		{0x11DE0, Cn, Cn, Nd}, // new in 17.0
	} {
		for i := Cn; i <= Co; i++ {
			if Is8(c.r, Of(i)) != (i == c.eight) || Is16(c.r, Of(i)) != (i == c.sixteen) || Is17(c.r, Of(i)) != (i == c.seventeen) {
				t.Errorf("%04X and category %d", c.r, i)
			}
		}
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
		if n != 1 {
			t.Fatalf("%04X is in %d classes", r, n)
		}
	}
}
