package encoding

import (
	"math"

	"github.com/libhftok/libhftok/core/status"
)

// Check tells whether the parameters can be used by a tokenizer whose post-processor adds added tokens to
// a single text: the stride must not exceed what remains of MaxLength. A MaxLength below added is
// accepted, as the reference's unsigned difference wraps.
func (p TruncationParams) Check(added int) error {
	if rest := uint64(p.MaxLength) - uint64(added); rest < uint64(p.Stride) {
		return status.Errorf(status.InvalidArgument, "tokenizer stride set to %d, which is greater than or "+
			"equal to its effective max length of %d (= %d original max length - %d added special tokens)",
			p.Stride, rest, p.MaxLength, added)
	}
	return nil
}

// Reserve returns the parameters with room kept for added special tokens. As in the reference, a
// MaxLength below added wraps to a length that nothing exceeds: no truncation.
func (p TruncationParams) Reserve(added int) TruncationParams {
	p.MaxLength -= added
	if p.MaxLength < 0 {
		p.MaxLength = math.MaxInt
	}
	return p
}

// Lengths returns what a text of n1 tokens, and when pair is set its pair of n2 tokens, are truncated to.
// A result at or above the length means that the sequence stays whole.
func (p TruncationParams) Lengths(n1, n2 int, pair bool) (int, int, error) {
	if !pair {
		n2 = 0
	}
	if p.MaxLength == 0 {
		return 0, 0, nil
	}
	excess := n1 + n2 - p.MaxLength
	if excess <= 0 {
		return n1, n2, nil
	}
	switch p.Strategy {
	case OnlySecond:
		if !pair {
			return 0, 0, status.Errorf(status.Encode, "Truncation error: Second sequence not provided")
		}
		if n2 <= excess {
			return 0, 0, tooShort()
		}
		return n1, n2 - excess, nil
	case OnlyFirst:
		if n1 <= excess {
			return 0, 0, tooShort()
		}
		return n1 - excess, n2, nil
	}
	if !pair {
		return p.MaxLength, 0, nil
	}
	short, long := min(n1, n2), 0
	if short > p.MaxLength {
		long = short
	} else {
		long = max(short, p.MaxLength-short)
	}
	if short+long > p.MaxLength {
		short = p.MaxLength / 2
		long = short + p.MaxLength%2
	}
	if n1 > n2 {
		return long, short, nil
	}
	return short, long, nil
}

func tooShort() error {
	return status.Errorf(status.Encode,
		"Truncation error: Sequence to truncate too short to respect the provided max_length")
}

// Window returns the range of a sequence of n tokens that truncation to maxLen keeps. It fails with
// status.Encode if something is cut and stride is not below maxLen; a maxLen of 0 needs no stride.
func Window(n, maxLen, stride int, side Side) (start, end int, err error) {
	if maxLen >= n {
		return 0, n, nil
	}
	if maxLen == 0 {
		return 0, 0, nil
	}
	if stride >= maxLen {
		return 0, 0, status.Errorf(status.Encode, "stride %d must be strictly less than max_length %d "+
			"(which is what the special tokens leave of the length asked for)", stride, maxLen)
	}
	if side == Left {
		return n - maxLen, n, nil
	}
	return 0, maxLen, nil
}

// TruncateEncodings truncates a and, unless it is nil, its pair b as p says; p.MaxLength counts no special
// tokens (see Reserve). It fails with status.Encode where the strategy can't reach the length and where
// Truncate fails.
func TruncateEncodings(a, b *Encoding, p TruncationParams) error {
	n2 := 0
	if b != nil {
		n2 = b.Len()
	}
	n1, n2, err := p.Lengths(a.Len(), n2, b != nil)
	if err != nil {
		return err
	}
	if err := a.Truncate(n1, p.Stride, p.Direction); err != nil || b == nil {
		return err
	}
	return b.Truncate(n2, p.Stride, p.Direction)
}

// Truncate cuts e to maxLen tokens on the given side. What is cut off becomes Overflowing, in windows of
// maxLen that begin maxLen-stride apart; the last one ends (Left: begins) with the text, and may be
// shorter. Sequence ranges are lost, and so are earlier overflowing parts. With maxLen 0 everything moves
// to one overflowing part.
//
// It fails with status.Encode, and changes nothing, if stride is not below maxLen or the windows
// exceed MaxCombined on top of what e holds.
func (e *Encoding) Truncate(maxLen, stride int, side Side) error {
	n := e.Len()
	start, end, err := Window(n, maxLen, stride, side)
	if err != nil || end-start == n {
		return err
	}
	if maxLen == 0 {
		whole := *e
		*e = Encoding{Overflowing: []*Encoding{&whole}}
		return nil
	}
	step := maxLen - stride
	windows := (n - maxLen + step - 1) / step // after the first
	if windows > (MaxCombined+n)/(maxLen+encodingCost) {
		return status.Errorf(status.Encode, "truncating %d tokens to windows of %d with stride %d makes %d parts: too many",
			n, maxLen, stride, windows)
	}
	overflowing := make([]*Encoding, windows)
	for i := range overflowing {
		from := (i + 1) * step
		to := min(from+maxLen, n)
		if side == Left {
			from, to = n-to, n-from
		}
		overflowing[i] = e.copyRange(from, to, 0)
	}
	e.keep(start, end)
	e.Sequences, e.Overflowing = nil, overflowing
	return nil
}
