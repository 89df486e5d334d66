package normalizer

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/ucd"
	"github.com/libhftok/libhftok/core/normalized"
)

// Bert is BertNormalizer: in this order it drops control characters and makes white space spaces
// (CleanText), puts spaces around Chinese characters, decomposes and drops nonspacing marks
// (StripAccents), and puts characters in lower case.
type Bert struct {
	CleanText          bool
	HandleChineseChars bool
	StripAccents       bool
	Lowercase          bool
}

// Normalize implements Normalizer: in one pass over almost all texts.
func (n Bert) Normalize(s *normalized.String) error {
	if s.Inserted() == 0 {
		done, err := n.fused(s)
		if done {
			return err
		}
	}
	return n.staged(s)
}

// staged is one pass after the other, as the reference does it.
func (n Bert) staged(s *normalized.String) error {
	if n.CleanText {
		if err := filter(s, func(r rune) bool { return ucd.BertFlags(r)&ucd.BertControl != 0 }); err != nil {
			return err
		}
		if err := rewrite(s, bertSpace); err != nil {
			return err
		}
	}
	if n.HandleChineseChars {
		if err := padChinese(s); err != nil {
			return err
		}
	}
	if n.StripAccents {
		if err := NFD.Normalize(s); err != nil {
			return err
		}
		if err := filter(s, func(r rune) bool { return ucd.Is8(r, ucd.MaskMn) }); err != nil {
			return err
		}
	}
	if n.Lowercase {
		return Lowercase{}.Normalize(s)
	}
	return nil
}

func bertSpace(r rune) rune {
	if ucd.White(r) {
		return ' '
	}
	return r
}

func padChinese(s *normalized.String) error {
	t := s.Transform(0)
	for i := 0; i < len(s.Text); {
		r, n := utf8.DecodeRune(s.Text[i:])
		if ucd.BertFlags(r)&ucd.BertChinese != 0 {
			t.Put(' ', 0)
			t.Put(r, 1)
			t.Put(' ', 1)
		} else {
			t.Keep(i, i+n)
		}
		i += n
	}
	return t.Commit()
}

// fused is all of it in one pass. Every character that is left is aligned to the one it comes from. That
// is not so if decomposition moves a mark that stays, because it is not nonspacing; then fused does
// nothing and reports false.
func (n Bert) fused(s *normalized.String) (done bool, err error) {
	text := s.Text
	asks := n.flags()
	i := n.unchanged(text, asks)
	if i == len(text) {
		return true, nil
	}
	t := s.Transform(0)
	kept := 0 // what is before has been written
	for i < len(text) {
		if end := printableEnd(text, i); end > i {
			if n.Lowercase {
				t.Keep(kept, i)
				t.KeepLower(i, end)
				kept = end
			}
			i = end
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		flags := ucd.BertFlags(r) & asks
		if flags == 0 {
			i += size
			continue
		}
		t.Keep(kept, i)
		kept = i + size
		switch {
		case flags&ucd.BertControl != 0:
			t.Drop(i, kept)
		case flags&ucd.BertSpace != 0:
			t.Put(' ', 0)
		default:
			w := bertWriter{t: &t, lower: n.Lowercase}
			if !w.char(r, flags) {
				return false, nil
			}
			if !w.wrote {
				t.Drop(i, kept)
			}
		}
		i = kept
	}
	t.Keep(kept, len(text))
	return true, t.Commit()
}

// flags returns the properties of characters that n acts on.
func (n Bert) flags() (asks ucd.Bert) {
	if n.CleanText {
		asks |= ucd.BertControl | ucd.BertSpace
	}
	if n.HandleChineseChars {
		asks |= ucd.BertChinese
	}
	if n.StripAccents {
		asks |= ucd.BertAccent
	}
	if n.Lowercase {
		asks |= ucd.BertUpper
	}
	return asks
}

// unchanged returns the end of the front of text that stays as it is.
func (n Bert) unchanged(text []byte, asks ucd.Bert) int {
	for i := 0; i < len(text); {
		if c := text[i]; c-0x20 < 0x5F {
			if n.Lowercase && c-'A' < 26 {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if ucd.BertFlags(r)&asks != 0 {
			return i
		}
		i += size
	}
	return len(text)
}

// bertWriter writes what one old character becomes.
type bertWriter struct {
	t     *normalized.Transformer
	lower bool
	wrote bool
}

// char writes what is left of r. It reports false if a mark stays.
func (w *bertWriter) char(r rune, flags ucd.Bert) bool {
	if flags&ucd.BertChinese != 0 {
		w.one(' ')
	}
	if flags&ucd.BertAccent == 0 {
		w.put(r)
	} else if !w.strip(r) {
		return false
	}
	if flags&ucd.BertChinese != 0 {
		w.one(' ')
	}
	return true
}

// put writes r, in lower case if asked.
func (w *bertWriter) put(r rune) {
	more := rune(0)
	if w.lower {
		r, more = ucd.Lower17(r)
	}
	w.one(r)
	if more != 0 {
		w.one(more)
	}
}

func (w *bertWriter) one(r rune) {
	change := 0
	if w.wrote {
		change = 1
	}
	w.t.Put(r, change)
	w.wrote = true
}

// strip decomposes r and puts what is no nonspacing mark. It reports false if a mark stays.
func (w *bertWriter) strip(r rune) bool {
	if ucd.IsHangul(r) {
		l, v, tail := ucd.DecomposeHangul(r)
		w.put(l)
		w.put(v)
		if tail != 0 {
			w.put(tail)
		}
		return true
	}
	parts := ucd.Canonical9(r)
	if parts == "" {
		return w.stay(r)
	}
	for _, part := range parts {
		if !w.stay(part) {
			return false
		}
	}
	return true
}

func (w *bertWriter) stay(r rune) bool {
	switch {
	case ucd.Is8(r, ucd.MaskMn):
	case ucd.CombiningClass9(r) != 0:
		return false
	default:
		w.put(r)
	}
	return true
}
