package bpe

import "testing"

// TestWithoutLanes: what other processors do passes the same tests.
func TestWithoutLanes(t *testing.T) {
	defer func(was bool) { hasLanes = was }(hasLanes)
	hasLanes = false
	t.Run("long", TestLongWords)
	t.Run("together", TestTogether)
}
