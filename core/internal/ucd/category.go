// Package ucd holds the Unicode character data that the components need, each at the version of Unicode
// that the reference uses for it; a function's name ends in that version. Go's package unicode is at
// another version, so it is never used for them.
//
// The tables are written by the command in directory gen.
package ucd

// Category is a general category.
type Category uint8

const (
	Cn Category = iota // unassigned, and everything that is not a code point
	Lu
	Ll
	Lt
	Lm
	Lo
	Mn
	Mc
	Me
	Nd
	Nl
	No
	Pc
	Pd
	Ps
	Pe
	Pi
	Pf
	Po
	Sm
	Sc
	Sk
	So
	Zs
	Zl
	Zp
	Cc
	Cf
	Cs
	Co
	whiteControl // in the tables: a control character that is White_Space
)

// Mask is a set of categories, and of White_Space, which cuts through category Cc.
type Mask uint32

// Of returns the set of one category.
func Of(c Category) Mask {
	if c == Cc {
		return MaskCc
	}
	return 1 << c
}

const (
	MaskLu Mask = 1 << Lu
	MaskLl Mask = 1 << Ll
	MaskLt Mask = 1 << Lt
	MaskLm Mask = 1 << Lm
	MaskLo Mask = 1 << Lo
	MaskMn Mask = 1 << Mn
	MaskNd Mask = 1 << Nd
	MaskPc Mask = 1 << Pc
	MaskCc Mask = 1<<Cc | 1<<whiteControl
	MaskCn Mask = 1 << Cn

	MaskL Mask = MaskLu | MaskLl | MaskLt | MaskLm | MaskLo             // \p{L}
	MaskM Mask = MaskMn | 1<<Mc | 1<<Me                                 // \p{M}
	MaskN Mask = MaskNd | 1<<Nl | 1<<No                                 // \p{N}
	MaskP Mask = MaskPc | 1<<Pd | 1<<Ps | 1<<Pe | 1<<Pi | 1<<Pf | 1<<Po // \p{P}
	MaskS Mask = 1<<Sm | 1<<Sc | 1<<Sk | 1<<So                          // \p{S}
	MaskZ Mask = 1<<Zs | 1<<Zl | 1<<Zp                                  // \p{Z}
	MaskC Mask = MaskCc | 1<<Cf | 1<<Cs | 1<<Co | MaskCn                // \p{C}, unassigned included

	// MaskWhite is White_Space: \s of Oniguruma and of Rust's regex crate, char::is_whitespace. It has
	// been the same 25 code points since Unicode 6.3.
	MaskWhite Mask = MaskZ | 1<<whiteControl
)

// White reports whether r is White_Space.
func White(r rune) bool { return Is16(r, MaskWhite) }

// WhiteByte is White of an ASCII character.
func WhiteByte(c byte) bool { return c == ' ' || c-'\t' < 5 }

// Is16 reports whether the category of r in Unicode 16.0 is in m. It is the version of Oniguruma's and the
// regex crate's \p{…}.
func Is16(r rune, m Mask) bool { return m>>class16(r)&1 != 0 }

// Category16 is the category of r in Unicode 16.0, a Mask of one bit.
func Category16(r rune) Mask { return 1 << class16(r) }

// Is8 reports whether the category of r in Unicode 8.0 is in m. The reference uses that version for what
// is control, mark or punctuation to BERT.
func Is8(r rune, m Mask) bool { return m>>class8(r)&1 != 0 }

// Is17 reports whether the category of r in Unicode 17.0 is in m. Is17(r, MaskN) is Rust's
// char::is_numeric.
func Is17(r rune, m Mask) bool { return m>>class17(r)&1 != 0 }

// In the tables a category is '@' + its number, so that its low five bits are the number.

func class16(r rune) uint8 {
	if i := uint32(r) >> 8; i < uint32(len(category16Index)) {
		return category16Blocks[uint32(category16Index[i])<<8|uint32(r)&0xFF] & 31
	}
	return uint8(Cn)
}

func class8(r rune) uint8 {
	if i := uint32(r) >> 8; i < uint32(len(category8Index)) {
		return category8Blocks[uint32(category8Index[i])<<8|uint32(r)&0xFF] & 31
	}
	return uint8(Cn)
}

func class17(r rune) uint8 {
	if i := uint32(r) >> 8; i < uint32(len(category17Index)) {
		return category17Blocks[uint32(category17Index[i])<<8|uint32(r)&0xFF] & 31
	}
	return uint8(Cn)
}
