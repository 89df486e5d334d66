package vocab

import (
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
)

// seed makes a hash function of its own of each table, so that no file can be made whose tokens all collide.
type seed [2]uint64

func newSeed() seed { return seed{rand.Uint64(), rand.Uint64()} }

// key is a token of up to keyBytes bytes, padded with zeros, as two integers.
type key struct{ lo, hi uint64 }

const keyBytes = 16

// keyOf returns the key of a token of up to keyBytes bytes.
func keyOf(b []byte) key {
	switch n := len(b); {
	case n >= 8:
		return key{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[n-8:]) >> (8 * (keyBytes - uint(n)))}
	case n >= 4:
		return key{lo: uint64(binary.LittleEndian.Uint32(b)) | uint64(binary.LittleEndian.Uint32(b[n-4:]))<<(8*(uint(n)-4))}
	case n > 0:
		return key{lo: uint64(b[0]) | uint64(b[n/2])<<(8*(uint(n)/2)) | uint64(b[n-1])<<(8*(uint(n)-1))}
	}
	return key{}
}

// masks keeps the first n bytes of a key.
var masks = func() (m [keyBytes + 1]key) {
	for n := range m {
		m[n] = key{^uint64(0), 1<<(8*max(n-8, 0)) - 1}
		if n < 8 {
			m[n].lo = 1<<(8*n) - 1
		}
	}
	return
}()

// keyFrom is keyOf for the first n bytes of b, which has at least keyBytes, without a branch on n.
func keyFrom(b []byte, n int) key {
	b = b[:keyBytes]
	m := &masks[n]
	return key{binary.LittleEndian.Uint64(b) & m.lo, binary.LittleEndian.Uint64(b[8:]) & m.hi}
}

// hash is after wyhash: https://github.com/wangyi-fudan/wyhash
func (s *seed) hash(b []byte) uint64 {
	if len(b) <= keyBytes {
		return s.short(keyOf(b), len(b))
	}
	return s.long(b)
}

// short is the hash of a token of n bytes that has a key.
func (s *seed) short(k key, n int) uint64 {
	state := s[1] ^ uint64(n)*0x9E3779B97F4A7C15
	return fold(fold(k.lo^s[0], k.hi^state), state^0xD6E8FEB86659FD93)
}

// long is the hash of any other token.
func (s *seed) long(b []byte) uint64 {
	state := s[1]
	for n := len(b); len(b) > keyBytes; b = b[min(keyBytes, len(b)-keyBytes):] {
		state = fold(binary.LittleEndian.Uint64(b)^s[0], binary.LittleEndian.Uint64(b[8:])^state) ^ uint64(n)
	}
	return fold(s.short(keyOf(b), len(b))^s[0], state)
}

func fold(a, b uint64) uint64 {
	h, l := bits.Mul64(a, b)
	return h ^ l
}
