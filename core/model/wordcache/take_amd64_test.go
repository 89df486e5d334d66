package wordcache

import "testing"

// TestPortable: the twins of the assembly pass the same test.
func TestPortable(t *testing.T) {
	defer func(was bool) { fast = was }(fast)
	fast = false
	TestAsSpelled(t)
	TestRemembers(t)
}
