// Package core is the Go API of libhftok: tokenizers that give what the reference, Hugging Face's
// tokenizers, gives for the same tokenizer.json.
package core

import (
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
	around     affixes
	frames     [2]frame // without special tokens and with them
	encoders   pool
	file       *tokenizerjson.File
	compiled   bool
	text       []byte // the file without lists, if its image is to be completed
	commit     string // of the Hub's repository it came from; "" otherwise
}

// affixes are the special tokens that a single text gets around its own, if that is known to be all that
// post-processing does to its ids, and what truncation does to these.
type affixes struct {
	prefix, suffix []uint32
	known          bool
	// How the text's own ids are truncated, if they are; room for the special tokens is taken off.
	truncated  bool
	truncation encoding.TruncationParams
}

// FromBytes makes a tokenizer of a tokenizer.json, which is not kept.
func FromBytes(data []byte) (*Tokenizer, error) {
	f, err := tokenizerjson.Parse(data)
	if err != nil {
		return nil, err
	}
	t, err := fromFile(f)
	if err != nil {
		return nil, err
	}
	t.compiled = len(data) >= minImage
	return t, nil
}

// FromFile reads a tokenizer.json.
func FromFile(path string) (*Tokenizer, error) { return FromFileCached(path, "") }

func readFile(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		var pathErr *fs.PathError
		if errors.As(err, &pathErr) {
			err = pathErr.Err
		}
		return nil, status.Errorf(status.IO, "can't read %s: %w", path, err)
	}
	return data, nil
}

// inFile says which file an error is about.
func inFile(path string, err error) error {
	return status.Errorf(status.CodeOf(err), "%s: %w", path, err)
}

func fromFile(f *tokenizerjson.File) (*Tokenizer, error) {
	return made(f, func(normalize func(string) (string, error)) (*addedvocab.Vocabulary, error) {
		tokens := f.AddedTokens
		f.AddedTokens = nil // the vocabulary has them then
		return addedvocab.New(tokens, f.Model, normalize)
	})
}

// made makes a tokenizer of a file, and of the added tokens that add gives, which is told the normalizer.
func made(f *tokenizerjson.File, add func(normalize func(string) (string, error)) (*addedvocab.Vocabulary, error)) (*Tokenizer, error) {
	t := &Tokenizer{file: f, model: f.Model, post: f.PostProcessor, truncation: f.Truncation, padding: f.Padding}
	added, err := add(t.normalizeToken)
	if err != nil {
		return nil, err
	}
	t.pipeline = compile(f)
	t.setAdded(added)
	return t, nil
}

// setAdded compiles what depends on the added tokens.
func (t *Tokenizer) setAdded(added *addedvocab.Vocabulary) {
	t.added = added
	t.pipeline = t.pipeline.with(added)
	for i := range t.frames {
		t.frames[i].Frame, t.frames[i].known = postprocessor.FrameOf(t.post, i == 1)
	}
	t.around.known = true
	if t.post != nil {
		t.around.prefix, t.around.suffix, t.around.known = t.post.Affixes()
	}
	t.decode = decoder.Compile(t.file.Decoder, decoder.Vocabulary{Size: int(t.maxID()) + 1, Count: t.model.VocabSize() + added.Len(), Token: t.IDToToken, Special: added.IsSpecial})
}

// maxID returns the largest id, 0 if there are no tokens.
func (t *Tokenizer) maxID() uint32 {
	largest := t.model.MaxID()
	if id, ok := t.added.MaxID(); ok {
		largest = max(largest, id)
	}
	return largest
}

// normalizeToken returns the normalized form of an added token's content.
func (t *Tokenizer) normalizeToken(content string) (string, error) {
	if t.file.Normalizer == nil {
		return content, nil
	}
	var s normalized.String
	s.Reset([]byte(content), 0, false)
	if err := t.file.Normalizer.Normalize(&s); err != nil {
		return "", err
	}
	return string(s.Text), nil
}

// WithAddedTokens returns a tokenizer that has tokens too, and how many of them were not there yet in the
// same form. A token that the model knows keeps its id; the others get the next free ones. t stays as it
// is.
func (t *Tokenizer) WithAddedTokens(tokens []addedvocab.Token) (*Tokenizer, int, error) {
	added, n, err := t.added.With(tokens, t.model, t.normalizeToken)
	if err != nil {
		return nil, 0, err
	}
	w := &Tokenizer{file: t.file, pipeline: t.pipeline, model: t.model, post: t.post, truncation: t.truncation, padding: t.padding, commit: t.commit}
	w.setAdded(added)
	return w, n, nil
}

// WithSections returns a tokenizer with other components, added tokens, truncation or padding: sections is an
// object of those to replace, as in a tokenizer.json; null removes one. The model stays, and is shared. Added
// tokens are found as the new normalizer makes of them. t stays as it is.
func (t *Tokenizer) WithSections(sections []byte) (*Tokenizer, error) {
	f, err := t.file.With(sections)
	if err != nil {
		return nil, err
	}
	var w *Tokenizer
	if f.AddedTokens == nil {
		w, err = made(f, t.added.WithNormalizer)
	} else {
		w, err = fromFile(f)
	}
	if err == nil {
		w.commit = t.commit
	}
	return w, err
}

// SectionsJSON returns the components as an object: "normalizer", "pre_tokenizer", "post_processor" and "decoder"
// as in tokenizer.json, null for those that there are not, and "model" without its tables.
func (t *Tokenizer) SectionsJSON() ([]byte, error) { return t.file.AppendSections(nil), nil }

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
	return tokenizerjson.AppendVocab(nil, func(yield func(string, uint32) bool) {
		for token, id := range t.model.Vocab {
			added, both := t.added.ID(token)
			if withAddedTokens && both {
				id = added
			}
			if !yield(token, id) {
				return
			}
		}
		for content, id := range t.added.Contents {
			if _, both := t.model.ID(content); withAddedTokens && !both && !yield(content, id) {
				return
			}
		}
	}), nil
}

// AddedTokensJSON returns the added tokens by ascending id, as in tokenizer.json.
func (t *Tokenizer) AddedTokensJSON() ([]byte, error) {
	return tokenizerjson.AppendAddedTokens(nil, t.added), nil
}

// JSON returns a tokenizer.json that gives the same tokenizer, here and with the reference.
func (t *Tokenizer) JSON() ([]byte, error) { return t.JSONWith(&defaults) }

// JSONWith is JSON with the truncation and padding of opts.
func (t *Tokenizer) JSONWith(opts *EncodeOptions) ([]byte, error) {
	return t.file.Append(nil, t.added, t.truncationFor(opts), t.paddingFor(opts))
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
	c := *p
	return &c
}

// Decode returns the text of ids; unknown ids are left out, and special tokens if so asked.
func (t *Tokenizer) Decode(ids []uint32, skipSpecialTokens bool) (string, error) {
	text, err := t.AppendDecoded(nil, ids, skipSpecialTokens)
	return string(text), err
}

// DecodeTokens returns what the decoder makes of token strings, which need not be of the vocabulary.
func (t *Tokenizer) DecodeTokens(tokens []string) (string, error) {
	return decoder.Decode(t.file.Decoder, slices.Clone(tokens))
}

// AppendDecoded is Decode into dst.
func (t *Tokenizer) AppendDecoded(dst []byte, ids []uint32, skipSpecialTokens bool) ([]byte, error) {
	return t.decode.Append(dst, ids, skipSpecialTokens)
}
