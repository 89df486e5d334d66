package corpus

import "testing"

func TestPlainWithoutAVX2(t *testing.T) {
	defer func(had bool) { hasAVX2 = had }(hasAVX2)
	hasAVX2 = false
	TestPlain(t)
}
