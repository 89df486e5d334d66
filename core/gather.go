package core

import (
	"github.com/libhftok/libhftok/core/addedvocab"
	"github.com/libhftok/libhftok/core/model"
)

// gathers reports whether gather does for a text what text does.
func (e *encoder) gathers(text []byte) bool {
	if e.out.Record || e.normalizer != nil || e.scanner == nil || e.spaced != nil || e.cutter != nil || len(text) > model.MostWithGiven {
		return false
	}
	m, ok := e.model.(model.GivenEncoder)
	return ok && m.TakesGiven() && (e.spelled == nil || !e.onBytes.Lacks(text))
}

// gather appends the ids of a text. The model is given the pieces between added tokens and these tokens in one list, as each
// list costs as much as some dozen pieces: dialogues have few pieces between two tokens.
func (e *encoder) gather(text []byte) error {
	g := gathering{encoder: e, text: text}
	err := g.segments(e.added.Raw(text, e.specialAsText), 0, func(start, end int) error {
		if !e.added.SearchesNormalized() {
			return g.scan(start, end)
		}
		return g.segments(e.added.Normalized(text[start:end], e.specialAsText), start, g.scan)
	})
	if early := g.flush(); early != nil {
		return early
	}
	return err
}

// gathering is a text under way.
type gathering struct {
	*encoder
	text []byte
	n    int // of the encoder's spans, pieces that the model has not been given yet
}

// segments goes through what a splitter cuts the text into from base on; between is called for what lies between added tokens.
func (g *gathering) segments(split addedvocab.Splitter, base int, between func(start, end int) error) error {
	for s, ok := split.Next(); ok; s, ok = split.Next() {
		if !s.IsToken {
			if err := between(base+s.Start, base+s.End); err != nil {
				return err
			}
			continue
		}
		if err := g.room(1); err != nil {
			return err
		}
		g.spans[g.n] = model.Given(uint32(base+s.Start), s.ID)
		g.n++
	}
	return split.Err()
}

// scan gathers the pieces of text[start:end].
func (g *gathering) scan(start, end int) error {
	const worthwhile = 256
	text := g.text[:end]
	for at := uint32(start); at < uint32(end); {
		if err := g.room(worthwhile); err != nil {
			return err
		}
		var found int
		found, at = g.scanner.Scan(&g.buffer, text, at, g.encoder.spans[g.n:])
		g.n += found
	}
	return nil
}

// room makes room for so many pieces.
func (g *gathering) room(n int) error {
	if g.n+n <= len(g.encoder.spans) {
		return nil
	}
	return g.flush()
}

// flush has the model encode what is gathered.
func (g *gathering) flush() error {
	n := g.n
	g.n = 0
	return g.model.Encode(g.text, g.encoder.spans[:n], 0, &g.out)
}
