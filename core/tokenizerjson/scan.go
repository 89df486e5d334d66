package tokenizerjson

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"slices"

	"github.com/libhftok/libhftok/core/addedvocab"
	"github.com/libhftok/libhftok/core/internal/vocab"
	"github.com/libhftok/libhftok/core/model/bpe"
	"github.com/libhftok/libhftok/core/model/unigram"
)

// The long lists of a tokenizer.json are nearly always of one shape, which the functions here read fast.
// They stop before the first element that has another one, an error included, and leave it to the general
// way.

// vocabMembers reads members of a vocabulary that follow the one the reader is at the end of.
func (r *reader) vocabMembers(b *vocab.Builder) {
	for s := (scanner{r.data, r.pos}); s.is(','); r.pos = s.at {
		token, ok := s.plainString()
		if !ok || !s.is(':') {
			return
		}
		id, ok := s.shortNumber()
		if !ok || !b.Add(token, id) {
			return
		}
	}
}

// addedElements appends the added tokens that follow the one the reader is at the end of.
func (r *reader) addedElements(tokens []addedvocab.Token) []addedvocab.Token {
	index := &r.path[len(r.path)-1].index
	for s := (scanner{r.data, r.pos}); s.is(','); *index++ {
		t, ok := s.addedToken()
		if !ok {
			break
		}
		if len(tokens) == cap(tokens) {
			tokens = slices.Grow(tokens, len(tokens)) // append would copy long lists more often
		}
		tokens = append(tokens, t)
		r.pos = s.at
	}
	return tokens
}

// addedToken reads an added token whose members are in the order in which the reference writes them.
func (s *scanner) addedToken() (t addedvocab.Token, ok bool) {
	if !s.is('{') || !s.member("id") {
		return t, false
	}
	if _, ok = s.shortNumber(); !ok || !s.is(',') || !s.member("content") {
		return t, false
	}
	content, ok := s.plainString()
	ok = ok && s.flag("single_word", &t.SingleWord) && s.flag("lstrip", &t.LStrip) && s.flag("rstrip", &t.RStrip) &&
		s.flag("normalized", &t.Normalized) && s.flag("special", &t.Special) && s.is('}')
	t.Content = string(content)
	return t, ok
}

// member goes past the name of a member, and the colon after it, if they come next.
func (s *scanner) member(name string) bool {
	return s.is('"') && s.rest(name) && s.rest(`"`) && s.is(':')
}

// flag reads a comma and a member that is true or false.
func (s *scanner) flag(name string, value *bool) bool {
	if !s.is(',') || !s.member(name) {
		return false
	}
	switch {
	case s.is('t'):
		*value = true
		return s.rest("rue")
	case s.is('f'):
		return s.rest("alse")
	}
	return false
}

// rest goes past the rest of a word, if that comes next.
func (s *scanner) rest(word string) bool {
	if end := s.at + len(word); end <= len(s.data) && string(s.data[s.at:end]) == word {
		s.at = end
		return true
	}
	return false
}

// pieceElements reads elements of Unigram's vocabulary that follow the one the reader is at the end of.
func (r *reader) pieceElements(p *unigram.Pieces) {
	index := &r.path[len(r.path)-1].index
	for s := (scanner{r.data, r.pos}); s.is(',') && s.is('['); *index++ {
		piece, ok := s.plainString()
		if !ok || !s.is(',') {
			return
		}
		start := r.pos
		r.pos = s.at
		r.peek()
		score, err := r.number()
		if s.at = r.pos; err != nil || !s.is(']') || !p.Add(piece, score.float) {
			r.pos = start
			return
		}
		r.pos = s.at
	}
}

// mergeElements reads merge rules that follow the one the reader is at the end of, and takes those of a when
// it comes to them; a may be nil.
func (r *reader) mergeElements(m *bpe.Merges, asPairs bool, a *ahead) {
	var tokens [2 * bpe.MaxAdd][]byte
	index := &r.path[len(r.path)-1].index
	for s, ok := (scanner{r.data, r.pos}), true; ok; {
		if a.at(r.pos) {
			r.take(a, m)
			s.at, a = r.pos, nil
		}
		from, n := r.pos, 0
		for n < len(tokens) && ok && !a.at(r.pos) {
			if tokens[n], tokens[n+1], ok = s.merge(asPairs); ok {
				n += 2
				r.pos = s.at
			}
		}
		if m.Add(tokens[:n]...) {
			r.areEqual(from, r.pos)
		}
		*index += n / 2
	}
}

// areEqual notes that the strings of data[start:end] are all equal to others.
func (r *reader) areEqual(start, end int) {
	if n := len(r.equal); n > 0 && r.equal[n-1].end == start {
		r.equal[n-1].end = end
		return
	}
	r.equal = append(r.equal, extent{start, end})
}

// merge reads a comma and one merge rule.
func (s *scanner) merge(asPair bool) (left, right []byte, ok bool) {
	switch {
	case !s.is(','):
		return nil, nil, false
	case asPair:
		ok = s.is('[')
		if ok {
			left, ok = s.plainString()
		}
		if ok = ok && s.is(','); ok {
			right, ok = s.plainString()
		}
		return left, right, ok && s.is(']')
	}
	line, ok := s.plainString()
	if ok {
		left, right, ok = cutMerge(line)
	}
	return left, right, ok
}

// cutMerge takes a rule like "a b" apart. It reports false if it isn't one.
func cutMerge(line []byte) (left, right []byte, ok bool) {
	left, right, ok = bytes.Cut(line, []byte(" "))
	return left, right, ok && line[0] != '#' && bytes.IndexByte(right, ' ') < 0
}

// scanner walks over JSON without keeping track of what it is in.
type scanner struct {
	data []byte
	at   int
}

// is goes past the next character that is not white space and reports true if that is c.
func (s *scanner) is(c byte) bool {
	at := s.at
	for at < len(s.data) && s.data[at] != c {
		switch s.data[at] {
		case ' ', '\n', '\t', '\r':
			at++
		default:
			return false
		}
	}
	s.at = at + 1
	return at < len(s.data)
}

// plainString reads a string that has no escapes; it reports false if that is not what comes next, or if the
// text's end is near.
func (s *scanner) plainString() ([]byte, bool) {
	if !s.is('"') {
		return nil, false
	}
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for at := s.at; at+8 <= len(s.data); at += 8 {
		// A byte's high bit is set in found if it ends a plain string; above the lowest such byte there can be
		// false ones.
		w := binary.LittleEndian.Uint64(s.data[at:])
		quote, escape := w^'"'*ones, w^'\\'*ones
		found := ((quote-ones)&^quote | (escape-ones)&^escape | (w-' '*ones)&^w) & highs
		if found == 0 {
			continue
		}
		at += bits.TrailingZeros64(found) / 8
		text := s.data[s.at:at]
		s.at = at + 1
		return text, s.data[at] == '"'
	}
	return nil, false
}

// shortNumber reads a whole number of up to nine digits.
func (s *scanner) shortNumber() (uint32, bool) {
	for s.at < len(s.data) && s.data[s.at] == ' ' {
		s.at++
	}
	n, start, at := uint32(0), s.at, s.at
	for at < len(s.data) && s.data[at]-'0' <= 9 {
		n = 10*n + uint32(s.data[at]-'0')
		at++
	}
	s.at = at
	if at == start || at > start+9 || at == len(s.data) || s.data[start] == '0' && at > start+1 {
		return 0, false
	}
	switch s.data[at] {
	case '.', 'e', 'E':
		return 0, false
	}
	return n, true
}
