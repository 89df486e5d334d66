// Package core is the Go API of libhftok: tokenizers that give what the reference, Hugging Face's
// tokenizers, gives for the same tokenizer.json.
package core

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"

	"github.com/libhftok/libhftok/core/addedvocab"
	"github.com/libhftok/libhftok/core/decoder"
	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/normalized"
	"github.com/libhftok/libhftok/core/postprocessor"
	"github.com/libhftok/libhftok/core/status"
	"github.com/libhftok/libhftok/core/tokenizerjson"
)

// Tokenizer is immutable after load and safe for concurrent use.
type Tokenizer struct {
	pipeline   pipeline
	model      model.Model
	added      *addedvocab.Vocabulary
	post       postprocessor.PostProcessor // nil: none
	decode     *decoder.Plan
	truncation *encoding.TruncationParams // nil: none
	padding    *encoding.PaddingParams    // nil: none
	encoders   pool
	commit     string // of the Hub's repository it came from; "" otherwise
}

// FromBytes makes a tokenizer of a tokenizer.json, which is not kept.
func FromBytes(data []byte) (*Tokenizer, error) {
	f, err := tokenizerjson.Parse(data)
	if err != nil {
		return nil, err
	}
	return fromFile(f)
}

// FromFile reads a tokenizer.json.
func FromFile(path string) (*Tokenizer, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		var pathErr *fs.PathError
		if errors.As(err, &pathErr) {
			err = pathErr.Err
		}
		return nil, status.Errorf(status.IO, "can't read %s: %w", path, err)
	}
	t, err := FromBytes(data)
	if err != nil {
		return nil, status.Errorf(status.CodeOf(err), "%s: %w", path, err)
	}
	return t, nil
}

func fromFile(f *tokenizerjson.File) (*Tokenizer, error) {
	t := &Tokenizer{model: f.Model, post: f.PostProcessor, truncation: f.Truncation, padding: f.Padding}
	added, err := addedvocab.New(f.AddedTokens, f.Model, func(content string) (string, error) {
		var s normalized.String
		s.Reset([]byte(content), 0, false)
		if f.Normalizer != nil {
			if err := f.Normalizer.Normalize(&s); err != nil {
				return "", err
			}
		}
		return string(s.Text), nil
	})
	if err != nil {
		return nil, err
	}
	t.added = added
	t.pipeline = compile(f, added)
	size := int(f.Model.MaxID()) + 1
	if ids := added.IDs(); len(ids) > 0 {
		size = max(size, int(ids[len(ids)-1])+1)
	}
	t.decode = decoder.Compile(f.Decoder, decoder.Vocabulary{Size: size, Token: t.IDToToken, Special: added.IsSpecial})
	return t, nil
}

// TokenToID returns the id of a token, added tokens first.
func (t *Tokenizer) TokenToID(token string) (uint32, bool) {
	if id, ok := t.added.ID(token); ok {
		return id, true
	}
	return t.model.ID(token)
}

// IDToToken returns the token of an id, added tokens first.
func (t *Tokenizer) IDToToken(id uint32) (string, bool) {
	if s, ok := t.added.String(id); ok {
		return s, true
	}
	return t.model.Token(id)
}

// VocabSize returns the number of tokens, those added included or not.
func (t *Tokenizer) VocabSize(withAddedTokens bool) int {
	n := t.model.VocabSize()
	if withAddedTokens {
		for content := range t.added.Contents {
			if _, both := t.model.ID(content); !both {
				n++
			}
		}
	}
	return n
}

// VocabJSON returns the vocabulary as a JSON object, token → id.
func (t *Tokenizer) VocabJSON(withAddedTokens bool) ([]byte, error) {
	vocab := make(map[string]uint32, t.model.VocabSize())
	for id := range uint64(t.model.MaxID()) + 1 {
		if token, ok := t.model.Token(uint32(id)); ok {
			vocab[token], _ = t.model.ID(token)
		}
	}
	if withAddedTokens {
		for content, id := range t.added.Contents {
			vocab[content] = id
		}
	}
	return json.Marshal(vocab)
}

// AddedTokensJSON returns the added tokens by ascending id, as in tokenizer.json.
func (t *Tokenizer) AddedTokensJSON() ([]byte, error) {
	type token struct {
		ID         uint32 `json:"id"`
		Content    string `json:"content"`
		SingleWord bool   `json:"single_word"`
		LStrip     bool   `json:"lstrip"`
		RStrip     bool   `json:"rstrip"`
		Normalized bool   `json:"normalized"`
		Special    bool   `json:"special"`
	}
	list := []token{}
	for _, id := range t.added.IDs() {
		a, _ := t.added.Token(id)
		list = append(list, token{id, a.Content, a.SingleWord, a.LStrip, a.RStrip, a.Normalized, a.Special})
	}
	return json.Marshal(list)
}

// NumSpecialTokensToAdd returns how many special tokens encoding adds to a text, or to a pair.
func (t *Tokenizer) NumSpecialTokensToAdd(pair bool) int {
	if t.post == nil {
		return 0
	}
	return t.post.AddedTokens(pair)
}

// Truncation returns the truncation that the file asks for, nil for none.
func (t *Tokenizer) Truncation() *encoding.TruncationParams { return clone(t.truncation) }

// Padding returns the padding that the file asks for, nil for none.
func (t *Tokenizer) Padding() *encoding.PaddingParams { return clone(t.padding) }

func clone[T any](p *T) *T {
	if p == nil {
		return nil
	}
	return &slices.Clone([]T{*p})[0]
}

// Decode returns the text of ids; unknown ids are left out, and special tokens if so asked.
func (t *Tokenizer) Decode(ids []uint32, skipSpecialTokens bool) (string, error) {
	text, err := t.AppendDecoded(nil, ids, skipSpecialTokens)
	return string(text), err
}

// AppendDecoded is Decode into dst.
func (t *Tokenizer) AppendDecoded(dst []byte, ids []uint32, skipSpecialTokens bool) ([]byte, error) {
	return t.decode.Append(dst, ids, skipSpecialTokens)
}
