package core

import (
	"github.com/libhftok/libhftok/core/addedvocab"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/normalizer"
)

// leastGathered is the number of bytes of the shortest text that is worth it.
const leastGathered = 256

// gathers reports whether gather does for a text what text does, and faster.
func (e *encoder) gathers(text []byte) bool {
	if len(text) < leastGathered || e.out.Record || e.scanner == nil || e.cutter != nil || len(text) > model.MostWithGiven/2 {
		return false
	}
	m, ok := e.model.(model.GivenEncoder)
	return ok && m.TakesGiven() && normalizer.Leaves(e.normalizer, text) && (e.spelled == nil || !e.onBytes.Lacks(text))
}

// gather appends the ids of a text. The model is given the pieces between added tokens and these tokens in one list, as each
// list costs as much as some dozen pieces: dialogues have few pieces between two tokens.
func (e *encoder) gather(text []byte) error {
	g := gathering{encoder: e, text: text, prepends: e.spaced != nil && e.spaced.prepends}
	var err error
	if e.added.SearchesRaw() {
		err = g.split(e.added.Raw(text, e.specialAsText), 0, false)
	} else if len(text) > 0 {
		err = g.stretch(0, len(text), false)
	}
	if early := g.flush(); early != nil {
		return early
	}
	return err
}

// gathering is a text under way.
type gathering struct {
	*encoder
	text []byte
	n    int // of the encoder's spans: pieces that the model has not been given yet
	// With prepends, a '▁' may go before what lies between added tokens, so that pieces are of a copy.
	prepends bool
}

// split gathers what a splitter cuts the text into from base on.
func (g *gathering) split(split addedvocab.Splitter, base int, normalized bool) error {
	for s, ok := split.Next(); ok; s, ok = split.Next() {
		start, end := base+s.Start, base+s.End
		if !s.IsToken {
			if err := g.stretch(start, end, normalized); err != nil {
				return err
			}
			continue
		}
		if g.n == len(g.spans) || s.ID > model.MostGiven {
			if err := g.flush(); err != nil {
				return err
			}
		}
		if g.n == 0 {
			g.out.IDs = append(g.out.IDs, s.ID)
			continue
		}
		if g.prepends {
			start = len(g.copied)
		}
		g.add(model.Given(uint32(start), s.ID))
	}
	return split.Err()
}

// stretch gathers text[start:end], which has no added tokens but, unless it is normalized, those that are found then.
func (g *gathering) stretch(start, end int, normalized bool) error {
	if !normalized && g.added.SearchesNormalized() {
		return g.split(g.added.Normalized(g.text[start:end], g.specialAsText), start, true)
	}
	return g.cut(start, end)
}

// cut gathers the pieces of text[start:end], which lies between two added tokens.
func (g *gathering) cut(start, end int) error {
	if !g.prepends {
		return g.scan(g.text[:end], start)
	}
	if start == 0 && end == len(g.text) {
		return g.between(g.text, 0) // there is no added token, and no need of a copy
	}
	if g.n == 0 {
		g.copied = g.copied[:0]
	}
	text, at := g.text[start:end], len(g.copied)
	if !g.spaced.prepended(text, start == 0) {
		g.copied = append(g.copied, text...)
		return g.scan(g.copied, at)
	}
	g.copied = append(append(g.copied, ' '), text...)
	if err := g.room(1); err != nil {
		return err
	}
	_, size := g.scanner.Scan(&g.buffer, text, 0, g.spans[g.n:g.n+1])
	next := at + 1 + int(size)
	g.add(model.Span{Start: uint32(at), End: uint32(next)})
	return g.scan(g.copied, next)
}

// scan gathers the pieces of text[at:].
func (g *gathering) scan(text []byte, at int) error {
	const worthwhile = 256
	for next := uint32(at); next < uint32(len(text)); {
		if err := g.room(worthwhile); err != nil {
			return err
		}
		var found int
		found, next = g.scanner.Scan(&g.buffer, text, next, g.spans[g.n:])
		g.n += found
	}
	return nil
}

func (g *gathering) add(piece model.Span) {
	g.spans[g.n] = piece
	g.n++
}

// room makes room for so many pieces.
func (g *gathering) room(n int) error {
	if g.n+n <= len(g.spans) {
		return nil
	}
	return g.flush()
}

// flush has the model encode what is gathered.
func (g *gathering) flush() error {
	text, n := g.text, g.n
	if g.prepends {
		text = g.copied
	}
	g.n = 0
	return g.model.Encode(text, g.spans[:n], 0, &g.out)
}
