package postprocessor

import (
	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/internal/vocab"
)

// Frame is what post-processing does to a single text of which truncation cut nothing off, where that is known
// beforehand.
type Frame struct {
	Before, After  []Special // what comes around the text's own tokens
	TypeID         uint32    // of the text's own tokens
	Sequence       bool      // the text's own tokens are said to be sequence 0; else nothing is said
	Trim           bool      // their offsets leave white space out; see TrimOffsets
	AddPrefixSpace bool      // of TrimOffsets
}

// Special is a token that is not of the text.
type Special struct {
	ID, TypeID uint32
	Token      string
}

// FrameOf returns the frame of a post-processor, nil for none. ok is false where processing can't be put so.
func FrameOf(p PostProcessor, addSpecialTokens bool) (f Frame, ok bool) {
	stages := []PostProcessor{p}
	switch s := p.(type) {
	case nil:
		return Frame{}, true
	case *Sequence:
		stages = s.processors
	}
	f.Sequence = true
	for i, p := range stages {
		trims, addPrefixSpace := false, false
		switch p := p.(type) {
		case *ByteLevel:
			trims, addPrefixSpace = p.trimOffsets, p.addPrefixSpace
		case *Roberta:
			trims, addPrefixSpace, f.TypeID = p.trimOffsets, p.addPrefixSpace, 0
			f.surround(p.cls, p.sep, addSpecialTokens)
		case *Bert:
			f.surround(p.cls, p.sep, addSpecialTokens)
		case *Template:
			if !f.fill(p, addSpecialTokens) {
				return f, false
			}
		default:
			return f, false
		}
		// Offsets are trimmed once, and before there is more than the text's own tokens.
		if trims && f.Trim || len(f.Before)+len(f.After) > 0 && i < len(stages)-1 {
			return f, false
		}
		if trims {
			f.Trim, f.AddPrefixSpace = true, addPrefixSpace
		}
	}
	return f, true
}

func (f *Frame) surround(before, after Token, addSpecialTokens bool) {
	if addSpecialTokens {
		f.Before = []Special{{ID: before.ID, Token: before.Content}}
		f.After = []Special{{ID: after.ID, Token: after.Content}}
	}
}

// fill takes the frame from a template. It returns false if the template is none around the text.
func (f *Frame) fill(p *Template, addSpecialTokens bool) bool {
	if _, _, ok := p.Affixes(); !ok {
		return false
	}
	side := &f.Before
	for _, t := range p.single {
		switch {
		case t.IsSequence:
			f.TypeID, side = t.TypeID, &f.After
		case addSpecialTokens:
			for i, id := range t.token.IDs {
				*side = append(*side, Special{id, t.TypeID, t.token.Tokens[i]})
			}
		}
	}
	return true
}

// TrimOffsets trims the offsets of the text's own tokens, as the post-processor does it.
func (f *Frame) TrimOffsets(tokens *vocab.Texts, offsets []encoding.Offset) {
	if f.Trim {
		for i := range offsets {
			trim(tokens.At(i), &offsets[i], f.AddPrefixSpace && (i == 0 || offsets[i].Start == 0))
		}
	}
}
