package normalizer

import "github.com/libhftok/libhftok/core/normalized"

// Nmt drops control characters and makes other white space and invisible characters spaces, by the rules
// of SentencePiece's nmt_nfkc.
type Nmt struct{}

// Normalize implements Normalizer.
func (Nmt) Normalize(s *normalized.String) error { return dropAndMap(s, nmtDrops, nmtMap) }

func nmtDrops(r rune) bool {
	switch {
	case r >= 0x1 && r <= 0x8, r == 0xB, r >= 0xE && r <= 0x1F, r == 0x7F, r == 0x8F, r == 0x9F:
		return true
	}
	return false
}

func nmtMap(r rune) rune {
	switch r {
	case '\t', '\n', '\f', '\r', 0x1680, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD:
		return ' '
	}
	return r
}

// dropAndMap drops characters, then maps the rest: in one pass, unless the text has a front that each of
// the reference's two passes would treat by itself.
func dropAndMap(s *normalized.String, drops func(rune) bool, to func(rune) rune) error {
	if s.Inserted() == 0 {
		return rewrite(s, func(r rune) rune {
			if drops(r) {
				return drop
			}
			return to(r)
		})
	}
	if err := filter(s, drops); err != nil {
		return err
	}
	return rewrite(s, to)
}

// filter drops characters.
func filter(s *normalized.String, drops func(rune) bool) error {
	return rewrite(s, func(r rune) rune {
		if drops(r) {
			return drop
		}
		return r
	})
}
