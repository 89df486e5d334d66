package core

import (
	"math/rand/v2"
	"slices"
	"sync/atomic"

	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/internal/vocab"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/normalized"
	"github.com/libhftok/libhftok/core/pretokenizer"
	"github.com/libhftok/libhftok/core/processors"
)

// encoder takes one text at a time through a pipeline. It owns the caches and scratch memory of that and
// belongs to one goroutine at a time.
type encoder struct {
	*pipeline
	model  model.Encoder
	seeded uint64 // what the model was seeded with, 0: chance
	// spelledModel is that of pipeline.spelled, nil until it is needed.
	spelledModel model.Encoder

	// raw is nil until it is needed, and where the pipeline has no cutter.
	raw *wordwise

	segment normalized.String // between two added tokens of the input
	part    normalized.String // of the segment, between two added tokens found after normalization
	pieces  pretokenizer.Pieces
	spans   [2048]model.Span
	first   []byte // the first word of a segment, with what goes before it
	copied  []byte // what is gathered, with what goes before segments
	buffer  pretokenizer.Buffer

	out           model.Output
	specialAsText bool
	piece         uint32 // number of the next piece

	// What is recorded besides ids, unless out.Record is false.
	want      wanted
	word      int32 // what all tokens have as word, -1: the number of their piece
	offsets   []encoding.Offset
	words     []int32
	tokens    vocab.Texts
	converter encoding.OffsetConverter
}

// wanted says what to record.
type wanted struct {
	offsets bool
	tokens  bool
}

func newEncoder(p *pipeline) *encoder {
	return &encoder{pipeline: p, model: p.model.NewEncoder()}
}

// seed makes what models leave to chance follow from seed, until the encoder is next seeded. 0 leaves it to chance again.
func (e *encoder) seed(seed uint64) {
	if seed == 0 && e.seeded == 0 {
		return
	}
	e.seeded = seed
	seedModel(e.model, seed)
	seedModel(e.spelledModel, seed)
}

// seedModel is seed for one model, or none.
func seedModel(m model.Encoder, seed uint64) {
	if m, ok := m.(interface{ Seed(uint64) }); ok {
		if seed == 0 {
			seed = rand.Uint64()
		}
		m.Seed(seed)
	}
}

// text appends the tokens of one text to what e has collected.
func (e *encoder) text(text []byte) error {
	e.piece = 0
	if e.gathers(text) {
		return e.gather(text)
	}
	if !e.added.SearchesRaw() {
		return e.between(text, 0)
	}
	split := e.added.Raw(text, e.specialAsText)
	for s, ok := split.Next(); ok; s, ok = split.Next() {
		if s.IsToken && !e.out.Record {
			e.out.IDs = append(e.out.IDs, s.ID)
			e.piece++
			continue
		}
		if s.IsToken {
			e.segment.Reset(text[s.Start:s.End], uint32(s.Start), true)
			e.token(&e.segment, s.ID)
			continue
		}
		if err := e.between(text[s.Start:s.End], uint32(s.Start)); err != nil {
			return err
		}
	}
	return split.Err()
}

// between appends the tokens of what lies between two added tokens of the input, and begins there at start.
func (e *encoder) between(text []byte, start uint32) error {
	if len(text) == 0 {
		return nil
	}
	e.segment.Reset(text, start, e.originWanted || e.out.Record)
	if e.cutter != nil && !e.out.Record && !(e.specialAsText && e.added.SearchesNormalized()) {
		return e.wordwise().encode(e.segment.Text, e.spans[:], &e.out)
	}
	return e.normalizeAndSplit()
}

func (e *encoder) wordwise() *wordwise {
	if e.raw == nil {
		e.raw = newWordwise(e)
	}
	return e.raw
}

// normalizeAndSplit goes on with e.segment.
func (e *encoder) normalizeAndSplit() error {
	if e.normalizer != nil {
		if err := e.normalizer.Normalize(&e.segment); err != nil {
			return err
		}
	}
	if !e.added.SearchesNormalized() && len(e.segment.Text) > 0 {
		return e.tokenize(&e.segment)
	}
	split := e.added.Normalized(e.segment.Text, e.specialAsText)
	for s, ok := split.Next(); ok; s, ok = split.Next() {
		if whole := !s.IsToken && s.Start == 0 && s.End == len(e.segment.Text); whole {
			return e.tokenize(&e.segment)
		}
		e.segment.Slice(&e.part, s.Start, s.End)
		if s.IsToken {
			e.token(&e.part, s.ID)
			continue
		}
		if err := e.tokenize(&e.part); err != nil {
			return err
		}
	}
	return split.Err()
}

// token appends an added token, which stands for all of s.
func (e *encoder) token(s *normalized.String, id uint32) {
	e.out.IDs = append(e.out.IDs, id)
	if e.out.Record {
		e.words = append(e.words, e.wordOf(e.piece))
		if e.want.offsets {
			e.offsets = append(e.offsets, encoding.Offset(s.Origins(0, len(s.Text))))
		}
		if e.want.tokens {
			e.tokens.AddBytes(s.Text)
		}
	}
	e.piece++
}

// tokenize pre-tokenizes s, which has no added tokens any more, and gives the pieces to the model.
func (e *encoder) tokenize(s *normalized.String) error {
	if e.spelled != nil && (s.Inserted() > 0 || e.onBytes.Lacks(s.Text)) {
		return e.tokenizeSpelled(s)
	}
	if e.spaced != nil {
		return e.tokenizeWords(s)
	}
	if e.scanner == nil {
		e.pieces.Reset(s)
		if e.preTokenizer != nil {
			if err := e.preTokenizer.PreTokenize(&e.pieces); err != nil {
				return err
			}
		}
		return e.spell(s, e.pieces.Spans)
	}
	for at := uint32(0); at < uint32(len(s.Text)); {
		var n int
		n, at = e.scan(s.Text, at)
		if err := e.spell(s, e.spans[:n]); err != nil {
			return err
		}
	}
	return nil
}

// scan fills e.spans with pieces of text from at on, as far as they go: new words among many are spelled faster. It returns
// how many there are, and where to go on.
func (e *encoder) scan(text []byte, at uint32) (n int, next uint32) {
	const room = 256 // for which scanning is worth while
	for n <= len(e.spans)-room && at < uint32(len(text)) {
		var found int
		found, at = e.scanner.Scan(&e.buffer, text, at, e.spans[n:])
		n += found
	}
	return n, at
}

// tokenizeSpelled is tokenize through the pipeline without short cut.
func (e *encoder) tokenizeSpelled(s *normalized.String) error {
	fast, m := e.pipeline, e.model
	if e.spelledModel == nil {
		e.spelledModel = fast.spelled.model.NewEncoder()
		if e.seeded != 0 { // else it has seeded itself
			seedModel(e.spelledModel, e.seeded)
		}
	}
	e.pipeline, e.model = fast.spelled, e.spelledModel
	err := e.tokenize(s)
	e.pipeline, e.model = fast, m
	return err
}

// spell appends the tokens of the given pieces of s.
func (e *encoder) spell(s *normalized.String, pieces []model.Span) error {
	err := e.model.Encode(s.Text, pieces, e.piece, &e.out)
	if err == nil && e.out.Record {
		e.record(s, pieces)
	}
	e.piece += uint32(len(pieces))
	return err
}

// record notes for the tokens of pieces of s that the model found, the first of which is number e.piece, where they
// lie in the input, which words they belong to, and their strings.
func (e *encoder) record(s *normalized.String, pieces []model.Span) {
	spans, numbers := e.out.Spans, e.out.Pieces
	ids := e.out.IDs[len(e.out.IDs)-len(spans):]
	e.out.Spans, e.out.Pieces = spans[:0], numbers[:0]

	e.words = slices.Grow(e.words, len(numbers))
	for _, number := range numbers {
		e.words = append(e.words, e.wordOf(number))
	}
	if e.want.offsets {
		e.offsets = slices.Grow(e.offsets, len(spans))
		whole := s.Align == nil
		for i, span := range spans {
			o := encoding.Offset{Start: s.Base() + span.Start, End: s.Base() + span.End}
			if piece := pieces[numbers[i]-e.piece]; span.End > piece.End {
				// As in the reference, a span that reaches beyond its piece counts from the piece's start.
				o = encoding.Offset{Start: span.Start - piece.Start, End: span.End - piece.Start}
			} else if !whole || !s.Whole(span.Start) || !s.Whole(span.End) {
				o = encoding.Offset(s.Origins(int(span.Start), int(span.End)))
			}
			e.offsets = append(e.offsets, o)
		}
	}
	if e.want.tokens {
		e.name(s.Text, ids, spans, numbers, pieces)
	}
}

// name notes the strings of tokens.
func (e *encoder) name(text []byte, ids []uint32, spans []model.Span, numbers []uint32, pieces []model.Span) {
	for i := 0; i < len(ids); i++ {
		if e.namer == nil {
			if i += e.pipeline.model.AppendTokens(&e.tokens, ids[i:]); i == len(ids) {
				return
			}
		}
		e.tokens.Add(e.tokenAt(ids[i], text, spans[i], pieces[numbers[i]-e.piece]))
	}
}

// wordOf returns the word of the tokens of a piece.
func (e *encoder) wordOf(piece uint32) int32 {
	if e.word < 0 {
		return int32(piece)
	}
	return e.word
}

// reset drops what was collected.
func (e *encoder) reset() {
	e.out.IDs, e.out.Spans, e.out.Pieces = e.out.IDs[:0], e.out.Spans[:0], e.out.Pieces[:0]
	e.offsets, e.words = e.offsets[:0], e.words[:0]
	e.tokens.Reset()
	e.word = -1
}

// dropScratch frees memory that is of the size of the largest text so far.
func (e *encoder) dropScratch() {
	e.out, e.offsets, e.words, e.tokens = model.Output{}, nil, nil, vocab.Texts{}
	e.segment, e.part, e.pieces, e.first = normalized.String{}, normalized.String{}, pretokenizer.Pieces{}, nil
	e.copied = nil
	if e.raw != nil && e.raw.texts != nil {
		e.raw.texts.dropScratch()
	}
}

// maxKept is the number of ids up to which an encoder that goes back to the pool keeps its memory.
const maxKept = 1 << 20

// pool keeps encoders with their warm caches between calls. Unlike sync.Pool it does not drop them when
// the garbage collector runs. The zero value is ready.
type pool struct {
	slots atomic.Pointer[[]atomic.Pointer[encoder]]
}

// get returns an encoder of p for the caller alone.
func (l *pool) get(p *pipeline) *encoder {
	if slots := l.slots.Load(); slots != nil {
		for i := range *slots {
			if e := (*slots)[i].Swap(nil); e != nil {
				return e
			}
		}
	}
	return newEncoder(p)
}

// put takes an encoder back.
func (l *pool) put(e *encoder) {
	if cap(e.out.IDs) > maxKept {
		e.dropScratch()
	}
	slots := l.slots.Load()
	if slots == nil {
		fresh := make([]atomic.Pointer[encoder], processors.Count())
		l.slots.CompareAndSwap(nil, &fresh)
		slots = l.slots.Load()
	}
	for i := range *slots {
		if (*slots)[i].CompareAndSwap(nil, e) {
			return
		}
	}
}
