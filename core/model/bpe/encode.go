package bpe

import (
	"math/rand/v2"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/bytelevel"
	"github.com/libhftok/libhftok/core/internal/shortkey"
	"github.com/libhftok/libhftok/core/internal/vocab"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/model/wordcache"
)

// encoder is a Model with caches and scratch memory.
type encoder struct {
	*Model
	cache   *wordcache.Cache
	word    word
	long    longWord
	words   []model.Span
	scratch []byte
	byteIDs []uint32
	random  *rand.Rand // nil without dropout

	// What Model.whole and Model.alone gave; both are asked once spelled, the number of words, is high enough.
	spelled   int
	settled   bool
	known     *wholeTokens
	table     *wordTable
	backtrack backtracker

	// Likewise what Model.charJoints gave, by the bytes of the words that it is for.
	waited    int
	asked     bool
	joined    *charJoints
	parts     *wordcache.Cache // of parts of words, nil until there are any
	partSpans []model.Span

	// Likewise what Model.byteRanks gave, once so many words were merged.
	merged int
	ranks  *[1 << 16]uint32
	// For words, and for parts of words; nil until there are any.
	together, partsTogether *together

	chars *loneChars // nil where they are not told
}

func (m *Model) NewEncoder() model.Encoder {
	e := &encoder{Model: m, cache: wordcache.New(m.lengths), chars: newLoneChars(m)}
	if m.dropout > 0 {
		e.Seed(rand.Uint64())
	}
	return e
}

// Seed makes what dropout skips from now on a function of seed.
func (e *encoder) Seed(seed uint64) {
	e.random = rand.New(rand.NewPCG(seed, 0))
}

func (e *encoder) Encode(text []byte, pieces []model.Span, first uint32, out *model.Output) error {
	if e.dropout > 0 {
		for i, p := range pieces {
			if err := e.Spell(text, p, first+uint32(i), out); err != nil {
				return err
			}
		}
		return nil
	}
	if !e.cut {
		return e.cache.Encode(text, pieces, first, true, out, e)
	}
	for i, p := range pieces {
		piece := first + uint32(i)
		if e.ignore {
			if id, ok := e.Vocabulary.ID(text[p.Start:p.End]); ok {
				out.Add(id, p, piece)
				continue
			}
		}
		for at := p.Start; at < p.End; {
			at = e.cutWords(text, model.Span{Start: at, End: p.End})
			if err := e.cache.Encode(text, e.words, piece, false, out, e); err != nil {
				return err
			}
		}
	}
	return nil
}

// TakesGiven: it is the cache that does.
func (e *encoder) TakesGiven() bool { return e.dropout == 0 && !e.cut }

// EncodeWords appends the tokens of words, which all belong to one piece, one after the other.
func (e *encoder) EncodeWords(text []byte, words []model.Span, piece uint32, out *model.Output) error {
	return e.cache.Encode(text, words, piece, false, out, e)
}

// cutWords fills e.words with the next words of p, each of which begins with the '▁'s before it. It
// returns where they end.
func (e *encoder) cutWords(text []byte, p model.Span) uint32 {
	const batch = 256
	e.words = e.words[:0]
	start, i := p.Start, p.Start
	for i < p.End {
		for i < p.End && isMetaspace(text, i, p.End) {
			i += uint32(len(metaspace))
		}
		for i < p.End && !isMetaspace(text, i, p.End) {
			i++
		}
		e.words = append(e.words, model.Span{Start: start, End: i})
		start = i
		if len(e.words) == batch {
			break
		}
	}
	return i
}

func isMetaspace(text []byte, i, end uint32) bool {
	return text[i] == metaspace[0] && i+2 < end && text[i+1] == metaspace[1] && text[i+2] == metaspace[2]
}

// Spell computes the tokens of one word.
func (e *encoder) Spell(text []byte, w model.Span, piece uint32, out *model.Output) error {
	chars := text[w.Start:w.End]
	if id, ok := e.token(chars); ok {
		out.Add(id, w, piece)
		return nil
	}
	if e.chars != nil {
		return e.spellChars(text, w, piece, out)
	}
	if e.cutAtJoints(text, w); len(e.partSpans) > 1 {
		return e.encodeParts(text, e.partSpans, piece, out)
	}
	return e.mergeWord(text, w, piece, out)
}

// cutAtJoints fills e.partSpans with the parts of w that can be merged one by one, as far as that is worth it.
func (e *encoder) cutAtJoints(text []byte, w model.Span) {
	e.partSpans = e.partSpans[:0]
	if chars := text[w.Start:w.End]; len(chars) > tableBytes && e.dropout == 0 && !ascii(chars) {
		if j := e.jointsFor(chars); j != nil {
			e.partSpans = j.cut(e.partSpans, text, w, e.spaced)
			return
		}
	}
	e.partSpans = append(e.partSpans, w)
}

// encodeParts appends the tokens of parts of words, which are remembered.
func (e *encoder) encodeParts(text []byte, parts []model.Span, piece uint32, out *model.Output) error {
	if e.parts == nil {
		e.parts = wordcache.NewSmall(e.lengths, 4) // there are fewer of them than words
	}
	return e.parts.Encode(text, parts, piece, false, out, partSpeller{e})
}

// jointsFor returns the table for cutting a word into parts; nil if there is none, or not yet.
func (e *encoder) jointsFor(word []byte) *charJoints {
	if !e.asked {
		if e.waited += len(word); e.waited > 8*e.patience || e.charJoints.ready() {
			e.asked, e.joined = true, e.charJoints.get()
		}
	}
	return e.joined
}

// partSpeller spells parts of words.
type partSpeller struct{ *encoder }

func (e partSpeller) Spell(text []byte, w model.Span, piece uint32, out *model.Output) error {
	if id, ok := e.token(text[w.Start:w.End]); ok && e.isPart(id) {
		out.Add(id, w, piece)
		return nil
	}
	return e.mergeWord(text, w, piece, out)
}

// isPart reports whether a part of a word becomes the token that it is: what ignore_merges says is of words.
func (e *encoder) isPart(id uint32) bool { return !e.ignore || e.known != nil && e.known.has(id) }

func ascii(text []byte) bool {
	for _, c := range text {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// mergeWord computes the tokens of a word by merging.
func (e *encoder) mergeWord(text []byte, w model.Span, piece uint32, out *model.Output) error {
	chars := text[w.Start:w.End]
	if e.known != nil && e.table != nil && e.backtrack.tokens(e, chars, &e.word) {
		e.word.give(w.Start, piece, out)
		return nil
	}
	e.word.reset()
	if e.grid != nil && len(chars) <= scanLimit && e.dropout == 0 {
		e.word.mergeBytes(&e.pairs, chars, &e.symbols.single[0], e.grid)
	} else if err := e.merge(chars); err != nil {
		return err
	}
	e.word.give(w.Start, piece, out)
	return nil
}

// merge fills e.word with the tokens of chars.
func (e *encoder) merge(chars []byte) error {
	if e.grid != nil {
		e.word.ofBytes(chars, &e.symbols.single[0])
	} else if err := e.split(chars); err != nil {
		return err
	}
	if e.dropout > 0 {
		e.word.mergeByQueue(&e.pairs, func() bool { return e.random.Float32() < e.dropout })
		return nil
	}
	if len(e.word.ids) > 2*scanLimit && e.plain() {
		if e.grid != nil {
			e.long.text, e.long.ranks = chars, e.grid
		} else if e.inLanes(len(e.word.ids)) && e.symbolsAreBytes(chars) {
			e.long.text, e.long.ranks = chars, e.ranks
		}
		e.long.single = &e.symbols.single[0]
		e.long.merge(&e.pairs, &e.word)
		e.long.text = nil
		return nil
	}
	e.word.merge(&e.pairs)
	return nil
}

// settle asks for the tokens that stand alone if it is time to.
func (e *encoder) settle() {
	if !e.settled {
		if e.spelled++; e.spelled > e.patience || e.alone.ready() {
			e.settled, e.known, e.table = true, e.whole.get(), e.alone.get()
		}
	}
}

// token returns the token that a word is and becomes.
func (e *encoder) token(word []byte) (id uint32, ok bool) {
	if e.dropout > 0 {
		return 0, false
	}
	e.settle()
	if e.known == nil && !e.ignore {
		return 0, false
	}
	if e.table != nil {
		if n := len(word); n <= tableBytes {
			id, ok = e.table.find(shortkey.From(word), n)
			return id, ok && (n <= sureBytes || e.isText(id, word))
		}
		if !e.table.hasLong(word) {
			return 0, false
		}
	}
	switch {
	case e.raw:
		e.scratch = bytelevel.Append(e.scratch[:0], word)
		word = e.scratch
	case e.spaced:
		e.scratch = e.scratch[:0]
		for _, c := range word {
			if c == ' ' {
				e.scratch = append(e.scratch, metaspace...)
			} else {
				e.scratch = append(e.scratch, c)
			}
		}
		word = e.scratch
	}
	id, ok = e.Vocabulary.ID(word)
	return id, ok && e.standsAlone(e.known, id)
}

// isText reports whether a token's text is word.
func (e *encoder) isText(id uint32, word []byte) bool {
	token, _ := e.Vocabulary.Token(id)
	var ok bool
	e.scratch, ok = e.form(e.scratch[:0], token)
	return ok && string(e.scratch) == string(word)
}

// split fills e.word with the symbols that the word's characters start with.
func (e *encoder) split(chars []byte) error {
	pending := false // an unknown run that is not yet a symbol, because it may grow
	var pendingLen uint32
	for i := 0; i < len(chars); {
		n := 1
		if !e.raw && chars[i] >= utf8.RuneSelf {
			_, n = utf8.DecodeRune(chars[i:])
		}
		place := 0
		if i > 0 {
			place |= notFirst
		}
		if i+n == len(chars) {
			place |= last
		}
		char := chars[i : i+n]
		i += n
		id := e.symbols.single[place][char[0]]
		if id == vocab.None && n > 1 {
			id = e.symbols.id(place, char, &e.scratch)
		}
		if id != vocab.None {
			if pending {
				e.word.add(e.unkID, pendingLen)
				pending = false
			}
			e.word.add(id, uint32(n))
			continue
		}
		if ids := e.symbols.fallback(e.byteIDs[:0], place, char, &e.scratch); ids != nil {
			e.byteIDs = ids
			for _, id := range ids {
				e.word.add(id, 1)
			}
			continue
		}
		if e.unkToken == nil {
			continue // dropped: the neighbours meet
		}
		if e.unkID == vocab.None {
			return e.missingUnk()
		}
		if pending && e.fuseUnk {
			pendingLen += uint32(n)
			continue
		}
		if pending {
			e.word.add(e.unkID, pendingLen)
		}
		pending, pendingLen = true, uint32(n)
	}
	if pending {
		e.word.add(e.unkID, pendingLen)
	}
	return nil
}
