// Package vocab holds the two-way map between token strings and ids in flat tables without pointers,
// so that the garbage collector has nothing to scan in them.
package vocab

import (
	"hash/maphash"
	"iter"
	"math"
	"slices"
)

// None is returned for an absent id.
const None = math.MaxUint32

// Vocab maps tokens to ids and back. It is immutable once built and safe for concurrent use.
type Vocab struct {
	seed  maphash.Seed
	text  string   // all tokens end to end, in the order they were added
	ends  []uint32 // entry → end of its token in text
	ids   []uint32 // entry → id
	index []uint32 // open addressing: entry+1, 0 where free
	dense []uint32 // id → entry+1, 0 where absent
	far   map[uint32]uint32
	maxID uint32
}

// Len returns the number of distinct tokens.
func (v *Vocab) Len() int { return len(v.ends) }

// MaxID returns the largest id, 0 for an empty vocabulary.
func (v *Vocab) MaxID() uint32 { return v.maxID }

// ID returns the id of token.
func (v *Vocab) ID(token []byte) (uint32, bool) {
	if e := v.find(token, maphash.Bytes(v.seed, token)); e != 0 {
		return v.ids[e-1], true
	}
	return None, false
}

// IDOf is ID for a string.
func (v *Vocab) IDOf(token string) (uint32, bool) {
	h := maphash.String(v.seed, token)
	mask := uint32(len(v.index) - 1)
	for i := uint32(h) & mask; ; i = (i + 1) & mask {
		e := v.index[i]
		if e == 0 {
			return None, false
		}
		if v.token(e-1) == token {
			return v.ids[e-1], true
		}
	}
}

// Token returns the string of id. It shares memory with the vocabulary.
func (v *Vocab) Token(id uint32) (string, bool) {
	var e uint32
	if int(id) < len(v.dense) {
		e = v.dense[id]
	} else {
		e = v.far[id]
	}
	if e == 0 {
		return "", false
	}
	return v.token(e - 1), true
}

// All yields every token with its id in the order they were added.
func (v *Vocab) All() iter.Seq2[string, uint32] {
	return func(yield func(string, uint32) bool) {
		for e := range v.ends {
			if !yield(v.token(uint32(e)), v.ids[e]) {
				return
			}
		}
	}
}

func (v *Vocab) token(e uint32) string {
	var from uint32
	if e > 0 {
		from = v.ends[e-1]
	}
	return v.text[from:v.ends[e]]
}

// find returns entry+1 of token, or 0.
func (v *Vocab) find(token []byte, h uint64) uint32 {
	mask := uint32(len(v.index) - 1)
	for i := uint32(h) & mask; ; i = (i + 1) & mask {
		e := v.index[i]
		if e == 0 || v.token(e-1) == string(token) {
			return e
		}
	}
}

// Builder collects a vocabulary.
type Builder struct {
	seed  maphash.Seed
	text  []byte
	ends  []uint32
	ids   []uint32
	index []uint32
}

// NewBuilder makes a builder with room for about n tokens.
func NewBuilder(n int) *Builder {
	size := 16
	for size < 2*n {
		size *= 2
	}
	return &Builder{seed: maphash.MakeSeed(), index: make([]uint32, size), ends: make([]uint32, 0, n), ids: make([]uint32, 0, n),
		text: make([]byte, 0, 8*n)}
}

// Len returns the number of distinct tokens added.
func (b *Builder) Len() int { return len(b.ends) }

// Add maps token to id. A token that was added before gets the new id. It reports false when the tokens
// together exceed 4 GiB.
func (b *Builder) Add(token []byte, id uint32) bool {
	if len(b.text)+len(token) > math.MaxUint32 {
		return false
	}
	if 2*(len(b.ends)+1) > len(b.index) {
		b.grow()
	}
	mask := uint32(len(b.index) - 1)
	i := uint32(maphash.Bytes(b.seed, token)) & mask
	for ; b.index[i] != 0; i = (i + 1) & mask {
		if e := b.index[i] - 1; string(b.token(e)) == string(token) {
			b.ids[e] = id
			return true
		}
	}
	b.text = append(b.text, token...)
	b.ends = append(b.ends, uint32(len(b.text)))
	b.ids = append(b.ids, id)
	b.index[i] = uint32(len(b.ends))
	return true
}

func (b *Builder) token(e uint32) []byte {
	var from uint32
	if e > 0 {
		from = b.ends[e-1]
	}
	return b.text[from:b.ends[e]]
}

func (b *Builder) grow() {
	index := make([]uint32, 2*len(b.index))
	mask := uint32(len(index) - 1)
	for e := range b.ends {
		i := uint32(maphash.Bytes(b.seed, b.token(uint32(e)))) & mask
		for index[i] != 0 {
			i = (i + 1) & mask
		}
		index[i] = uint32(e + 1)
	}
	b.index = index
}

// Build ends the collection. The builder must not be used afterwards. Where several tokens share an id,
// the one added last is the id's token.
func (b *Builder) Build() *Vocab {
	v := &Vocab{seed: b.seed, text: string(b.text), ends: slices.Clip(b.ends), ids: slices.Clip(b.ids), index: b.index}
	for _, id := range v.ids {
		v.maxID = max(v.maxID, id)
	}
	// Ids are nearly always 0…n-1; a few far ones must not cost gigabytes.
	limit := min(uint64(v.maxID)+1, 4*uint64(len(v.ids))+1024)
	if len(v.ids) > 0 {
		v.dense = make([]uint32, limit)
	}
	for e, id := range v.ids {
		if uint64(id) < limit {
			v.dense[id] = uint32(e + 1)
			continue
		}
		if v.far == nil {
			v.far = make(map[uint32]uint32)
		}
		v.far[id] = uint32(e + 1)
	}
	return v
}
