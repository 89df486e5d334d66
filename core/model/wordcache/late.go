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

// spellLater has a new word, whose ids go to out.IDs[before:], spelled later, or now if enough others wait. It returns how
// many ids came into out before what is there now.
func (c *Cache) spellLater(text []byte, at model.Span, w *word, before int, out *model.Output, s BatchSpeller) (grown int, err error) {
	l := &c.late
	l.words[l.n], l.spans[l.n], l.at[l.n] = *w, at, uint32(before)
	if l.n++; l.n < Batch {
		return 0, nil
	}
	size := len(out.IDs)
	err = c.spellLate(text, out, s)
	return len(out.IDs) - size, err
}

// spellLate spells the late words, of which there are some, and remembers them.
func (c *Cache) spellLate(text []byte, out *model.Output, s BatchSpeller) error {
	l := &c.late
	n := l.n
	l.n, l.out.IDs = 0, l.out.IDs[:0]
	if err := s.SpellAll(text, l.spans[:n], &l.out, l.ends[:]); err != nil {
		return err
	}
	// From the last to the first, so that what lies between them is moved once.
	end := len(out.IDs)
	to := end + len(l.out.IDs)
	out.IDs = slices.Grow(out.IDs, len(l.out.IDs))[:to]
	for i := n - 1; i >= 0; i-- {
		ids := l.out.IDs
		if i > 0 {
			ids = ids[l.ends[i-1]:]
		}
		l.out.IDs = l.out.IDs[:len(l.out.IDs)-len(ids)]
		at := int(l.at[i])
		to -= end - at
		copy(out.IDs[to:], out.IDs[at:end])
		to -= len(ids)
		copy(out.IDs[to:], ids)
		end = at
		content := text[l.spans[i].Start:l.spans[i].End]
		if _, d, ok := c.known(&l.words[i], content); !ok { // the same word may have come twice
			c.store(content, &l.words[i], d, ids)
		}
	}
	return nil
}
