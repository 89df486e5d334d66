package vocab

import (
	"encoding/binary"
	"math/bits"
	"math/rand/v2"

	"github.com/libhftok/libhftok/core/internal/shortkey"
)

// seed makes a hash function of its own of each table, so that no file can be made whose tokens all collide.
type seed [2]uint64

func newSeed() seed { return seed{rand.Uint64(), rand.Uint64()} }

// keyBytes is the length of the longest token that is its key.
const keyBytes = shortkey.Size

// hash is after wyhash: https://github.com/wangyi-fudan/wyhash
func (s *seed) hash(b []byte) uint64 {
	if len(b) <= keyBytes {
		return s.short(shortkey.From(b), len(b))
	}
	return s.long(b)
}

// short is the hash of a token of n bytes that has a key.
func (s *seed) short(k shortkey.Key, n int) uint64 {
	state := s[1] ^ uint64(n)*0x9E3779B97F4A7C15
	return fold(fold(k.Lo^s[0], k.Hi^state), state^0xD6E8FEB86659FD93)
}

// long is the hash of any other token.
func (s *seed) long(b []byte) uint64 {
	state := s[1]
	for n := len(b); len(b) > keyBytes; b = b[min(keyBytes, len(b)-keyBytes):] {
		state = fold(binary.LittleEndian.Uint64(b)^s[0], binary.LittleEndian.Uint64(b[8:])^state) ^ uint64(n)
	}
	return fold(s.short(shortkey.From(b), len(b))^s[0], state)
}

func fold(a, b uint64) uint64 {
	h, l := bits.Mul64(a, b)
	return h ^ l
}
