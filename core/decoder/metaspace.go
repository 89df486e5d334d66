package decoder

// Metaspace makes spaces of the replacement character; dropFirst deletes it from the first token instead
// (prepend_scheme other than "never").
type Metaspace struct {
	replacement string
	dropFirst   bool
}

func NewMetaspace(replacement rune, dropFirst bool) *Metaspace {
	return &Metaspace{string(replacement), dropFirst}
}

func (d *Metaspace) DecodeChain(tokens []string) ([]string, error) { return decodeEach(d, tokens) }
func (d *Metaspace) edges() (first, last bool)                     { return d.dropFirst, false }

func (d *Metaspace) decodeToken(token string, first, last bool) (string, error) {
	if first && d.dropFirst {
		return replaceAll(token, d.replacement, "")
	}
	return replaceAll(token, d.replacement, " ")
}
