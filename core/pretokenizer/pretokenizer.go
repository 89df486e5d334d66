// Package pretokenizer cuts a text into the pieces that a model sees: words, mostly. One file per type
// of tokenizer.json.
package pretokenizer

import (
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/normalized"
)

// Pieces is a text and how it is cut so far. Spans are in order, never empty and never overlap; what
// lies between them is no longer part of the text. It belongs to one goroutine at a time and its memory
// is reused.
type Pieces struct {
	Text  *normalized.String
	Spans []model.Span

	next   []model.Span
	buffer Buffer
}

// Reset makes p one piece of all of text, or none if text is empty.
func (p *Pieces) Reset(text *normalized.String) {
	p.Text, p.Spans = text, p.Spans[:0]
	if n := len(text.Text); n > 0 {
		p.Spans = append(p.Spans, model.Span{End: uint32(n)})
	}
}

// replace makes the spans collected in p.next the current ones.
func (p *Pieces) replace(next []model.Span) {
	p.next, p.Spans = p.Spans, next
}

// PreTokenizer cuts pieces into smaller ones and may rewrite their text. It is immutable and safe for
// concurrent use.
type PreTokenizer interface {
	PreTokenize(p *Pieces) error
}

// Scanner is a pre-tokenizer that only cuts, loses nothing and needs no look back: it can run bit by bit
// with the model, while the text is in the processor's cache.
type Scanner interface {
	// Scan stores pieces of text from at on in spans, at least one if there is text and room. It returns how
	// many there are and where the last one ends. It is fastest with room for some hundreds.
	Scan(b *Buffer, text []byte, at uint32, spans []model.Span) (n int, next uint32)
}

// scanAll cuts every piece of p with s.
func scanAll(p *Pieces, s Scanner) {
	const room = 256
	next := p.next[:0]
	for _, w := range p.Spans {
		piece := p.Text.Text[w.Start:w.End]
		for at := uint32(0); at < uint32(len(piece)); {
			if cap(next)-len(next) < room {
				grown := make([]model.Span, len(next), 2*cap(next)+room)
				copy(grown, next)
				next = grown
			}
			free := next[len(next):cap(next)]
			var n int
			n, at = s.Scan(&p.buffer, piece, at, free)
			for i := range free[:n] {
				free[i].Start += w.Start
				free[i].End += w.Start
			}
			next = next[:len(next)+n]
		}
	}
	p.replace(next)
}

// Sequence applies several pre-tokenizers, one after the other.
type Sequence []PreTokenizer

func (s Sequence) PreTokenize(p *Pieces) error {
	for _, t := range s {
		if err := t.PreTokenize(p); err != nil {
			return err
		}
	}
	return nil
}
