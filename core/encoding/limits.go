package encoding

import "github.com/libhftok/libhftok/core/status"

// Limits on what one call may make out of its input. They are far above what tokenizers are used for and
// keep a hostile tokenizer.json (an exploding template, a stride one short of the window, an absurd pad
// length) from exhausting the host's memory; beyond them the call fails with status.Encode.
const (
	// MaxCombined is how many tokens truncation may put in overflowing parts, or merging and
	// post-processing may make on top of what they were given.
	MaxCombined = 1 << 23
	// MaxPadLength is the longest encoding that padding makes.
	MaxPadLength = 1 << 24
	// MaxPadding is how many tokens padding a batch may add.
	MaxPadding = 1 << 27
)

// encodingCost is what an encoding by itself counts for, in tokens, so that empty ones are no way around
// the limits.
const encodingCost = 16

// Weight is what the encodings count for against MaxCombined, overflowing parts included.
func Weight(encodings ...*Encoding) int {
	n := 0
	for _, e := range encodings {
		n += e.Len() + encodingCost + Weight(e.Overflowing...)
	}
	return n
}

// TooMuch is the error for what exceeds MaxCombined.
func TooMuch() error {
	return status.Errorf(status.Encode, "combining the parts of this input makes more than %d tokens: "+
		"too many overflowing parts, or repetitions in the post-processor's template", MaxCombined)
}
