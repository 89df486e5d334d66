//go:build !amd64

package pretokenizer

import "github.com/libhftok/libhftok/core/model"

// list stores the pieces of windows in spans, which must have room for slack more, and returns their number.
func list(spans []model.Span, windows []cuts) int { return listGeneric(spans, windows) }
