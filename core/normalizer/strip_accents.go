package normalizer

import (
	"github.com/libhftok/libhftok/core/internal/ucd"
	"github.com/libhftok/libhftok/core/normalized"
)

// StripAccents drops all marks (category M of Unicode 9.0). It decomposes nothing.
type StripAccents struct{}

// Normalize implements Normalizer.
func (StripAccents) Normalize(s *normalized.String) error {
	return filter(s, func(r rune) bool { return ucd.Normal9(r)&ucd.NormalMark != 0 })
}
