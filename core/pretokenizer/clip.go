package pretokenizer

import (
	"bytes"
	"math/bits"
)

// clipPattern is what CLIP keeps of a text.
// Source: https://github.com/openai/CLIP/blob/main/clip/simple_tokenizer.py
const clipPattern = `<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+`

// Clip is CLIP's split, and GPT-2's pattern after it, which cuts nothing more but the two special tokens.
type Clip struct {
	slow  *Split
	bytes *ByteLevel
}

// clipOf returns the Clip that does the same as two stages but for the byte level of the second.
func clipOf(first, second PreTokenizer) (*Clip, bool) {
	s, ok := first.(*Split)
	b, isByteLevel := second.(*ByteLevel)
	if !ok || !isByteLevel || s.Source != clipPattern || s.Behavior != Removed || !s.Invert || !b.UseRegex || b.AddPrefixSpace || b.Raw {
		return nil, false
	}
	return &Clip{s, &ByteLevel{UseRegex: true, Raw: true}}, true
}

var clipScanner = &Words{grammar: clip}

// PreTokenize implements PreTokenizer.
func (c *Clip) PreTokenize(p *Pieces) error {
	text := p.Text.Text
	if bytes.Contains(text, []byte("<|")) {
		if err := c.slow.PreTokenize(p); err != nil {
			return err
		}
		return c.bytes.PreTokenize(p)
	}
	scanAll(p, clipScanner)
	classes := classes()
	kept := p.Spans[:0]
	for _, w := range p.Spans {
		if k, _ := classAt(classes, text, w.Start); k&blank == 0 {
			kept = append(kept, w)
		}
	}
	p.Spans = kept
	return nil
}

// clipCuts has white space as pieces too.
func clipCuts(w *window, text []byte) uint64 {
	other := w.other | w.mark
	cuts := w.letter&^(w.letter<<1) | w.number | other&^(other<<1) | w.white&^(w.white<<1)
	for quotes := w.quote & (cuts | 1) & (w.letter >> 1); quotes != 0; quotes &= quotes - 1 {
		i := bits.TrailingZeros64(quotes)
		if l := contraction(text[i:]); l > 0 {
			cuts = cuts&^(2<<i) | 1<<(uint32(i)+l)
		}
	}
	return cuts
}

// clipPiece returns where the piece that begins at text[at] ends.
func clipPiece(classes *classTable, text []byte, at uint32) uint32 {
	if text[at] == '\'' {
		if l := contraction(text[at:]); l > 0 {
			return at + l
		}
	}
	k, size := classAt(classes, text, at)
	switch {
	case k&blank != 0:
		return runEnd(classes, text, at+size, blank)
	case k&letter != 0:
		return runEnd(classes, text, at+size, letter)
	case k == number:
		return at + size
	}
	return runEnd(classes, text, at+size, symbol)
}
