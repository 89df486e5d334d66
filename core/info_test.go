package core

import (
	"encoding/json"
	"os"
	"reflect"
	"testing"
)

// What InfoJSON says of truncation, padding and components is what the file says of them.
func TestInfoJSON(t *testing.T) {
	data, err := os.ReadFile("../tests/data/bert-demo/tokenizer.json")
	if err != nil {
		t.Fatal(err)
	}
	for i, sections := range []string{
		`{"truncation": null, "padding": null}`,
		`{"truncation": {"direction": "Left", "max_length": 7, "strategy": "OnlySecond", "stride": 2},
		  "padding": {"strategy": "BatchLongest", "direction": "Right", "pad_to_multiple_of": 8, "pad_id": 3, "pad_type_id": 1, "pad_token": "<é>"}}`,
		`{"truncation": {"direction": "Right", "max_length": 7, "strategy": "LongestFirst", "stride": 0},
		  "padding": {"strategy": {"Fixed": 9}, "direction": "Left", "pad_to_multiple_of": null, "pad_id": 0, "pad_type_id": 0, "pad_token": "x"}}`,
		`{"truncation": {"direction": "Right", "max_length": 7, "strategy": "OnlyFirst", "stride": 0}, "padding": null}`,
	} {
		var file, want map[string]any
		if err := json.Unmarshal(data, &file); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(sections), &want); err != nil {
			t.Fatal(err)
		}
		file["truncation"], file["padding"] = want["truncation"], want["padding"]
		want["normalizer"], want["pre_tokenizer"] = i%2 == 0, i < 2
		for _, name := range []string{"normalizer", "pre_tokenizer"} {
			if want[name] == false {
				file[name] = nil
			}
		}
		text, err := json.Marshal(file)
		if err != nil {
			t.Fatal(err)
		}
		tokenizer, err := FromBytes(text)
		if err != nil {
			t.Fatal(err)
		}
		info, err := tokenizer.InfoJSON()
		if err != nil {
			t.Fatal(err)
		}
		var got map[string]any
		if err := json.Unmarshal(info, &got); err != nil {
			t.Fatal(err)
		}
		want["commit"], want["max_id"], want["piecewise"] = nil, largestID(file), true
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s\nwant %v", info, want)
		}
	}
}

// largestID returns the largest id of a WordPiece file.
func largestID(file map[string]any) (largest float64) {
	for _, id := range file["model"].(map[string]any)["vocab"].(map[string]any) {
		largest = max(largest, id.(float64))
	}
	for _, token := range file["added_tokens"].([]any) {
		largest = max(largest, token.(map[string]any)["id"].(float64))
	}
	return largest
}
