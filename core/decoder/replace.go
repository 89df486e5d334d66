package decoder

import "strings"

// Pattern finds all matches in a text, as Oniguruma's find_iter does: leftmost, not overlapping, an empty
// match never directly after another one. yield returning false ends the search.
type Pattern interface {
	FindAll(text []byte, yield func(start, end int) bool) error
}

// Replace puts content in the place of every match, in each token by itself. An empty token has none.
type Replace struct {
	literal string
	pattern Pattern // nil: literal
	content string
}

// NewReplace replaces the matches of a pattern.
func NewReplace(pattern Pattern, content string) *Replace {
	return &Replace{pattern: pattern, content: content}
}

// NewReplaceString replaces a literal. The empty one matches before and after every character.
func NewReplaceString(literal, content string) *Replace {
	return &Replace{literal: literal, content: content}
}

func (d *Replace) DecodeChain(tokens []string) ([]string, error) { return decodeEach(d, tokens) }
func (d *Replace) edges() (first, last bool)                     { return false, false }

func (d *Replace) decodeToken(token string, first, last bool) (string, error) {
	if token == "" {
		return token, nil
	}
	if d.pattern == nil {
		return replaceAll(token, d.literal, d.content)
	}
	var out strings.Builder
	prev, long, limit := 0, false, len(token)+growthLimit(len(token), 1)
	err := d.pattern.FindAll([]byte(token), func(start, end int) bool {
		out.WriteString(token[prev:start])
		out.WriteString(d.content)
		prev = end
		long = out.Len() > limit
		return !long
	})
	if err != nil {
		return "", err
	}
	if long {
		return "", errTooLong
	}
	if prev == 0 && out.Len() == 0 {
		return token, nil
	}
	out.WriteString(token[prev:])
	return out.String(), nil
}
