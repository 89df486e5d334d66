package bpe

import "slices"

// longWord is a word of many symbols while it is merged, a window at a time.
//
// Tokens are what merging the whole word makes of it if merging the text of each two neighbours makes those two: the
// first merge across a boundary would also be made among the two at it, since what lies beyond them changes neither
// them nor the order of their merges. Neighbours in the result for a window are such. So a window begins with the last
// token before it: if that comes out again, it and what follows it are neighbours too.
//
// Where there are lanes, several stretches of the word are merged at the same time, each as if it were the beginning.
// Then each goes on into the next one until they have a token in common, from which on the next one's are right.
type longWord struct {
	stretches [laneCount]stretch
	lanes     *lanes // nil until they are needed
	scratch   word
	// Where the symbols are bytes: these, their ids and the ranks of their pairs.
	text   []byte
	single *[256]uint32
	ranks  *[1 << 16]uint32
}

// minStretch is the least number of symbols of a stretch, where there are several.
const minStretch = 8 * laneSymbols

// merge makes the tokens of the symbols in w.
func (l *longWord) merge(t *pairTable, w *word) {
	n := len(w.ids)
	count := 1
	if t.fitsLanes() {
		count = max(1, min(laneCount, n/minStretch))
		if l.lanes == nil {
			l.lanes = new(lanes)
		}
	}
	var running [laneCount]*stretch
	for i := range count {
		running[i] = &l.stretches[i]
		running[i].begin(n*i/count, n*(i+1)/count)
	}
	for left := running[:count]; len(left) > 0; {
		l.step(t, w.ids, left)
		// One that needs large windows is left to the one before it, since it may need all of the word.
		left = slices.DeleteFunc(left, func(s *stretch) bool { return s.at >= s.stop || s.size > minStretch })
	}
	all := &l.stretches[0]
	running[0] = all
	for i := 1; i < count; i++ {
		next := &l.stretches[i]
		var m seam
		m.left, _ = slices.BinarySearch(all.starts, uint32(l.stretches[i-1].stop))
		for !m.joins(all, next) && all.at < n {
			l.step(t, w.ids, running[:1])
		}
	}
	for all.at < n {
		l.step(t, w.ids, running[:1])
	}
	w.ids = append(w.ids[:0], all.ids...)
	for i, start := range all.starts {
		end := uint32(all.end(i))
		length := end - start
		if l.text == nil {
			length = sum(w.lens[start:end])
		}
		w.lens[i] = length
	}
	w.lens = w.lens[:len(w.ids)]
}

func sum(lens []uint32) (total uint32) {
	for _, n := range lens {
		total += n
	}
	return total
}

// step merges a window of each stretch.
func (l *longWord) step(t *pairTable, symbols []uint32, stretches []*stretch) {
	if l.lanes != nil {
		l.lanes.clear()
	}
	for i, s := range stretches {
		s.inLane = false
		from, to := s.next(len(symbols))
		if slices.Equal(symbols[from:to], symbols[s.from:s.to]) { // in runs
			s.from, s.to = from, to
			continue
		}
		s.from, s.to = from, to
		switch {
		case l.lanes == nil || to-from > laneSymbols:
			l.fill(t, symbols, s)
		case l.text != nil:
			s.inLane = true
			l.lanes.add(i, l.text[from:to], l.single, l.ranks)
		default:
			s.inLane = true
			l.lanes.addSymbols(i, symbols[from:to], t)
		}
	}
	if l.lanes != nil {
		l.lanes.merge(t)
	}
	for i, s := range stretches {
		if s.inLane {
			s.window = append(s.window[:0], l.lanes.tokens(i)...)
			s.sizes = l.lanes.appendSizes(s.sizes[:0], i, s.to-s.from)
		}
		s.take(len(symbols))
	}
}

// fill merges the window of a stretch by itself.
func (l *longWord) fill(t *pairTable, symbols []uint32, s *stretch) {
	w := &l.scratch
	if l.text != nil && s.to-s.from <= scanLimit {
		w.mergeBytes(t, l.text[s.from:s.to], l.single, l.ranks)
	} else {
		w.reset()
		for _, id := range symbols[s.from:s.to] {
			w.add(id, 1)
		}
		w.merge(t)
	}
	s.window, s.sizes = append(s.window[:0], w.ids...), append(s.sizes[:0], w.lens...)
}

// stretch is a part of a long word.
type stretch struct {
	ids, starts []uint32 // tokens so far, and the symbols where they begin
	at, stop    int      // where they end, and where they are to
	size        int      // of the next window
	trouble     int      // up to where windows of this size are needed

	// The last window: which symbols it has, its tokens and how many symbols each of them has.
	from, to      int
	window, sizes []uint32
	inLane        bool
}

// begin starts over.
func (s *stretch) begin(from, stop int) {
	s.ids, s.starts = s.ids[:0], s.starts[:0]
	s.at, s.stop, s.size, s.trouble = from, stop, laneSymbols, 0
	s.from, s.to = 0, 0
}

// end returns where a token ends.
func (s *stretch) end(i int) int {
	if i+1 < len(s.starts) {
		return int(s.starts[i+1])
	}
	return s.at
}

// next returns the next window, of a word of n symbols: one that fits a lane if it may be as short as that.
func (s *stretch) next(n int) (from, to int) {
	from = s.at
	if k := len(s.starts); k > 0 {
		from = int(s.starts[k-1])
	}
	if to = s.at + s.size; s.size == laneSymbols && s.at-from <= laneSymbols/2 {
		to = from + laneSymbols
	}
	return from, min(to, n)
}

// take takes over what is right of the window's tokens, of a word of n symbols.
func (s *stretch) take(n int) {
	first := 0
	if k := len(s.ids) - 1; k >= 0 {
		start := int(s.starts[k])
		if s.window[0] != s.ids[k] || start+int(s.sizes[0]) != s.at {
			s.trouble = max(s.trouble, s.to)
			s.at = start
			s.ids, s.starts = s.ids[:k], s.starts[:k]
			s.size *= 2
			return
		}
		first = 1
	}
	for i := first; i < len(s.window); i++ {
		end := s.at + int(s.sizes[i])
		// The last tokens depend on what comes after the window.
		if i > first && s.to < n && end > s.to-s.size/8 {
			break
		}
		s.ids, s.starts = append(s.ids, s.window[i]), append(s.starts, uint32(s.at))
		s.at = end
	}
	if s.at > s.trouble {
		s.size = laneSymbols
		if last := s.at - int(s.starts[len(s.starts)-1]); last > laneSymbols/2 {
			s.size = 4 * last
		}
	}
}

// seam is where two stretches meet: the first of their tokens that may be one that both have.
type seam struct{ left, right int }

// joins has left take over the tokens of right, if there is one that both have. It reports whether left has them, or has
// gone beyond them.
func (m *seam) joins(left, right *stretch) bool {
	for m.left = min(m.left, len(left.ids)); m.left < len(left.ids) && m.right < len(right.ids); {
		switch a, b := left.starts[m.left], right.starts[m.right]; {
		case a < b:
			m.left++
		case a > b:
			m.right++
		case left.ids[m.left] == right.ids[m.right] && left.end(m.left) == right.end(m.right):
			left.ids = append(left.ids[:m.left], right.ids[m.right:]...)
			left.starts = append(left.starts[:m.left], right.starts[m.right:]...)
			left.at = right.at
			return true
		default:
			m.left++
			m.right++
		}
	}
	return left.at >= right.at
}
