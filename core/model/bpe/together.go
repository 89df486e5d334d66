package bpe

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/shortkey"
	"github.com/libhftok/libhftok/core/internal/vocab"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/model/wordcache"
)

// together is scratch memory for spelling several words at a time.
type together struct {
	lanes
	kinds  [wordcache.Batch]kind
	keys   [wordcache.Batch]shortkey.Key // of words that the table may have
	hashes [wordcache.Batch]uint64

	// Of all words that are cut, one after the other: their parts, and the ids of these.
	parts []model.Span
	out   model.Output
}

// kind says how a word is spelled.
type kind uint8

const (
	inLane  kind = iota // its ids are those of its lane; so it is unless told otherwise
	inParts             // part by part
	alone               // by itself
)

// SpellAll spells words, at most wordcache.Batch of them. It stores in ends how many ids out has after each.
func (e *encoder) SpellAll(text []byte, words []model.Span, out *model.Output, ends []uint32) error {
	if !e.inLanes(len(words)) {
		return spellEach(e, text, words, out, ends)
	}
	if e.together == nil {
		e.together = new(together)
	}
	t := e.together
	t.start(e, text, words)
	for i, w := range words {
		word := text[w.Start:w.End]
		if id, ok := t.token(e, i, text, w); ok {
			t.set(i, id)
		} else if e.chars != nil && e.hasLone(word) {
			t.kinds[i] = alone
		} else if e.cutAtJoints(text, w); len(e.partSpans) == 1 {
			t.place(e, i, word)
		} else if e.raw {
			t.parts = append(t.parts, e.partSpans...)
			t.kinds[i] = inParts
		} else { // where a space and a '▁' are one token, ids don't tell which parts are theirs
			t.kinds[i] = alone
		}
	}
	if len(t.parts) > 0 {
		if err := e.encodeParts(text, t.parts, 0, &t.out); err != nil {
			return err
		}
	}
	t.merge(&e.pairs)
	return t.give(e, e, text, words, out, ends)
}

// SpellAll is that of encoder for parts of words.
func (e partSpeller) SpellAll(text []byte, words []model.Span, out *model.Output, ends []uint32) error {
	if !e.inLanes(len(words)) {
		return spellEach(e, text, words, out, ends)
	}
	if e.partsTogether == nil {
		e.encoder.partsTogether = new(together)
	}
	t := e.partsTogether
	t.start(e.encoder, text, words)
	for i, w := range words {
		if id, ok := t.token(e.encoder, i, text, w); ok && e.isPart(id) {
			t.set(i, id)
		} else {
			t.place(e.encoder, i, text[w.Start:w.End])
		}
	}
	t.merge(&e.pairs)
	return t.give(e.encoder, e, text, words, out, ends)
}

// spellEach is SpellAll, one by one.
func spellEach(s wordcache.Speller, text []byte, words []model.Span, out *model.Output, ends []uint32) error {
	for i, w := range words {
		if err := s.Spell(text, w, 0, out); err != nil {
			return err
		}
		ends[i] = uint32(len(out.IDs))
	}
	return nil
}

// inLanes reports whether words can be merged in lanes, now that there are some more.
func (e *encoder) inLanes(more int) bool {
	e.settle()
	if e.ranks == nil && e.byteRanks != nil {
		if e.merged += more; e.merged > ranksPatience || e.byteRanks.ready() {
			e.ranks = e.byteRanks.get()
		}
	}
	return e.ranks != nil
}

// start begins with other words. What the table has of them is fetched from memory.
func (t *together) start(e *encoder, text []byte, words []model.Span) {
	t.clear()
	t.kinds = [wordcache.Batch]kind{}
	t.parts, t.out.IDs = t.parts[:0], t.out.IDs[:0]
	for i, w := range words {
		if n := int(w.End - w.Start); n <= tableBytes && e.table != nil {
			t.keys[i] = shortkey.From(text[w.Start:]).Head(n)
			t.hashes[i] = t.keys[i].Hash()
			e.table.fetch(t.hashes[i])
		}
	}
}

// token is that of encoder for a word.
func (t *together) token(e *encoder, i int, text []byte, w model.Span) (id uint32, ok bool) {
	n := int(w.End - w.Start)
	if n > tableBytes || e.table == nil {
		return e.token(text[w.Start:w.End])
	}
	id, ok = e.table.findHashed(t.keys[i], n, t.hashes[i])
	return id, ok && (n <= sureBytes || e.isText(id, text[w.Start:w.End]))
}

// place puts a word into a lane, if it does not have too many symbols.
func (t *together) place(e *encoder, i int, word []byte) {
	if len(word) <= laneSymbols && e.symbolsAreBytes(word) {
		t.add(i, word, &e.symbols.single[0], e.ranks)
		return
	}
	if !e.raw && len(word) <= utf8.UTFMax*laneSymbols {
		e.word.reset()
		if err := e.split(word); err == nil && len(e.word.ids) > 0 && len(e.word.ids) <= laneSymbols {
			t.addSymbols(i, e.word.ids, &e.pairs)
			return
		}
	}
	t.kinds[i] = alone
}

// symbolsAreBytes reports whether the symbols of a word are its bytes: without raw, characters of ASCII that have tokens.
func (e *encoder) symbolsAreBytes(word []byte) bool {
	if e.raw {
		return true
	}
	for _, c := range word {
		if c >= utf8.RuneSelf || e.symbols.single[0][c] == vocab.None {
			return false
		}
	}
	return true
}

// give appends the ids of all words. s spells those that are alone.
func (t *together) give(e *encoder, s wordcache.Speller, text []byte, words []model.Span, out *model.Output, ends []uint32) error {
	parts := t.out.IDs
	for i, w := range words {
		switch t.kinds[i] {
		case inLane:
			out.IDs = append(out.IDs, t.tokens(i)...)
		case inParts:
			n, ok := e.covering(parts, w.End-w.Start)
			out.IDs = append(out.IDs, parts[:n]...)
			if parts = parts[n:]; ok {
				break
			}
			parts = nil
			e.cutAtJoints(text, w)
			if err := e.encodeParts(text, e.partSpans, 0, out); err != nil {
				return err
			}
		case alone:
			if err := s.Spell(text, w, 0, out); err != nil {
				return err
			}
		}
		ends[i] = uint32(len(out.IDs))
	}
	return nil
}

// covering returns how many of the first ids stand for so many bytes of raw text. It reports false where their lengths
// don't tell.
func (e *encoder) covering(ids []uint32, size uint32) (n int, ok bool) {
	for n, id := range ids {
		if int(id) >= len(e.lengths) {
			break
		}
		l := uint32(e.lengths[id])
		if l == 0 || l > size {
			break
		}
		if size -= l; size == 0 {
			return n + 1, true
		}
	}
	return 0, false
}
