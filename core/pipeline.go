package core

import (
	"slices"

	"github.com/libhftok/libhftok/core/addedvocab"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/model/bpe"
	"github.com/libhftok/libhftok/core/normalizer"
	"github.com/libhftok/libhftok/core/pretokenizer"
	"github.com/libhftok/libhftok/core/rawword"
	"github.com/libhftok/libhftok/core/tokenizerjson"
)

// pipeline is what a text goes through, compiled: added tokens, normalizer, pre-tokenizer, model. It is
// immutable.
type pipeline struct {
	added      *addedvocab.Vocabulary
	normalizer normalizer.Normalizer // nil: none
	// At most one of these is set: scanner is a pre-tokenizer that can run bit by bit with the model.
	scanner      pretokenizer.Scanner
	preTokenizer pretokenizer.PreTokenizer
	model        model.Model
	namer        model.Namer // names the model's tokens where ids are shared; nil: each is its id's
	// originWanted tells that a pre-tokenizer asks where a piece came from, so that alignments must be
	// tracked even when only ids are wanted.
	originWanted bool
	// onBytes is the model where the short cut of that name is taken, else nil, and spelled the same without it: for text
	// that the model lacks bytes of, or with an inserted front, which the byte-level rewriting does more to than rewrite.
	onBytes *bpe.Model
	spelled *pipeline
	// cutter is set if ids alone can be had word by word, from the input as it is.
	cutter *rawword.Cutter
	// spaced is set where the model takes the text as it is, cut into words by scanner, though it knows spaces as
	// '▁': see onSpaces. unspaced is the same without that short cut.
	spaced   *spacedWords
	unspaced *pipeline
}

// spacedWords says what the short cut of onSpaces spares.
type spacedWords struct {
	normalizer bool // there was one
	// A '▁' goes before each segment, with unlessMarked only if it begins with no space and no '▁', with first only
	// if it is at the start of the input.
	prepends, unlessMarked, first bool
}

// compile makes the pipeline of a file, all but the added tokens: see with.
func compile(f *tokenizerjson.File) pipeline {
	stages := flatten(nil, f.PreTokenizer)
	if p, ok := onSpaces(f, stages); ok {
		return p
	}
	p := assemble(f, stages, f.Model) // not fused: see Fuse
	fused := pretokenizer.Fuse(stages)
	if raw, m := onBytes(fused, f.Model); m != f.Model {
		spelled := p
		p = assemble(f, raw, m)
		p.onBytes, p.spelled = m.(*bpe.Model), &spelled
	}
	p.cutter = cutterOf(f, fused)
	return p
}

// with returns the pipeline with these added tokens; the rest, which is costly to compile, is shared.
func (p pipeline) with(added *addedvocab.Vocabulary) pipeline {
	if p.spaced != nil && p.spaced.normalizer && added.SearchesNormalized() {
		return p.unspaced.with(added) // they are found in what the normalizer makes
	}
	p.added = added
	if p.cutter != nil && !added.NormalizedWithin(p.cutter.Within) {
		p.cutter = nil
	}
	if p.spelled != nil {
		spelled := p.spelled.with(added)
		p.spelled = &spelled
	}
	return p
}

// assemble makes a pipeline of pre-tokenizers and a model.
func assemble(f *tokenizerjson.File, stages []pretokenizer.PreTokenizer, m model.Model) pipeline {
	p := pipeline{normalizer: f.Normalizer, model: m}
	if n, ok := m.(model.Namer); ok && n.SharesIDs() {
		p.namer = n
	}
	rewritten := f.Normalizer != nil
	for _, s := range stages {
		m, isMetaspace := s.(*pretokenizer.Metaspace)
		p.originWanted = p.originWanted || rewritten && isMetaspace && m.PrependScheme == pretokenizer.First
		rewritten = rewritten || rewrites(s)
	}
	switch len(stages) {
	case 0:
	case 1:
		if s, ok := scannerOf(stages[0]); ok {
			p.scanner = s
			break
		}
		p.preTokenizer = stages[0]
	default:
		p.preTokenizer = pretokenizer.Sequence(stages)
	}
	return p
}

// tokenAt returns the token string of an id that the model found at a span of a piece of text.
func (p *pipeline) tokenAt(id uint32, text []byte, span, piece model.Span) string {
	if p.namer != nil {
		return p.namer.TokenAt(id, text, span, piece)
	}
	if p.model.IsSurface(id, text, span) {
		return string(text[span.Start:span.End])
	}
	token, _ := p.model.Token(id)
	return token
}

// flatten appends the stages of a pre-tokenizer, nil for none.
func flatten(stages []pretokenizer.PreTokenizer, t pretokenizer.PreTokenizer) []pretokenizer.PreTokenizer {
	if s, ok := t.(pretokenizer.Sequence); ok {
		for _, t := range s {
			stages = flatten(stages, t)
		}
		return stages
	}
	if t != nil {
		stages = append(stages, t)
	}
	return stages
}

// onBytes spares the text the byte-level rewriting, if that is what comes right before the model and the
// model can work on raw bytes instead.
func onBytes(stages []pretokenizer.PreTokenizer, m model.Model) ([]pretokenizer.PreTokenizer, model.Model) {
	if len(stages) == 0 {
		return stages, m
	}
	last, isByteLevel := stages[len(stages)-1].(*pretokenizer.ByteLevel)
	b, isBPE := m.(*bpe.Model)
	if !isByteLevel || !isBPE {
		return stages, m
	}
	raw, ok := b.OnBytes()
	if !ok {
		return stages, m
	}
	short := slices.Clip(stages[:len(stages)-1]) // the caller's stay as they are
	if last.AddPrefixSpace || last.UseRegex {
		short = append(short, &pretokenizer.ByteLevel{AddPrefixSpace: last.AddPrefixSpace, UseRegex: last.UseRegex, Raw: true})
	}
	if raw.LacksAny() && slices.ContainsFunc(short, rewrites) {
		return stages, m // what the model lacks may be put into the text
	}
	return short, raw
}

// rewrites reports whether a pre-tokenizer does more to a text than to cut it.
func rewrites(t pretokenizer.PreTokenizer) bool {
	switch t := t.(type) {
	case *pretokenizer.Metaspace:
		return true
	case *pretokenizer.ByteLevel:
		return !t.Raw || t.AddPrefixSpace
	}
	return false
}

// onSpaces spares the text that every space is rewritten as '▁', if that is all that is done to it and the
// model's words are independent of each other.
func onSpaces(f *tokenizerjson.File, stages []pretokenizer.PreTokenizer) (pipeline, bool) {
	const mark = '▁'
	var words spacedWords
	all := stages
	if f.Normalizer != nil {
		var ok bool
		if words.prepends, ok = normalizer.Spaces(f.Normalizer, string(mark)); !ok {
			return pipeline{}, false
		}
		words.normalizer = true
		if len(stages) == 1 && pretokenizer.CutsAtSpaces(stages[0]) {
			stages = nil // there are none any more
		}
		if len(stages) != 0 {
			return pipeline{}, false
		}
	} else {
		if len(stages) != 1 {
			return pipeline{}, false
		}
		m, ok := stages[0].(*pretokenizer.Metaspace)
		if !ok || m.Replacement != mark || m.Split {
			return pipeline{}, false
		}
		words.prepends, words.unlessMarked = m.PrependScheme != pretokenizer.Never, true
		words.first = m.PrependScheme == pretokenizer.First
	}
	b, ok := f.Model.(*bpe.Model)
	if !ok || b.SharesIDs() {
		return pipeline{}, false
	}
	spaced, ok := b.OnSpaces()
	if !ok {
		return pipeline{}, false
	}
	unspaced := assemble(f, all, f.Model)
	return pipeline{scanner: pretokenizer.Marks(spaced.CanJoin), model: spaced, spaced: &words, unspaced: &unspaced}, true
}

func scannerOf(t pretokenizer.PreTokenizer) (pretokenizer.Scanner, bool) {
	switch t := t.(type) {
	case pretokenizer.Scan:
		return t.Scanner, true
	case *pretokenizer.ByteLevel:
		return t.Scanner()
	}
	return nil, false
}
