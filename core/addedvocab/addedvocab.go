// Package addedvocab holds the tokens that were added on top of a model's vocabulary. They are found in
// the text before anything else looks at it, or, if Normalized, right after normalization.
package addedvocab

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/libhftok/libhftok/core/internal/vocab"
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
	contents   *vocab.Vocab
	tokens     []token           // by the contents' entries
	byID       []uint32          // the entries that ids stand for, by ascending id
	normalized map[uint32]string // by id: of tokens whose content normalizing changes

	raw  matcher // finds tokens in the input
	norm matcher // finds Normalized tokens in normalized text
}

// token is a Token without its content.
type token struct {
	id    uint32
	flags flags
}

type flags uint32

const (
	singleWord flags = 1 << iota
	lstrip
	rstrip
	normalized
	special
	everSpecial // in some form that was added
)

func flagsOf(t *Token) (f flags) {
	for _, flag := range []struct {
		set bool
		bit flags
	}{{t.SingleWord, singleWord}, {t.LStrip, lstrip}, {t.RStrip, rstrip}, {t.Normalized, normalized}, {t.Special, special}} {
		if flag.set {
			f |= flag.bit
		}
	}
	return f
}

// New makes a vocabulary of tokens, in this order; see With.
func New(tokens []Token, m Model, normalize func(string) (string, error)) (*Vocabulary, error) {
	v, _, err := (&Vocabulary{contents: vocab.NewBuilder(0).Build()}).With(tokens, m, normalize)
	return v, err
}

// With returns a vocabulary that has tokens too, and how many of them were not there yet in the same form.
// A token gets the id that it has already, here or in the model, or else the next free one. normalize
// gives a content's normalized form.
func (v *Vocabulary) With(tokens []Token, m Model, normalize func(string) (string, error)) (*Vocabulary, int, error) {
	contents, err := v.contentsWith(tokens)
	if err != nil {
		return nil, 0, err
	}
	w := &Vocabulary{contents: contents, normalized: maps.Clone(v.normalized)}
	w.tokens = append(make([]token, 0, w.contents.Len()), v.tokens...)
	next := uint64(m.VocabSize())
	if n := len(v.byID); n > 0 {
		next = max(next, uint64(v.tokens[v.byID[n-1]].id)+1)
	}
	owners := v.owners()
	count := 0
	for i := range tokens {
		t := &tokens[i]
		if t.Content == "" {
			continue
		}
		e, known := uint32(len(w.tokens)), false
		if int(e) == w.contents.Len() || w.contents.String(e) != t.Content {
			e, _ = w.contents.FindString(t.Content)
			known = true
		}
		form := flagsOf(t)
		if known {
			old := w.tokens[e]
			if owner, shared := owners[old.id]; old.flags&^everSpecial == form && (!shared || owner == e) {
				continue
			}
			form |= old.flags & everSpecial
		}
		count++
		var id uint32
		inModel := false
		if known {
			id = w.tokens[e].id
		} else if id, inModel = m.ID(t.Content); !inModel {
			if next >= math.MaxUint32 {
				return nil, 0, status.Errorf(status.InvalidTokenizer, "added_tokens: no id is left for %q", t.Content)
			}
			id = uint32(next)
			next++
		}
		if err := w.setForm(id, t.Content, form, normalize); err != nil {
			return nil, 0, err
		}
		if form&special != 0 {
			form |= everSpecial
		}
		if known {
			w.tokens[e].flags = form
		} else {
			w.tokens = append(w.tokens, token{id, form})
		}
		if _, shared := owners[id]; shared || inModel {
			owners[id] = e
		}
	}
	w.order(owners)
	w.compile()
	return w, count, nil
}

// contentsWith returns the contents with those of tokens that are not among them.
func (v *Vocabulary) contentsWith(tokens []Token) (*vocab.Vocab, error) {
	b := vocab.NewBuilder(v.contents.Len() + len(tokens))
	for e := range uint32(v.contents.Len()) {
		b.Add(v.contents.Entry(e), e)
	}
	for i := range tokens {
		if content := tokens[i].Content; content != "" && !b.AddString(content, uint32(b.Len())) {
			return nil, status.Errorf(status.InvalidTokenizer, "added_tokens: the tokens exceed 4 GiB")
		}
	}
	return b.Build(), nil
}

// owners returns, for ids that more than one content has, the entry that the id stands for.
func (v *Vocabulary) owners() map[uint32]uint32 {
	owners := map[uint32]uint32{}
	if len(v.byID) == len(v.tokens) {
		return owners
	}
	for e, t := range v.tokens {
		if owner, _ := v.entry(t.id); owner != uint32(e) {
			owners[t.id] = owner
		}
	}
	return owners
}

// order makes byID.
func (v *Vocabulary) order(owners map[uint32]uint32) {
	v.byID = make([]uint32, 0, len(v.tokens))
	for e, t := range v.tokens {
		if owner, shared := owners[t.id]; !shared || owner == uint32(e) {
			v.byID = append(v.byID, uint32(e))
		}
	}
	slices.SortFunc(v.byID, func(a, b uint32) int { return cmp.Compare(v.tokens[a].id, v.tokens[b].id) })
}

// WithNormalizer returns the same vocabulary for another normalizer.
func (v *Vocabulary) WithNormalizer(normalize func(string) (string, error)) (*Vocabulary, error) {
	w := &Vocabulary{contents: v.contents, tokens: v.tokens, byID: v.byID}
	for _, e := range w.byID {
		if err := w.setForm(w.tokens[e].id, w.contents.String(e), w.tokens[e].flags, normalize); err != nil {
			return nil, err
		}
	}
	w.compile()
	return w, nil
}

// setForm notes the normalized form of a token, if it is another one.
func (v *Vocabulary) setForm(id uint32, content string, f flags, normalize func(string) (string, error)) error {
	if f&normalized == 0 {
		return nil
	}
	form, err := normalize(content)
	if err == nil && form != content {
		if v.normalized == nil {
			v.normalized = map[uint32]string{}
		}
		v.normalized[id] = form
	}
	return err
}

// compile builds the matchers. Where several tokens have the same form the one with the lowest id is
// found; the reference leaves that to chance.
func (v *Vocabulary) compile() {
	ofNorm := 0
	for _, e := range v.byID {
		if v.tokens[e].flags&normalized != 0 {
			ofNorm++
		}
	}
	v.raw, v.norm = newMatcher(len(v.byID)-ofNorm), newMatcher(ofNorm)
	for _, e := range v.byID {
		t, m := v.tokens[e], &v.raw
		if t.flags&normalized != 0 {
			m = &v.norm
		}
		m.add(v.form(e), t.id, t.flags)
	}
	v.raw.compile()
	v.norm.compile()
}

// form returns what an entry is found by.
func (v *Vocabulary) form(e uint32) string {
	if t := v.tokens[e]; t.flags&normalized != 0 {
		if form, ok := v.normalized[t.id]; ok {
			return form
		}
	}
	return v.contents.String(e)
}

// entry returns the entry that an id stands for.
func (v *Vocabulary) entry(id uint32) (uint32, bool) {
	n := len(v.byID)
	if n == 0 {
		return 0, false
	}
	// Most ids follow each other up to the last one.
	if last := v.tokens[v.byID[n-1]].id; id <= last && last-id < uint32(n) {
		if e := v.byID[n-1-int(last-id)]; v.tokens[e].id == id {
			return e, true
		}
	}
	i, ok := slices.BinarySearchFunc(v.byID, id, func(e, id uint32) int { return cmp.Compare(v.tokens[e].id, id) })
	if !ok {
		return 0, false
	}
	return v.byID[i], true
}

// SearchesRaw reports whether there are tokens that Raw may find.
func (v *Vocabulary) SearchesRaw() bool { return len(v.raw.ids) > 0 }

// SearchesNormalized reports whether there are tokens that Normalized may find.
func (v *Vocabulary) SearchesNormalized() bool { return len(v.norm.ids) > 0 }

// NormalizedWithin reports whether each token that Normalized may find is found by a form that within holds for, whatever
// is around that, and takes no more of the text.
func (v *Vocabulary) NormalizedWithin(within func(form string) bool) bool {
	for _, e := range v.byID {
		if f := v.tokens[e].flags; f&normalized == 0 {
			continue
		} else if form := v.form(e); f&(singleWord|lstrip|rstrip) != 0 || form == "" || !within(form) {
			return false
		}
	}
	return true
}

// Len returns the number of contents that have an id.
func (v *Vocabulary) Len() int { return v.contents.Len() }

// ID returns the id of an added token.
func (v *Vocabulary) ID(content string) (uint32, bool) {
	e, ok := v.contents.FindString(content)
	if !ok {
		return 0, false
	}
	return v.tokens[e].id, true
}

// String returns what stands for an added token when decoding: its normalized form, if it is Normalized,
// so that the decoder can undo what the normalizer did.
func (v *Vocabulary) String(id uint32) (string, bool) {
	if form, ok := v.normalized[id]; ok {
		return form, true
	}
	e, ok := v.entry(id)
	if !ok {
		return "", false
	}
	return v.contents.String(e), true
}

// Token returns the added token of an id.
func (v *Vocabulary) Token(id uint32) (Token, bool) {
	e, ok := v.entry(id)
	if !ok {
		return Token{}, false
	}
	has := func(f flags) bool { return v.tokens[e].flags&f != 0 }
	return Token{v.contents.String(e), has(singleWord), has(lstrip), has(rstrip), has(normalized), has(special)}, true
}

// IsSpecial reports whether the string is that of a special token.
func (v *Vocabulary) IsSpecial(content string) bool {
	e, ok := v.contents.FindString(content)
	return ok && v.tokens[e].flags&everSpecial != 0
}

// IDs yields the ids that have an added token, ascending.
func (v *Vocabulary) IDs(yield func(uint32) bool) {
	for _, e := range v.byID {
		if !yield(v.tokens[e].id) {
			return
		}
	}
}

// MaxID returns the largest id that has an added token; it reports false if there are none.
func (v *Vocabulary) MaxID() (uint32, bool) {
	if len(v.byID) == 0 {
		return 0, false
	}
	return v.tokens[v.byID[len(v.byID)-1]].id, true
}

// Contents yields every content with its id, in the order in which they were added.
func (v *Vocabulary) Contents(yield func(string, uint32) bool) {
	for e, t := range v.tokens {
		if !yield(v.contents.String(uint32(e)), t.id) {
			return
		}
	}
}
