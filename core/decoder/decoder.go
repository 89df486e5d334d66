// Package decoder turns tokens back into text. One file per JSON type; a Decoder is the exact, general
// way, a Plan the fast one for whole id lists, a Stream the one for ids that arrive bit by bit.
package decoder

import (
	"strings"

	"github.com/libhftok/libhftok/core/status"
)

// Decoder is immutable and safe for concurrent use.
type Decoder interface {
	// DecodeChain returns the pieces of text that tokens stand for; joined they are the text. It takes
	// tokens over and may write to it. It fails with status.Decode where the reference panics.
	DecodeChain(tokens []string) ([]string, error)
}

// Decode returns the text of tokens, which it takes over. d nil stands for no decoder: tokens joined
// with spaces.
func Decode(d Decoder, tokens []string) (string, error) {
	if d == nil {
		d = spaced{}
	}
	tokens, err := d.DecodeChain(tokens)
	if err != nil {
		return "", err
	}
	if size(tokens) > maxText {
		return "", errTooLong
	}
	return strings.Join(tokens, ""), nil
}

// tokenwise is a Decoder that makes one piece of each token by itself, knowing at most whether the token
// is the first or the last one.
type tokenwise interface {
	Decoder
	decodeToken(token string, first, last bool) (string, error)
	// edges tells what decodeToken looks at.
	edges() (first, last bool)
}

// decodeEach is DecodeChain of a tokenwise decoder.
func decodeEach(d tokenwise, tokens []string) ([]string, error) {
	before, after := 0, 0
	for i, t := range tokens {
		var err error
		if tokens[i], err = d.decodeToken(t, i == 0, i == len(tokens)-1); err != nil {
			return nil, err
		}
		before += len(t)
		if after += len(tokens[i]); after-before > growthLimit(before, i+1) {
			return nil, errTooLong
		}
	}
	return tokens, nil
}

// spaced is what stands in for a missing decoder.
type spaced struct{}

func (d spaced) DecodeChain(tokens []string) ([]string, error) { return decodeEach(d, tokens) }
func (d spaced) edges() (first, last bool)                     { return true, false }

func (d spaced) decodeToken(token string, first, last bool) (string, error) {
	if first {
		return token, nil
	}
	return " " + token, nil
}

// Limits on the text that decoders make, so that hostile ones can't exhaust memory.
const (
	// maxGrowth is by how many bytes decoding may make tokens longer, beside relativeGrowth bytes for every
	// byte and token given. Without it, replacements that follow each other would grow exponentially.
	maxGrowth      = 1 << 23
	relativeGrowth = 4
	// maxText is the longest text, in bytes, that decoding returns.
	maxText = 1 << 30
)

// growthLimit returns by how much tokens of so many bytes in all may grow.
func growthLimit(bytes, tokens int) int { return maxGrowth + relativeGrowth*(bytes+tokens) }

// replaceAll is strings.ReplaceAll within growthLimit.
func replaceAll(s, old, with string) (string, error) {
	if grown := len(with) - len(old); grown > 0 && strings.Count(s, old)*grown > growthLimit(len(s), 1) {
		return "", errTooLong
	}
	return strings.ReplaceAll(s, old, with), nil
}

var errTooLong = status.Errorf(status.Decode, "the decoder makes more text of these tokens than the limit allows")

// size returns the bytes of all tokens.
func size(tokens []string) int {
	n := 0
	for _, t := range tokens {
		n += len(t)
	}
	return n
}
