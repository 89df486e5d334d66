package hub_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestChecklist: each test that the README's list of scenarios names exists, and each there is is named.
func TestChecklist(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, list, found := strings.Cut(string(readme), "\n## Scenarios\n")
	if !found {
		t.Fatal("the README has no list of scenarios")
	}
	named := map[string]bool{}
	for _, m := range regexp.MustCompile("`((?:Test|Fuzz|test_)\\w+)`").FindAllStringSubmatch(list, -1) {
		named[m[1]] = true
	}
	var files []string
	for _, pattern := range []string{"*_test.go", "*_test.py", "../../core/hub/*_test.go"} {
		matches, err := filepath.Glob(pattern)
		if err != nil || len(matches) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		files = append(files, matches...)
	}
	definition := regexp.MustCompile(`(?m)^(?:func|def) ((?:Test|Fuzz|test_)\w+)\(`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range definition.FindAllStringSubmatch(string(text), -1) {
			aboutStandin := strings.HasPrefix(m[1], "test_the_reference_")
			if !named[m[1]] && !aboutStandin && m[1] != "TestMain" && m[1] != "TestChecklist" {
				t.Errorf("%s of %s is not in the README's list", m[1], file)
			}
			delete(named, m[1])
		}
	}
	for name := range named {
		t.Errorf("the README's list names %s, which does not exist", name)
	}
}
