// Package trie finds all tokens that a text begins with. Its edges lie in one flat hash table without
// pointers, which builds fast and is small.
package trie

import "math/bits"

// Root is the node of the empty string.
const Root = 0

// Trie maps byte strings to values. It is immutable after the last Add and then safe for concurrent use.
type Trie struct {
	edges  []edge
	shift  uint
	values []uint32 // node → value+1, 0 where no key ends
}

// edge leads from a node by a byte to another node. to is 0 where the slot is free: no edge leads to
// the root.
type edge struct {
	from uint32
	to   uint32
	by   uint8
}

// New makes a trie with room for about n nodes.
func New(n int) *Trie {
	size := 256
	for size < 2*n {
		size *= 2
	}
	return &Trie{edges: make([]edge, size), shift: uint(64 - bits.TrailingZeros(uint(size))), values: make([]uint32, 1, n+1)}
}

func hash(node uint32, b byte) uint64 { return (uint64(node)<<8 | uint64(b)) * 0x9E3779B97F4A7C15 }

// Step follows the edge b from node. It returns Root where there is none.
func (t *Trie) Step(node uint32, b byte) uint32 {
	mask := uint64(len(t.edges) - 1)
	for i := hash(node, b) >> t.shift; ; i = (i + 1) & mask {
		e := &t.edges[i&mask]
		if e.to == 0 || e.from == node && e.by == b {
			return e.to
		}
	}
}

// Value returns the value of the key that ends at node.
func (t *Trie) Value(node uint32) (uint32, bool) {
	v := t.values[node]
	return v - 1, v != 0
}

// Walk follows key from Root. It reports false where the trie has no such path.
func (t *Trie) Walk(key string) (node uint32, ok bool) {
	for i := range len(key) {
		if node = t.Step(node, key[i]); node == Root {
			return Root, false
		}
	}
	return node, true
}

// Add maps key to value, which must be below 2^32-1. An empty key has no effect.
func (t *Trie) Add(key string, value uint32) {
	if key == "" {
		return
	}
	node := uint32(Root)
	for i := range len(key) {
		next := t.Step(node, key[i])
		if next == Root {
			next = uint32(len(t.values))
			t.values = append(t.values, 0)
			if 2*len(t.values) > len(t.edges) {
				t.grow()
			}
			t.insert(edge{node, next, key[i]})
		}
		node = next
	}
	t.values[node] = value + 1
}

func (t *Trie) insert(e edge) {
	mask := uint64(len(t.edges) - 1)
	i := hash(e.from, e.by) >> t.shift
	for t.edges[i&mask].to != 0 {
		i = (i + 1) & mask
	}
	t.edges[i&mask] = e
}

func (t *Trie) grow() {
	old := t.edges
	t.edges = make([]edge, 2*len(old))
	t.shift--
	for _, e := range old {
		if e.to != 0 {
			t.insert(e)
		}
	}
}
