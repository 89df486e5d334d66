package bpe

import "slices"

// longWord is a word of many symbols while it is merged from left to right, a window at a time.
//
// Tokens are what merging the whole word makes of it if merging the text of each two neighbours makes those two: the
// first merge across a boundary would also be made among the two at it, since what lies beyond them changes neither
// them nor the order of their merges. Neighbours in the result for a window are such; so only those that come from
// different windows are tried.
type longWord struct {
	ids, lens, symbols []uint32 // tokens, their bytes of text and how many symbols they are made of
	// The last window and the last pair of tokens: their results, and where their symbols are. In runs the next ones
	// are the same.
	window, pair     word
	windowAt, pairAt extent
	// Where the symbols are bytes: these, and what word.mergeBytes needs.
	text   []byte
	single *[256]uint32
	grid   *[1 << 16]uint32
}

// extent is a range of symbols.
type extent struct{ from, to int }

func (e extent) of(symbols []uint32) []uint32 { return symbols[e.from:e.to] }

// merge makes the tokens of the symbols in w.
func (l *longWord) merge(t *pairTable, w *word) {
	l.ids, l.lens, l.symbols = l.ids[:0], l.lens[:0], l.symbols[:0]
	l.windowAt, l.pairAt = extent{}, extent{}
	n := len(w.ids)
	size := scanLimit
	trouble := 0 // up to where windows of this size are needed
	for at := 0; at < n; {
		end := min(at+size, n)
		l.fill(&l.window, &l.windowAt, t, w.ids, at, end)
		if k := len(l.ids); k > 0 && !l.neighbours(t, w.ids, at) {
			trouble = max(trouble, end)
			at -= int(l.symbols[k-1])
			l.ids, l.lens, l.symbols = l.ids[:k-1], l.lens[:k-1], l.symbols[:k-1]
			size *= 2
			continue
		}
		// The last tokens depend on what comes after the window.
		for i, id := range l.window.ids {
			symbols := l.window.lens[i]
			if i > 0 && end < n && at+int(symbols) > end-size/8 {
				break
			}
			length := uint32(0)
			for _, bytes := range w.lens[at : at+int(symbols)] {
				length += bytes
			}
			l.ids, l.lens, l.symbols = append(l.ids, id), append(l.lens, length), append(l.symbols, symbols)
			at += int(symbols)
		}
		if at > trouble {
			size = max(scanLimit, 4*int(l.symbols[len(l.symbols)-1]))
		}
	}
	w.ids, w.lens = append(w.ids[:0], l.ids...), append(w.lens[:0], l.lens...)
}

// neighbours reports whether merging makes the last token and the window's first one of their text. The window
// begins at symbols[at].
func (l *longWord) neighbours(t *pairTable, symbols []uint32, at int) bool {
	left, right := l.symbols[len(l.symbols)-1], l.window.lens[0]
	l.fill(&l.pair, &l.pairAt, t, symbols, at-int(left), at+int(right))
	return len(l.pair.ids) == 2 && l.pair.lens[0] == left
}

// fill merges symbols[from:to] in w, whose lengths then are in symbols. last is where those are that w has.
func (l *longWord) fill(w *word, last *extent, t *pairTable, symbols []uint32, from, to int) {
	next := extent{from, to}
	if same := slices.Equal(last.of(symbols), next.of(symbols)); same {
		return
	}
	*last = next
	if l.grid != nil && to-from <= scanLimit {
		w.mergeBytes(t, l.text[from:to], l.single, l.grid)
		return
	}
	w.reset()
	for _, id := range next.of(symbols) {
		w.add(id, 1)
	}
	w.merge(t)
}
