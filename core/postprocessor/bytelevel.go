package postprocessor

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/internal/ucd"
)

// ByteLevel adds no token; it trims the offsets of byte-level tokens so that they leave white space out.
type ByteLevel struct {
	addPrefixSpace bool
	trimOffsets    bool
}

func NewByteLevel(addPrefixSpace, trimOffsets bool) *ByteLevel {
	return &ByteLevel{addPrefixSpace, trimOffsets}
}

func (p *ByteLevel) AddedTokens(pair bool) int { return 0 }

func (p *ByteLevel) ProcessEncodings(encodings []*encoding.Encoding, addSpecialTokens bool) ([]*encoding.Encoding, error) {
	if p.trimOffsets {
		if err := trimAll(encodings, p.addPrefixSpace); err != nil {
			return nil, err
		}
	}
	for i, e := range encodings {
		e.SetSequenceID(i)
	}
	return encodings, nil
}

func (p *ByteLevel) ReadsTokens() bool { return p.trimOffsets }

func (p *ByteLevel) Affixes() (prefix, suffix []uint32, ok bool) { return nil, nil, true }

// trimAll trims the offsets of encodings and of their overflowing parts.
func trimAll(encodings []*encoding.Encoding, addPrefixSpace bool) error {
	for _, e := range encodings {
		if err := trimOffsets(e, addPrefixSpace); err != nil {
			return err
		}
		for _, o := range e.Overflowing {
			if err := trimOffsets(o, addPrefixSpace); err != nil {
				return err
			}
		}
	}
	return nil
}

// trimOffsets moves each token's offsets inwards by the white space that the token string begins and ends
// with, counted in characters. A single leading space stays in the first token, and in one whose offsets
// begin at 0, if it may be the one that add_prefix_space added.
func trimOffsets(e *encoding.Encoding, addPrefixSpace bool) error {
	if !e.HasOffsets() {
		return nil
	}
	if !e.HasTokens() {
		return missingTokens()
	}
	for i, token := range e.Tokens {
		trim(token, &e.Offsets[i], addPrefixSpace && (i == 0 || e.Offsets[i].Start == 0))
	}
	return nil
}

// trim does it for one token. mayBeAdded tells that a single leading space stays.
func trim(token string, o *encoding.Offset, mayBeAdded bool) {
	if token == "" || printable(token[0]) && printable(token[len(token)-1]) {
		return
	}
	leading, trailing := spaces(token)
	if leading > 0 {
		if leading == 1 && mayBeAdded {
			leading = 0
		}
		o.Start = min(o.Start+leading, o.End)
	}
	if trailing > 0 && o.End >= trailing {
		o.End = max(o.End-trailing, o.Start)
	}
}

// printable reports whether b is a character of ASCII other than space and controls.
func printable(b byte) bool { return b-'!' <= '~'-'!' }

// spaces counts the characters of white space that token begins with and those that it ends with; a token
// of nothing else has all of them on both sides.
func spaces(token string) (leading, trailing uint32) {
	for rest := token; rest != "" && !printable(rest[0]); {
		r, n := utf8.DecodeRuneInString(rest)
		if !isSpace(r) {
			break
		}
		leading++
		rest = rest[n:]
	}
	for rest := token; rest != "" && !printable(rest[len(rest)-1]); {
		r, n := utf8.DecodeLastRuneInString(rest)
		if !isSpace(r) {
			break
		}
		trailing++
		rest = rest[:len(rest)-n]
	}
	return leading, trailing
}

// isSpace reports whether r is the byte-level alphabet's space, or white space itself.
func isSpace(r rune) bool { return r == 'Ġ' || ucd.White(r) }
