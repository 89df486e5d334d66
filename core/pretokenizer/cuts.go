package pretokenizer

import "math/bits"

// What the patterns since cl100k have in common, as operations on windows.

// symbols returns where ` ?[^\s\p{L}\p{N}]+` begins without a space, and the letters, of those given, to which
// a single such character before them belongs.
func (w *window) symbols(letters uint64) (first, glued uint64) {
	first = w.other &^ (w.other<<1 | w.space<<1)
	one := first | w.other&w.inner // all of the first character, and some bytes of others
	return first, (one + first) &^ one & letters
}

// newlinesAfter returns the newlines that directly follow a character of before.
func (w *window) newlinesAfter(before uint64) uint64 {
	return w.newline &^ (w.newline + w.newline&(before<<1))
}

// whites returns where pieces begin in white space that is cut by `\s*[\r\n]+|\s+(?!\S)|\s+`, a single
// character before something visible being cut off for that. Taken is white space that belongs to what is
// before it.
func (w *window) whites(taken, visible uint64) uint64 {
	free := w.white &^ taken
	blank := w.white &^ w.newline
	cuts := free&^(free<<1) | blank&(visible>>1)
	// Blanks after the last newline are a piece of their own: of all blanks after a newline, those that no
	// newline follows. What follows a run that reaches w.end is not known.
	tails := blank &^ (blank << 1) & ((w.newline &^ taken) << 1)
	for ends := blank & ((w.newline|w.hard)>>1 | w.end); tails != 0 && ends != 0; ends &= ends - 1 {
		end := bits.TrailingZeros64(ends)
		run := bits.LeadingZeros64(^blank & (1<<end - 1)) // the run of blanks up to end begins at 64-run
		tails &^= 1 << (64 - run)
	}
	return cuts | tails
}

// numbers returns where pieces of at most limit digits begin, any number if that is 0.
func (w *window) numbers(limit uint32) uint64 {
	n := w.number
	if limit == 1 {
		return n
	}
	first := n &^ (n << 1)
	if limit == 0 {
		return first
	}
	full := n // digits before which there are limit-1 others
	for range limit - 1 {
		full &= full << 1
	}
	cuts := first
	for next := first << limit & n; next != 0; next = next << limit & n {
		next &= full << 1
		cuts |= next
	}
	return cuts
}
