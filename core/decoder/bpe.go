package decoder

// BPE is BPEDecoder: the suffix that marks the end of a word becomes a space, and nothing in the last token.
type BPE struct{ suffix string }

func NewBPE(suffix string) *BPE { return &BPE{suffix} }

func (d *BPE) DecodeChain(tokens []string) ([]string, error) { return decodeEach(d, tokens) }
func (d *BPE) edges() (first, last bool)                     { return false, true }

func (d *BPE) decodeToken(token string, first, last bool) (string, error) {
	if last {
		return replaceAll(token, d.suffix, "")
	}
	return replaceAll(token, d.suffix, " ")
}
