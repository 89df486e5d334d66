// Package vocab holds the two-way map between token strings and ids in flat tables without pointers,
// so that the garbage collector has nothing to scan in them.
package vocab

import (
	"iter"
	"math"
	"math/bits"
	"slices"
	"unsafe"

	"github.com/libhftok/libhftok/core/internal/flat"
	"github.com/libhftok/libhftok/core/internal/prefetch"
	"github.com/libhftok/libhftok/core/internal/shortkey"
)

// None is returned for an absent id.
const None = math.MaxUint32

// Vocab maps tokens to ids and back. It is immutable once built and safe for concurrent use. Its tokens are
// numbered in the order they were added: these are its entries.
type Vocab struct {
	seed  seed
	text  []byte   // all tokens end to end, by entry, and keyBytes bytes more
	ends  []uint32 // entry → end of its token in text
	ids   []uint32 // entry → id; nil: each entry is its own id, as nearly always
	index []uint32 // open addressing: entry+1 below tag, bits of the token's hash in tag; 0 where free
	tag   uint32

	// What only ids other than the entries need:
	dense      []uint32 // id → entry+1, 0 where absent
	far        []uint32 // the ids beyond dense, ascending
	farEntries []uint32 // and their entries
	maxID      uint32
}

// Len returns the number of distinct tokens.
func (v *Vocab) Len() int { return len(v.ends) }

// MaxID returns the largest id, 0 for an empty vocabulary.
func (v *Vocab) MaxID() uint32 { return v.maxID }

// ID returns the id of token.
func (v *Vocab) ID(token []byte) (uint32, bool) {
	e, ok := v.Find(token)
	if !ok {
		return None, false
	}
	return v.EntryID(e), true
}

// IDOf is ID for a string.
func (v *Vocab) IDOf(token string) (uint32, bool) { return v.ID(bytesOf(token)) }

// bytesOf returns the bytes of s, which must not be changed.
func bytesOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

// Find returns the entry of token.
func (v *Vocab) Find(token []byte) (entry uint32, ok bool) {
	h := v.seed.hash(token)
	tag, mask := uint32(h>>32)&v.tag, uint32(len(v.index)-1)
	for i := uint32(h) & mask; ; i = (i + 1) & mask {
		s := v.index[i]
		if s == 0 {
			return None, false
		}
		if s&v.tag == tag {
			if e := s&^v.tag - 1; string(v.Entry(e)) == string(token) {
				return e, true
			}
		}
	}
}

// FindString is Find for a string.
func (v *Vocab) FindString(token string) (entry uint32, ok bool) { return v.Find(bytesOf(token)) }

// FindAll is Find for many tokens: found[i] becomes the entry of tokens[i], None for none. It is faster
// because it waits for the memory of many at once. It may read the bytes of a token's slice up to its
// capacity.
func (v *Vocab) FindAll(tokens [][]byte, found []uint32) {
	const batch = 64
	for len(tokens) > batch {
		v.FindAll(tokens[:batch], found)
		tokens, found = tokens[batch:], found[batch:]
	}
	var keys [batch]shortkey.Key
	var slots, tags, froms, ends [batch]uint32
	mask := uint32(len(v.index) - 1)
	for i, t := range tokens {
		var h uint64
		if len(t) > keyBytes {
			h = v.seed.long(t)
		} else {
			keys[i] = shortkey.From(t[:min(cap(t), keyBytes)]).Head(len(t))
			h = v.seed.short(keys[i], len(t))
		}
		slots[i], tags[i] = uint32(h)&mask, uint32(h>>32)&v.tag
		prefetch.Line(&v.index[slots[i]])
	}
	for i := range tokens {
		s := v.index[slots[i]]
		for at := slots[i]; s != 0 && s&v.tag != tags[i]; s = v.index[at] {
			at = (at + 1) & mask
		}
		found[i] = s&^v.tag - 1 // None if s is 0
		if e := found[i]; e != None {
			prefetch.Line(&v.ends[e])
		}
	}
	for i := range tokens {
		if e := found[i]; e != None {
			ends[i] = v.ends[e]
			if e > 0 {
				froms[i] = v.ends[e-1]
			}
			prefetch.Line(&v.text[froms[i]])
		}
	}
	for i, t := range tokens {
		switch {
		case found[i] == None:
		case int(ends[i]-froms[i]) == len(t) && len(t) <= keyBytes && shortkey.From(v.text[froms[i]:]).Head(len(t)) == keys[i]:
		case string(v.text[froms[i]:ends[i]]) == string(t):
		default:
			found[i], _ = v.Find(t) // another one has its tag
		}
	}
}

// Entry returns the token of an entry, which is below Len. It shares memory with the vocabulary.
func (v *Vocab) Entry(e uint32) []byte { return entry(v.text, v.ends, e) }

func entry(text []byte, ends []uint32, e uint32) []byte {
	var from uint32
	if e > 0 {
		from = ends[e-1]
	}
	return text[from:ends[e]]
}

// EntryID returns the id of an entry.
func (v *Vocab) EntryID(e uint32) uint32 {
	if v.ids == nil {
		return e
	}
	return v.ids[e]
}

// SharesIDs reports whether two tokens have the same id.
func (v *Vocab) SharesIDs() bool {
	for e, id := range v.ids {
		if last, _ := v.Token(id); last != string(v.Entry(uint32(e))) {
			return true
		}
	}
	return false
}

// Token returns the string of id. It shares memory with the vocabulary.
func (v *Vocab) Token(id uint32) (string, bool) {
	switch {
	case v.ids == nil:
		if int(id) < len(v.ends) {
			return v.String(id), true
		}
	case int(id) < len(v.dense):
		if e := v.dense[id]; e != 0 {
			return v.String(e - 1), true
		}
	default:
		if i, ok := slices.BinarySearch(v.far, id); ok {
			return v.String(v.farEntries[i]), true
		}
	}
	return "", false
}

// All yields every token with its id in the order they were added.
func (v *Vocab) All() iter.Seq2[string, uint32] {
	return func(yield func(string, uint32) bool) {
		for e := range v.ends {
			if !yield(v.String(uint32(e)), v.EntryID(uint32(e))) {
				return
			}
		}
	}
}

// String is Entry as a string: text never changes.
func (v *Vocab) String(e uint32) string {
	b := v.Entry(e)
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// Builder collects a vocabulary.
type Builder struct {
	text []byte
	ends []uint32
	ids  []uint32
}

// NewBuilder makes a builder with room for about n tokens.
func NewBuilder(n int) *Builder {
	return &Builder{ends: make([]uint32, 0, n), ids: make([]uint32, 0, n), text: make([]byte, 0, 8*n)}
}

// BuilderOf makes a builder that has the tokens of text, each of which ends where ends says and is mapped to
// its index. It takes text and ends over, but does not change what they hold.
func BuilderOf(text []byte, ends []uint32) *Builder {
	b := &Builder{text: text, ends: ends, ids: make([]uint32, len(ends))}
	for i := range b.ids {
		b.ids[i] = uint32(i)
	}
	return b
}

// Add maps token to id. A token that was added before gets the new id. It reports false when the tokens
// together exceed 4 GiB.
func (b *Builder) Add(token []byte, id uint32) bool {
	if len(b.text)+len(token) > math.MaxUint32 {
		return false
	}
	b.text = append(b.text, token...)
	b.ends = append(b.ends, uint32(len(b.text)))
	b.ids = append(b.ids, id)
	return true
}

// AddString is Add for a string.
func (b *Builder) AddString(token string, id uint32) bool { return b.Add(bytesOf(token), id) }

// Len returns how many tokens were added.
func (b *Builder) Len() int { return len(b.ends) }

// Build ends the collection. The builder must not be used afterwards. Where several tokens share an id,
// the one added last is the id's token.
func (b *Builder) Build() *Vocab {
	v := &Vocab{seed: newSeed(), text: append(b.text, make([]byte, keyBytes)...), ends: b.ends, ids: b.ids}
	if twice := v.buildIndex(); len(twice) > 0 {
		v.remove(twice)
		v.buildIndex()
	}
	v.text, v.ends = fit(v.text), fit(v.ends)
	own := true
	for e, id := range v.ids {
		v.maxID = max(v.maxID, id)
		own = own && id == uint32(e)
	}
	if own {
		v.ids = nil
		return v
	}
	v.ids = fit(v.ids)
	v.buildDense()
	return v
}

// fit returns s without much room to spare.
func fit[T any](s []T) []T {
	if cap(s)-len(s) > len(s)/8 {
		return append(make([]T, 0, len(s)), s...)
	}
	return s
}

// buildIndex fills the index and returns the entries whose tokens have an earlier one, which has their
// last id now.
func (v *Vocab) buildIndex() (twice []uint32) {
	n := len(v.ends)
	size := 16
	for size*4 < n*5 {
		size *= 2
	}
	v.index, v.tag = make([]uint32, size), ^uint32(0)<<bits.Len(uint(n))
	mask := uint32(size - 1)
	from := uint32(0)
next:
	for e, end := range v.ends {
		token := v.text[from:end]
		var h uint64
		if len(token) <= keyBytes {
			h = v.seed.short(shortkey.From(v.text[from:]).Head(len(token)), len(token))
		} else {
			h = v.seed.long(token)
		}
		from = end
		tag := uint32(h>>32) & v.tag
		i := uint32(h) & mask
		for ; v.index[i] != 0; i = (i + 1) & mask {
			if s := v.index[i]; s&v.tag == tag {
				if first := s&^v.tag - 1; string(v.Entry(first)) == string(token) {
					v.ids[first] = v.ids[e]
					twice = append(twice, uint32(e))
					continue next
				}
			}
		}
		v.index[i] = tag | uint32(e+1)
	}
	return twice
}

// remove makes text, ends and ids without entries, given in ascending order.
func (v *Vocab) remove(entries []uint32) {
	text, ends, ids := make([]byte, 0, len(v.text)), make([]uint32, 0, len(v.ends)), make([]uint32, 0, len(v.ids))
	for e, id := range v.ids {
		if len(entries) > 0 && entries[0] == uint32(e) {
			entries = entries[1:]
			continue
		}
		text = append(text, v.Entry(uint32(e))...)
		ends = append(ends, uint32(len(text)))
		ids = append(ids, id)
	}
	v.text, v.ends, v.ids = append(text, make([]byte, keyBytes)...), ends, ids
}

// buildDense fills the tables from ids to entries.
func (v *Vocab) buildDense() {
	// Ids are nearly always 0…n-1; a few far ones must not cost gigabytes.
	v.dense = make([]uint32, min(uint64(v.maxID)+1, 4*uint64(len(v.ids))+1024))
	far := map[uint32]uint32{}
	for e, id := range v.ids {
		if int(id) < len(v.dense) {
			v.dense[id] = uint32(e + 1)
		} else {
			far[id] = uint32(e)
		}
	}
	for id := range far {
		v.far = append(v.far, id)
	}
	slices.Sort(v.far)
	for _, id := range v.far {
		v.farEntries = append(v.farEntries, far[id])
	}
}

// Tables writes the vocabulary's tables to c, or reads them.
func (v *Vocab) Tables(c *flat.Codec) {
	flat.Value(c, &v.seed)
	flat.Table(c, &v.text)
	flat.Table(c, &v.ends)
	flat.Table(c, &v.ids)
	flat.Table(c, &v.index)
	flat.Value(c, &v.tag)
	flat.Table(c, &v.dense)
	flat.Table(c, &v.far)
	flat.Table(c, &v.farEntries)
	flat.Value(c, &v.maxID)
}
