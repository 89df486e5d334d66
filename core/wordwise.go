package core

import (
	"github.com/libhftok/libhftok/core/model"
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
	switch f.Model.(type) {
	case *wordpiece.Model, *unigram.Model:
		return rawword.New(f.Normalizer, stages)
	}
	return nil
}

// wordwise encodes text word by word, as the words stand in the input.
type wordwise struct {
	*rawword.Words
	cache   *wordcache.Cache
	speller wordcache.Speller // the model
}

func newWordwise(c *rawword.Cutter, m model.Encoder) *wordwise {
	return &wordwise{c.NewWords(), wordcache.New(nil), m.(wordcache.Speller)}
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
