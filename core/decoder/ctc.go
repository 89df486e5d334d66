package decoder

// CTC joins what a connectionist temporal classification model emits: of equal tokens in a row one stays,
// the pad token goes, and with cleanup the word delimiter becomes a space and English artifacts go as in
// WordPiece. Tokens that end up empty are left out.
type CTC struct {
	padToken, wordDelimiterToken string
	cleanup                      bool
}

func NewCTC(padToken, wordDelimiterToken string, cleanup bool) *CTC {
	return &CTC{padToken, wordDelimiterToken, cleanup}
}

func (d *CTC) DecodeChain(tokens []string) ([]string, error) {
	out := make([]string, 0, len(tokens))
	for i, t := range tokens {
		if i > 0 && t == tokens[i-1] {
			continue
		}
		t, err := replaceAll(t, d.padToken, "")
		if err != nil {
			return nil, err
		}
		if d.cleanup {
			if t, err = replaceAll(cleanup(t), d.wordDelimiterToken, " "); err != nil {
				return nil, err
			}
		}
		if t != "" {
			out = append(out, t)
		}
	}
	return out, nil
}
