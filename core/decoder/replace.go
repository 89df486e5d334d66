package decoder

import (
	"strings"

	"github.com/libhftok/libhftok/core/internal/pattern"
)

// Replace puts content in the place of every match, in each token by itself. An empty token has none.
type Replace struct {
	literal string
	pattern pattern.Pattern // nil: literal
	content string
}

// NewReplace replaces the matches of a pattern.
func NewReplace(p pattern.Pattern, content string) *Replace {
	return &Replace{pattern: p, content: content}
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
