package regex

import "slices"

// folding is Unicode's full case folding (CaseFolding.txt, status C and F), in both directions.
type folding struct {
	one   map[rune]rune   // code point → its folding, where that is one code point
	many  map[rune][]rune // code point → its folding, where that is two or three
	unone map[rune][]rune // one-code-point folding → the code points that fold to it
	multi []multiFold     // the longer foldings, shorter first, then by code points
	index map[string]int  // folding → index in multi
}

type multiFold struct {
	fold    []rune
	unfolds []rune
}

func readFolding(in *packed) folding {
	f := folding{
		one: map[rune]rune{}, many: map[rune][]rune{}, unone: map[rune][]rune{}, index: map[string]int{},
	}
	grouped := map[string]*multiFold{}
	from := rune(0)
	for range in.number() {
		from += rune(in.number())
		to := make([]rune, in.number())
		for i := range to {
			to[i] = rune(in.number())
		}
		if len(to) == 1 {
			f.one[from] = to[0]
			f.unone[to[0]] = append(f.unone[to[0]], from)
			continue
		}
		f.many[from] = to
		m := grouped[string(to)]
		if m == nil {
			m = &multiFold{fold: to}
			grouped[string(to)] = m
		}
		m.unfolds = append(m.unfolds, from)
	}
	for _, m := range grouped {
		f.multi = append(f.multi, *m)
	}
	slices.SortFunc(f.multi, func(a, b multiFold) int {
		if len(a.fold) != len(b.fold) {
			return len(a.fold) - len(b.fold)
		}
		return slices.Compare(a.fold, b.fold)
	})
	for i, m := range f.multi {
		f.index[string(m.fold)] = i
	}
	return f
}

func (f *folding) simple(r rune) rune {
	if to, ok := f.one[r]; ok {
		return to
	}
	return r
}

// caseMode says which case folding a pattern uses.
type caseMode struct {
	asciiOnly bool // (?I): only A–Z and a–z fold
}

func (m caseMode) admits(r rune) bool { return !m.asciiOnly || r < 0x80 }

// variants returns the code points other than r whose one-code-point folding is r's.
func (m caseMode) variants(r rune) []rune {
	if !m.admits(r) {
		return nil
	}
	t := tables()
	fold := t.simple(r)
	var out []rune
	if fold != r && m.admits(fold) {
		out = append(out, fold)
	}
	for _, u := range t.unone[fold] {
		if u != r && m.admits(u) {
			out = append(out, u)
		}
	}
	return out
}

// closed returns fold and what folds to it: all the ways to write one code point of a longer folding.
func (f *folding) closed(fold rune) set {
	s := set{}.add(fold, fold)
	for _, u := range f.unone[fold] {
		s = s.add(u, u)
	}
	return s
}

// closure adds to s the case variants of its members.
func (m caseMode) closure(s set) set {
	t := tables()
	out := slices.Clone(s)
	for fold, unfolds := range t.unone {
		if !m.admits(fold) {
			continue
		}
		group := append([]rune{fold}, unfolds...)
		if !slices.ContainsFunc(group, func(r rune) bool { return m.admits(r) && s.contains(r) }) {
			continue
		}
		for _, r := range group {
			if m.admits(r) {
				out = out.add(r, r)
			}
		}
	}
	if m.asciiOnly {
		return out
	}
	for _, mf := range t.multi {
		if !slices.ContainsFunc(mf.unfolds, s.contains) {
			continue
		}
		for _, r := range mf.unfolds {
			out = out.add(r, r)
		}
	}
	return out
}

// appendFold appends the folding of r as UTF-8.
func (m caseMode) appendFold(dst []byte, r rune) []byte {
	t := tables()
	if m.admits(r) {
		if to, ok := t.one[r]; ok && m.admits(to) {
			return appendRune(dst, to)
		}
		if many, ok := t.many[r]; ok {
			for _, to := range many {
				dst = appendRune(dst, to)
			}
			return dst
		}
	}
	return appendRune(dst, r)
}
