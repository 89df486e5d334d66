package core

import (
	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/normalized"
	"github.com/libhftok/libhftok/core/pretokenizer"
	"github.com/libhftok/libhftok/core/status"
)

// The steps of encoding, each by itself.

// Normalize returns what the normalizer makes of a text; the text itself if there is none.
func (t *Tokenizer) Normalize(text []byte) (string, error) {
	if err := checkText(text); err != nil {
		return "", err
	}
	return t.normalizeToken(string(text))
}

// Piece is a part of a text, as the pre-tokenizer leaves it and as a range of the text.
type Piece struct {
	Text   string
	Offset encoding.Offset
}

// PreTokenize returns what the pre-tokenizer makes of a text that is neither searched for added tokens nor
// normalized. Without a pre-tokenizer, that is one piece.
func (t *Tokenizer) PreTokenize(text []byte, unit encoding.OffsetUnit) ([]Piece, error) {
	if err := checkText(text); err != nil {
		return nil, err
	}
	var s normalized.String
	var p pretokenizer.Pieces
	s.Reset(text, 0, true)
	p.Reset(&s)
	if t.file.PreTokenizer != nil {
		if err := t.file.PreTokenizer.PreTokenize(&p); err != nil {
			return nil, err
		}
	}
	var converter encoding.OffsetConverter
	converter.Reset(text, unit)
	pieces := make([]Piece, len(p.Spans))
	for i, span := range p.Spans {
		offset := encoding.Offset(s.Origins(int(span.Start), int(span.End)))
		pieces[i] = Piece{string(s.Text[span.Start:span.End]), converter.Convert(offset)}
	}
	return pieces, nil
}

// ModelTokens returns what the model alone makes of a text, taken as one piece. Offsets are the model's own, in
// bytes: those of tokens that stand for bytes lie within characters.
func (t *Tokenizer) ModelTokens(text []byte) (*encoding.Encoding, error) {
	if err := checkText(text); err != nil {
		return nil, err
	}
	p := assemble(t.file, nil, t.model)
	out := model.Output{Record: true}
	whole := model.Span{End: uint32(len(text))}
	if err := t.model.NewEncoder().Encode(text, []model.Span{whole}, 0, &out); err != nil {
		return nil, err
	}
	tokens := make([]string, len(out.IDs))
	words := make([]int32, len(out.IDs))
	offsets := make([]encoding.Offset, len(out.IDs))
	for i, span := range out.Spans {
		tokens[i] = p.tokenAt(out.IDs[i], text, span, whole)
		offsets[i] = encoding.Offset{Start: span.Start, End: span.End}
	}
	return encoding.New(out.IDs, 0, tokens, words, offsets, true, true), nil
}

// PostProcess makes one encoding, padded, of a text's encoding a and, unless it is nil, its pair's b, both
// made without special tokens. It takes them over.
func (t *Tokenizer) PostProcess(a, b *encoding.Encoding, opts *EncodeOptions) (*encoding.Encoding, error) {
	if opts == nil {
		opts = &defaults
	}
	if t.post != nil && t.post.ReadsTokens() {
		for _, e := range []*encoding.Encoding{a, b} {
			if e != nil && e.HasOffsets() && !e.HasTokens() {
				return nil, status.Errorf(status.InvalidArgument, "this post-processor needs the token strings, which the encoding lacks")
			}
		}
	}
	e, err := t.postProcess(a, b, opts)
	if err != nil {
		return nil, err
	}
	if err := t.pad(opts, e); err != nil {
		return nil, err
	}
	return e, nil
}
