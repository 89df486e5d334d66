//go:build !amd64

package bpe

// fitsLanes is false: words are merged one by one.
func (t *pairTable) fitsLanes() bool { return false }

func (l *lanes) merge(t *pairTable) {}
