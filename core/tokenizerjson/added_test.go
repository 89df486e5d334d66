package tokenizerjson

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/libhftok/libhftok/core/addedvocab"
)

// TestAddedTokensInARow: a list gives what its elements give by themselves, of which the first alone is read the
// general way always; the first error is the list's.
func TestAddedTokensInARow(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	element := func() string {
		members := []string{fmt.Sprintf(`"id":%d`, r.IntN(1000)), fmt.Sprintf(`"content": "%s"`, []string{"<a>", "é", `\u00e9`, `\"`, ""}[r.IntN(5)])}
		for _, name := range []string{"single_word", "lstrip", "rstrip", "normalized", "special"} {
			members = append(members, fmt.Sprintf(`"%s": %v`, name, r.IntN(2) == 0))
		}
		switch r.IntN(20) {
		case 0:
			r.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
		case 1:
			members[r.IntN(len(members))] = []string{`"id":-1`, `"id":1.5`, `"content":null`, `"special":1`, `"special":trux`, `"more":[]`}[r.IntN(6)]
		case 2:
			members = append(members, []string{`"more":{}`, `"special":false`}[r.IntN(2)])
		}
		return "{" + strings.Join(members, []string{",", ", ", " ,\n"}[r.IntN(3)]) + "}"
	}
	parse := func(elements ...string) ([]addedvocab.Token, error) {
		f, err := Parse([]byte(`{"added_tokens":[` + strings.Join(elements, ",") + `],"model":{"type":"WordLevel","vocab":{},"unk_token":""}}`))
		if err != nil {
			return nil, err
		}
		return f.AddedTokens, nil
	}
	failed := 0
	for range 3000 {
		var elements []string
		var want []addedvocab.Token
		var wrong error
		for i := range 1 + r.IntN(12) {
			e := element()
			elements = append(elements, e)
			one, err := parse(e)
			if err != nil && wrong == nil {
				wrong = fmt.Errorf("%s", strings.Replace(err.Error(), "[0]", fmt.Sprintf("[%d]", i), 1))
			}
			want = append(want, one...)
		}
		got, err := parse(elements...)
		if wrong != nil {
			failed++
			place := func(err error) string { before, _, _ := strings.Cut(err.Error(), " (line"); return before }
			if err == nil || place(err) != place(wrong) {
				t.Fatalf("%s:\ngot  %v\nwant %v", elements, err, wrong)
			}
			continue
		}
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("%s: %v, %v", elements, got, err)
		}
	}
	if failed < 300 || failed > 2700 {
		t.Errorf("%d of 3000 were refused", failed)
	}
}
