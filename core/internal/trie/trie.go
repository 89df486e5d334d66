// Package trie finds all tokens that a text begins with. It is a double array: one unit a node, and the child
// of a node by a byte lies at the node's base XOR that byte, if that unit names the node as its parent.
package trie

import "github.com/libhftok/libhftok/core/internal/flat"

// Root is the node of the empty string.
const Root = 0

// Trie maps byte strings to values. It is immutable and safe for concurrent use.
type Trie struct {
	units []unit // their number is a multiple of 256
}

// unit is a node.
type unit struct {
	base   uint32 // where its children are; ends if a key ends here
	parent uint32 // free if this is no node
	value  uint32 // of the key that ends here
}

const (
	ends = 1 << 31
	free = ^uint32(0)
)

// Step follows the edge b from node. It returns Root where there is none.
func (t *Trie) Step(node uint32, b byte) uint32 {
	next := t.units[node].base&^ends ^ uint32(b)
	if t.units[next].parent != node {
		return Root
	}
	return next
}

// Value returns the value of the key that ends at node.
func (t *Trie) Value(node uint32) (uint32, bool) {
	u := &t.units[node]
	return u.value, u.base&ends != 0
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

// Tables writes the trie's tables to c, or reads them.
func (t *Trie) Tables(c *flat.Codec) { flat.Table(c, &t.units) }
