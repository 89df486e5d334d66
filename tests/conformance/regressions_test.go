package conformance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// regression is a case that once differed, with what the reference answers.
type regression struct {
	Case
	Reference string         `json:"tokenizers"` // its version
	Expected  map[string]any `json:"expected"`
}

func TestRegressions(t *testing.T) {
	paths, err := filepath.Glob("regressions/*.json")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no regressions: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".json"), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var r regression
			if err := json.Unmarshal(data, &r); err != nil {
				t.Fatal(err)
			}
			if r.Reference == "" || len(r.Expected) == 0 {
				t.Fatal("not recorded: run generate.py --record")
			}
			out := r.Run()
			hold(t, "", simple(t, out), r.Expected)
			if len(r.Add) == 0 && out.Saved != nil { // what is added twice is special for good, but not when saved
				saved := r.Case
				saved.Tokenizer = out.Saved
				hold(t, "saved and loaded: ", simple(t, saved.Run()), r.Expected)
			}
		})
	}
}

// hold compares the answers, but for the texts of errors and what is saved.
func hold(t *testing.T, prefix string, got, want map[string]any) {
	t.Helper()
	delete(got, "saved")
	delete(want, "saved")
	for name := range got {
		if _, ok := want[name]; !ok && !isEmpty(got[name]) {
			t.Errorf("%s%s: %v, the reference has no answer", prefix, name, got[name])
		}
	}
	for name := range want {
		if !(isEmpty(got[name]) && isEmpty(want[name])) && !reflect.DeepEqual(got[name], want[name]) {
			t.Errorf("%s%s:\n%v\nthe reference:\n%v", prefix, name, got[name], want[name])
		}
	}
}

func isEmpty(v any) bool {
	switch v := v.(type) {
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return v == nil
}

// simple gives an outcome as JSON has it, with "error" in place of each error.
func simple(t *testing.T, o *Outcome) map[string]any {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return withoutMessages(v).(map[string]any)
}

func withoutMessages(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = withoutMessages(v[i])
		}
	case map[string]any:
		if _, is := v["error"].(string); is && len(v) == 1 {
			return "error"
		}
		for k := range v {
			v[k] = withoutMessages(v[k])
		}
	}
	return v
}
