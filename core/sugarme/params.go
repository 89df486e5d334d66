package sugarme

import (
	"math"

	"github.com/sugarme/tokenizer"

	"github.com/libhftok/libhftok/core"
	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/status"
)

// WithTruncation sets how texts are truncated; nil: not at all. The side, which the parameters can't say,
// stays as the file has it, the right one otherwise.
func (t *Tokenizer) WithTruncation(trunc *tokenizer.TruncationParams) { t.truncation = trunc }

// GetTruncation returns how texts are truncated; nil: not at all. Changes to it count.
func (t *Tokenizer) GetTruncation() *tokenizer.TruncationParams { return t.truncation }

// WithPadding sets how encodings are padded; nil: not at all. The multiple to pad to, which the parameters
// can't say, stays as the file has it.
func (t *Tokenizer) WithPadding(padding *tokenizer.PaddingParams) { t.padding = padding }

// GetPadding returns how encodings are padded; nil: not at all. Changes to it count.
func (t *Tokenizer) GetPadding() *tokenizer.PaddingParams { return t.padding }

// truncationOf returns the truncation of a tokenizer's file. Both packages list the strategies in the order
// of the reference.
func truncationOf(t *core.Tokenizer) *tokenizer.TruncationParams {
	p := t.Truncation()
	if p == nil {
		return nil
	}
	return &tokenizer.TruncationParams{MaxLength: p.MaxLength, Strategy: tokenizer.TruncationStrategy(p.Strategy), Stride: p.Stride}
}

func paddingOf(t *core.Tokenizer) *tokenizer.PaddingParams {
	p := t.Padding()
	if p == nil {
		return nil
	}
	strategy, direction := tokenizer.WithFixed(p.Fixed), tokenizer.Right
	if p.BatchLongest {
		strategy = tokenizer.WithBatchLongest()
	}
	if p.Direction == encoding.Left {
		direction = tokenizer.Left
	}
	return &tokenizer.PaddingParams{Strategy: *tokenizer.NewPaddingStrategy(strategy), Direction: direction,
		PadId: int(p.PadID), PadTypeId: int(p.PadTypeID), PadToken: p.PadToken}
}

// options returns what the parameters of t say, in the engine's terms.
func (t *Tokenizer) options(unit encoding.OffsetUnit, addSpecialTokens bool) (*core.EncodeOptions, error) {
	o := &core.EncodeOptions{OffsetUnit: unit, NoSpecialTokens: !addSpecialTokens,
		NoTruncation: t.truncation == nil, NoPadding: t.padding == nil}
	if p := t.truncation; p != nil {
		if p.MaxLength < 0 || p.Stride < 0 || p.Strategy < tokenizer.LongestFirst || p.Strategy > tokenizer.OnlySecond {
			return nil, status.Errorf(status.InvalidArgument, "not a truncation: %+v", *p)
		}
		if o.Truncation = t.core.Truncation(); o.Truncation == nil {
			o.Truncation = &encoding.TruncationParams{}
		}
		o.Truncation.MaxLength, o.Truncation.Stride = p.MaxLength, p.Stride
		o.Truncation.Strategy = encoding.TruncationStrategy(p.Strategy)
	}
	if p := t.padding; p != nil {
		fixed, isFixed := p.Strategy.Value.(int)
		if isFixed != (p.Strategy.Name == "Fixed") || !isFixed && p.Strategy.Name != "BatchLongest" || fixed < 0 ||
			p.PadId < 0 || p.PadId > math.MaxUint32 || p.PadTypeId < 0 || p.PadTypeId > math.MaxUint32 {
			return nil, status.Errorf(status.InvalidArgument, "not a padding: %+v", *p)
		}
		if o.Padding = t.core.Padding(); o.Padding == nil {
			o.Padding = &encoding.PaddingParams{}
		}
		o.Padding.Fixed, o.Padding.BatchLongest = fixed, !isFixed
		o.Padding.PadID, o.Padding.PadTypeID, o.Padding.PadToken = uint32(p.PadId), uint32(p.PadTypeId), p.PadToken
		o.Padding.Direction = encoding.Right
		if p.Direction == tokenizer.Left {
			o.Padding.Direction = encoding.Left
		}
	}
	return o, nil
}
