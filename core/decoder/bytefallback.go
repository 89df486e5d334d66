package decoder

import (
	"strings"
	"unicode/utf8"
)

// ByteFallback joins runs of byte tokens, "<0x41>", to text. A run that is not UTF-8 becomes one U+FFFD
// for each of its bytes.
type ByteFallback struct{}

func NewByteFallback() *ByteFallback { return &ByteFallback{} }

func (d *ByteFallback) DecodeChain(tokens []string) ([]string, error) {
	out := make([]string, 0, len(tokens))
	var run []byte
	flush := func() {
		if utf8.Valid(run) {
			if len(run) > 0 {
				out = append(out, string(run))
			}
		} else {
			for range run {
				out = append(out, replacement)
			}
		}
		run = run[:0]
	}
	for _, t := range tokens {
		if b, ok := byteToken(t); ok {
			run = append(run, b)
			continue
		}
		flush()
		out = append(out, t)
	}
	flush()
	return out, nil
}

// byteToken returns the byte that a token such as "<0x41>" stands for. The reference's number parser
// takes either case, and a plus sign for the first digit.
func byteToken(t string) (b byte, ok bool) {
	if len(t) != 6 || !strings.HasPrefix(t, "<0x") || t[5] != '>' {
		return 0, false
	}
	high, ok := hexDigit(t[3])
	if t[3] == '+' {
		high, ok = 0, true
	}
	low, ok2 := hexDigit(t[4])
	return high<<4 | low, ok && ok2
}

func hexDigit(c byte) (v byte, ok bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}
