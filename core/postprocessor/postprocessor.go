// Package postprocessor puts the special tokens around what the model made of a text or pair, sets type
// and sequence ids, and trims offsets. One file per JSON type.
package postprocessor

import (
	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/status"
)

// PostProcessor is immutable and safe for concurrent use.
type PostProcessor interface {
	// AddedTokens returns how many special tokens processing adds to a text, or to a pair.
	AddedTokens(pair bool) int
	// ProcessEncodings works on the encodings of one input, takes them over and returns them or others,
	// which are to be merged in order. See Process.
	ProcessEncodings(encodings []*encoding.Encoding, addSpecialTokens bool) ([]*encoding.Encoding, error)
	// ReadsTokens reports whether processing looks at token strings, so that they must be recorded
	// wherever offsets are.
	ReadsTokens() bool
	// Affixes returns the ids that a single text without pair gets before and after its own. ok is false
	// when processing can't be put so; then only Process gives the ids. Without special tokens, ok says
	// that the text's own ids are the result.
	Affixes() (prefix, suffix []uint32, ok bool)
}

// Process makes one encoding of a text's encoding a and, unless it is nil, its pair's b; it takes them
// over. a comes with type ids 0, b with 1, and both perhaps with the overflowing parts of truncation.
// Offsets already are in the unit asked for. p nil stands for no post-processor.
//
// It fails with status.Encode where the reference panics (a template that names a sequence or a special
// token that isn't there) and when overflowing parts combine to more than encoding.MaxCombined tokens.
func Process(p PostProcessor, a, b *encoding.Encoding, addSpecialTokens bool) (*encoding.Encoding, error) {
	parts := []*encoding.Encoding{a}
	if b != nil {
		parts = append(parts, b)
	}
	if p == nil {
		if b == nil {
			return a, nil
		}
		for i, e := range parts {
			e.SetSequenceID(i)
		}
		return encoding.Merge(parts, false)
	}
	for i, e := range parts {
		e.SetSequenceID(i)
		for _, o := range e.Overflowing {
			o.SetSequenceID(i)
		}
		e.SetTypeIDs(uint32(i))
	}
	parts, err := p.ProcessEncodings(parts, addSpecialTokens)
	if err != nil {
		return nil, err
	}
	return encoding.Merge(parts, false)
}

// Token is a special token that a post-processor adds, with the id that its file gives.
type Token struct {
	Content string
	ID      uint32
}

func (t Token) encoding(typeID uint32) *encoding.Encoding {
	return encoding.Special([]uint32{t.ID}, []string{t.Content}, typeID)
}

// surround puts special tokens before (unless nil) and after e and after each of its overflowing parts.
// The text's own tokens become the given sequence, with mask 0 and attention 1.
func surround(e *encoding.Encoding, before *Token, after Token, typeID uint32, sequence int) *encoding.Encoding {
	out := surroundOne(e, before, after, typeID, sequence)
	for _, o := range e.Overflowing {
		out.Overflowing = append(out.Overflowing, surroundOne(o, before, after, typeID, sequence))
	}
	return out
}

func surroundOne(e *encoding.Encoding, before *Token, after Token, typeID uint32, sequence int) *encoding.Encoding {
	for i := range e.IDs {
		e.SpecialTokensMask[i] = 0
		e.AttentionMask[i] = 1
	}
	e.Sequences = nil
	e.SetSequenceID(sequence)
	if before == nil {
		return encoding.Concat(e, after.encoding(typeID))
	}
	return encoding.Concat(before.encoding(typeID), e, after.encoding(typeID))
}

func missingTokens() error {
	return status.Errorf(status.Internal, "trimming offsets needs the token strings, which were not recorded")
}
