package trie

import (
	"iter"
	"math/bits"
	"slices"
)

// Build makes a trie of about n keys that together are shorter than 4 GiB. Of values for the same key the last one
// counts; an empty key has no effect.
func Build(n int, all iter.Seq2[string, uint32]) *Trie {
	b := builder{t: &Trie{}, text: make([]byte, 0, 8*n), keys: make([]entry, 0, n)}
	for key, value := range all {
		if key != "" {
			from := uint32(len(b.text))
			b.text = append(b.text, key...)
			b.keys = append(b.keys, entry{from, uint32(len(b.text)), value})
		}
	}
	b.t.units = make([]unit, 0, len(b.keys)*3+256)
	b.spare = make([]entry, len(b.keys))
	b.addBlock()
	b.take(Root, Root)
	// Nodes near the root come first, so that they lie together.
	b.next = append(b.next, group{node: Root, to: uint32(len(b.keys))})
	for len(b.next) > 0 {
		level := b.next
		b.next, b.free = b.free[:0], level
		for _, g := range level {
			b.place(g)
		}
	}
	return b.t
}

// entry is a key, of which text[from:to] is what is still to be placed, and its value.
type entry struct {
	from, to uint32
	value    uint32
}

// group is the keys that begin with what leads to a node.
type group struct {
	node, from, to uint32
}

type builder struct {
	t           *Trie
	text        []byte
	keys, spare []entry
	next, free  []group        // nodes of the next level; memory for those of the one after it
	used        [][4]uint64    // block of 256 units → which are nodes
	single      uint32         // blocks before this one are full
	tried       [window]uint16 // of the last blocks, units before which no place for several children is sought
}

// A place for several children is sought in the last blocks, at so many units of each; one child goes anywhere.
// Units where none was found are not tried again, so that no more than 256 are in each block.
const (
	window = 8
	most   = 24
)

func (b *builder) addBlock() {
	n := len(b.t.units)
	b.tried[len(b.used)%window] = 0
	b.used = append(b.used, [4]uint64{})
	b.t.units = slices.Grow(b.t.units, 256)[:n+256]
	for i := range b.t.units[n:] {
		b.t.units[n+i] = unit{parent: free}
	}
}

// take makes a unit the node below parent.
func (b *builder) take(at, parent uint32) {
	b.t.units[at] = unit{parent: parent}
	b.used[at>>8][at>>6&3] |= 1 << (at & 63)
}

func (b *builder) end(node, value uint32) {
	b.t.units[node].base |= ends
	b.t.units[node].value = value
}

// place makes the nodes below g.node.
func (b *builder) place(g group) {
	keys := b.keys[g.from:g.to]
	if len(keys) == 1 {
		node, k := g.node, keys[0]
		for _, c := range b.text[k.from:k.to] {
			node = b.placeOne(node, c)
		}
		b.end(node, k.value)
		return
	}
	for b.shareNext(keys) {
		g.node = b.placeOne(g.node, b.text[keys[0].from])
		for i := range keys {
			keys[i].from++
		}
	}
	ended := b.sort(keys)
	if ended > 0 {
		b.end(g.node, keys[ended-1].value)
	}
	if ended == len(keys) {
		return
	}
	var children [4]uint64
	for _, k := range keys[ended:] {
		c := b.text[k.from]
		children[c>>6] |= 1 << (c & 63)
	}
	base := b.base(&children, b.text[keys[ended].from])
	b.t.units[g.node].base |= base
	for from := ended; from < len(keys); {
		c := b.text[keys[from].from]
		to := from
		for ; to < len(keys) && b.text[keys[to].from] == c; to++ {
			keys[to].from++
		}
		child := base ^ uint32(c)
		b.take(child, g.node)
		b.next = append(b.next, group{child, g.from + uint32(from), g.from + uint32(to)})
		from = to
	}
}

// shareNext reports whether all keys go on, and with the same byte. Of no keys it is false.
func (b *builder) shareNext(keys []entry) bool {
	for _, k := range keys {
		if k.from == k.to || b.text[k.from] != b.text[keys[0].from] {
			return false
		}
	}
	return len(keys) > 0
}

// sort puts keys in the order of their next byte, those that end first, and returns the number of these. The
// order of equal ones stays.
func (b *builder) sort(keys []entry) (ended int) {
	next := func(e entry) int {
		if e.from == e.to {
			return 0
		}
		return 1 + int(b.text[e.from])
	}
	if len(keys) <= 16 {
		for i := 1; i < len(keys); i++ {
			k := keys[i]
			j, c := i, next(k)
			for ; j > 0 && next(keys[j-1]) > c; j-- {
				keys[j] = keys[j-1]
			}
			keys[j] = k
		}
	} else {
		var starts [258]int
		for _, k := range keys {
			starts[next(k)+1]++
		}
		for i := 1; i < len(starts); i++ {
			starts[i] += starts[i-1]
		}
		spare := b.spare[:len(keys)]
		for _, k := range keys {
			c := next(k)
			spare[starts[c]] = k
			starts[c]++
		}
		copy(keys, spare)
	}
	for ended < len(keys) && keys[ended].from == keys[ended].to {
		ended++
	}
	return ended
}

// placeOne makes the only child of node, by c.
func (b *builder) placeOne(node uint32, c byte) uint32 {
	at := b.firstFree()
	b.t.units[node].base |= at ^ uint32(c)
	b.take(at, node)
	return at
}

// firstFree returns the first free unit.
func (b *builder) firstFree() uint32 {
	for {
		for ; int(b.single) < len(b.used); b.single++ {
			for w, word := range b.used[b.single] {
				if word != ^uint64(0) {
					return b.single<<8 | uint32(w)<<6 | uint32(bits.TrailingZeros64(^word))
				}
			}
		}
		b.addBlock()
	}
}

// base returns a base at which all children, the first of which is given, are free.
func (b *builder) base(children *[4]uint64, first byte) uint32 {
	for block := max(len(b.used)-window, 0); block < len(b.used); block++ {
		used, tried := &b.used[block], &b.tried[block%window]
		for tries := 0; *tried < 256 && tries < most; tries++ {
			open := ^used[*tried>>6] >> (*tried & 63)
			if open == 0 {
				*tried = (*tried | 63) + 1
				continue
			}
			*tried += uint16(bits.TrailingZeros64(open))
			low := uint32(*tried) ^ uint32(first)
			*tried++
			if fits(used, children, low) {
				return uint32(block)<<8 | low
			}
		}
	}
	b.addBlock()
	return uint32(len(b.used)-1) << 8
}

// fits reports whether each child, XOR low, is free.
func fits(used, children *[4]uint64, low uint32) bool {
	for w, word := range children {
		for ; word != 0; word &= word - 1 {
			at := (uint32(w)<<6 | uint32(bits.TrailingZeros64(word))) ^ low
			if used[at>>6]>>(at&63)&1 != 0 {
				return false
			}
		}
	}
	return true
}
