// Package addedvocab holds the tokens that were added on top of a model's vocabulary. They are found in
// the text before anything else looks at it, or, if Normalized, right after normalization.
package addedvocab

import (
	"math"
	"slices"

	"github.com/libhftok/libhftok/core/status"
)

// Token is an added token.
type Token struct {
	Content    string
	SingleWord bool // not inside a word
	LStrip     bool // takes the white space on its left
	RStrip     bool // takes the white space on its right
	Normalized bool // found in the normalized text, as its content is normalized
	Special    bool // left out by decoding with skip_special_tokens
}

// Model is what an added vocabulary needs of the model's.
type Model interface {
	ID(token string) (uint32, bool)
	VocabSize() int
}

// Vocabulary holds the added tokens. It is immutable once the tokenizer is built and then safe for
// concurrent use.
type Vocabulary struct {
	ids        map[string]uint32
	tokens     map[uint32]Token
	special    map[string]struct{}
	normalized map[uint32]string // of tokens whose content normalizing changes

	raw  matcher // finds tokens in the input
	norm matcher // finds Normalized tokens in normalized text
}

// New makes a vocabulary of tokens, in this order; see With.
func New(tokens []Token, m Model, normalize func(string) (string, error)) (*Vocabulary, error) {
	v, _, err := (&Vocabulary{}).With(tokens, m, normalize)
	return v, err
}

// With returns a vocabulary that has tokens too, and how many of them were not there yet in the same form.
// A token gets the id that it has already, here or in the model, or else the next free one. normalize
// gives a content's normalized form.
func (v *Vocabulary) With(tokens []Token, m Model, normalize func(string) (string, error)) (*Vocabulary, int, error) {
	w := &Vocabulary{ids: clone(v.ids), tokens: clone(v.tokens), special: clone(v.special), normalized: clone(v.normalized)}
	next := uint64(m.VocabSize())
	for id := range w.tokens {
		next = max(next, uint64(id)+1)
	}
	count := 0
	for _, t := range tokens {
		if t.Content == "" {
			continue
		}
		id, known := w.ids[t.Content]
		if known && w.tokens[id] == t {
			continue
		}
		count++
		if !known {
			id, known = m.ID(t.Content)
		}
		if !known {
			if next >= math.MaxUint32 {
				return nil, 0, status.Errorf(status.InvalidTokenizer, "added_tokens: no id is left for %q", t.Content)
			}
			id = uint32(next)
			next++
		}
		if err := w.setForm(id, t, normalize); err != nil {
			return nil, 0, err
		}
		w.ids[t.Content] = id
		w.tokens[id] = t
		if t.Special {
			w.special[t.Content] = struct{}{}
		}
	}
	w.compile()
	return w, count, nil
}

// WithNormalizer returns the same vocabulary for another normalizer.
func (v *Vocabulary) WithNormalizer(normalize func(string) (string, error)) (*Vocabulary, error) {
	w := &Vocabulary{ids: v.ids, tokens: v.tokens, special: v.special, normalized: map[uint32]string{}}
	for id, t := range w.tokens {
		if err := w.setForm(id, t, normalize); err != nil {
			return nil, err
		}
	}
	w.compile()
	return w, nil
}

// setForm notes the normalized form of a token, if it is another one.
func (v *Vocabulary) setForm(id uint32, t Token, normalize func(string) (string, error)) error {
	if !t.Normalized {
		return nil
	}
	form, err := normalize(t.Content)
	if err == nil && form != t.Content {
		v.normalized[id] = form
	}
	return err
}

// clone is maps.Clone that makes a map of nil.
func clone[K comparable, V any](m map[K]V) map[K]V {
	c := make(map[K]V, len(m))
	for k, v := range m {
		c[k] = v
	}
	return c
}

// compile builds the matchers. Where several tokens have the same form the one with the lowest id is
// found; the reference leaves that to chance.
func (v *Vocabulary) compile() {
	for _, id := range slices.Sorted(keys(v.tokens)) {
		t := v.tokens[id]
		m, form := &v.raw, t.Content
		if t.Normalized {
			m = &v.norm
			if n, ok := v.normalized[id]; ok {
				form = n
			}
		}
		m.add(form, id, found{t.SingleWord, t.LStrip, t.RStrip, v.IsSpecial(t.Content)})
	}
	v.raw.compile()
	v.norm.compile()
}

func keys[K comparable, V any](m map[K]V) func(func(K) bool) {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// SearchesNormalized reports whether there are tokens that Normalized may find.
func (v *Vocabulary) SearchesNormalized() bool { return len(v.norm.ids) > 0 }

// Len returns the number of contents that have an id.
func (v *Vocabulary) Len() int { return len(v.ids) }

// ID returns the id of an added token.
func (v *Vocabulary) ID(content string) (uint32, bool) {
	id, ok := v.ids[content]
	return id, ok
}

// String returns what stands for an added token when decoding: its normalized form, if it is Normalized,
// so that the decoder can undo what the normalizer did.
func (v *Vocabulary) String(id uint32) (string, bool) {
	if form, ok := v.normalized[id]; ok {
		return form, true
	}
	t, ok := v.tokens[id]
	return t.Content, ok
}

// Token returns the added token of an id.
func (v *Vocabulary) Token(id uint32) (Token, bool) {
	t, ok := v.tokens[id]
	return t, ok
}

// IsSpecial reports whether the string is that of a special token.
func (v *Vocabulary) IsSpecial(content string) bool {
	_, ok := v.special[content]
	return ok
}

// IDs returns the ids that have an added token, ascending.
func (v *Vocabulary) IDs() []uint32 { return slices.Sorted(keys(v.tokens)) }

// Contents yields every content with its id, in no order.
func (v *Vocabulary) Contents(yield func(string, uint32) bool) {
	for content, id := range v.ids {
		if !yield(content, id) {
			return
		}
	}
}
