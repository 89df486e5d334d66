package decoder

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"unicode/utf8"
)

// Vocabulary is what a Plan decodes: the tokenizer's tokens by id.
type Vocabulary struct {
	// Size is above every id that has a token.
	Size int
	// Count is about how many tokens there are, 0 if that isn't known. Ids far above it get no entry in tables.
	Count int
	// Token returns the token of an id, added tokens first. Safe for concurrent use.
	Token func(id uint32) (string, bool)
	// Special reports whether skipping special tokens leaves a token out.
	Special func(token string) bool
}

// Plan decodes id lists with one decoder and one vocabulary. Decoders that work token by token run once
// over the vocabulary, at the first use, so that decoding copies bytes from a table; others run as they
// are. A Plan is safe for concurrent use.
type Plan struct {
	decoder Decoder
	vocab   Vocabulary

	// The decoder as a pipeline: local decoders make a piece of each token, join puts the pieces together
	// and tail works on the whole. Nil local and joinGeneral: the decoder has another shape.
	local       []tokenwise
	join        join
	tail        []Decoder
	first, last bool // whether the first or the last token's piece differs

	once  sync.Once
	table table
}

// join says how pieces become text.
type join uint8

const (
	joinGeneral      join = iota // not by pieces at all
	joinPlain                    // one after the other
	joinByteLevel                // the same, as bytes of UTF-8 that may be broken
	joinByteFallback             // runs of byte tokens become text
)

// Compile returns the plan of a decoder, nil for none, over a vocabulary.
func Compile(d Decoder, v Vocabulary) *Plan {
	p := &Plan{decoder: d, vocab: v}
	chain := []Decoder{d}
	if s, ok := d.(*Sequence); ok {
		chain = s.decoders
	} else if d == nil {
		chain[0] = spaced{}
	}
	for len(chain) > 0 {
		t, ok := chain[0].(tokenwise)
		if !ok {
			break
		}
		first, last := t.edges()
		p.first, p.last = p.first || first, p.last || last
		p.local, chain = append(p.local, t), chain[1:]
	}
	if p.first && p.last {
		return p
	}
	if len(chain) == 0 {
		p.join = joinPlain
		return p
	}
	switch chain[0].(type) {
	case *ByteLevel:
		p.join, p.tail = joinByteLevel, chain[1:]
	case *Fuse:
		p.join, p.tail = joinPlain, chain[1:]
	case *ByteFallback:
		if len(chain) == 1 {
			p.join = joinByteFallback
		} else if _, ok := chain[1].(*Fuse); ok {
			p.join, p.tail = joinByteFallback, chain[2:]
		}
	}
	return p
}

// Piecewise reports whether an id adds the same text wherever it comes after text that is complete: that is not
// empty and does not end within a character.
func (p *Plan) Piecewise() bool {
	if p.join == joinGeneral || p.last {
		return false
	}
	for _, d := range p.tail {
		if s, ok := d.(*Strip); !ok || s.stop > 0 {
			return false
		}
	}
	return true
}

// wholePiece returns what an id adds to complete text, if that is known to be whole characters, and something; else
// nil. The plan is Piecewise and was used before.
func (p *Plan) wholePiece(id uint32) []byte {
	if int(id) >= len(p.table.rest) {
		return nil
	}
	s := &p.table.rest[id]
	size := s[shortPiece]
	if size == 0 || size > shortPiece || !utf8.Valid(s[:size]) || bytes.HasSuffix(s[:size], []byte(replacement)) {
		return nil
	}
	return s[:size]
}

// Append appends the text of ids to dst. Ids without a token are left out, and with skipSpecial special
// ones too. After an error, the result is dst as it was.
func (p *Plan) Append(dst []byte, ids []uint32, skipSpecial bool) ([]byte, error) {
	if p.join == joinGeneral {
		return p.appendGeneral(dst, ids, skipSpecial)
	}
	p.once.Do(p.build)
	out, err := p.appendPieces(dst, ids, skipSpecial)
	if err == errOpaque {
		return p.appendGeneral(dst, ids, skipSpecial)
	}
	if err != nil {
		return dst, err
	}
	if p.join == joinByteLevel {
		out = lossy(out, len(dst))
	}
	return p.appendTail(out, len(dst))
}

// appendTail replaces text[from:] by what the tail makes of it.
func (p *Plan) appendTail(text []byte, from int) ([]byte, error) {
	tail := p.tail
	for len(tail) > 0 {
		s, ok := tail[0].(*Strip)
		if !ok {
			break
		}
		start, end, err := strip(s, text[from:])
		if err != nil {
			return text[:from], err
		}
		text = append(text[:from], text[from+start:from+end]...)
		tail = tail[1:]
	}
	if len(tail) == 0 {
		return text, nil
	}
	pieces, err := (&Sequence{tail}).DecodeChain([]string{string(text[from:])})
	text = text[:from]
	for _, t := range pieces {
		text = append(text, t...)
	}
	return text, err
}

// errOpaque says that only the decoder itself can decode the ids.
var errOpaque = errors.New("opaque token")

// appendGeneral is Append by the decoder itself.
func (p *Plan) appendGeneral(dst []byte, ids []uint32, skipSpecial bool) ([]byte, error) {
	tokens := make([]string, 0, len(ids))
	for _, id := range ids {
		t, ok := p.vocab.Token(id)
		if ok && !(skipSpecial && p.vocab.Special(t)) {
			tokens = append(tokens, t)
		}
	}
	text, err := Decode(p.decoder, tokens)
	if err != nil {
		return dst, err
	}
	return append(dst, text...), nil
}

// appendPieces joins the pieces of ids. It fails with errOpaque if the tables don't tell them.
func (p *Plan) appendPieces(dst []byte, ids []uint32, skipSpecial bool) ([]byte, error) {
	var drop entry
	if skipSpecial {
		drop = isSpecial
	}
	slots := p.table.rest
	if p.first {
		slots = p.table.edge
	}
	buf, n := dst[:cap(dst)], len(dst)
	run := -1               // where the run of byte tokens that buf ends with begins
	lastID, lastAt := -1, n // the last token's id, and where its piece begins
	for i := 0; ; i++ {
		if run < 0 { // as nearly always, and then tokens have nearly always a slot's piece
			for ; i < len(ids) && int(ids[i]) < len(slots) && n+len(slot{}) <= len(buf); i++ {
				s := &slots[ids[i]]
				size := int(s[shortPiece])
				if size > shortPiece {
					break
				}
				*(*slot)(buf[n:]) = *s
				lastID, lastAt = int(ids[i]), n
				n += size
				slots = p.table.rest
			}
		}
		if i == len(ids) {
			break
		}
		id := int(ids[i])
		if id >= len(slots) {
			if id >= p.vocab.Size {
				continue
			}
			return nil, errOpaque
		}
		e, piece := p.table.entry(&slots[id])
		switch {
		case e&isKnown == 0 || e&drop != 0:
			continue
		case e&isOpaque != 0:
			return nil, errOpaque
		case e&isByte == 0 && run >= 0:
			buf, n = endRun(buf, run, n)
			run = -1
		case e&isByte != 0 && run < 0:
			run = n
		}
		if n+len(piece)+len(slot{}) > len(buf) {
			if n+len(piece) > len(dst)+maxText {
				return nil, errTooLong
			}
			buf = grow(buf, n, len(piece)+len(slot{}))
		}
		lastID, lastAt = id, n
		n += copy(buf[n:], piece)
		slots = p.table.rest
	}
	if p.last && lastID >= 0 {
		e, piece := p.table.entry(&p.table.edge[lastID])
		if e&isOpaque != 0 || e&isByte != 0 || run >= 0 {
			return nil, errOpaque
		}
		buf = grow(buf, lastAt, len(piece))
		n = lastAt + copy(buf[lastAt:], piece)
	}
	if run >= 0 {
		buf, n = endRun(buf, run, n)
	}
	return buf[:n], nil
}

// endRun makes text of the bytes that buf[run:n] holds.
func endRun(buf []byte, run, n int) ([]byte, int) {
	if utf8.Valid(buf[run:n]) {
		return buf, n
	}
	size := (n - run) * len(replacement)
	buf = grow(buf, run, size)
	copy(buf[run:], strings.Repeat(replacement, n-run))
	return buf, run + size
}

// grow returns buf, which holds n bytes, with room for at least extra more.
func grow(buf []byte, n, extra int) []byte {
	if n+extra <= len(buf) {
		return buf
	}
	buf = append(buf[:n], make([]byte, max(extra, n, 256))...)
	return buf[:cap(buf)]
}
