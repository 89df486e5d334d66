package regex

import "sync"

// Anchors, and the boundaries of Unicode text segmentation as Oniguruma has them.

func (m *matcher) holds(i *inst, pos int) bool {
	text := m.text
	switch i.anchor {
	case beginText:
		return pos == 0
	case endText:
		return pos == len(text)
	case endLastLine:
		return pos == len(text) || pos == len(text)-1 && text[pos] == '\n'
	case beginLine:
		return pos == 0 || pos < len(text) && text[pos-1] == '\n'
	case endLine:
		return pos == len(text) || text[pos] == '\n'
	case searchStart:
		return pos == m.start
	case wordBoundary:
		return m.atWordBoundary(i, pos)
	case noWordBoundary:
		return !m.atWordBoundary(i, pos)
	}
	var boundary bool
	switch {
	case pos == 0 || pos == len(text):
		boundary = true
	case i.words:
		boundary = wordBreaks().breaksAt(text, pos)
	default:
		boundary = graphemeBreaks().breaksAt(text, pos)
	}
	return boundary == (i.anchor == segmentBoundary)
}

func (m *matcher) atWordBoundary(i *inst, pos int) bool {
	word := m.word
	if i.ascii {
		word = m.asciiWord
	}
	if pos == 0 { // only here does a right end that was moved count
		return word.match(m.text, 0, m.end) >= 0
	}
	before := word.match(m.text, previous(m.text, pos), pos) >= 0
	after := word.match(m.text, pos, len(m.text)) >= 0
	return before != after
}

// segmentClass is a value of Grapheme_Cluster_Break or Word_Break.
type segmentClass uint8

const (
	classOther segmentClass = iota
	classCR
	classLF
	classControl // or Newline
	classExtend
	classZWJ
	classPrepend
	classRegional
	classSpacing
	classL
	classV
	classT
	classLV
	classLVT
	classALetter
	classHebrew
	classDoubleQuote
	classSingleQuote
	classExtendNum
	classFormat
	classKatakana
	classMidLetter
	classMidNum
	classMidNumLet
	classNumeric
	classWSeg
)

// segmenter tells characters by class.
type segmenter struct {
	set []struct {
		set
		class segmentClass
	}
	pictographic set
}

func newSegmenter(prefix string, names map[string]segmentClass) *segmenter {
	s := &segmenter{pictographic: mustSet("extendedpictographic")}
	for name, class := range names {
		s.set = append(s.set, struct {
			set
			class segmentClass
		}{mustSet(prefix + name), class})
	}
	return s
}

var graphemeBreaks = sync.OnceValue(func() *graphemes {
	return &graphemes{newSegmenter("gcb=", map[string]segmentClass{
		"cr": classCR, "lf": classLF, "control": classControl, "extend": classExtend, "zwj": classZWJ,
		"prepend": classPrepend, "regionalindicator": classRegional, "spacingmark": classSpacing,
		"l": classL, "v": classV, "t": classT, "lv": classLV, "lvt": classLVT,
	})}
})

var wordBreaks = sync.OnceValue(func() *words {
	return &words{newSegmenter("wb=", map[string]segmentClass{
		"aletter": classALetter, "cr": classCR, "doublequote": classDoubleQuote, "extend": classExtend,
		"extendnumlet": classExtendNum, "format": classFormat, "hebrewletter": classHebrew,
		"katakana": classKatakana, "lf": classLF, "midletter": classMidLetter, "midnum": classMidNum,
		"midnumlet": classMidNumLet, "newline": classControl, "numeric": classNumeric,
		"regionalindicator": classRegional, "singlequote": classSingleQuote, "wsegspace": classWSeg,
		"zwj": classZWJ,
	})}
})

func (s *segmenter) class(r rune) segmentClass {
	for _, c := range s.set {
		if c.contains(r) {
			return c.class
		}
	}
	return classOther
}

func (s *segmenter) before(text []byte, pos int) (segmentClass, rune, int) {
	pos = previous(text, pos)
	r, _ := firstChar(text[pos:])
	return s.class(r), r, pos
}

func (s *segmenter) after(text []byte, pos int) (segmentClass, rune) {
	r, _ := firstChar(text[pos:])
	return s.class(r), r
}

// pairsUp reports whether an odd number of regional indicators ends at pos, so that the next one joins.
func (s *segmenter) pairsUp(text []byte, pos int) bool {
	n := 0
	for pos > 0 {
		class, _, at := s.before(text, pos)
		if class != classRegional {
			break
		}
		n++
		pos = at
	}
	return n%2 == 1
}

type graphemes struct{ *segmenter }

// breaksAt applies the rules of UAX #29 for extended grapheme clusters, without GB9c.
func (g *graphemes) breaksAt(text []byte, pos int) bool {
	from, _, at := g.before(text, pos)
	to, next := g.after(text, pos)
	isControl := func(c segmentClass) bool { return c == classCR || c == classLF || c == classControl }
	isHangul := func(c segmentClass) bool { return c >= classL && c <= classLVT }
	switch {
	case from == classCR && to == classLF:
		return false
	case isControl(from) || isControl(to):
		return true
	case isHangul(from) && isHangul(to):
		return !(from == classL && to != classT ||
			(from == classLV || from == classV) && (to == classV || to == classT) ||
			(from == classLVT || from == classT) && to == classT)
	case to == classExtend || to == classZWJ || to == classSpacing || from == classPrepend:
		return false
	case from == classZWJ:
		if !g.pictographic.contains(next) {
			return true
		}
		for at > 0 {
			var r rune
			from, r, at = g.before(text, at)
			if g.pictographic.contains(r) {
				return false
			}
			if from != classExtend {
				break
			}
		}
		return true
	case from == classRegional && to == classRegional:
		return !g.pairsUp(text, pos)
	}
	return true
}

type words struct{ *segmenter }

func ignoredTail(c segmentClass) bool { return c == classExtend || c == classFormat || c == classZWJ }

// main returns the class of the last character before pos that is no tail.
func (w *words) main(text []byte, pos int) segmentClass {
	class := classOther
	for pos > 0 {
		class, _, pos = w.before(text, pos)
		if !ignoredTail(class) {
			break
		}
	}
	return class
}

// following returns the class of the next character that is no tail, behind the one at pos.
func (w *words) following(text []byte, pos int) segmentClass {
	for {
		_, n := firstChar(text[pos:])
		if pos += n; pos >= len(text) {
			return classOther
		}
		if class, _ := w.after(text, pos); !ignoredTail(class) {
			return class
		}
	}
}

// breaksAt applies the rules of UAX #29 for words.
func (w *words) breaksAt(text []byte, pos int) bool {
	from, _, at := w.before(text, pos)
	to, next := w.after(text, pos)
	isBreak := func(c segmentClass) bool { return c == classCR || c == classLF || c == classControl }
	letter := func(c segmentClass) bool { return c == classALetter || c == classHebrew }
	quote := func(c segmentClass) bool { return c == classMidNumLet || c == classSingleQuote }
	switch {
	case from == classOther && to == classOther:
		return true
	case from == classCR && to == classLF:
		return false
	case isBreak(from) || isBreak(to):
		return true
	case from == classZWJ && w.pictographic.contains(next):
		return false
	case from == classWSeg && to == classWSeg, ignoredTail(to):
		return false
	}
	for ignoredTail(from) && at > 0 {
		from, _, at = w.before(text, at)
	}
	switch {
	case letter(from) && letter(to):
		return false
	case letter(from) && (to == classMidLetter || quote(to)) && letter(w.following(text, pos)):
		return false
	case (from == classMidLetter || quote(from)) && letter(to) && letter(w.main(text, at)):
		return false
	case from == classHebrew && to == classSingleQuote:
		return false
	case from == classHebrew && to == classDoubleQuote && w.following(text, pos) == classHebrew:
		return false
	case from == classDoubleQuote && to == classHebrew && w.main(text, at) == classHebrew:
		return false
	case to == classNumeric && (from == classNumeric || letter(from)):
		return false
	case to == classNumeric && (from == classMidNum || quote(from)) && w.main(text, at) == classNumeric:
		return false
	case from == classNumeric && letter(to):
		return false
	case from == classNumeric && (to == classMidNum || quote(to)) && w.following(text, pos) == classNumeric:
		return false
	case from == classKatakana && to == classKatakana:
		return false
	case to == classExtendNum &&
		(letter(from) || from == classNumeric || from == classKatakana || from == classExtendNum):
		return false
	case from == classExtendNum && (letter(to) || to == classNumeric || to == classKatakana):
		return false
	case from == classRegional && to == classRegional:
		return w.pairsUp(text, at)
	}
	return true
}
