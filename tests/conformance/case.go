package conformance

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/libhftok/libhftok/core"
	"github.com/libhftok/libhftok/core/addedvocab"
	"github.com/libhftok/libhftok/core/encoding"
)

// Case is a tokenizer and what to ask of it: a regression file, or a line of generate.py. reference.py asks
// the reference the same.
type Case struct {
	Tokenizer json.RawMessage `json:"tokenizer"` // the tokenizer.json, or a string that holds its text
	Add       [][]AddedToken  `json:"add"`       // tokens added one list after the other
	Inputs    []CaseInput     `json:"inputs"`
	Batch     bool            `json:"batch"` // encode Inputs in one batch too, with the file's settings
	Decode    []CaseDecode    `json:"decode"`
	Streams   []CaseStream    `json:"streams"`
	Tokens    []string        `json:"tokens"` // to look up
	IDs       []uint32        `json:"ids"`    // to look up
}

// AddedToken is an entry of "added_tokens", without its id.
type AddedToken struct {
	Content    string `json:"content"`
	SingleWord bool   `json:"single_word"`
	LStrip     bool   `json:"lstrip"`
	RStrip     bool   `json:"rstrip"`
	Normalized bool   `json:"normalized"`
	Special    bool   `json:"special"`
}

// CaseInput is a text or words, perhaps with a pair of the same kind, and how to encode it.
type CaseInput struct {
	Text       *string         `json:"text"`
	Pair       *string         `json:"pair"`
	Words      []string        `json:"words"` // used if Text is null
	PairWords  []string        `json:"pair_words"`
	Plain      bool            `json:"plain"`      // without special tokens
	AsText     bool            `json:"as_text"`    // special tokens in the text are text
	Truncation *CaseTruncation `json:"truncation"` // null: the file's
	Padding    *CasePadding    `json:"padding"`    // null: the file's
}

// CaseTruncation has the arguments of enable_truncation.
type CaseTruncation struct {
	MaxLength int    `json:"max_length"`
	Stride    int    `json:"stride"`
	Strategy  string `json:"strategy"`
	Direction string `json:"direction"`
}

// CasePadding has the arguments of enable_padding.
type CasePadding struct {
	Direction       string `json:"direction"`
	PadID           uint32 `json:"pad_id"`
	PadTypeID       uint32 `json:"pad_type_id"`
	PadToken        string `json:"pad_token"`
	Length          *int   `json:"length"`
	PadToMultipleOf int    `json:"pad_to_multiple_of"`
}

// CaseDecode is a list of ids to decode.
type CaseDecode struct {
	IDs  []uint32 `json:"ids"`
	Skip bool     `json:"skip"`
}

// CaseStream is what a decoding stream is given: ids at first, then step by step.
type CaseStream struct {
	IDs   []uint32   `json:"ids"`
	Steps [][]uint32 `json:"steps"`
	Skip  bool       `json:"skip"`
}

// Refused stands for an answer that is an error.
type Refused struct {
	Message string `json:"error"`
}

// Outcome is everything that a case gave. An answer is a Refused where there was an error; a tokenizer that
// does not load has no other answer than Load.
type Outcome struct {
	Load     any             `json:"load"`
	Added    []any           `json:"added"`
	Inputs   []any           `json:"inputs"`
	Batch    any             `json:"batch"`
	Decode   []any           `json:"decode"`
	Streams  [][]any         `json:"streams"`
	Tokens   []any           `json:"tokens"` // ids of Case.Tokens
	IDs      []any           `json:"ids"`    // tokens of Case.IDs
	Sizes    []int           `json:"sizes"`
	Vocab    json.RawMessage `json:"vocab"`
	Own      json.RawMessage `json:"own"`      // the vocabulary of the model
	Given    json.RawMessage `json:"given"`    // the added tokens, by id
	Specials []int           `json:"specials"` // that a text and a pair get
	Saved    json.RawMessage `json:"saved"`    // the tokenizer.json that we write
}

// Run asks this library.
func (c *Case) Run() *Outcome {
	out := &Outcome{}
	file := []byte(c.Tokenizer)
	var text string
	if json.Unmarshal(file, &text) == nil {
		file = []byte(text)
	}
	t, err := core.FromBytes(file)
	if err != nil {
		return &Outcome{Load: refused(err)}
	}
	for _, tokens := range c.Add {
		var added []addedvocab.Token
		for _, token := range tokens {
			added = append(added, addedvocab.Token(token))
		}
		with, n, err := t.WithAddedTokens(added)
		if err != nil {
			out.Added = append(out.Added, refused(err))
			continue
		}
		t = with
		out.Added = append(out.Added, n)
	}
	for i := range c.Inputs {
		out.Inputs = append(out.Inputs, c.Inputs[i].run(t))
	}
	if c.Batch {
		out.Batch = c.batch(t)
	}
	for _, d := range c.Decode {
		text, err := t.Decode(d.IDs, d.Skip)
		out.Decode = append(out.Decode, orRefused(text, err))
	}
	for _, s := range c.Streams {
		out.Streams = append(out.Streams, s.run(t))
	}
	for _, token := range c.Tokens {
		id, ok := t.TokenToID(token)
		out.Tokens = append(out.Tokens, orNil(id, ok))
	}
	for _, id := range c.IDs {
		token, ok := t.IDToToken(id)
		out.IDs = append(out.IDs, orNil(token, ok))
	}
	out.Sizes = []int{t.VocabSize(false), t.VocabSize(true)}
	out.Specials = []int{t.NumSpecialTokensToAdd(false), t.NumSpecialTokensToAdd(true)}
	if out.Given, err = t.AddedTokensJSON(); err == nil {
		out.Own, err = t.VocabJSON(false)
	}
	if err == nil {
		out.Vocab, err = t.VocabJSON(true)
	}
	if err == nil {
		out.Saved, err = t.JSON()
	}
	if err != nil {
		out.Load = refused(err)
	}
	return out
}

func (in *CaseInput) input() core.Input {
	if in.Text == nil {
		out := core.Input{Sequence: core.Sequence{Words: bytesOf(in.Words)}}
		if in.PairWords != nil {
			out.Pair = &core.Sequence{Words: bytesOf(in.PairWords)}
		}
		return out
	}
	out := core.Input{Sequence: core.Sequence{Text: []byte(*in.Text)}}
	if in.Pair != nil {
		out.Pair = &core.Sequence{Text: []byte(*in.Pair)}
	}
	return out
}

func bytesOf(words []string) [][]byte {
	out := make([][]byte, len(words))
	for i, w := range words {
		out[i] = []byte(w)
	}
	return out
}

func (in *CaseInput) options() *core.EncodeOptions {
	o := &core.EncodeOptions{NoSpecialTokens: in.Plain, SpecialAsText: in.AsText, OffsetUnit: encoding.Chars}
	if t := in.Truncation; t != nil {
		o.Truncation = &encoding.TruncationParams{MaxLength: t.MaxLength, Stride: t.Stride, Direction: side(t.Direction),
			Strategy: encoding.TruncationStrategy(slices.Index([]string{
				encoding.LongestFirst: "longest_first", encoding.OnlyFirst: "only_first", encoding.OnlySecond: "only_second",
			}, t.Strategy))}
	}
	if p := in.Padding; p != nil {
		o.Padding = &encoding.PaddingParams{BatchLongest: p.Length == nil, Direction: side(p.Direction), PadID: p.PadID,
			PadTypeID: p.PadTypeID, PadToken: p.PadToken, PadToMultipleOf: p.PadToMultipleOf}
		if p.Length != nil {
			o.Padding.Fixed = *p.Length
		}
	}
	return o
}

func side(name string) encoding.Side {
	if name == "left" {
		return encoding.Left
	}
	return encoding.Right
}

// run encodes the input fully; what encodes only ids must agree.
func (in *CaseInput) run(t *core.Tokenizer) any {
	o := in.options()
	if o.Truncation != nil {
		if err := o.Truncation.Check(t.NumSpecialTokensToAdd(false)); err != nil {
			return refused(err)
		}
	}
	e, err := t.Encode(in.input(), o)
	if in.Text != nil && in.Pair == nil {
		ids, idsErr := t.EncodeIDs(nil, []byte(*in.Text), o)
		if (idsErr == nil) != (err == nil) || err == nil && !slices.Equal(ids, e.IDs) {
			return fmt.Sprintf("EncodeIDs gives %v, %v; Encode: %v", ids, idsErr, err)
		}
	}
	if err != nil {
		return refused(err)
	}
	return Readable(e)
}

func (c *Case) batch(t *core.Tokenizer) any {
	inputs := make([]core.Input, len(c.Inputs))
	for i := range c.Inputs {
		inputs[i] = c.Inputs[i].input()
	}
	encodings, err := t.EncodeBatch(inputs, &core.EncodeOptions{OffsetUnit: encoding.Chars})
	if err != nil {
		return refused(err)
	}
	out := []any{}
	for _, e := range encodings {
		out = append(out, Readable(e))
	}
	return out
}

// run gives what comes out at each step, up to the first error.
func (s *CaseStream) run(t *core.Tokenizer) []any {
	out := []any{}
	stream := t.DecodeStream(s.IDs, s.Skip)
	for _, ids := range s.Steps {
		text, ok, err := stream.Step(ids...)
		if err != nil {
			return append(out, refused(err))
		}
		out = append(out, orNil(text, ok))
	}
	return out
}

func refused(err error) Refused { return Refused{err.Error()} }

func orRefused(v any, err error) any {
	if err != nil {
		return refused(err)
	}
	return v
}

func orNil(v any, ok bool) any {
	if !ok {
		return nil
	}
	return v
}
