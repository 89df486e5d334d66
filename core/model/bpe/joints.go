package bpe

import "github.com/libhftok/libhftok/core/internal/vocab"

// joints tells for two bytes whether some rule joins a token that ends with the one to a token that begins with
// the other. A '▁' counts as a space too.
type joints [1 << 16 / 64]uint64

func (j *joints) has(left, right byte) bool {
	at := uint(left)<<8 | uint(right)
	return j[at>>6]>>(at&63)&1 != 0
}

// add notes the rule for left and right.
func (j *joints) add(left, right []byte) {
	if len(left) == 0 || len(right) == 0 {
		return
	}
	l, r := left[len(left)-1], right[0]
	j.set(l, r)
	leftMark, rightMark := hasSuffix(left, metaspace), hasPrefix(right, metaspace)
	if leftMark {
		j.set(' ', r)
	}
	if rightMark {
		j.set(l, ' ')
	}
	if leftMark && rightMark {
		j.set(' ', ' ')
	}
}

func (j *joints) set(left, right byte) {
	at := uint(left)<<8 | uint(right)
	j[at>>6] |= 1 << (at & 63)
}

// knowsJoints reports whether the rules' text tells what they join in a text: no rule is about what stands for
// unknown characters, which are of any text, and none of those are joined by being unknown.
func (m *Model) knowsJoints(c *Config, rules []rule) bool {
	if c.ContinuingSubwordPrefix != "" || c.EndOfWordSuffix != "" || m.Vocabulary.MaxID() > maxTableID {
		return false
	}
	if allBytes := c.ByteFallback && m.symbols.hasAllBytes(); !allBytes && (c.UnkToken == nil || c.FuseUnk) {
		return false
	}
	unknown := make(bitset, m.Vocabulary.MaxID()/64+1)
	for _, id := range append(m.symbols.bytes[:], m.unkID) {
		if id != vocab.None {
			unknown.add(id)
		}
	}
	for _, r := range rules {
		if unknown.has(r.left) || unknown.has(r.right) {
			return false
		}
	}
	return true
}

// CanJoin reports whether merging may join what ends with one byte to what begins with the other, as far as is
// known.
func (m *Model) CanJoin(left, right byte) bool { return m.joints == nil || m.joints.has(left, right) }
