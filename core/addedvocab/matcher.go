package addedvocab

import (
	"bytes"

	"github.com/libhftok/libhftok/core/internal/trie"
)

// found is what a match has to respect, by rule number.
type found struct{ singleWord, lstrip, rstrip, special bool }

// matcher finds the leftmost, then longest, of its forms.
type matcher struct {
	forms *trie.Trie // form → index in ids and rules
	ids   []uint32
	rules []found

	firsts  [256]bool // bytes that a form begins with
	count   int       // of them
	first   byte      // the only one, if count is 1
	pending []string
}

// add registers a form. The first id for a form counts.
func (m *matcher) add(form string, id uint32, rule found) {
	if form == "" {
		return
	}
	m.pending = append(m.pending, form)
	m.ids = append(m.ids, id)
	m.rules = append(m.rules, rule)
}

func (m *matcher) compile() {
	m.forms = trie.New(len(m.pending))
	for i := len(m.pending) - 1; i >= 0; i-- { // backwards, so that the first addition is the last word
		form := m.pending[i]
		m.forms.Add(form, uint32(i))
		if !m.firsts[form[0]] {
			m.firsts[form[0]] = true
			m.first = form[0]
			m.count++
		}
	}
	m.pending = nil
}

// find returns the first match in text at or after from: its bounds and index. It reports false if
// there is none.
func (m *matcher) find(text []byte, from int) (start, end int, index uint32, ok bool) {
	if m.count == 0 {
		return 0, 0, 0, false
	}
	for i := from; i < len(text); i++ {
		if m.count == 1 {
			n := bytes.IndexByte(text[i:], m.first)
			if n < 0 {
				break
			}
			i += n
		} else {
			for i < len(text) && !m.firsts[text[i]] {
				i++
			}
		}
		node := uint32(trie.Root)
		for k := i; k < len(text); {
			if node = m.forms.Step(node, text[k]); node == trie.Root {
				break
			}
			k++
			if v, is := m.forms.Value(node); is {
				end, index, ok = k, v, true
			}
		}
		if ok {
			return i, end, index, true
		}
	}
	return 0, 0, 0, false
}
