package encoding

import "github.com/libhftok/libhftok/core/status"

// Limits on what one call may make out of its input. They are far above what tokenizers are used for and
// keep a hostile tokenizer.json (an exploding template, a stride one short of the window, an absurd pad
// length) from exhausting the host's memory; beyond them the call fails with status.Encode.
const (
	// MaxCombined is how many tokens truncation may put in overflowing parts, or merging and
	// post-processing may make on top of what they were given.
	MaxCombined = 1 << 24
	// MaxPadLength is the longest encoding that padding makes.
	MaxPadLength = 1 << 24
	// MaxPadding is how many tokens padding a batch may add.
	MaxPadding = 1 << 27
)

// Budget counts down the tokens that one call may still make. The zero Budget allows none.
type Budget struct{ left int }

// NewBudget allows MaxCombined tokens more than the encodings hold, overflowing parts included.
func NewBudget(encodings ...*Encoding) *Budget {
	b := &Budget{left: MaxCombined}
	for _, e := range encodings {
		b.left += e.weight()
	}
	return b
}

// Spend takes n tokens from the budget.
func (b *Budget) Spend(n int) error {
	if n > b.left {
		return status.Errorf(status.Encode, "combining the parts of this input makes more than %d tokens: "+
			"too many overflowing parts or repetitions in the post-processor's template", MaxCombined)
	}
	b.left -= n
	return nil
}

// weight is the number of tokens in e and all overflowing parts, plus one for each of these encodings so
// that empty ones count too.
func (e *Encoding) weight() int {
	n := e.Len() + 1
	for _, o := range e.Overflowing {
		n += o.weight()
	}
	return n
}

// SpendClone takes what a Clone of e costs.
func (b *Budget) SpendClone(e *Encoding) error { return b.Spend(e.weight()) }
