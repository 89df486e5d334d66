package addedvocab

import (
	"slices"

	"github.com/libhftok/libhftok/core/internal/prefixes"
	"github.com/libhftok/libhftok/core/internal/trie"
	"github.com/libhftok/libhftok/core/status"
)

// matcher finds the leftmost, then longest, of its forms.
type matcher struct {
	forms *trie.Trie // form → index in ids and rules
	ids   []uint32
	rules []flags // what a match has to respect

	filter  prefixes.Filter // of the forms
	pending []string

	hasEmpty bool   // normalizing leaves nothing of a token
	empty    uint32 // its index
}

// newMatcher makes a matcher with room for n forms.
func newMatcher(n int) matcher {
	return matcher{ids: make([]uint32, 0, n), rules: make([]flags, 0, n), pending: make([]string, 0, n)}
}

// add registers a form. The first id for a form counts.
func (m *matcher) add(form string, id uint32, rule flags) {
	if form == "" && !m.hasEmpty {
		m.hasEmpty, m.empty = true, uint32(len(m.ids))
	}
	m.pending = append(m.pending, form)
	m.ids = append(m.ids, id)
	m.rules = append(m.rules, rule)
}

func (m *matcher) compile() {
	m.forms = trie.Build(len(m.pending), func(yield func(string, uint32) bool) {
		for i, form := range slices.Backward(m.pending) { // so that the first addition is the last word
			if !yield(form, uint32(i)) {
				return
			}
		}
	})
	for _, form := range m.pending {
		if form == "" {
			continue
		}
		m.filter.Add(form)
	}
	m.filter.Done()
	m.pending = nil
}

// match is a form found in a text: where, its index, and its node.
type match struct {
	start, end  int
	index, node uint32
}

// find makes last, which is the match before or none, the first match in text at or after from. It reports false
// if there is none.
func (m *matcher) find(text []byte, from int, last *match) bool {
	if len(m.ids) == 0 {
		return false
	}
	// The same form once more needs no search.
	if n := last.end - last.start; n > 0 && last.end == from && len(text)-from >= n && string(text[from:from+n]) == string(text[last.start:from]) {
		last.start, last.end = from, from+n
		m.extend(text, last)
		return true
	}
	for i := m.filter.Next(text, from); i < len(text); i = m.filter.Next(text, i+1) {
		*last = match{start: i, end: i, node: trie.Root}
		if m.extend(text, last); last.end > i {
			return true
		}
	}
	return false
}

// extend makes f the longest form that f is the beginning of.
func (m *matcher) extend(text []byte, f *match) {
	node := f.node
	for i := f.end; i < len(text); {
		if node = m.forms.Step(node, text[i]); node == trie.Root {
			break
		}
		i++
		if v, is := m.forms.Value(node); is {
			f.end, f.index, f.node = i, v, node
		}
	}
}

// walk finds matches in text from left to right where the empty form is one of m's. It goes on as the
// reference's automaton (daachorse) does: the empty form matches wherever no other one does, between the
// bytes of a character too, but for the place right after another match.
type walk struct {
	at    int
	ended bool // there is no match any more
	skip  bool // the next empty match does not count
}

// next returns the next match. It fails where the automaton would give the last match for ever: the text
// ends with the beginning of a form.
func (w *walk) next(m *matcher, text []byte) (start, end int, index uint32, ok bool, err error) {
	for !w.ended {
		index, length, isEmpty := m.empty, 0, true
		node, mismatch := uint32(trie.Root), false
		for i := w.at; i < len(text) && !mismatch; i++ {
			node = m.forms.Step(node, text[i])
			if mismatch = node == trie.Root; mismatch {
				break
			}
			if v, is := m.forms.Value(node); is {
				index, length, isEmpty = v, i+1-w.at+length, false
				w.at = i + 1
			}
		}
		end := w.at
		switch {
		case !mismatch && w.at < len(text) && isEmpty:
			return 0, 0, 0, false, status.Errorf(status.Encode, "normalizing leaves nothing of an added token, and the text ends "+
				"with the beginning of another one: the reference finds no end")
		case !mismatch:
			w.ended = w.at == len(text)
		case isEmpty:
			w.at++
			if w.skip {
				w.skip = false
				continue
			}
		default:
			w.skip = true
		}
		return end - length, end, index, true, nil
	}
	return 0, 0, 0, false, nil
}
