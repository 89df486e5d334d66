package normalizer

import (
	"github.com/libhftok/libhftok/core/internal/pattern"
	"github.com/libhftok/libhftok/core/normalized"
)

// Sequence applies normalizers one after the other.
type Sequence []Normalizer

// NewSequence returns the normalizer that applies all of list. A Prepend followed by a Replace of one
// literal byte, as Llama-2 has them, becomes one pass.
func NewSequence(list ...Normalizer) Sequence {
	var seq Sequence
	for _, n := range list {
		if len(seq) > 0 {
			p, isPrepend := seq[len(seq)-1].(Prepend)
			r, isReplace := n.(Replace)
			if isPrepend && isReplace {
				if literal, ok := r.Pattern.(pattern.Literal); ok && len(literal) == 1 && p.Text != "" {
					seq[len(seq)-1] = prependReplace{p, r, literal}
					continue
				}
			}
		}
		seq = append(seq, n)
	}
	return seq
}

// Normalize implements Normalizer.
func (n Sequence) Normalize(s *normalized.String) error {
	for _, step := range n {
		if err := step.Normalize(s); err != nil {
			return err
		}
	}
	return nil
}

// prependReplace is Prepend, then Replace of one byte.
type prependReplace struct {
	prepend Prepend
	replace Replace
	literal pattern.Literal
}

func (n prependReplace) Normalize(s *normalized.String) error {
	if len(s.Text) == 0 {
		return nil
	}
	w := s.Rewrite()
	for _, c := range []byte(n.prepend.Text) {
		if c == n.literal[0] {
			w.PutString(n.replace.Content, 0)
		} else {
			w.PutByte(c, 0)
		}
	}
	w.ReplaceByte(n.literal[0], n.replace.Content)
	return w.Commit()
}
