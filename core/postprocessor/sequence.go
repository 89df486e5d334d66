package postprocessor

import (
	"slices"

	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/status"
)

// Sequence applies post-processors one after the other.
type Sequence struct{ processors []PostProcessor }

// maxProcessors bounds the work per token; sequences in use have two or three.
const maxProcessors = 256

// NewSequence fails with status.InvalidTokenizer for more than 256 post-processors, nested ones included.
func NewSequence(processors []PostProcessor) (*Sequence, error) {
	s := &Sequence{}
	for _, p := range processors {
		if nested, ok := p.(*Sequence); ok {
			s.processors = append(s.processors, nested.processors...)
		} else {
			s.processors = append(s.processors, p)
		}
	}
	if len(s.processors) > maxProcessors {
		return nil, status.Errorf(status.InvalidTokenizer, "a sequence of %d post-processors is more than the limit of %d",
			len(s.processors), maxProcessors)
	}
	return s, nil
}

func (s *Sequence) AddedTokens(pair bool) int {
	n := 0
	for _, p := range s.processors {
		n += p.AddedTokens(pair)
	}
	return n
}

func (s *Sequence) ProcessEncodings(encodings []*encoding.Encoding, addSpecialTokens bool) ([]*encoding.Encoding, error) {
	for _, p := range s.processors {
		var err error
		if encodings, err = p.ProcessEncodings(encodings, addSpecialTokens); err != nil {
			return nil, err
		}
	}
	return encodings, nil
}

func (s *Sequence) ReadsTokens() bool {
	return slices.ContainsFunc(s.processors, PostProcessor.ReadsTokens)
}

func (s *Sequence) Affixes() (prefix, suffix []uint32, ok bool) {
	split := false // what came before is no longer one encoding, so that a processor sees several
	for _, p := range s.processors {
		if _, ok := p.(*ByteLevel); ok {
			continue
		}
		before, after, ok := p.Affixes()
		if !ok || split {
			return nil, nil, false
		}
		prefix, suffix = append(before, prefix...), append(suffix, after...)
		if t, ok := p.(*Template); ok {
			split = len(t.single) != 1
		}
	}
	return prefix, suffix, true
}
