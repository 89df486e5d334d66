package core

import (
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/model/bpe"
	"github.com/libhftok/libhftok/core/model/unigram"
	"github.com/libhftok/libhftok/core/model/wordcache"
	"github.com/libhftok/libhftok/core/model/wordpiece"
	"github.com/libhftok/libhftok/core/pretokenizer"
	"github.com/libhftok/libhftok/core/rawword"
	"github.com/libhftok/libhftok/core/tokenizerjson"
)

// cutterOf returns what cuts texts for f into words to be remembered as they stand in the input, nil if that
// is not possible.
func cutterOf(f *tokenizerjson.File, stages []pretokenizer.PreTokenizer) *rawword.Cutter {
	if b, is := f.Model.(*bpe.Model); is && b.IsRandom() {
		return nil // the same word may be other tokens each time
	}
	return rawword.New(f.Normalizer, stages)
}

// wordwise encodes text word by word, as the words stand in the input.
type wordwise struct {
	*rawword.Words
	cache *wordcache.Cache
	// One of these spells new words: the model spells their pieces, or they go as texts through all of the pipeline.
	speller wordcache.Speller
	texts   *encoder
}

func newWordwise(e *encoder) *wordwise {
	w := &wordwise{Words: e.cutter.NewWords(), cache: wordcache.New(nil)}
	switch e.pipeline.model.(type) {
	case *wordpiece.Model, *unigram.Model:
		if !e.added.SearchesNormalized() {
			w.speller = e.model.(wordcache.Speller)
			return w
		}
	}
	p := *e.pipeline
	p.cutter, p.normalizer = nil, e.cutter.Normalizer()
	w.texts = &encoder{pipeline: &p, model: e.model}
	return w
}

// encode appends the ids of text, which has no added tokens.
func (w *wordwise) encode(text []byte, spans []model.Span, out *model.Output) error {
	text = w.Whole(text)
	for at := uint32(0); at < uint32(len(text)); {
		var n int
		n, at = w.Scan(text, at, spans)
		if err := w.cache.Encode(text, spans[:n], 0, false, out, w); err != nil {
			return err
		}
	}
	return nil
}

// Spell is called for words that the cache does not know.
func (w *wordwise) Spell(text []byte, word model.Span, _ uint32, out *model.Output) error {
	if w.texts != nil {
		w.texts.out.IDs = out.IDs
		err := w.texts.between(text[word.Start:word.End], 0)
		out.IDs, w.texts.out.IDs = w.texts.out.IDs, nil
		return err
	}
	text, pieces, err := w.Pieces(text[word.Start:word.End])
	if err != nil {
		return err
	}
	for _, p := range pieces {
		if err := w.speller.Spell(text, p, 0, out); err != nil {
			return err
		}
	}
	return nil
}
