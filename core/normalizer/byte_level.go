package normalizer

import (
	"github.com/libhftok/libhftok/core/internal/bytelevel"
	"github.com/libhftok/libhftok/core/normalized"
)

// ByteLevel writes every byte of the text as the character that GPT-2's alphabet has for it.
type ByteLevel struct{}

// Normalize implements Normalizer.
func (ByteLevel) Normalize(s *normalized.String) error {
	i := 0
	for i < len(s.Text) && s.Text[i]-0x21 < 0x5E && s.Inserted() == 0 {
		i++
	}
	if i == len(s.Text) {
		return nil
	}
	t := s.Transform(0)
	t.Keep(0, i)
	t.Expand(i, len(s.Text), &bytelevel.UTF8)
	return t.Commit()
}
