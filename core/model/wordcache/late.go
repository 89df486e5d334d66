package wordcache

import (
	"slices"

	"github.com/libhftok/libhftok/core/model"
)

// late is words that take went past. Their ids come into their places together: those of long words that are known, and of new
// ones, which are spelled together.
type late struct {
	n   int
	at  [maxLate]uint32 // how many ids were before each, without those of the other late words
	ids [maxLate]part   // each word's
	out model.Output    // of which those are parts

	news  int
	words [Batch]word
	spans [Batch]model.Span
	index [Batch]uint8 // of each new word among all
	ends  [Batch]uint32
}

// maxLate is more than Batch, as not all are new.
const maxLate = 4 * Batch

// part is ids from from to to.
type part struct{ from, to uint32 }

// fillLater has the ids of the words that are gaps come into their places later, or now if enough others wait. out.IDs[before:] is
// what take stored.
func (c *Cache) fillLater(text []byte, spans []model.Span, words []word, gaps []gap, before int, out *model.Output, s BatchSpeller) error {
	for _, g := range gaps {
		k := len(words) - int(g.rest)
		if _, given := spans[k].Given(text); words[k].hi == noKey && !given {
			words[k].hash = c.long.hash(text[spans[k].Start:spans[k].End])
		}
	}
	var single [1]uint32
	for _, g := range gaps {
		k := len(words) - int(g.rest)
		var ids []uint32
		id, known := spans[k].Given(text)
		if known {
			ids = append(single[:0], id)
		} else if w := &words[k]; w.hi == noKey {
			ids, known = c.long.find(text[spans[k].Start:spans[k].End], w.hash)
		}
		size := len(out.IDs)
		var err error
		if known {
			err = c.placeLater(text, ids, before+int(g.at), out, s)
		} else {
			err = c.spellLater(text, spans[k], &words[k], before+int(g.at), out, s)
		}
		if err != nil {
			return err
		}
		before += len(out.IDs) - size
	}
	return nil
}

// placeLater has ids come into out.IDs[at:] later.
func (c *Cache) placeLater(text []byte, ids []uint32, at int, out *model.Output, s BatchSpeller) error {
	l := &c.late
	from := uint32(len(l.out.IDs))
	l.out.IDs = append(l.out.IDs, ids...)
	l.at[l.n], l.ids[l.n] = uint32(at), part{from, uint32(len(l.out.IDs))}
	if l.n++; l.n < maxLate {
		return nil
	}
	return c.spellLate(text, out, s)
}

// spellLater has a new word spelled later, whose ids go to out.IDs[at:].
func (c *Cache) spellLater(text []byte, span model.Span, w *word, at int, out *model.Output, s BatchSpeller) error {
	l := &c.late
	l.words[l.news], l.spans[l.news], l.index[l.news] = *w, span, uint8(l.n)
	l.at[l.n] = uint32(at)
	l.n++
	if l.news++; l.news < Batch && l.n < maxLate {
		return nil
	}
	return c.spellLate(text, out, s)
}

// spellLate spells the late words that are new, remembers them, and puts the ids of all in their places.
func (c *Cache) spellLate(text []byte, out *model.Output, s BatchSpeller) error {
	l := &c.late
	n, news := l.n, l.news
	l.n, l.news = 0, 0
	if news > 0 {
		from := uint32(len(l.out.IDs))
		if err := s.SpellAll(text, l.spans[:news], &l.out, l.ends[:]); err != nil {
			l.out.IDs = l.out.IDs[:0]
			return err
		}
		for k, end := range l.ends[:news] {
			l.ids[l.index[k]] = part{from, end}
			from = end
		}
	}
	// From the last to the first, so that what lies between them is moved once.
	end := len(out.IDs)
	to := end + len(l.out.IDs)
	out.IDs = slices.Grow(out.IDs, len(l.out.IDs))[:to]
	for i := n - 1; i >= 0; i-- {
		at := int(l.at[i])
		to -= end - at
		copy(out.IDs[to:], out.IDs[at:end])
		ids := l.out.IDs[l.ids[i].from:l.ids[i].to]
		to -= len(ids)
		copy(out.IDs[to:], ids)
		end = at
	}
	for k := range news {
		w, content := &l.words[k], text[l.spans[k].Start:l.spans[k].End]
		if _, d, ok := c.known(w, content); !ok { // the same word may have come twice
			ids := l.ids[l.index[k]]
			c.store(content, w, d, l.out.IDs[ids.from:ids.to])
		}
	}
	l.out.IDs = l.out.IDs[:0]
	return nil
}
