package regex

import (
	"slices"
)

const maxRune = 0x10FFFF

// span is an inclusive range of code points.
type span struct{ lo, hi rune }

// set is a set of code points: sorted spans that neither overlap nor touch.
type set []span

func (s set) contains(r rune) bool {
	lo, hi := 0, len(s)
	for lo < hi {
		mid := (lo + hi) / 2
		switch {
		case r < s[mid].lo:
			hi = mid
		case r > s[mid].hi:
			lo = mid + 1
		default:
			return true
		}
	}
	return false
}

// add returns s with lo…hi. Code points beyond Unicode's are dropped: no text contains them.
func (s set) add(lo, hi rune) set {
	if lo > maxRune {
		return s
	}
	hi = min(hi, maxRune)
	i, _ := slices.BinarySearchFunc(s, lo, func(p span, lo rune) int { return int(p.hi + 1 - lo) })
	j := i
	for j < len(s) && s[j].lo <= hi+1 {
		lo, hi = min(lo, s[j].lo), max(hi, s[j].hi)
		j++
	}
	return slices.Replace(s, i, j, span{lo, hi})
}

func (s set) union(t set) set {
	out := make(set, 0, len(s)+len(t))
	for len(s) > 0 || len(t) > 0 {
		var p span
		if len(t) == 0 || len(s) > 0 && s[0].lo <= t[0].lo {
			p, s = s[0], s[1:]
		} else {
			p, t = t[0], t[1:]
		}
		if n := len(out); n > 0 && p.lo <= out[n-1].hi+1 {
			out[n-1].hi = max(out[n-1].hi, p.hi)
		} else {
			out = append(out, p)
		}
	}
	return out
}

func (s set) intersect(t set) set {
	var out set
	for len(s) > 0 && len(t) > 0 {
		if lo, hi := max(s[0].lo, t[0].lo), min(s[0].hi, t[0].hi); lo <= hi {
			out = append(out, span{lo, hi})
		}
		if s[0].hi < t[0].hi {
			s = s[1:]
		} else {
			t = t[1:]
		}
	}
	return out
}

func (s set) disjoint(t set) bool {
	for len(s) > 0 && len(t) > 0 {
		switch {
		case s[0].hi < t[0].lo:
			s = s[1:]
		case t[0].hi < s[0].lo:
			t = t[1:]
		default:
			return false
		}
	}
	return true
}

func (s set) negate() set {
	out := make(set, 0, len(s)+1)
	next := rune(0)
	for _, p := range s {
		if next < p.lo {
			out = append(out, span{next, p.lo - 1})
		}
		next = p.hi + 1
	}
	if next <= maxRune {
		out = append(out, span{next, maxRune})
	}
	return out
}

// subset reports whether every member of s is in t.
func (s set) subset(t set) bool {
	return s.disjoint(t.negate())
}

var (
	anySet        = set{{0, maxRune}}
	asciiSet      = set{{0, 0x7F}}
	noNewlineSet  = set{{0, '\n' - 1}, {'\n' + 1, maxRune}}
	lineBreakSet  = set{{'\n', '\r'}, {0x85, 0x85}, {0x2028, 0x2029}} // \R, besides \r\n
	latin1WordSet = set{{0xB2, 0xB3}, {0xB9, 0xB9}, {0xBC, 0xBE}}     // what \w has beyond [[:word:]]
)
