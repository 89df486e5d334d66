//go:build !amd64

package bpe

// laneBytes is the size of a lane where there are none.
const laneBytes = 1

// fitsLanes is false: words are merged one by one.
func (t *pairTable) fitsLanes() bool { return false }

func (l *lanes) merge(t *pairTable) {}
