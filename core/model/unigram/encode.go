package unigram

import (
	"math"
	"slices"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/trie"
	"github.com/libhftok/libhftok/core/internal/vocab"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/model/wordcache"
)

type encoder struct {
	*Model
	cache *wordcache.Cache
	best  []arrival // position → best way to get there
	path  []step
}

// arrival is the best piece that ends at a position. from is -1 while there is none.
type arrival struct {
	score float64
	from  int32
	id    uint32
}

type step struct {
	span model.Span
	unk  bool
	id   uint32
}

func (e *encoder) Encode(text []byte, pieces []model.Span, first uint32, out *model.Output) error {
	return e.cache.Encode(text, pieces, first, true, out, e)
}

// Spell finds the best cut of one word.
func (e *encoder) Spell(text []byte, w model.Span, piece uint32, out *model.Output) error {
	if err := e.forward(text[w.Start:w.End]); err != nil {
		return err
	}
	e.backward(w)
	for _, s := range slices.Backward(e.path) {
		if !s.unk {
			out.Add(s.id, s.span, piece)
			continue
		}
		if err := e.unknown(text, s.span, piece, out); err != nil {
			return err
		}
	}
	return nil
}

// forward fills e.best for every position of s. Ties keep the arrival found first, the one that starts
// earliest, as the reference does.
func (e *encoder) forward(s []byte) error {
	e.best = slices.Grow(e.best[:0], len(s)+1)[:len(s)+1]
	best, tokens, scores := e.best, e.tokens, e.scores
	for i := range best {
		best[i] = arrival{score: math.Inf(-1), from: -1}
	}
	best[0].score = 0
	for at := 0; at < len(s); {
		char := 1
		if s[at] >= utf8.RuneSelf {
			_, char = utf8.DecodeRune(s[at:])
		}
		here := best[at].score
		single := false // a piece for the one character at hand
		node := uint32(trie.Root)
		for i := at; i < len(s); {
			if node = tokens.Step(node, s[i]); node == trie.Root {
				break
			}
			i++
			if id, ok := tokens.Value(node); ok {
				best[i].offer(scores[id]+here, at, id)
				single = single || i == at+char
			}
		}
		if !single {
			if b := &best[at+char]; b.from < 0 || e.unkScore+here > b.score {
				if e.unkID == vocab.None {
					return e.missingUnk()
				}
				b.offer(e.unkScore+here, at, e.unkID)
			}
		}
		at += char
	}
	return nil
}

func (a *arrival) offer(score float64, from int, id uint32) {
	if score > a.score || a.from < 0 {
		*a = arrival{score, int32(from), id}
	}
}

// backward reads the best cut of w off e.best, last piece first. Unknown neighbours become one.
func (e *encoder) backward(w model.Span) {
	e.path = e.path[:0]
	for end := int(w.End - w.Start); end > 0; {
		a := e.best[end]
		s := step{span: model.Span{Start: w.Start + uint32(a.from), End: w.Start + uint32(end)}, id: a.id,
			unk: e.unkID != vocab.None && a.id == e.unkID}
		if n := len(e.path); s.unk && n > 0 && e.path[n-1].unk {
			e.path[n-1].span.Start = s.span.Start
		} else {
			e.path = append(e.path, s)
		}
		end = int(a.from)
	}
}

// unknown adds the tokens of an unknown run: its own if the run happens to be a piece, else its bytes',
// else the unknown token.
func (e *encoder) unknown(text []byte, s model.Span, piece uint32, out *model.Output) error {
	run := text[s.Start:s.End]
	if id, ok := e.pieces.ID(run); ok {
		out.Add(id, s, piece)
		return nil
	}
	if e.spelled(run) {
		for _, b := range run {
			out.Add(e.fallback[b], s, piece)
		}
		return nil
	}
	out.Add(e.unkID, s, piece)
	return nil
}
