package pretokenizer

// CharDelimiterSplit keeps what lies between the delimiters.
type CharDelimiterSplit struct{ Delimiter rune }

func (t CharDelimiterSplit) PreTokenize(p *Pieces) error {
	splitRunes(p, Removed, func(r rune) bool { return r == t.Delimiter })
	return nil
}
