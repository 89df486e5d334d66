package wordcache

import (
	"slices"

	"github.com/libhftok/libhftok/core/model"
)

// late is new words that are spelled together, once there are enough, and put in their places then.
type late struct {
	n     int
	words [Batch]word
	spans [Batch]model.Span
	at    [Batch]uint32 // how many ids were before each, without those of the other words
	ends  [Batch]uint32
	out   model.Output
}

// missLater is miss, except that a word that is new may be spelled later.
func (c *Cache) missLater(text []byte, at model.Span, w *word, out *model.Output, s BatchSpeller) error {
	if ids, _, ok := c.known(w, text[at.Start:at.End]); ok {
		out.IDs = append(out.IDs, ids...)
		return nil
	}
	l := &c.late
	l.words[l.n], l.spans[l.n], l.at[l.n] = *w, at, uint32(len(out.IDs))
	if l.n++; l.n == Batch {
		return c.spellLate(text, out, s)
	}
	return nil
}

// spellLate spells the late words, of which there are some, and remembers them.
func (c *Cache) spellLate(text []byte, out *model.Output, s BatchSpeller) error {
	l := &c.late
	n := l.n
	l.n, l.out.IDs = 0, l.out.IDs[:0]
	if err := s.SpellAll(text, l.spans[:n], &l.out, l.ends[:]); err != nil {
		return err
	}
	end := len(out.IDs)
	to := end + len(l.out.IDs)
	out.IDs = slices.Grow(out.IDs, len(l.out.IDs))[:to]
	for i := n - 1; i >= 0; i-- {
		from := 0
		if i > 0 {
			from = int(l.ends[i-1])
		}
		ids := l.out.IDs[from:l.ends[i]]
		at := int(l.at[i])
		to -= end - at
		copy(out.IDs[to:], out.IDs[at:end])
		to -= len(ids)
		copy(out.IDs[to:], ids)
		end = at
	}
	from := uint32(0)
	for i := range n {
		at := l.spans[i]
		content := text[at.Start:at.End]
		if _, d, ok := c.known(&l.words[i], content); !ok {
			c.store(content, &l.words[i], d, l.out.IDs[from:l.ends[i]])
		}
		from = l.ends[i]
	}
	return nil
}
