package normalizer

import (
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/ucd"
	"github.com/libhftok/libhftok/core/normalized"
)

// Form is a Unicode normalization form (UAX #15), of Unicode 9.0: NFC, NFD, NFKC or NFKD.
type Form struct {
	quick      ucd.Normal // set for characters that the form may change
	compatible bool
	compose    bool
}

// The forms.
var (
	NFC  = Form{ucd.NormalNFC, false, true}
	NFD  = Form{ucd.NormalNFD, false, false}
	NFKC = Form{ucd.NormalNFKC, true, true}
	NFKD = Form{ucd.NormalNFKD, true, false}
)

// Normalize implements Normalizer. Only stretches that may change, from one character that nothing
// before it can touch to the next such character, are decomposed and composed again.
func (f Form) Normalize(s *normalized.String) error {
	text := s.Text
	var t normalized.Transformer
	begun, kept := s.Inserted() > 0, 0
	if begun {
		t = s.Transform(0)
	}
	for i := 0; ; {
		from, to := f.next(text, i)
		if from == len(text) {
			break
		}
		if !begun {
			begun = true
			t = s.Transform(0)
		}
		t.Keep(kept, from)
		f.stretch(s, &t, from, to)
		kept, i = to, to
	}
	if !begun {
		return nil
	}
	t.Keep(kept, len(text))
	return t.Commit()
}

// next returns the first stretch that may change at or after i, which is a boundary.
func (f Form) next(text []byte, i int) (from, to int) {
	mask := f.quick | ucd.NormalNonStarter
	boundary, class, changes := i, uint8(0), false
	for i < len(text) {
		if text[i] < utf8.RuneSelf {
			if changes {
				return boundary, i
			}
			i = asciiEnd(text, i)
			boundary, class = i-1, 0
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		switch flags := ucd.Normal9(r) & mask; {
		case flags == 0:
			if changes {
				return boundary, i
			}
			if at := i + n; at+1 < len(text) && text[at]|text[at+1] >= utf8.RuneSelf {
				i, n = steadyEnd(text, i, n, mask)
			}
			boundary, class = i, 0
		case flags == ucd.NormalNonStarter:
			c := ucd.CombiningClass9(r)
			changes = changes || c < class
			class = c
		default:
			if !f.compose && !changes && flags&ucd.NormalNonStarter == 0 {
				boundary = i
			}
			changes = true
		}
		i += n
	}
	if changes {
		return boundary, i
	}
	return i, i
}

// steadyEnd returns where the last of a run of characters without flags of mask begins, and its size. The run
// has the character at i, of size n, others beyond ASCII, and single ASCII characters between them.
func steadyEnd(text []byte, i, n int, mask ucd.Normal) (last, size int) {
	leads := steadyLeads[mask&^ucd.NormalNonStarter]()
	for {
		at := i + n
		if at+3 > len(text) {
			return i, n
		}
		c := text[at]
		size := int(leads[c])
		if size == 0 {
			var r rune
			switch {
			case c < utf8.RuneSelf:
				if text[at+1] < utf8.RuneSelf {
					return i, n
				}
				size = 1
			case c < 0xE0:
				r, size = rune(c&0x1F)<<6|rune(text[at+1]&0x3F), 2
			case c < 0xF0:
				r, size = rune(c&0x0F)<<12|rune(text[at+1]&0x3F)<<6|rune(text[at+2]&0x3F), 3
			default:
				return i, n
			}
			if ucd.Normal9(r)&mask != 0 {
				return i, n
			}
		}
		i, n = at, size
	}
}

// steadyLeads gives, for the flag of a form, the size of characters by their first byte, if none of those that
// begin with it has that flag or is a non-starter; else 0.
var steadyLeads = func() (tables [1 << 8]func() *[256]uint8) {
	for _, flag := range []ucd.Normal{ucd.NormalNFC, ucd.NormalNFD, ucd.NormalNFKC, ucd.NormalNFKD} {
		tables[flag] = sync.OnceValue(func() *[256]uint8 {
			var leads [256]uint8
			for lead := 0xC2; lead < 0xF0; lead++ {
				size, first, count := 2, rune(lead&0x1F)<<6, rune(1<<6)
				if lead >= 0xE0 {
					size, first, count = 3, rune(lead&0x0F)<<12, 1<<12
				}
				r := first
				for r < first+count && ucd.Normal9(r)&(flag|ucd.NormalNonStarter) == 0 {
					r++
				}
				if r == first+count {
					leads[lead] = uint8(size)
				}
			}
			return &leads
		})
	}
	return tables
}()

// stretch writes the normalization of the old text in [from, to).
func (f Form) stretch(s *normalized.String, t *normalized.Transformer, from, to int) {
	if r, n := utf8.DecodeRune(s.Text[from:to]); from+n == to && !f.compose && !ucd.IsHangul(r) {
		t.Replace(from, to, f.parts(r))
		return
	}
	chars := s.Chars[:0]
	for from < to {
		r, n := utf8.DecodeRune(s.Text[from:to])
		chars = f.decompose(chars, r)
		from += n
	}
	reorder(chars)
	if f.compose {
		chars = compose(chars)
	}
	for _, c := range chars {
		t.Put(c.Rune, int(c.Change))
	}
	s.Chars = chars
}

// decompose appends the decomposition of r. The first character stands for r, the others are inserted.
func (f Form) decompose(chars []normalized.Char, r rune) []normalized.Char {
	if ucd.IsHangul(r) {
		l, v, tail := ucd.DecomposeHangul(r)
		chars = append(chars, normalized.Char{Rune: l}, normalized.Char{Rune: v, Change: 1})
		if tail != 0 {
			chars = append(chars, normalized.Char{Rune: tail, Change: 1})
		}
		return chars
	}
	parts := f.parts(r)
	if parts == "" {
		return append(chars, normalized.Char{Rune: r, Class: ucd.CombiningClass9(r)})
	}
	change := int32(0)
	for _, part := range parts {
		chars = append(chars, normalized.Char{Rune: part, Change: change, Class: ucd.CombiningClass9(part)})
		change = 1
	}
	return chars
}

// parts returns the decomposition of r, "" if it has none or is a Hangul syllable.
func (f Form) parts(r rune) string {
	if f.compatible {
		return ucd.Compatible9(r)
	}
	return ucd.Canonical9(r)
}

// reorder puts each run of non-starters in the order of their classes. As in the reference, what a
// character says about the old text moves with it.
func reorder(chars []normalized.Char) {
	for i := 0; i < len(chars); {
		if chars[i].Class == 0 {
			i++
			continue
		}
		begin, sorted := i, true
		for i++; i < len(chars) && chars[i].Class != 0; i++ {
			sorted = sorted && chars[i-1].Class <= chars[i].Class
		}
		if !sorted {
			slices.SortStableFunc(chars[begin:i], func(a, b normalized.Char) int { return int(a.Class) - int(b.Class) })
		}
	}
}

// compose composes in place and returns what is left. A composite drops the old characters of its parts.
func compose(chars []normalized.Char) []normalized.Char {
	starter, last, n := -1, -1, 0
	for _, c := range chars {
		if starter >= 0 && last < int(c.Class) {
			if r := ucd.Compose9(chars[starter].Rune, c.Rune); r != 0 {
				chars[starter].Rune = r
				chars[starter].Change += c.Change - 1
				continue
			}
		}
		chars[n] = c
		switch {
		case c.Class == 0:
			starter, last = n, -1
		case starter >= 0:
			last = int(c.Class)
		}
		n++
	}
	return chars[:n]
}
