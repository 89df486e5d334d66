package core

import (
	"encoding/json"

	"github.com/libhftok/libhftok/core/tokenizerjson"
)

// InfoJSON returns what there is to know of how the tokenizer was loaded, as a JSON object: "commit" of
// the Hub's repository, null if it came from elsewhere, "truncation" and "padding" in the form of
// tokenizer.json, null for none, whether there is a "normalizer" and a "pre_tokenizer", the largest id, and whether decoding is
// decoder.Plan.Piecewise.
func (t *Tokenizer) InfoJSON() ([]byte, error) {
	info := struct {
		Commit     *string         `json:"commit"`
		Truncation json.RawMessage `json:"truncation"`
		Padding    json.RawMessage `json:"padding"`

		Normalizer   bool `json:"normalizer"`
		PreTokenizer bool `json:"pre_tokenizer"`

		MaxID     uint32 `json:"max_id"`
		Piecewise bool   `json:"piecewise"`
	}{
		Truncation: tokenizerjson.AppendTruncation(nil, t.truncation),
		Padding:    tokenizerjson.AppendPadding(nil, t.padding),

		Normalizer:   t.file.Normalizer != nil,
		PreTokenizer: t.file.PreTokenizer != nil,

		MaxID:     t.maxID(),
		Piecewise: t.decode.Piecewise(),
	}
	if t.commit != "" {
		info.Commit = &t.commit
	}
	return json.Marshal(info)
}
