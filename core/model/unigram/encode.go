package unigram

import (
	"math"
	"slices"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/runetable"
	"github.com/libhftok/libhftok/core/internal/trie"
	"github.com/libhftok/libhftok/core/internal/utf8fast"
	"github.com/libhftok/libhftok/core/internal/vocab"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/model/wordcache"
)

type encoder struct {
	*Model
	cache *wordcache.Cache
	nodes runetable.Table[uint32] // character → its node of tokens, plus one, 0: not looked up yet
	best  []arrival               // position in a stretch → best way to get there
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
	id   uint32
}

func (e *encoder) Encode(text []byte, pieces []model.Span, first uint32, out *model.Output) error {
	return e.cache.Encode(text, pieces, first, true, out, e)
}

// Spell finds the best cut of one word, a stretch after the other. Unknown neighbours become one.
func (e *encoder) Spell(text []byte, w model.Span, piece uint32, out *model.Output) error {
	var run model.Span // unknown characters whose end is not known yet
	score := 0.0
	for at := w.Start; at < w.End; {
		if n := e.strange(text[at:w.End], &score); n > 0 {
			if run.Start == run.End {
				run.Start = at
			}
			at += n
			run.End = at
			continue
		}
		size, err := e.forward(text[at:w.End], score)
		if err != nil {
			return err
		}
		score = e.best[size].score
		e.backward(at, size)
		at += uint32(size)
		for _, s := range slices.Backward(e.path) {
			if e.unkID != vocab.None && s.id == e.unkID {
				if run.Start == run.End {
					run.Start = s.span.Start
				}
				run.End = s.span.End
				continue
			}
			if run.Start < run.End {
				if err := e.unknown(text, run, piece, out); err != nil {
					return err
				}
				run = model.Span{}
			}
			out.Add(s.id, s.span, piece)
		}
	}
	if run.Start == run.End {
		return nil
	}
	return e.unknown(text, run, piece, out)
}

// stretch is the number of bytes after which a word may be cut: what is beyond need not fit into the cache.
const stretch = 1024

// forward fills e.best for the positions of s, or up to one where no piece that begins before it goes on, and returns
// that: the first after an unknown character or in a long word. score is that of the way to its start. Ties keep the
// arrival found first, the one that starts earliest, as the reference does.
func (e *encoder) forward(s []byte, score float64) (end int, err error) {
	tokens, scores := e.tokens, e.scores
	best := e.fill(0, min(len(s), stretch))
	best[0].score = score
	for at, reach := 0, 0; ; {
		here := best[at].score
		var node uint32
		char := 1
		if s[at] < utf8.RuneSelf {
			node = tokens.Step(trie.Root, s[at])
		} else {
			r, n := utf8fast.Decode(s, uint32(at))
			char = int(n)
			if node = e.nodes.Get(r); node == 0 {
				node = e.newNode(r, s[at:at+char])
			}
			node--
		}
		single := false // a piece for the one character at hand
		for i := at + char; node != trie.Root; i++ {
			if id, ok := tokens.Value(node); ok {
				if i >= len(best) {
					best = e.fill(len(best), min(len(s), i+stretch))
				}
				best[i].offer(scores[id]+here, at, id)
				single = single || i == at+char
				reach = max(reach, i)
			}
			if i == len(s) {
				break
			}
			node = tokens.Step(node, s[i])
		}
		at += char
		if !single {
			if at >= len(best) {
				best = e.fill(len(best), min(len(s), at+stretch))
			}
			if b := &best[at]; b.from < 0 || e.unkScore+here > b.score {
				if e.unkID == vocab.None {
					return 0, e.missingUnk()
				}
				b.offer(e.unkScore+here, at-char, e.unkID)
			}
		}
		if at == len(s) || at >= reach && (at >= stretch || !single) {
			return at, nil
		}
	}
}

// fill makes the positions of e.best from one to another free.
func (e *encoder) fill(from, to int) []arrival {
	e.best = slices.Grow(e.best[:from], to+1-from)[:to+1]
	for i := from; i <= to; i++ {
		e.best[i] = arrival{score: math.Inf(-1), from: -1}
	}
	return e.best
}

// strange returns the length of the run of characters that s begins with and no piece does, and adds to score what
// they cost.
func (e *encoder) strange(s []byte, score *float64) (n uint32) {
	if e.unkID == vocab.None {
		return 0
	}
	sum := *score
	for int(n) < len(s) && s[n] >= utf8.RuneSelf {
		r, size := utf8fast.Decode(s, n)
		node := e.nodes.Get(r)
		if node == 0 {
			node = e.newNode(r, s[n:n+size])
		}
		if node != trie.Root+1 {
			break
		}
		sum += e.unkScore
		n += size
	}
	*score = sum
	return n
}

// newNode looks up what e.nodes has for a character.
func (e *encoder) newNode(r rune, char []byte) uint32 {
	node, _ := e.tokens.Walk(string(char))
	e.nodes.Set(r, node+1)
	return node + 1
}

func (a *arrival) offer(score float64, from int, id uint32) {
	if score > a.score || a.from < 0 {
		*a = arrival{score, int32(from), id}
	}
}

// backward reads the best cut off e.best, up to a position, last piece first. start is where the text begins.
func (e *encoder) backward(start uint32, end int) {
	e.path = e.path[:0]
	for end > 0 {
		a := e.best[end]
		e.path = append(e.path, step{model.Span{Start: start + uint32(a.from), End: start + uint32(end)}, a.id})
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
