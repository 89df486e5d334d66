package pretokenizer

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/bytelevel"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/status"
)

// ByteLevel is GPT-2's pre-tokenizer: it cuts with GPT-2's pattern if UseRegex, then writes every byte
// as a visible character.
type ByteLevel struct {
	AddPrefixSpace bool
	UseRegex       bool
	// Raw leaves the bytes as they are, for a model that was compiled to take them so.
	Raw bool
}

// Scanner returns the scanner that does the same as t, if t only cuts.
func (t *ByteLevel) Scanner() (Scanner, bool) {
	return GPT2, t.Raw && t.UseRegex && !t.AddPrefixSpace
}

func (t *ByteLevel) PreTokenize(p *Pieces) error {
	if t.AddPrefixSpace {
		if err := prependSpace(p); err != nil {
			return err
		}
	}
	if t.UseRegex {
		scanAll(p, GPT2)
	}
	if !t.Raw {
		return spellBytes(p)
	}
	return nil
}

// prependSpace puts a space before every piece that does not begin with one.
func prependSpace(p *Pieces) error {
	text, missing := p.Text.Text, false
	for _, s := range p.Spans {
		missing = missing || text[s.Start] != ' '
	}
	if !missing {
		return nil
	}
	next := p.next[:0]
	w := p.Text.Rewrite()
	for _, s := range p.Spans {
		start := uint32(w.Len())
		if text[s.Start] != ' ' {
			w.PutByte(' ', int(s.Start))
		}
		w.Copy(int(s.Start), int(s.End))
		next = append(next, model.Span{Start: start, End: uint32(w.Len())})
	}
	if err := w.Commit(); err != nil {
		return err
	}
	p.replace(next)
	return nil
}

// spellBytes writes every byte as its character of the byte-level alphabet. The reference takes the old text
// to begin after what a normalizer put before everything: then the rest of the piece has more characters
// than there are to replace, where it panics, or, if there is no rest, stays behind the new ones.
func spellBytes(p *Pieces) error {
	next, text := p.next[:0], p.Text.Text
	w := p.Text.Rewrite()
	inserted := uint32(p.Text.Inserted())
	for _, s := range p.Spans {
		if s.Start < inserted && inserted < s.End {
			return status.Errorf(status.Encode, "ByteLevel can't follow a normalizer that inserted text at the very start by matching nothing")
		}
		start := uint32(w.Len())
		for i := s.Start; i < s.End; {
			n := uint32(1)
			if text[i] >= utf8.RuneSelf {
				_, size := utf8.DecodeRune(text[i:s.End])
				n = uint32(size)
			}
			for k := range n {
				w.PutString(bytelevel.UTF8[text[i+k]], int(i))
			}
			i += n
		}
		if s.Start < inserted {
			w.Copy(int(s.Start), int(s.End))
		}
		next = append(next, model.Span{Start: start, End: uint32(w.Len())})
	}
	if err := w.Commit(); err != nil {
		return err
	}
	p.replace(next)
	return nil
}
