package postprocessor

import (
	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/status"
)

// Piece is an element of a template: an input sequence, or a special token.
type Piece struct {
	Special  string // key of a special token; "" when IsSequence
	Sequence int    // 0: A, 1: B; only when IsSequence
	TypeID   uint32

	IsSequence bool
}

// SpecialToken is what one special token of a template stands for: usually one id and its token.
type SpecialToken struct {
	IDs    []uint32
	Tokens []string
}

// Template is TemplateProcessing: the pieces of a template one after the other.
type Template struct{ single, pair []piece }

// piece is a Piece with its special token found.
type piece struct {
	Piece
	token   SpecialToken
	unknown bool
}

// NewTemplate makes a Template; specials holds the special tokens by the names that pieces use. It fails
// with status.InvalidTokenizer if one has not as many ids as tokens. A piece whose special token is
// missing is an error only of a Process that comes to it, as in the reference.
func NewTemplate(single, pair []Piece, specials map[string]SpecialToken) (*Template, error) {
	for name, s := range specials {
		if len(s.IDs) != len(s.Tokens) {
			return nil, status.Errorf(status.InvalidTokenizer,
				"special token %q of the template has %d ids but %d tokens", name, len(s.IDs), len(s.Tokens))
		}
	}
	resolve := func(pieces []Piece) []piece {
		out := make([]piece, len(pieces))
		for i, p := range pieces {
			out[i].Piece = p
			if !p.IsSequence {
				token, ok := specials[p.Special]
				out[i].token, out[i].unknown = token, !ok
			}
		}
		return out
	}
	return &Template{single: resolve(single), pair: resolve(pair)}, nil
}

func (p *Template) AddedTokens(pair bool) int {
	pieces := p.single
	if pair {
		pieces = p.pair
	}
	return added(pieces)
}

func added(pieces []piece) int {
	n := 0
	for i := range pieces {
		n += len(pieces[i].token.IDs)
	}
	return n
}

// ProcessEncodings gives a piece's type id to the sequence but not to its overflowing parts.
func (p *Template) ProcessEncodings(encodings []*encoding.Encoding, addSpecialTokens bool) ([]*encoding.Encoding, error) {
	var pieces []piece
	switch len(encodings) {
	case 1:
		pieces = p.single
	case 2:
		pieces = p.pair
	default:
		return nil, status.Errorf(status.Encode, "a template can't process %d encodings, only one or two: "+
			"it follows a post-processor that makes more", len(encodings))
	}
	left := encoding.MaxCombined // what pieces may make
	var used [2]bool
	out := make([]*encoding.Encoding, 0, len(pieces))
	for i := range pieces {
		t := &pieces[i]
		switch {
		case t.IsSequence:
			if t.Sequence >= len(encodings) {
				return nil, status.Errorf(status.Encode, "the template for a single text uses sequence B")
			}
			e := encodings[t.Sequence]
			if used[t.Sequence] {
				if left -= encoding.Weight(e); left < 0 {
					return nil, encoding.TooMuch()
				}
				e = e.Clone()
			}
			used[t.Sequence] = true
			e.SetTypeIDs(t.TypeID)
			e.SetSequenceID(t.Sequence)
			out = append(out, e)
		case addSpecialTokens:
			if t.unknown {
				return nil, status.Errorf(status.Encode, "the template uses special token %q, which its "+
					"special_tokens don't have", t.Special)
			}
			special := encoding.Special(t.token.IDs, t.token.Tokens, t.TypeID)
			if left -= encoding.Weight(special); left < 0 {
				return nil, encoding.TooMuch()
			}
			out = append(out, special)
		}
	}
	return out, nil
}

func (p *Template) ReadsTokens() bool { return false }

// maxAffix bounds the ids that Affixes writes out.
const maxAffix = 1 << 16

func (p *Template) Affixes() (prefix, suffix []uint32, ok bool) {
	if added(p.single) > maxAffix {
		return nil, nil, false
	}
	for i := range p.single {
		t := &p.single[i]
		switch {
		case t.IsSequence:
			if ok || t.Sequence != 0 {
				return nil, nil, false
			}
			ok = true
		case t.unknown:
			return nil, nil, false
		case ok:
			suffix = append(suffix, t.token.IDs...)
		default:
			prefix = append(prefix, t.token.IDs...)
		}
	}
	if !ok {
		return nil, nil, false
	}
	return prefix, suffix, true
}
