// Package rawword cuts a text into words before anything has looked at it, for pipelines in which
// normalizing, pre-tokenizing and encoding these words one by one gives the ids of the whole. A model's
// cache can then know words by what stands in the input, and a text of known words is neither normalized
// nor copied.
//
// Words meet at white space or, for BERT, at punctuation too, and only where nothing that the pipeline does
// can reach across. A word that is unusual in itself needs no care: it goes through the pipeline when it is
// first met. So all that must be known is what a character does to its neighbours.
package rawword

import (
	"slices"
	"strings"

	"github.com/libhftok/libhftok/core/internal/pattern"
	"github.com/libhftok/libhftok/core/internal/runetable"
	"github.com/libhftok/libhftok/core/internal/ucd"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/normalized"
	"github.com/libhftok/libhftok/core/normalizer"
	"github.com/libhftok/libhftok/core/pretokenizer"
)

// rule says where words end.
type rule uint8

const (
	bert  rule = iota // at white space, which is lost, and around punctuation and Chinese characters
	apart             // at white space, which is lost
	tiled             // before what becomes a space, which begins the next word
)

// Cutter is a normalizer and pre-tokenizers that work word by word. It is immutable and safe for concurrent
// use.
type Cutter struct {
	rule       rule
	strip      normalizer.Strip // of the whole text, before all else
	normalizer normalizer.Normalizer
	before     normalizer.Normalizer // its steps before Precompiled, which looks clusters up
	stages     pretokenizer.Sequence
	single     bool // what is between white space and lone characters is one piece
	ascii      masks
	simple     simple
}

// New returns the Cutter for a pipeline, nil if there is none.
func New(n normalizer.Normalizer, stages []pretokenizer.PreTokenizer) *Cutter {
	c := &Cutter{normalizer: n, stages: stages}
	if len(stages) == 0 {
		return nil
	}
	rest := stages[1:]
	ok := !slices.ContainsFunc(rest, asksForStart)
	local := wordwise
	switch s := stages[0].(type) {
	case pretokenizer.Bert:
		c.rule, local = bert, charwise
		c.single = len(rest) == 0
	case pretokenizer.WhitespaceSplit:
		c.rule = apart
		c.single = len(rest) == 0 || len(rest) == 1 && isMetaspace(rest[0])
	case pretokenizer.Whitespace, *pretokenizer.Clip:
		c.rule = apart
	case *pretokenizer.Metaspace:
		c.rule, c.single = tiled, true
		ok = len(rest) == 0 && s.Split && s.PrependScheme == pretokenizer.Always
		if seq, is := n.(normalizer.Sequence); is && len(seq) > 0 {
			if strip, is := seq[0].(normalizer.Strip); is {
				c.strip, c.normalizer = strip, seq[1:]
			}
		}
	default:
		ok = false
	}
	if ok = ok && all(c.normalizer, local); !ok {
		return nil
	}
	if c.before, ok = beforeClusters(c.normalizer); !ok {
		return nil
	}
	c.classifyASCII()
	return c
}

// asksForStart reports whether what t does to a piece depends on whether the piece begins the text.
func asksForStart(t pretokenizer.PreTokenizer) bool {
	m, is := t.(*pretokenizer.Metaspace)
	return is && m.PrependScheme == pretokenizer.First
}

func isMetaspace(t pretokenizer.PreTokenizer) bool {
	_, is := t.(*pretokenizer.Metaspace)
	return is
}

// Within reports whether text, wherever it comes up in what the normalizer makes, lies within one word of it.
func (c *Cutter) Within(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return ucd.White(r) || c.rule == bert && pretokenizer.IsPunctuation(r)
	})
}

// all reports whether every step of n, nil for none, is as asked.
func all(n normalizer.Normalizer, is func(normalizer.Normalizer) bool) bool {
	seq, ok := n.(normalizer.Sequence)
	if !ok {
		return n == nil || is(n)
	}
	for _, step := range seq {
		if !all(step, is) {
			return false
		}
	}
	return true
}

// beforeClusters returns the steps before the one that is Precompiled, nil for none. It reports false if there
// are several.
func beforeClusters(n normalizer.Normalizer) (before normalizer.Normalizer, ok bool) {
	var steps normalizer.Sequence
	found := false
	ok = true
	all(n, func(n normalizer.Normalizer) bool {
		_, is := n.(*normalizer.Precompiled)
		ok = ok && !(is && found)
		if found = found || is; !found {
			steps = append(steps, n)
		}
		return true
	})
	if !found || len(steps) == 0 {
		return nil, ok
	}
	return steps, ok
}

// charwise reports whether n maps each character by itself, but for the order of marks.
func charwise(n normalizer.Normalizer) bool {
	switch n := n.(type) {
	case normalizer.Bert, normalizer.Lowercase, normalizer.StripAccents, normalizer.Nmt:
		return true
	case normalizer.Form:
		return n == normalizer.NFD || n == normalizer.NFKD
	}
	return false
}

// wordwise reports whether n treats what is before a space and what follows as if the other were not there,
// whatever is before that does not end in white space.
func wordwise(n normalizer.Normalizer) bool {
	switch n := n.(type) {
	case normalizer.Form:
		return true
	case *normalizer.Precompiled:
		return n.KeepsPrintable()
	case normalizer.Replace:
		switch p := n.Pattern.(type) {
		case pattern.Run:
			return p.Byte == ' ' && n.Content == " "
		case pattern.White:
			return n.Content == " "
		case pattern.Literal:
			return visible(string(p)) && visible(n.Content)
		}
		return false
	}
	return charwise(n)
}

// visible reports whether s is ASCII without spaces and controls, and not empty.
func visible(s string) bool {
	for i := range len(s) {
		if s[i]-0x21 >= 0x5E {
			return false
		}
	}
	return s != ""
}

// Normalizer returns what is done to each word: the pipeline's normalizer, nil for none, without what Whole does.
func (c *Cutter) Normalizer() normalizer.Normalizer { return c.normalizer }

// NewWords makes what cuts texts for one goroutine at a time.
func (c *Cutter) NewWords() *Words { return &Words{Cutter: c} }

// Words cuts texts into words and words into the model's pieces. It belongs to one goroutine at a time.
type Words struct {
	*Cutter
	classes runetable.Table[class]
	tail    [block]byte

	text   normalized.String
	pieces pretokenizer.Pieces
	plain  []byte        // text of a simple word
	whole  [1]model.Span // of it
}

// Whole returns the part of a text that has words.
func (w *Words) Whole(text []byte) []byte {
	if w.strip == (normalizer.Strip{}) {
		return text
	}
	from, to := w.strip.Bounds(text)
	return text[from:to]
}

// Pieces returns what the normalizer and the pre-tokenizers make of a word, valid until the next call.
func (w *Words) Pieces(word []byte) ([]byte, []model.Span, error) {
	if text, ok := w.simpleText(w.plain[:0], word); ok {
		w.plain, w.whole[0].End = text, uint32(len(text))
		return text, w.whole[:], nil
	}
	w.text.Reset(word, 0, false)
	if w.normalizer != nil {
		if err := w.normalizer.Normalize(&w.text); err != nil {
			return nil, nil, err
		}
	}
	w.pieces.Reset(&w.text)
	if err := w.stages.PreTokenize(&w.pieces); err != nil {
		return nil, nil, err
	}
	return w.text.Text, w.pieces.Spans, nil
}

// MinRoom is the least number of spans that Scan needs room for.
const MinRoom = 2*block + 2

// Scan stores the words of text from at on in spans, at least MinRoom, until they are used up or the text
// ends. It returns how many there are and where to go on. at is 0 or where to go on.
func (w *Words) Scan(text []byte, at uint32, spans []model.Span) (n int, next uint32) {
	if w.rule == tiled {
		return w.scanTiled(text, at, spans)
	}
	return w.scanApart(text, at, spans)
}
