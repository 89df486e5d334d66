package decoder

import "github.com/libhftok/libhftok/core/status"

// Sequence applies decoders one after the other.
type Sequence struct{ decoders []Decoder }

// maxDecoders bounds the work per token; sequences in use have four.
const maxDecoders = 64

// NewSequence fails with status.InvalidTokenizer for more than 64 decoders, nested ones included.
func NewSequence(decoders []Decoder) (*Sequence, error) {
	s := &Sequence{}
	for _, d := range decoders {
		if nested, ok := d.(*Sequence); ok {
			s.decoders = append(s.decoders, nested.decoders...)
		} else {
			s.decoders = append(s.decoders, d)
		}
	}
	if len(s.decoders) > maxDecoders {
		return nil, status.Errorf(status.InvalidTokenizer, "a sequence of %d decoders is more than the limit of %d",
			len(s.decoders), maxDecoders)
	}
	return s, nil
}

func (s *Sequence) DecodeChain(tokens []string) ([]string, error) {
	before := size(tokens)
	limit := before + growthLimit(before, len(tokens))
	for _, d := range s.decoders {
		var err error
		if tokens, err = d.DecodeChain(tokens); err != nil {
			return nil, err
		}
		if size(tokens) > limit {
			return nil, errTooLong
		}
	}
	return tokens, nil
}
