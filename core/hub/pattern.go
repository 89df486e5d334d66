package hub

import (
	"regexp"
	"sync"
)

// pattern returns what compiles a regular expression when it is first asked for. To compile all of them takes longer
// than everything else that happens when the library is loaded.
func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}
