package sugarme

import (
	"context"
	"encoding/json"
	"io"
	"math"
	"os"

	"github.com/sugarme/tokenizer"

	"github.com/libhftok/libhftok/core"
	"github.com/libhftok/libhftok/core/addedvocab"
	"github.com/libhftok/libhftok/core/status"
)

// Tokenizer has the methods of *tokenizer.Tokenizer that use a tokenizer. Any number of goroutines may use
// it at a time; those that change it (WithTruncation, WithPadding, AddTokens, AddSpecialTokens) need it for
// themselves.
type Tokenizer struct {
	core       *core.Tokenizer
	truncation *tokenizer.TruncationParams // nil: none
	padding    *tokenizer.PaddingParams    // nil: none
}

// New wraps a tokenizer, with the truncation and padding of its file.
func New(t *core.Tokenizer) *Tokenizer {
	return &Tokenizer{core: t, truncation: truncationOf(t), padding: paddingOf(t)}
}

// FromFile reads a tokenizer.json, as pretrained.FromFile does.
func FromFile(file string) (*Tokenizer, error) { return wrap(core.FromFile(file)) }

// FromReader reads a tokenizer.json, as pretrained.FromReader does.
func FromReader(r io.Reader) (*Tokenizer, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, status.Errorf(status.IO, "can't read tokenizer.json: %w", err)
	}
	return wrap(core.FromBytes(data))
}

// FromPretrained loads the tokenizer of a Hub repository or a directory: see core.FromPretrained. opts may
// be nil. Without opts.Getenv, HF_TOKEN and the other variables are those of this process at this moment.
func FromPretrained(ctx context.Context, repoOrPath string, opts *core.PretrainedOptions) (*Tokenizer, error) {
	var o core.PretrainedOptions
	if opts != nil {
		o = *opts
	}
	if o.Getenv == nil {
		o.Getenv = os.LookupEnv
	}
	return wrap(core.FromPretrained(ctx, repoOrPath, &o))
}

func wrap(t *core.Tokenizer, err error) (*Tokenizer, error) {
	if err != nil {
		return nil, err
	}
	return New(t), nil
}

// Core returns the tokenizer behind t as it is now, for what the methods here can't say.
func (t *Tokenizer) Core() *core.Tokenizer { return t.core }

// Decode returns the text of ids; unknown ids are left out, and special tokens if so asked. Where the
// decoder fails, which this signature can't say but Core().Decode does, the text is empty.
func (t *Tokenizer) Decode(ids []int, skipSpecialTokens bool) string {
	known := make([]uint32, 0, len(ids))
	for _, id := range ids {
		if id >= 0 && id <= math.MaxUint32 {
			known = append(known, uint32(id))
		}
	}
	text, err := t.core.Decode(known, skipSpecialTokens)
	if err != nil {
		return ""
	}
	return text
}

// DecodeBatch decodes all rows, in their order.
func (t *Tokenizer) DecodeBatch(sentences [][]int, skipSpecialTokens bool) []string {
	texts := make([]string, len(sentences))
	for i, ids := range sentences {
		texts[i] = t.Decode(ids, skipSpecialTokens)
	}
	return texts
}

// TokenToId returns the id of a token, added tokens first.
func (t *Tokenizer) TokenToId(token string) (id int, ok bool) {
	known, ok := t.core.TokenToID(token)
	return int(known), ok
}

// IdToToken returns the token of an id, added tokens first.
func (t *Tokenizer) IdToToken(id int) (token string, ok bool) {
	if id < 0 || id > math.MaxUint32 {
		return "", false
	}
	return t.core.IDToToken(uint32(id))
}

// GetVocab returns a new map of all tokens to their ids.
func (t *Tokenizer) GetVocab(withAddedTokens bool) map[string]int {
	vocab := make(map[string]int, t.core.VocabSize(withAddedTokens))
	data, err := t.core.VocabJSON(withAddedTokens)
	if err == nil {
		err = json.Unmarshal(data, &vocab)
	}
	if err != nil {
		return nil
	}
	return vocab
}

// GetVocabSize returns the number of tokens.
func (t *Tokenizer) GetVocabSize(withAddedTokens bool) int { return t.core.VocabSize(withAddedTokens) }

// GetSpecialTokens returns the special tokens by ascending id.
func (t *Tokenizer) GetSpecialTokens() []string {
	var added []struct {
		Content string
		Special bool
	}
	data, err := t.core.AddedTokensJSON()
	if err == nil {
		err = json.Unmarshal(data, &added)
	}
	if err != nil {
		return nil
	}
	var special []string
	for _, token := range added {
		if token.Special {
			special = append(special, token.Content)
		}
	}
	return special
}

// AddTokens adds tokens, and returns how many of them were not there yet: 0 if they can't be added.
func (t *Tokenizer) AddTokens(tokens []tokenizer.AddedToken) int { return t.add(tokens, false) }

// AddSpecialTokens is AddTokens for tokens that decoding can leave out.
func (t *Tokenizer) AddSpecialTokens(tokens []tokenizer.AddedToken) int { return t.add(tokens, true) }

func (t *Tokenizer) add(tokens []tokenizer.AddedToken, special bool) int {
	added := make([]addedvocab.Token, len(tokens))
	for i, a := range tokens {
		added[i] = addedvocab.Token{Content: a.Content, SingleWord: a.SingleWord, LStrip: a.LStrip, RStrip: a.RStrip,
			Normalized: a.Normalized, Special: special}
	}
	more, n, err := t.core.WithAddedTokens(added)
	if err != nil {
		return 0
	}
	t.core = more
	return n
}
