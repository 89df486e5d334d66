package bpe

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/model"
)

// charJoints tells for two neighbouring characters of a text, one of them beyond ASCII, whether some rule joins
// what ends with the one to what begins with the other. It may say so of characters that none does.
type charJoints struct {
	whole [1 << 12]uint64 // bits at the hashes of pairs of characters
	// parts is for rules on tokens that begin or end inside the character at the joint: the last byte before it and
	// the first byte after it.
	parts joints
}

// A token's edges, as far as they can lie between two characters of a text: the character there, or the one
// byte of it next to the joint.
const (
	noEdge   = 1<<32 - 1
	partEdge = 1 << 31
)

// newCharJoints collects what the rules of m join. It returns nil where tokens don't tell.
func newCharJoints(m *Model) *charJoints {
	if !m.plain() {
		return nil
	}
	n := m.Vocabulary.MaxID() + 1
	first, last := make([]uint32, n), make([]uint32, n)
	var buf []byte
	for token, id := range m.Vocabulary.All() {
		first[id], last[id] = noEdge, noEdge
		var ok bool
		if buf, ok = m.form(buf[:0], token); ok && len(buf) > 0 {
			first[id], last[id] = firstEdge(buf), lastEdge(buf)
		}
	}
	j := new(charJoints)
	for _, r := range m.pairs.all() {
		left, right := last[r.left], first[r.right]
		switch {
		case left == noEdge || right == noEdge || left < utf8.RuneSelf && right < utf8.RuneSelf:
		case left < partEdge && right < partEdge:
			at, bit := joint(rune(left), rune(right))
			j.whole[at] |= bit
		default:
			j.parts.set(edgeByte(left, true), edgeByte(right, false))
		}
	}
	return j
}

// firstEdge returns the left edge of a token.
func firstEdge(token []byte) uint32 {
	if !utf8.RuneStart(token[0]) {
		return noEdge // of a character that began before
	}
	if r, n := utf8.DecodeRune(token); r != utf8.RuneError || n > 1 {
		return uint32(r)
	}
	return partEdge | uint32(token[0])
}

// lastEdge returns the right edge of a token.
func lastEdge(token []byte) uint32 {
	if r, n := utf8.DecodeLastRune(token); r != utf8.RuneError || n > 1 {
		return uint32(r)
	}
	for i := len(token) - 1; i >= 0 && i >= len(token)-utf8.UTFMax; i-- {
		if utf8.RuneStart(token[i]) && !utf8.FullRune(token[i:]) {
			return noEdge // of a character that goes on
		}
	}
	return partEdge | uint32(token[len(token)-1])
}

// edgeByte returns the byte of an edge that is next to the joint.
func edgeByte(edge uint32, left bool) byte {
	if edge&partEdge != 0 {
		return byte(edge)
	}
	char := utf8.AppendRune(nil, rune(edge))
	if left {
		return char[len(char)-1]
	}
	return char[0]
}

// joint returns the bit of whole for two characters.
func joint(left, right rune) (at, bit uint64) {
	h := (uint64(left)<<32 | uint64(right)) * 0x9E3779B97F4A7C15 >> (64 - 18)
	return h >> 6, 1 << (h & 63)
}

// cut appends the parts of word that can be merged one by one. With spaced, a '▁' is as good as a space.
func (j *charJoints) cut(parts []model.Span, text []byte, word model.Span, spaced bool) []model.Span {
	start := word.Start
	last, size := utf8.DecodeRune(text[start:word.End])
	if spaced && last == '▁' {
		last = ' '
	}
	for i := start + uint32(size); i < word.End; {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			if r, size = utf8.DecodeRune(text[i:word.End]); spaced && r == '▁' {
				r = ' '
			}
		}
		if (r >= utf8.RuneSelf || last >= utf8.RuneSelf) && r != utf8.RuneError && last != utf8.RuneError {
			at, bit := joint(last, r)
			if j.whole[at]&bit == 0 && !j.parts.has(text[i-1], text[i]) {
				parts = append(parts, model.Span{Start: start, End: i})
				start = i
			}
		}
		last = r
		i += uint32(size)
	}
	return append(parts, model.Span{Start: start, End: word.End})
}
