package ucd

import "github.com/libhftok/libhftok/core/internal/utf8fast"

// Break is a value of Grapheme_Cluster_Break, and Extended_Pictographic for those that are Other in it.
type Break uint8

const (
	BreakOther Break = iota
	BreakCR
	BreakLF
	BreakControl
	BreakExtend
	BreakZWJ
	BreakRegionalIndicator
	BreakPrepend
	BreakSpacingMark
	BreakL
	BreakV
	BreakT
	BreakLV
	BreakLVT
	BreakPictograph
)

// Break17 returns the Break of r in Unicode 17.0, that of Rust's unicode-segmentation.
func Break17(r rune) Break {
	if i := uint32(r) >> 7; i < uint32(len(break17Index)) {
		return Break(break17Blocks[uint32(break17Index[i])<<7|uint32(r)&127] & 63)
	}
	return BreakOther
}

// Cluster17 returns the length in bytes of the first extended grapheme cluster of text in Unicode 17.0
// (UAX #29), but for rule GB9c: an Indic conjunct, which has eight bytes at least, ends before its second
// consonant. text is valid UTF-8 and not empty.
func Cluster17(text []byte) int {
	r, n := utf8fast.Decode(text, 0)
	before := Break17(r)
	pictograph := before == BreakPictograph // before is Pictograph Extend*, or ZWJ after that
	flag := before == BreakRegionalIndicator
	for int(n) < len(text) {
		r, size := utf8fast.Decode(text, n)
		after := Break17(r)
		switch {
		case before == BreakCR && after == BreakLF:
		case before >= BreakCR && before <= BreakControl, after >= BreakCR && after <= BreakControl:
			return int(n)
		case before == BreakL && (after == BreakL || after == BreakV || after == BreakLV || after == BreakLVT):
		case (before == BreakLV || before == BreakV) && (after == BreakV || after == BreakT):
		case (before == BreakLVT || before == BreakT) && after == BreakT:
		case after == BreakExtend, after == BreakZWJ, after == BreakSpacingMark, before == BreakPrepend:
		case before == BreakZWJ && pictograph && after == BreakPictograph:
		case flag && after == BreakRegionalIndicator:
			flag = false
			before = BreakOther
			n += size
			continue
		default:
			return int(n)
		}
		switch after {
		case BreakPictograph:
			pictograph = true
		case BreakExtend:
			pictograph = pictograph && before != BreakZWJ
		case BreakZWJ:
			pictograph = pictograph && before != BreakZWJ
		default:
			pictograph = false
		}
		flag = after == BreakRegionalIndicator
		before = after
		n += size
	}
	return int(n)
}
