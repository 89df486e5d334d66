//go:build !amd64

package utf8fast

// validBlocks checks text up to some place. A character that this place cuts is valid so far.
func validBlocks(text []byte) (checked int, ok bool) { return 0, true }
