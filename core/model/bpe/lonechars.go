package bpe

import (
	"slices"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/runetable"
	"github.com/libhftok/libhftok/core/internal/utf8fast"
	"github.com/libhftok/libhftok/core/internal/vocab"
	"github.com/libhftok/libhftok/core/model"
)

// loneChars remembers by code point what characters become that no rule is about: the same in any text, as what is
// before such a character and what comes after it is the same without it. Most ideographs and emoji are such where
// words are of characters, not of bytes.
type loneChars struct {
	runetable.Table[uint32]
	// bytesAlone tells that an unknown character becomes its bytes' tokens, which no rule is about either.
	bytesAlone bool
}

// What a character becomes is its id above these.
const (
	charUnknown = iota // not worked out
	charJoined         // rules may join it to its neighbours, or what it is depends on them
	charOfBytes        // its bytes' tokens
	charIDs            // where ids begin
)

// newLoneChars returns nil where rules don't tell.
func newLoneChars(m *Model) *loneChars {
	if m.raw || m.dropout > 0 || m.pairs.mates == nil || m.symbols.prefix != "" || m.symbols.suffix != "" {
		return nil
	}
	allBytes := m.symbols.byteFallback && m.symbols.hasAllBytes()
	if m.unkToken == nil && !allBytes {
		return nil // a character that is dropped shifts what comes after it
	}
	t := new(loneChars)
	t.bytesAlone = allBytes && !slices.ContainsFunc(m.symbols.bytes[:], m.pairs.ruled)
	return t
}

// newChar works out what a character becomes.
func (e *encoder) newChar(r rune) uint32 {
	var b [utf8.UTFMax]byte
	char := utf8.AppendRune(b[:0], r)
	if id, ok := e.Vocabulary.ID(char); ok {
		if e.pairs.ruled(id) || string(char) == metaspace {
			return charJoined
		}
		return id + charIDs
	}
	if e.chars.bytesAlone {
		return charOfBytes
	}
	return charJoined
}

// ruled reports whether a rule is about an id. All ids have mates.
func (t *pairTable) ruled(id uint32) bool { return t.mates[id] != 0 }

// spellChars spells a word, lone characters by themselves and what is between them as parts.
func (e *encoder) spellChars(text []byte, w model.Span, piece uint32, out *model.Output) error {
	from := w.Start // of what has not been spelled
	for i := w.Start; i < w.End; {
		if text[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8fast.Decode(text, i)
		c := e.charOf(r)
		if c == charJoined {
			i += size
			continue
		}
		if from < i {
			if err := e.spellBetween(text, model.Span{Start: from, End: i}, piece, out); err != nil {
				return err
			}
		}
		if out.Record {
			i = e.addLone(c, text, model.Span{Start: i, End: i + size}, piece, out)
		} else {
			i = e.takeLone(text, model.Span{Start: i, End: w.End}, out)
		}
		from = i
	}
	if from == w.End {
		return nil
	}
	if from > w.Start {
		return e.spellBetween(text, model.Span{Start: from, End: w.End}, piece, out)
	}
	if e.cutAtJoints(text, w); len(e.partSpans) > 1 {
		return e.encodeParts(text, e.partSpans, piece, out)
	}
	return e.mergeWord(text, w, piece, out)
}

// hasLone reports whether a word has lone characters.
func (e *encoder) hasLone(word []byte) bool {
	for i := uint32(0); int(i) < len(word); {
		if word[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8fast.Decode(word, i)
		if e.charOf(r) != charJoined {
			return true
		}
		i += size
	}
	return false
}

// addLone appends the tokens of a lone character. It returns where that ends.
func (e *encoder) addLone(c uint32, text []byte, at model.Span, piece uint32, out *model.Output) uint32 {
	if c >= charIDs {
		out.Add(c-charIDs, at, piece)
		return at.End
	}
	for i := at.Start; i < at.End; i++ {
		out.Add(e.symbols.bytes[text[i]], model.Span{Start: i, End: i + 1}, piece)
	}
	return at.End
}

// takeLone appends the ids of the lone characters that text[at.Start:at.End] begins with. It returns where they end.
func (e *encoder) takeLone(text []byte, at model.Span, out *model.Output) uint32 {
	ids, i := out.IDs, at.Start
	text = text[:at.End]
	chars, bytes := e.chars, &e.symbols.bytes
	for int(i) < len(text) && text[i] >= utf8.RuneSelf {
		rest := text[i:]
		r, size := rune(0), 3
		if rest[0]>>4 == 0xE && len(rest) >= 3 { // most of them; Decode is a call
			r = rune(rest[0]&0x0F)<<12 | rune(rest[1]&0x3F)<<6 | rune(rest[2]&0x3F)
		} else {
			var n uint32
			r, n = utf8fast.Decode(text, i)
			size = int(n)
		}
		c := chars.Get(r)
		if c == charUnknown {
			c = e.charOf(r)
		}
		if c == charJoined {
			break
		}
		// Which of both it is can't be predicted; so all ids that may be needed are stored.
		first, n := c-charIDs, 1
		if c == charOfBytes {
			first = bytes[rest[0]]
		}
		if c == charOfBytes {
			n = size
		}
		if cap(ids)-len(ids) < utf8.UTFMax {
			ids = slices.Grow(ids, 64*utf8.UTFMax)
		}
		to := (*[utf8.UTFMax]uint32)(ids[len(ids):cap(ids)])
		to[0], to[1], to[2] = first, bytes[rest[min(1, len(rest)-1)]], bytes[rest[size-1]]
		if size == 4 {
			to[2], to[3] = bytes[rest[2]], bytes[rest[3]]
		}
		ids = ids[:len(ids)+n]
		i += uint32(size)
	}
	out.IDs = ids
	return i
}

// charOf returns what a character becomes.
func (e *encoder) charOf(r rune) uint32 {
	c := e.chars.Get(r)
	if c == charUnknown {
		c = e.newChar(r)
		e.chars.Set(r, c)
	}
	return c
}

// spellBetween spells what is between lone characters.
func (e *encoder) spellBetween(text []byte, part model.Span, piece uint32, out *model.Output) error {
	if part.End == part.Start+1 {
		if id := e.symbols.single[0][text[part.Start]]; id != vocab.None {
			out.Add(id, part, piece)
			return nil
		}
	}
	e.cutAtJoints(text, part)
	return e.encodeParts(text, e.partSpans, piece, out)
}
