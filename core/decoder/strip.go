package decoder

import (
	"strings"

	"github.com/libhftok/libhftok/core/status"
)

// Strip removes the content character from a token: up to start times at its beginning, up to stop times
// at its end.
type Strip struct {
	content     string
	start, stop int
}

func NewStrip(content rune, start, stop int) *Strip { return &Strip{string(content), start, stop} }

func (d *Strip) DecodeChain(tokens []string) ([]string, error) { return decodeEach(d, tokens) }
func (d *Strip) edges() (first, last bool)                     { return false, false }

// decodeToken fails where the reference runs out of characters: when all of them are content and stop
// asks for more, or when start and stop would remove the same one.
func (d *Strip) decodeToken(token string, first, last bool) (string, error) {
	rest := token
	for range d.stop {
		if rest == "" {
			return "", d.tooShort(token)
		}
		cut, ok := strings.CutSuffix(rest, d.content)
		if !ok {
			break
		}
		rest = cut
	}
	from := 0
	for range d.start {
		if !strings.HasPrefix(token[from:], d.content) {
			break
		}
		from += len(d.content)
	}
	if from > len(rest) {
		return "", d.tooShort(token)
	}
	return rest[from:], nil
}

func (d *Strip) tooShort(token string) error {
	return status.Errorf(status.Decode, "the Strip decoder can't take %d times %q off the start and %d times "+
		"off the end of %.40q: too short", d.start, d.content, d.stop, token)
}
