package ucd

import "strings"

// Range is a range of code points, both ends included.
type Range struct{ Lo, Hi rune }

// Property16 returns the code points of a named property of Unicode 16.0, ascending and apart. The name
// is a general category, a script, a binary property (each in its long or short form), a block after
// "In", or a POSIX class; case, spaces, hyphens and low lines in it don't count. ok is false for an
// unknown name. These are the sets and names of Oniguruma 6.9.10; PosixPunct is Oniguruma's, and Punct
// is \p{P}.
func Property16(name string) (set []Range, ok bool) {
	begin, end, ok := property16(loose(name))
	if !ok {
		return nil, false
	}
	return decodeRanges(property16Text[begin:end]), true
}

func loose(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '-' || r == '_':
			return -1
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return r
	}, name)
}

// decodeRanges reads pairs of distances: from the code point after the one that ended the range before to
// the range's begin, and the range's length less one. A distance is 5, 10, 15 or 21 bits in 1 to 4
// base-64 digits; the first digit tells how many.
func decodeRanges(text string) []Range {
	var set []Range
	next := func() rune {
		first := digit(text[0])
		n, bits := 1, first
		switch {
		case first >= 56:
			n, bits = 4, first&7
		case first >= 48:
			n, bits = 3, first&7
		case first >= 32:
			n, bits = 2, first&15
		}
		for _, c := range []byte(text[1:n]) {
			bits = bits<<6 | digit(c)
		}
		text = text[n:]
		return bits
	}
	for end := rune(-1); text != ""; {
		begin := end + 1 + next()
		end = begin + 1 + next()
		set = append(set, Range{begin, end - 1})
	}
	return set
}

func digit(c byte) rune {
	switch {
	case c >= 'a':
		return rune(c) - 'a' + 26
	case c == '_':
		return 63
	case c >= 'A':
		return rune(c) - 'A'
	case c == '-':
		return 62
	}
	return rune(c) - '0' + 52
}
