package core

import "github.com/libhftok/libhftok/core/decoder"

// DecodeStream decodes ids that arrive bit by bit; see decoder.Stream. ids are tokens that came before.
func (t *Tokenizer) DecodeStream(ids []uint32, skipSpecialTokens bool) *decoder.Stream {
	return decoder.NewStream(t.decode, ids, skipSpecialTokens)
}
