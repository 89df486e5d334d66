package core

import (
	"encoding/json"

	"github.com/libhftok/libhftok/core/tokenizerjson"
)

// InfoJSON returns what there is to know of how the tokenizer was loaded, as a JSON object: "commit" of
// the Hub's repository, null if it came from elsewhere, and "truncation" and "padding" in the form of
// tokenizer.json, null for none.
func (t *Tokenizer) InfoJSON() ([]byte, error) {
	info := struct {
		Commit     *string         `json:"commit"`
		Truncation json.RawMessage `json:"truncation"`
		Padding    json.RawMessage `json:"padding"`
	}{
		Truncation: tokenizerjson.AppendTruncation(nil, t.truncation),
		Padding:    tokenizerjson.AppendPadding(nil, t.padding),
	}
	if t.commit != "" {
		info.Commit = &t.commit
	}
	return json.Marshal(info)
}
