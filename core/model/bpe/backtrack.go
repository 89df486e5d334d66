package bpe

import (
	"math/bits"

	"github.com/libhftok/libhftok/core/internal/shortkey"
)

// backtrackLimit is the number of bytes from which words are merged without trying to do without.
const backtrackLimit = 64

// backtracker finds the tokens of a word without merging: tokens are what merging the whole word makes of it if each
// is whole and each two neighbours stay what they are (longWord says why), so there is one such list for the word, as
// for each of its beginnings. From left to right, the longest token that stays beside the one before it is taken; where
// none does, or what follows can't be completed, the last one was wrong.
//
// Source: https://github.com/github/rust-gems/blob/main/crates/bpe/README.md
type backtracker struct {
	text [backtrackLimit + shortkey.Size]byte // the word, zero padded
	left [backtrackLimit]uint16               // lengths that were not tried yet in place of each token
}

// tokens fills w with the tokens of a word. It reports false if it finds none, since they are not all in the table or
// known to be whole.
func (b *backtracker) tokens(e *encoder, chars []byte, w *word) bool {
	n := len(chars)
	if n == 0 || n >= backtrackLimit {
		return false
	}
	*(*[shortkey.Size]byte)(b.text[n:]) = [shortkey.Size]byte{}
	copy(b.text[:], chars)
	w.grow(n)
	var dead uint64 // bits of the positions from which the word can't be completed
	at, count := 0, 0
	key := shortkey.From(b.text[:])
	lengths := e.table.heads(key, min(n, tableBytes))
	for {
		if lengths == 0 {
			if count == 0 {
				return false
			}
			dead |= 1 << (at & 63)
			count--
			at -= int(w.lens[count])
			key, lengths = shortkey.From(b.text[at:]), b.left[count&(backtrackLimit-1)]
			continue
		}
		size := bits.Len16(lengths) - 1
		lengths &^= 1 << (size & 15)
		if dead>>((at+size)&63)&1 != 0 {
			continue
		}
		id, ok := e.table.find(key.Head(size), size)
		if !ok || !e.known.has(id) || size > sureBytes && !e.isText(id, chars[at:at+size]) ||
			count > 0 && !e.known.stay(&e.pairs, w.ids[count-1], id) {
			continue
		}
		w.ids[count], w.lens[count], b.left[count&(backtrackLimit-1)] = id, uint32(size), lengths
		count++
		if at += size; at == n {
			w.ids, w.lens = w.ids[:count], w.lens[:count]
			return true
		}
		key = shortkey.From(b.text[at:])
		lengths = e.table.heads(key, min(n-at, tableBytes))
	}
}
