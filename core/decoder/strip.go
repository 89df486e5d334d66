package decoder

import "github.com/libhftok/libhftok/core/status"

// Strip removes the content character from a token: up to start times at its beginning, up to stop times
// at its end.
type Strip struct {
	content     string
	start, stop int
}

func NewStrip(content rune, start, stop int) *Strip { return &Strip{string(content), start, stop} }

func (d *Strip) DecodeChain(tokens []string) ([]string, error) { return decodeEach(d, tokens) }
func (d *Strip) edges() (first, last bool)                     { return false, false }

func (d *Strip) decodeToken(token string, first, last bool) (string, error) {
	from, to, err := strip(d, token)
	return token[from:to], err
}

// strip returns the range of text that stays. It fails where the reference runs out of characters: when
// all of them are content and stop asks for more, or when start and stop would remove the same one.
func strip[T string | []byte](d *Strip, text T) (from, to int, err error) {
	n := len(d.content)
	to = len(text)
	for range d.stop {
		if to == 0 {
			return 0, 0, d.tooShort()
		}
		if to < n || string(text[to-n:to]) != d.content {
			break
		}
		to -= n
	}
	for range d.start {
		if len(text)-from < n || string(text[from:from+n]) != d.content {
			break
		}
		from += n
	}
	if from > to {
		return 0, 0, d.tooShort()
	}
	return from, to, nil
}

func (d *Strip) tooShort() error {
	return status.Errorf(status.Decode, "a token is too short for the Strip decoder, which takes %q off %d times "+
		"at the start and %d times at the end", d.content, d.start, d.stop)
}
