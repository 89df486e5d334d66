package regex

import "unicode/utf8"

// The tree of a pattern. Its shape follows Oniguruma's where the shape decides what matches: which
// characters form one string (case folding spans characters), which loops are unrolled (an empty turn
// ends a loop, but not an unrolled copy), which look-behinds are of one length.

type kind uint8

const (
	kindList    kind = iota // kids in order; no kids: empty
	kindAlt                 // kids, the first that leads to a match
	kindString              // bytes
	kindSet                 // one character of chars
	kindQuant               // body, lower…upper times
	kindCapture             // group number group
	kindAtomic              // body, without backtracking into it
	kindOption              // body under other options; only its place in the tree matters
	kindIf                  // cond, then yes; or no
	kindLook                // look-around
	kindAnchor              // zero-width test
	kindBackref             // what groups matched
	kindCall                // \g<…>
	kindKeep                // \K
	kindFail
	kindSave    // saves a position in register reg (absent operators)
	kindRestore // sets the position or the right end (absent operators)
)

const infinite = -1

type anchor uint8

const (
	beginText         anchor = iota // \A
	endText                         // \z
	endLastLine                     // \Z
	beginLine                       // ^
	endLine                         // $
	searchStart                     // \G
	wordBoundary                    // \b
	noWordBoundary                  // \B
	segmentBoundary                 // \y
	noSegmentBoundary               // \Y
)

type look uint8

const (
	ahead look = iota
	aheadNot
	behind
	behindNot
)

// emptiness says whether a turn of a loop may match nothing, and what then ends the loop.
type emptiness uint8

const (
	notEmpty     emptiness = iota
	maybeEmpty             // a turn that matched nothing ends the loop
	emptyCapture           // … unless it changed a group that is referred to outside the loop
	emptyCall              // … the same, and the loop contains a recursive call
)

type node struct {
	kind kind
	pos  int // in the pattern, for errors

	kids []*node
	body *node // also the condition of kindIf
	yes  *node
	no   *node

	bytes     []byte
	foldCase  bool // a string or back-reference that ignores case
	fixedCase bool // a string whose case variants are already spelled out

	chars      set
	isAny      bool // . \N \O: no word or class, for the rules that tell them apart
	isWordType bool // \w \W outside of brackets, likewise
	negated    bool // written as a complement

	lower, upper int
	greedy       bool
	empty        emptiness
	emptyGroups  []int // the groups of emptyCapture
	possessed    bool  // an atomic loop over one character or string

	group      int
	named      bool
	called     bool
	recursive  bool
	referenced bool // by a back-reference
	calledSelf bool // by a call
	zeroRepeat bool

	// Marks and results of the walks through the tree.
	mark1, mark2, mark3 bool
	minKnown            bool
	minLen              int
	widthKnown          bool
	width               width
	emptyRepeat         *node // the loop around a group whose turns may be empty
	sizeKnown, opsKnown bool
	sizeLen             int
	opsLen              int

	anchor    anchor
	asciiWord bool // \b \B under (?W)
	wordBreak bool // \y \Y by words instead of grapheme clusters
	look      look
	minChars  int // of a look-behind
	maxChars  int // infinite, or as minChars for one length
	lead      *node

	groups   []int // of a back-reference
	byName   bool
	checker  bool // (?(1)…): tests that a group has matched
	selfRef  bool // within the group that it refers to
	hasLevel bool
	level    int

	callNumber int
	callName   string
	byNumber   bool

	restore restore
	reg     int
	whole   bool // an option group that may set options of the whole pattern
	sticky  bool // an alternative that cuts do not remove (absent operators)
	sides   bool // an absent operator that changes the rest of the search
}

type restore uint8

const (
	savePosition restore = iota
	saveEnd
	endFromPosition // the right end becomes a saved position
	endFromSaved
	positionFromSaved
	endReset
)

func newList(kids ...*node) *node { return &node{kind: kindList, kids: kids} }
func newAlt(kids ...*node) *node  { return &node{kind: kindAlt, kids: kids} }
func newSet(s set) *node          { return &node{kind: kindSet, chars: s} }
func newString(b []byte) *node    { return &node{kind: kindString, bytes: b} }
func newEmpty() *node             { return newString(nil) }

func newQuant(body *node, lower, upper int, greedy bool) *node {
	return &node{kind: kindQuant, body: body, lower: lower, upper: upper, greedy: greedy}
}

// children calls f for every direct child.
func (n *node) children(f func(*node)) {
	for _, k := range n.kids {
		f(k)
	}
	for _, k := range [...]*node{n.body, n.yes, n.no} {
		if k != nil && n.kind != kindCall {
			f(k)
		}
	}
}

// charLen is the number of bytes of the character that b begins with, by its first byte alone, as the
// strings of a pattern may hold what is no UTF-8.
func charLen(b byte) int {
	switch {
	case b < 0xC0:
		return 1
	case b < 0xE0:
		return 2
	case b < 0xF0:
		return 3
	case b < 0xF5:
		return 4
	}
	return 1
}

// firstChar decodes the character that b begins with; b is not empty. Bytes that are no UTF-8 give a
// code point that no text contains.
func firstChar(b []byte) (r rune, size int) {
	size = min(charLen(b[0]), len(b))
	if r, n := utf8.DecodeRune(b); n == size && (r != utf8.RuneError || n > 1) {
		return r, n
	}
	return -1, size
}

// appendRune encodes r, also where it is no Unicode scalar: such a string matches nothing.
func appendRune(dst []byte, r rune) []byte {
	switch {
	case r < 0x80:
		return append(dst, byte(r))
	case r < 0x800:
		return append(dst, 0xC0|byte(r>>6), 0x80|byte(r)&0x3F)
	case r < 0x10000:
		return append(dst, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0x3F, 0x80|byte(r)&0x3F)
	}
	return append(dst, 0xF0|byte(r>>18), 0x80|byte(r>>12)&0x3F, 0x80|byte(r>>6)&0x3F, 0x80|byte(r)&0x3F)
}
