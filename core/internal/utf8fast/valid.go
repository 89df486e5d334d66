// Package utf8fast is some of unicode/utf8, faster.
package utf8fast

import "unicode/utf8"

// Valid reports whether text is valid UTF-8, as utf8.Valid does.
func Valid(text []byte) bool {
	checked, ok := validBlocks(text)
	if !ok {
		return false
	}
	// The last character so far may be cut: it begins at most three bytes before.
	for i := checked - 1; i >= max(0, checked-3); i-- {
		if utf8.RuneStart(text[i]) {
			checked = i
			break
		}
	}
	return utf8.Valid(text[checked:])
}
