package decoder

import "github.com/libhftok/libhftok/core/internal/bytelevel"

// ByteLevel turns the characters of GPT-2's byte alphabet back into the bytes they stand for, over all
// tokens at once, so that a character may be spread over several tokens. A token with any other
// character counts as its own UTF-8. Bytes that are not UTF-8 become U+FFFD.
type ByteLevel struct{}

func NewByteLevel() *ByteLevel { return &ByteLevel{} }

func (d *ByteLevel) DecodeChain(tokens []string) ([]string, error) {
	raw := make([]byte, 0, size(tokens))
	for _, t := range tokens {
		raw = appendRaw(raw, t)
	}
	return []string{string(lossy(raw, 0))}, nil
}

// appendRaw appends the bytes that a byte-level token stands for.
func appendRaw(dst []byte, token string) []byte {
	dst, ok := bytelevel.Decode(dst, token)
	if !ok {
		dst = append(dst, token...)
	}
	return dst
}
