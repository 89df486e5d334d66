package tokenizerjson

import (
	"strings"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/addedvocab"
	"github.com/libhftok/libhftok/core/status"
)

// ParseAddedTokens reads tokens to add: an array of strings, and of objects as in "added_tokens" but
// without "id". What an object lacks is as in the reference's AddedToken: no flag is set but "normalized",
// which is the opposite of "special". Errors have the code InvalidArgument.
func ParseAddedTokens(data []byte) ([]addedvocab.Token, error) {
	if !utf8.Valid(data) {
		return nil, status.Errorf(status.InvalidArgument, "the tokens are not valid UTF-8")
	}
	r := &reader{data: data}
	var tokens []addedvocab.Token
	err := r.array(func(int) error {
		v, err := r.tree()
		if err != nil {
			return err
		}
		t, err := tokenToAdd(r.where(), v)
		tokens = append(tokens, t)
		return err
	})
	if err == nil {
		err = r.end()
	}
	if err != nil {
		return nil, status.Errorf(status.InvalidArgument, "tokens to add: %s", strings.TrimPrefix(err.Error(), "tokenizer.json: "))
	}
	return tokens, nil
}

func tokenToAdd(path string, v value) (addedvocab.Token, error) {
	if content, ok := v.(string); ok {
		return addedvocab.Token{Content: content, Normalized: true}, nil
	}
	f := fieldsOf(path, v)
	t := addedvocab.Token{Content: f.str("content")}
	t.SingleWord = f.booleanOr("single_word", false)
	t.LStrip = f.booleanOr("lstrip", false)
	t.RStrip = f.booleanOr("rstrip", false)
	t.Special = f.booleanOr("special", false)
	t.Normalized = f.booleanOr("normalized", !t.Special)
	for _, name := range f.o.keys {
		switch name {
		case "content", "single_word", "lstrip", "rstrip", "normalized", "special":
		default:
			f.fail(name, "unknown member; a token to add has content, single_word, lstrip, rstrip, normalized and special")
		}
	}
	return t, f.err
}
