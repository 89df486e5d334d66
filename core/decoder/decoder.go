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
	total := 0
	for i, t := range tokens {
		var err error
		if tokens[i], err = d.decodeToken(t, i == 0, i == len(tokens)-1); err != nil {
			return nil, err
		}
		if total += len(tokens[i]); total > maxText {
			return nil, tooLong()
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

// Limits on what decoders may make of tokens, so that replacements that follow each other can't grow text
// exponentially.
const (
	// maxGrowth is how much longer, in times, one replacement may make a piece of text that would exceed
	// maxPiece bytes.
	maxGrowth = 4
	maxPiece  = 1 << 26
	// maxText is the longest text, in bytes, that decoding returns.
	maxText = 1 << 30
)

// pieceLimit returns how long a replacement may make a piece of n bytes.
func pieceLimit(n int) int { return min(max(maxPiece, maxGrowth*n), maxText) }

// replaceAll is strings.ReplaceAll within the limits.
func replaceAll(s, old, with string) (string, error) {
	if len(with) > len(old) && len(s)+strings.Count(s, old)*(len(with)-len(old)) > pieceLimit(len(s)) {
		return "", tooLong()
	}
	return strings.ReplaceAll(s, old, with), nil
}

func tooLong() error {
	return status.Errorf(status.Decode, "the decoder makes more text of these tokens than the limit allows")
}
