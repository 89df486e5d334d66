package postprocessor

import "github.com/libhftok/libhftok/core/encoding"

// Bert is BertProcessing: "[CLS] A [SEP]", "[CLS] A [SEP] B [SEP]" with type ids 0 and 1.
type Bert struct{ sep, cls Token }

func NewBert(sep, cls Token) *Bert { return &Bert{sep, cls} }

func (p *Bert) AddedTokens(pair bool) int {
	if pair {
		return 3
	}
	return 2
}

func (p *Bert) ProcessEncodings(encodings []*encoding.Encoding, addSpecialTokens bool) ([]*encoding.Encoding, error) {
	if !addSpecialTokens {
		return encodings, nil
	}
	for i, e := range encodings {
		if i == 0 {
			encodings[i] = surround(e, &p.cls, p.sep, 0, 0)
		} else {
			encodings[i] = surround(e, nil, p.sep, 1, 1)
		}
	}
	return encodings, nil
}

func (p *Bert) ReadsTokens() bool { return false }

func (p *Bert) Affixes() (prefix, suffix []uint32, ok bool) {
	return []uint32{p.cls.ID}, []uint32{p.sep.ID}, true
}
