package core

import (
	"errors"

	"github.com/libhftok/libhftok/core/corpus"
	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/status"
)

// PackOptions say how to pack documents.
type PackOptions struct {
	EncodeOptions // those of each document; document i has the seed + i. Nothing is truncated or padded
	Append        bool
	AppendID      uint32 // with Append: follows the ids of each document
	Skip          bool   // leave out documents that can't be encoded, and count them
}

// Packed is the ids of many documents, end to end.
type Packed struct {
	IDs     []uint32
	Lengths []uint32 // how many ids each document has
	Skipped int
}

// Pack appends the ids of all documents to out. With an error, at is where in the block it is wrong. Pack starts
// no goroutine and, once warm and with room in out, allocates nothing.
func (t *Tokenizer) Pack(out *Packed, documents *corpus.Documents, opts *PackOptions) (at int, err error) {
	encode := opts.EncodeOptions
	encode.NoTruncation, encode.NoPadding = true, true
	encode.OffsetUnit, encode.NoTokens = encoding.None, true
	around, direct := t.affixesFor(&encode)
	e := t.encoders.get(&t.pipeline)
	for i := 0; ; i++ {
		text, ok, err := documents.Next()
		if !ok {
			break
		}
		from := len(out.IDs)
		e.seed(opts.seedOf(i))
		switch {
		case err != nil:
		case direct:
			out.IDs, err = e.appendIDs(out.IDs, text, around, &encode)
		default:
			var whole *encoding.Encoding
			if whole, err = t.encode(e, Input{Sequence: Sequence{Text: text}}, &encode); err == nil {
				out.IDs = append(out.IDs, whole.IDs...)
			}
		}
		if err != nil {
			if !opts.Skip {
				at, err = fault(err, documents.Start, text)
				t.encoders.put(e)
				return at, err
			}
			out.Skipped++
			continue
		}
		if opts.Append {
			out.IDs = append(out.IDs, opts.AppendID)
		}
		out.Lengths = append(out.Lengths, uint32(len(out.IDs)-from))
	}
	t.encoders.put(e)
	return 0, nil
}

// fault returns where in its block a document is wrong, and the error in the form of all others.
func fault(err error, start int, text []byte) (int, error) {
	var wrong *corpus.Error
	if errors.As(err, &wrong) {
		return wrong.At, &status.Error{Code: status.InvalidArgument, Message: wrong.Message, Err: err}
	}
	return start + max(corpus.InvalidUTF8(text), 0), err
}
