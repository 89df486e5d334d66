package normalizer

import "github.com/libhftok/libhftok/core/internal/pattern"

// Spaces reports whether all that n does is to write mark for each space and perhaps, before that, to put one
// mark before every segment.
func Spaces(n Normalizer, mark string) (prepends, ok bool) {
	switch n := n.(type) {
	case Sequence:
		if len(n) == 1 {
			return Spaces(n[0], mark)
		}
	case Replace:
		p, isLiteral := n.Pattern.(pattern.Literal)
		return false, isLiteral && string(p) == " " && n.Content == mark
	case prependReplace:
		_, ok := Spaces(n.replace, mark)
		return true, ok && (n.prepend.Text == mark || n.prepend.Text == " ")
	}
	return false, false
}
