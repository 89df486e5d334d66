package bpe

import "golang.org/x/sys/cpu"

var hasLanes = cpu.X86.HasAVX2 && cpu.X86.HasBMI1 && cpu.X86.HasBMI2

// fitsLanes reports whether lanes can merge by the rules of t.
func (t *pairTable) fitsLanes() bool {
	return hasLanes && t.far == nil && len(t.ids) > 0 && t.mates != nil && len(t.mates) <= 1<<idBits
}

// merge merges the words that were added, by the rules of t, which fitsLanes.
func (l *lanes) merge(t *pairTable) {
	switch {
	case l.count == 0:
	case l.wide:
		merge32(l, l.count, &t.slots[0], len(t.slots), &t.ids[0])
	default:
		merge16(l, l.count, &t.slots[0], len(t.slots), &t.ids[0])
	}
}

// merge16 is merge of count words of at most 16 symbols.
//
//go:noescape
func merge16(l *lanes, count int, slots *uint64, size int, ids *uint32)

// merge32 is merge of count words of at most 32 symbols.
//
//go:noescape
func merge32(l *lanes, count int, slots *uint64, size int, ids *uint32)
