package postprocessor

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/encoding/encodingtest"
	"github.com/libhftok/libhftok/core/status"
)

// parse makes the post-processor of a well-formed "post_processor" section.
func parse(t *testing.T, data []byte) PostProcessor {
	t.Helper()
	type template []map[string]struct {
		ID     string
		TypeID uint32 `json:"type_id"`
	}
	var j *struct {
		Type           string
		Sep, Cls       [2]any
		TrimOffsets    bool `json:"trim_offsets"`
		AddPrefixSpace bool `json:"add_prefix_space"`
		Processors     []json.RawMessage
		Single, Pair   template
		SpecialTokens  map[string]SpecialToken `json:"special_tokens"`
	}
	if err := json.Unmarshal(data, &j); err != nil {
		t.Fatal(err)
	}
	if j == nil {
		return nil
	}
	token := func(s [2]any) Token { return Token{Content: s[0].(string), ID: uint32(s[1].(float64))} }
	pieces := func(t template) (out []Piece) {
		for _, p := range t {
			for kind, v := range p {
				if kind == "Sequence" {
					out = append(out, Piece{IsSequence: true, Sequence: int(v.ID[0] - 'A'), TypeID: v.TypeID})
				} else {
					out = append(out, Piece{Special: v.ID, TypeID: v.TypeID})
				}
			}
		}
		return out
	}
	switch j.Type {
	case "BertProcessing":
		return NewBert(token(j.Sep), token(j.Cls))
	case "RobertaProcessing":
		return NewRoberta(token(j.Sep), token(j.Cls), j.TrimOffsets, j.AddPrefixSpace)
	case "ByteLevel":
		return NewByteLevel(j.AddPrefixSpace, j.TrimOffsets)
	case "TemplateProcessing":
		p, err := NewTemplate(pieces(j.Single), pieces(j.Pair), j.SpecialTokens)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	var all []PostProcessor
	for _, p := range j.Processors {
		all = append(all, parse(t, p))
	}
	p, err := NewSequence(all)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

type recorded struct {
	Processor  json.RawMessage
	A, B, Out  encodingtest.Encoding
	Add        bool
	Added      [2]int
	Accepted   bool
	Truncation *struct {
		MaxLength           int `json:"max_length"`
		Stride              int
		Strategy, Direction string
	}
	Padding *struct {
		Length    *int
		Multiple  *int `json:"pad_to_multiple_of"`
		Direction string
		ID        uint32 `json:"pad_id"`
		TypeID    uint32 `json:"pad_type_id"`
		Token     string `json:"pad_token"`
	}
}

func side(name string) encoding.Side {
	if name == "left" {
		return encoding.Left
	}
	return encoding.Right
}

func (c *recorded) truncation() encoding.TruncationParams {
	return encoding.TruncationParams{
		MaxLength: c.Truncation.MaxLength, Stride: c.Truncation.Stride, Direction: side(c.Truncation.Direction),
		Strategy: map[string]encoding.TruncationStrategy{"only_first": encoding.OnlyFirst,
			"only_second": encoding.OnlySecond}[c.Truncation.Strategy],
	}
}

// run does what follows the model, on copies.
func (c *recorded) run(p PostProcessor, strip func(*encoding.Encoding)) (*encoding.Encoding, error) {
	a, b := c.A.Clone(), (*encoding.Encoding)(nil)
	strip(a)
	if c.B.Encoding != nil {
		b = c.B.Clone()
		strip(b)
	}
	if c.Truncation != nil && c.Accepted {
		params := c.truncation()
		if p != nil && c.Add {
			params = params.Reserve(p.AddedTokens(b != nil))
		}
		if err := encoding.TruncateEncodings(a, b, params); err != nil {
			return nil, err
		}
	}
	e, err := Process(p, a, b, c.Add)
	if err != nil || c.Padding == nil {
		return e, err
	}
	padding := encoding.PaddingParams{BatchLongest: c.Padding.Length == nil, Direction: side(c.Padding.Direction),
		PadID: c.Padding.ID, PadTypeID: c.Padding.TypeID, PadToken: c.Padding.Token}
	if c.Padding.Length != nil {
		padding.Fixed = *c.Padding.Length
	}
	if c.Padding.Multiple != nil {
		padding.PadToMultipleOf = *c.Padding.Multiple
	}
	return e, encoding.PadAll([]*encoding.Encoding{e}, padding)
}

// each calls f for e and all overflowing parts.
func each(e *encoding.Encoding, f func(*encoding.Encoding)) {
	f(e)
	for _, o := range e.Overflowing {
		each(o, f)
	}
}

func TestReference(t *testing.T) {
	var golden struct{ Cases []recorded }
	encodingtest.Load(t, &golden)
	affixes := 0
	for i, c := range golden.Cases {
		name := fmt.Sprintf("case %d: %s add %v truncation %+v", i, c.Processor, c.Add, c.Truncation)
		p := parse(t, c.Processor)
		if p != nil && (p.AddedTokens(false) != c.Added[0] || p.AddedTokens(true) != c.Added[1]) {
			t.Errorf("%s: added %d, %d; want %d", name, p.AddedTokens(false), p.AddedTokens(true), c.Added)
		}
		if c.Truncation != nil {
			if err := c.truncation().Check(c.Added[0]); (err == nil) != c.Accepted {
				t.Errorf("%s: accepted %v, but %v", name, c.Accepted, err)
			}
		}
		e, err := c.run(p, func(*encoding.Encoding) {})
		if err != nil {
			if status.CodeOf(err) != status.Encode {
				t.Errorf("%s: code %d: %v", name, status.CodeOf(err), err)
			}
			e = nil
		}
		encodingtest.Equal(t, name, e, c.Out.Encoding)
		if e == nil {
			continue
		}

		// What is not recorded changes nothing else.
		if p == nil || !p.ReadsTokens() {
			without := func(e *encoding.Encoding) { e.Tokens = nil }
			got, err := c.run(p, func(e *encoding.Encoding) { each(e, without) })
			if err != nil {
				t.Errorf("%s without tokens: %v", name, err)
				continue
			}
			each(got, without)
			want := e.Clone()
			each(want, without)
			encodingtest.Equal(t, name+" without tokens", got, want)
		}
		without := func(e *encoding.Encoding) { e.Tokens, e.Offsets = nil, nil }
		got, err := c.run(p, func(e *encoding.Encoding) { each(e, without) })
		if err != nil {
			t.Errorf("%s without tokens and offsets: %v", name, err)
			continue
		}
		each(got, without)
		want := e.Clone()
		each(want, without)
		encodingtest.Equal(t, name+" without tokens and offsets", got, want)

		if p == nil || c.B.Encoding != nil || c.Truncation != nil || c.Padding != nil {
			continue
		}
		if prefix, suffix, ok := p.Affixes(); ok {
			affixes++
			ids := c.A.IDs
			if c.Add {
				ids = slices.Concat(prefix, c.A.IDs, suffix)
			}
			if !slices.Equal(ids, e.IDs) {
				t.Errorf("%s: affixes give %d, processing %d", name, ids, e.IDs)
			}
		}
	}
	if affixes < 20 {
		t.Errorf("only %d cases had affixes", affixes)
	}
}
