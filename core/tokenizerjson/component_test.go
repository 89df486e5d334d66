package tokenizerjson

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
)

// TestComponents holds which components are accepted to the reference. The golden file is made by
// tests/conformance/record_components.py.
func TestComponents(t *testing.T) {
	data, err := os.ReadFile("testdata/components.json")
	if err != nil {
		t.Fatal(err)
	}
	var golden struct {
		Cases []struct {
			Section             string
			Component, Accepted json.RawMessage
		}
	}
	if err := json.Unmarshal(data, &golden); err != nil {
		t.Fatal(err)
	}
	accepted := 0
	for _, c := range golden.Cases {
		want := string(c.Accepted) != "null"
		if want {
			accepted++
		}
		_, err := Parse(fmt.Appendf(nil, `{"version":"1.0",%q:%s,"model":{"type":"WordLevel","vocab":{"a":0},"unk_token":"a"}}`, c.Section, c.Component))
		if (err == nil) != want {
			t.Errorf("%s %s:\naccepted by the reference as %s, here: %v", c.Section, c.Component, c.Accepted, err)
		}
	}
	if accepted < 100 || len(golden.Cases)-accepted < 100 {
		t.Errorf("only %d accepted and %d refused", accepted, len(golden.Cases)-accepted)
	}
}
