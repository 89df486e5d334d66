package core

import (
	"encoding/json"

	"github.com/libhftok/libhftok/core/encoding"
)

// InfoJSON returns what there is to know of how the tokenizer was loaded, as a JSON object: "commit" of
// the Hub's repository, null if it came from elsewhere, and "truncation" and "padding" in the form of
// tokenizer.json, null for none.
func (t *Tokenizer) InfoJSON() ([]byte, error) {
	info := struct {
		Commit     *string         `json:"commit"`
		Truncation *truncationJSON `json:"truncation"`
		Padding    *paddingJSON    `json:"padding"`
	}{}
	if t.commit != "" {
		info.Commit = &t.commit
	}
	if p := t.truncation; p != nil {
		info.Truncation = &truncationJSON{sideName(p.Direction), p.MaxLength, strategyName(p.Strategy), p.Stride}
	}
	if p := t.padding; p != nil {
		info.Padding = &paddingJSON{
			Strategy: "BatchLongest", Direction: sideName(p.Direction),
			PadID: p.PadID, PadTypeID: p.PadTypeID, PadToken: p.PadToken,
		}
		if !p.BatchLongest {
			info.Padding.Strategy = map[string]int{"Fixed": p.Fixed}
		}
		if p.PadToMultipleOf != 0 {
			info.Padding.PadToMultipleOf = &p.PadToMultipleOf
		}
	}
	return json.Marshal(info)
}

type truncationJSON struct {
	Direction string `json:"direction"`
	MaxLength int    `json:"max_length"`
	Strategy  string `json:"strategy"`
	Stride    int    `json:"stride"`
}

type paddingJSON struct {
	Strategy        any    `json:"strategy"` // "BatchLongest" or {"Fixed": n}
	Direction       string `json:"direction"`
	PadToMultipleOf *int   `json:"pad_to_multiple_of"`
	PadID           uint32 `json:"pad_id"`
	PadTypeID       uint32 `json:"pad_type_id"`
	PadToken        string `json:"pad_token"`
}

func sideName(s encoding.Side) string {
	if s == encoding.Left {
		return "Left"
	}
	return "Right"
}

func strategyName(s encoding.TruncationStrategy) string {
	switch s {
	case encoding.OnlyFirst:
		return "OnlyFirst"
	case encoding.OnlySecond:
		return "OnlySecond"
	}
	return "LongestFirst"
}
