package bpe

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/bytelevel"
	"github.com/libhftok/libhftok/core/internal/vocab"
)

// Where a character stands in its word decides which affixes it carries.
const (
	notFirst = 1 // gets the continuing_subword_prefix
	last     = 2 // gets the end_of_word_suffix
)

// symbols finds the id that a character starts with.
type symbols struct {
	vocab          *vocab.Vocab
	prefix, suffix string
	byteFallback   bool
	// single holds the ids of single bytes by place: of ASCII characters, or on raw text of all bytes.
	single [4][256]uint32
	// bytes holds the ids of the tokens <0x00> … <0xFF>.
	bytes [256]uint32
}

func newSymbols(c *Config) symbols {
	s := symbols{vocab: c.Vocab, prefix: c.ContinuingSubwordPrefix, suffix: c.EndOfWordSuffix, byteFallback: c.ByteFallback}
	var buf []byte
	for place := range s.single {
		for b := range s.single[place] {
			s.single[place][b] = vocab.None
			if b < utf8.RuneSelf {
				buf = s.spell(buf[:0], place, []byte{byte(b)})
				s.single[place][b], _ = s.vocab.ID(buf)
			}
		}
	}
	for b := range s.bytes {
		s.bytes[b], _ = s.vocab.IDOf(fmt.Sprintf("<0x%02X>", b))
	}
	return s
}

// onBytes makes single answer for raw bytes. It returns those of valid text that have no id, be it with an affix.
func (s *symbols) onBytes(v *vocab.Vocab) (lacking []byte) {
	var buf []byte
	for b := range 256 {
		there := true
		for place := range s.single {
			buf = s.spell(buf[:0], place, []byte(bytelevel.UTF8[b]))
			id, ok := v.ID(buf)
			if !ok {
				id, there = vocab.None, false
			}
			s.single[place][b] = id
		}
		if !there && !neverInUTF8(byte(b)) {
			lacking = append(lacking, byte(b))
		}
	}
	return lacking
}

// neverInUTF8 reports whether no valid text has byte b.
func neverInUTF8(b byte) bool { return b == 0xC0 || b == 0xC1 || b > 0xF4 }

// hasAllBytes reports whether every byte has its token.
func (s *symbols) hasAllBytes() bool { return !slices.Contains(s.bytes[:], vocab.None) }

// spell appends char with the affixes of its place.
func (s *symbols) spell(dst []byte, place int, char []byte) []byte {
	if place&notFirst != 0 {
		dst = append(dst, s.prefix...)
	}
	dst = append(dst, char...)
	if place&last != 0 {
		dst = append(dst, s.suffix...)
	}
	return dst
}

// id returns the id of a character outside ASCII, or vocab.None.
func (s *symbols) id(place int, char []byte, scratch *[]byte) uint32 {
	if s.prefix == "" && s.suffix == "" {
		id, _ := s.vocab.ID(char)
		return id
	}
	*scratch = s.spell((*scratch)[:0], place, char)
	id, _ := s.vocab.ID(*scratch)
	return id
}

// fallback returns the byte tokens that stand for an unknown character, affixes included; nil unless
// all of them exist.
func (s *symbols) fallback(dst []uint32, place int, char []byte, scratch *[]byte) []uint32 {
	if !s.byteFallback {
		return nil
	}
	*scratch = s.spell((*scratch)[:0], place, char)
	for _, b := range *scratch {
		id := s.bytes[b]
		if id == vocab.None {
			return nil
		}
		dst = append(dst, id)
	}
	return dst
}
