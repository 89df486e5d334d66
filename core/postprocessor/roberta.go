package postprocessor

import "github.com/libhftok/libhftok/core/encoding"

// Roberta is RobertaProcessing: "<s> A </s>", "<s> A </s> </s> B </s>", every type id 0, and offsets
// trimmed as ByteLevel does.
type Roberta struct {
	sep, cls       Token
	trimOffsets    bool
	addPrefixSpace bool
}

func NewRoberta(sep, cls Token, trimOffsets, addPrefixSpace bool) *Roberta {
	return &Roberta{sep, cls, trimOffsets, addPrefixSpace}
}

func (p *Roberta) AddedTokens(pair bool) int {
	if pair {
		return 4
	}
	return 2
}

func (p *Roberta) ProcessEncodings(encodings []*encoding.Encoding, addSpecialTokens bool) ([]*encoding.Encoding, error) {
	if p.trimOffsets {
		if err := trimAll(encodings, p.addPrefixSpace); err != nil {
			return nil, err
		}
	}
	for i, e := range encodings {
		e.SetTypeIDs(0)
		if !addSpecialTokens {
			continue
		}
		for _, o := range e.Overflowing {
			o.SetTypeIDs(0)
		}
		if i == 0 {
			encodings[i] = surround(e, &p.cls, p.sep, 0, 0)
		} else {
			encodings[i] = surround(e, &p.sep, p.sep, 0, 1)
		}
	}
	return encodings, nil
}

func (p *Roberta) ReadsTokens() bool { return p.trimOffsets }

func (p *Roberta) Affixes() (prefix, suffix []uint32, ok bool) {
	return []uint32{p.cls.ID}, []uint32{p.sep.ID}, true
}
