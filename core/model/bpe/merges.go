package bpe

import (
	"slices"

	"github.com/libhftok/libhftok/core/internal/vocab"
	"github.com/libhftok/libhftok/core/status"
)

// Merges are the merge rules by ascending rank, as entries of a vocabulary. The zero value has none and
// takes none.
type Merges struct {
	vocab *vocab.Vocab
	rules []rule
	last  uint32 // the entry that the last rule makes
	// The first rule that has a part which the vocabulary lacks is the end of rules, and missing that part.
	missing []byte
	stopped bool
	// crossing tells whether some rule joins a '▁' to another character before it.
	crossing bool
	joints   joints
}

// rule says that left and right become result. They are entries of the vocabulary until resolve makes ids
// of them; result is vocab.None where Add has not found it.
type rule struct{ left, right, result uint32 }

// NewMerges starts a list of about n rules over the tokens of v.
func NewMerges(v *vocab.Vocab, n int) *Merges {
	return &Merges{vocab: v, rules: make([]rule, 0, n)}
}

// Over reports whether the rules are over the tokens of v.
func (m *Merges) Over(v *vocab.Vocab) bool { return m.vocab == v }

// Another starts a list of about n rules over the same tokens.
func (m *Merges) Another(n int) *Merges { return NewMerges(m.vocab, n) }

// Append appends the rules of a list over the same tokens.
func (m *Merges) Append(more *Merges) {
	if m.vocab == nil || m.stopped {
		return
	}
	m.rules = append(m.rules, more.rules...)
	m.last, m.missing, m.stopped, m.crossing = more.last, more.missing, more.stopped, m.crossing || more.crossing
}

// MaxAdd is the largest number of rules that Add takes at once.
const MaxAdd = 32

// Add appends rules: tokens holds left and right part of each in turn. It may read what lies between the
// length and the capacity of tokens. It reports whether the vocabulary has all of them.
func (m *Merges) Add(tokens ...[]byte) bool {
	if m.vocab == nil || m.stopped {
		return false
	}
	var found [2 * MaxAdd]uint32
	m.vocab.FindAll(tokens, found[:])
	for i := 0; i < len(tokens); i += 2 {
		for k := i; k < i+2; k++ {
			if found[k] == vocab.None {
				m.missing, m.stopped = slices.Clone(tokens[k]), true
				return false
			}
		}
		left, right := tokens[i], tokens[i+1]
		m.crossing = m.crossing || hasPrefix(right, metaspace) && !hasSuffix(left, metaspace)
		m.joints.add(left, right)
		r := rule{found[i], found[i+1], vocab.None}
		// Nearly always the rules are in the order of the tokens they make, several of which can be for one.
		for e := m.last; e < m.last+2 && int(e) < m.vocab.Len(); e++ {
			if isJoined(m.vocab.Entry(e), left, right) {
				r.result, m.last = e, e
				break
			}
		}
		if r.result == vocab.None {
			m.seek(left, right)
		}
		m.rules = append(m.rules, r)
	}
	return true
}

// seek makes last the entry of left and right joined, if there is one.
func (m *Merges) seek(left, right []byte) {
	if e, ok := m.vocab.Find(slices.Concat(left, right)); ok {
		m.last = e
	}
}

// resolve finds what each rule makes and gives the rules as ids. Rules whose parts or result are not in the
// vocabulary are an error.
func (m *Merges) resolve(prefix string) ([]rule, error) {
	v := m.vocab
	longest := -1
	var joined []byte
	for i := range m.rules {
		r := &m.rules[i]
		result := r.result
		if result == vocab.None || prefix != "" {
			left, right := v.Entry(r.left), v.Entry(r.right)
			if len(right) < len(prefix) {
				return nil, status.Errorf(status.InvalidTokenizer,
					"model.merges[%d]: %q is %w %q", i, right, ErrTooShort, prefix)
			}
			joined = append(append(joined[:0], left...), right[len(prefix):]...)
			var ok bool
			if result, ok = v.Find(joined); !ok {
				if longest < 0 {
					longest = longestToken(v)
				}
				if len(joined) > longest {
					return nil, status.Errorf(status.InvalidTokenizer, "model.merges[%d]: %q is %w", i, joined, ErrTooLong)
				}
				return nil, missing(i, joined)
			}
		}
		*r = rule{v.EntryID(r.left), v.EntryID(r.right), v.EntryID(result)}
	}
	if m.stopped {
		return nil, missing(len(m.rules), m.missing)
	}
	return m.rules, nil
}

// metaspace is the character that stands for a space in SentencePiece vocabularies.
const metaspace = "▁"

func hasPrefix(b []byte, p string) bool { return len(b) >= len(p) && string(b[:len(p)]) == p }
func hasSuffix(b []byte, p string) bool { return len(b) >= len(p) && string(b[len(b)-len(p):]) == p }

// isJoined reports whether token is left and right.
func isJoined(token, left, right []byte) bool {
	n := len(left)
	return len(token) == n+len(right) && string(token[:n]) == string(left) && string(token[n:]) == string(right)
}

func longestToken(v *vocab.Vocab) (longest int) {
	for token := range v.All() {
		longest = max(longest, len(token))
	}
	return longest
}

func missing(i int, token []byte) error {
	return status.Errorf(status.InvalidTokenizer, "model.merges[%d]: token %q is not in the vocabulary", i, token)
}
