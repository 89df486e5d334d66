package core

import (
	"github.com/libhftok/libhftok/core/corpus"
	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/postprocessor"
	"github.com/libhftok/libhftok/core/status"
)

// MaxText is the length in bytes of the longest text.
const MaxText = 1<<31 - 2

// Sequence is one input text, or with Words != nil one that is already split into words.
type Sequence struct {
	Text  []byte
	Words [][]byte
}

// Input is one row: a sequence and perhaps its pair.
type Input struct {
	Sequence
	Pair *Sequence
}

// EncodeOptions say how to encode. nil and the zero value are the defaults.
type EncodeOptions struct {
	NoSpecialTokens bool // add_special_tokens=False
	SpecialAsText   bool // encode_special_tokens=True
	NoTokens        bool // leave Encoding.Tokens nil
	PairTypeZero    bool // the pair's tokens start with type 0, as from the reference's encode_batch_fast
	OffsetUnit      encoding.OffsetUnit
	Threads         int                        // EncodeBatch: at most so many; 0: processors.Count
	Seed            uint64                     // of dropout; 0: random. Row i of a batch has Seed+i
	Truncation      *encoding.TruncationParams // nil: what the file says
	NoTruncation    bool
	Padding         *encoding.PaddingParams // nil: what the file says
	NoPadding       bool
}

var defaults EncodeOptions

// seedOf returns the seed of a row, 0 for chance.
func (o *EncodeOptions) seedOf(row int) uint64 {
	if o.Seed == 0 {
		return 0
	}
	return max(o.Seed+uint64(row), 1)
}

func (t *Tokenizer) truncationFor(o *EncodeOptions) *encoding.TruncationParams {
	switch {
	case o.NoTruncation:
		return nil
	case o.Truncation != nil:
		return o.Truncation
	}
	return t.truncation
}

func (t *Tokenizer) paddingFor(o *EncodeOptions) *encoding.PaddingParams {
	switch {
	case o.NoPadding:
		return nil
	case o.Padding != nil:
		return o.Padding
	}
	return t.padding
}

// EncodeIDs appends the ids of text to dst. It starts no goroutine and, once warm and with room in dst
// for one id per byte of text and a few more, allocates nothing.
func (t *Tokenizer) EncodeIDs(dst []uint32, text []byte, opts *EncodeOptions) ([]uint32, error) {
	if opts == nil {
		opts = &defaults
	}
	direct, pad := opts, t.paddingFor(opts)
	if pad != nil {
		o := *opts
		o.NoPadding = true
		direct = &o
	}
	around, ok := t.affixesFor(direct)
	if !ok {
		o := *opts
		o.OffsetUnit, o.NoTokens = encoding.None, true
		e, err := t.Encode(Input{Sequence: Sequence{Text: text}}, &o)
		if err != nil {
			return dst, err
		}
		return append(dst, e.IDs...), nil
	}
	e := t.encoders.get(&t.pipeline)
	e.seed(opts.seedOf(0))
	ids, err := e.appendIDs(dst, text, around, opts)
	// Not deferred: after a panic the encoder, which may still hold dst, is lost.
	t.encoders.put(e)
	if err != nil || pad == nil {
		return ids, err
	}
	padded, err := pad.PadIDs(ids[len(dst):])
	if err != nil {
		return dst, err
	}
	return append(ids[:len(dst)], padded...), nil
}

// affixesFor returns what each text gets besides its ids; ok is false where more has to be done to these.
func (t *Tokenizer) affixesFor(opts *EncodeOptions) (around affixes, ok bool) {
	if !t.around.known || t.paddingFor(opts) != nil {
		return affixes{}, false
	}
	if !opts.NoSpecialTokens {
		around = t.around
	}
	if p := t.truncationFor(opts); p != nil {
		if p.Stride != 0 {
			return affixes{}, false // which may be too large for what is cut off
		}
		around.truncated, around.truncation = true, p.Reserve(len(around.prefix)+len(around.suffix))
	}
	return around, true
}

// appendIDs appends the ids of text, within around, to dst. After an error the result is dst as it was.
func (e *encoder) appendIDs(dst []uint32, text []byte, around affixes, opts *EncodeOptions) ([]uint32, error) {
	if err := checkText(text); err != nil {
		return dst, err
	}
	e.reset()
	own := e.out.IDs
	e.out.Record, e.specialAsText = false, opts.SpecialAsText
	e.out.IDs = append(dst, around.prefix...)
	err := e.text(text)
	ids := e.out.IDs
	e.out.IDs = own
	if err == nil && around.truncated {
		ids, err = truncateIDs(ids, len(dst)+len(around.prefix), &around.truncation)
	}
	if err != nil {
		return dst, err
	}
	return append(ids, around.suffix...), nil
}

// truncateIDs truncates ids[from:], of one text.
func truncateIDs(ids []uint32, from int, p *encoding.TruncationParams) ([]uint32, error) {
	n := len(ids) - from
	most, _, err := p.Lengths(n, 0, false)
	if err != nil {
		return ids, err
	}
	start, end, err := encoding.Window(n, most, p.Stride, p.Direction)
	if err != nil {
		return ids, err
	}
	return append(ids[:from], ids[from+start:from+end]...), nil
}

// Encode encodes one input on the calling goroutine.
func (t *Tokenizer) Encode(in Input, opts *EncodeOptions) (*encoding.Encoding, error) {
	if opts == nil {
		opts = &defaults
	}
	e := t.encoders.get(&t.pipeline)
	e.seed(opts.seedOf(0))
	enc, err := t.encode(e, in, opts)
	t.encoders.put(e)
	if err != nil {
		return nil, err
	}
	if err := t.pad(opts, enc); err != nil {
		return nil, err
	}
	return enc, nil
}

// pad pads rows together, if the options or the file ask for that.
func (t *Tokenizer) pad(opts *EncodeOptions, rows ...*encoding.Encoding) error {
	if p := t.paddingFor(opts); p != nil {
		return encoding.PadAll(rows, *p)
	}
	return nil
}

// encode is Encode with the given encoder and without padding.
func (t *Tokenizer) encode(e *encoder, in Input, opts *EncodeOptions) (*encoding.Encoding, error) {
	want := wanted{offsets: opts.OffsetUnit != encoding.None, tokens: !opts.NoTokens}
	drop := want.offsets && !want.tokens && t.post != nil && t.post.ReadsTokens()
	want.tokens = want.tokens || drop
	e.want, e.specialAsText = want, opts.SpecialAsText

	a, err := e.sequence(in.Sequence, 0, opts.OffsetUnit)
	if err != nil {
		return nil, err
	}
	var b *encoding.Encoding
	if in.Pair != nil {
		typeID := uint32(1)
		if opts.PairTypeZero {
			typeID = 0
		}
		if b, err = e.sequence(*in.Pair, typeID, opts.OffsetUnit); err != nil {
			return nil, err
		}
	}
	enc, err := t.postProcess(a, b, opts)
	if err == nil && drop {
		dropTokens(enc)
	}
	return enc, err
}

// postProcess truncates a text's encoding and its pair's, unless that is nil, and puts them together.
func (t *Tokenizer) postProcess(a, b *encoding.Encoding, opts *EncodeOptions) (*encoding.Encoding, error) {
	if p := t.truncationFor(opts); p != nil {
		params := *p
		if added := t.NumSpecialTokensToAdd(b != nil); added > 0 && !opts.NoSpecialTokens {
			params = params.Reserve(added)
		}
		if err := encoding.TruncateEncodings(a, b, params); err != nil {
			return nil, err
		}
	}
	return postprocessor.Process(t.post, a, b, !opts.NoSpecialTokens)
}

func dropTokens(e *encoding.Encoding) {
	e.Tokens = nil
	for _, o := range e.Overflowing {
		dropTokens(o)
	}
}

// sequence encodes one sequence of an input, before truncation and post-processing.
func (e *encoder) sequence(s Sequence, typeID uint32, unit encoding.OffsetUnit) (*encoding.Encoding, error) {
	if err := e.collect(s, unit); err != nil {
		return nil, err
	}
	return encoding.New(e.out.IDs, typeID, e.tokens.Strings(), e.words, e.offsets, e.want.tokens, e.want.offsets), nil
}

// collect records all of one sequence.
func (e *encoder) collect(s Sequence, unit encoding.OffsetUnit) error {
	e.reset()
	e.out.Record = true
	if s.Words == nil {
		return e.measured(s.Text, unit)
	}
	for i, word := range s.Words {
		e.word = int32(i)
		if err := e.measured(word, unit); err != nil {
			return err
		}
	}
	return nil
}

// measured appends the tokens of a text, with offsets in the unit asked for.
func (e *encoder) measured(text []byte, unit encoding.OffsetUnit) error {
	if err := checkText(text); err != nil {
		return err
	}
	from := len(e.offsets)
	if err := e.text(text); err != nil {
		return err
	}
	if e.want.offsets && unit != encoding.Bytes {
		e.converter.Reset(text, unit)
		e.converter.ConvertAll(e.offsets[from:])
	}
	return nil
}

// checkText makes sure that a text is one: not too long, valid UTF-8.
func checkText(text []byte) error {
	if len(text) > MaxText {
		return status.Errorf(status.InvalidArgument, "the text has %d bytes; the limit is %d", len(text), MaxText)
	}
	at := corpus.InvalidUTF8(text)
	if at < 0 {
		return nil
	}
	return status.Errorf(status.InvalidArgument, "the text is not valid UTF-8: byte 0x%02X at position %d", text[at], at)
}
