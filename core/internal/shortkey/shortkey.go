// Package shortkey makes integers of short texts, so that they are compared and hashed without a loop.
package shortkey

import (
	"encoding/binary"
	"math/bits"
)

// Size is the number of bytes that a Key holds.
const Size = 16

// Key is up to Size bytes, padded with zeros.
type Key struct{ Lo, Hi uint64 }

// From returns the key of the first Size bytes of text.
func From(text []byte) Key {
	if len(text) < Size {
		return short(text)
	}
	return Key{binary.LittleEndian.Uint64(text), binary.LittleEndian.Uint64(text[8:])}
}

func short(text []byte) Key {
	switch n := uint(len(text)); {
	case n >= 8:
		return Key{binary.LittleEndian.Uint64(text), binary.LittleEndian.Uint64(text[n-8:]) >> (8 * (Size - n))}
	case n >= 4:
		return Key{Lo: uint64(binary.LittleEndian.Uint32(text)) | uint64(binary.LittleEndian.Uint32(text[n-4:]))<<(8*(n-4))}
	case n > 0:
		return Key{Lo: uint64(text[0]) | uint64(text[n/2])<<(8*(n/2)) | uint64(text[n-1])<<(8*(n-1))}
	}
	return Key{}
}

// masks keeps the first n bytes of a key.
var masks = func() (m [Size + 1]Key) {
	for n := range m {
		m[n] = Key{^uint64(0), 1<<(8*max(n-8, 0)) - 1}
		if n < 8 {
			m[n].Lo = 1<<(8*n) - 1
		}
	}
	return
}()

// Head returns the key of the first n bytes, at most Size, without a branch on n.
func (k Key) Head(n int) Key {
	m := &masks[n]
	return Key{k.Lo & m.Lo, k.Hi & m.Hi}
}

// Hash is the folded product of wyhash: https://github.com/wangyi-fudan/wyhash
func (k Key) Hash() uint64 {
	h, l := bits.Mul64(k.Lo^0x9E3779B97F4A7C15, k.Hi^0xD6E8FEB86659FD93)
	return h ^ l
}
