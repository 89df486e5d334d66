package wordcache

import "github.com/libhftok/libhftok/core/model"

// probe stores the ids of words in ids, one after the other, until it comes to one that has no slot. It
// returns how many words and ids that were. Each word must begin at least 16 bytes before the text's end, and
// ids must have room for shortIDs a word.
func probe(slots []slot, text []byte, words []model.Span, ids []uint32) (done, n int) {
	if len(words) == 0 {
		return 0, 0
	}
	_ = ids[shortIDs*len(words)-1]
	return probeFast(&slots[0], uint64(len(slots)-1), &text[0], &words[0], len(words), &ids[0])
}

//go:noescape
func probeFast(slots *slot, mask uint64, text *byte, words *model.Span, count int, ids *uint32) (done, n int)
