package pretokenizer

import "math/bits"

// GPT2Pattern is the pattern that GPT2 scans for.
// Source: https://github.com/openai/gpt-2/blob/master/src/encoder.py
const GPT2Pattern = `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`

// GPT2 scans for GPT2Pattern.
var GPT2 = &Words{grammar: gpt2}

func gpt2Cuts(w *window, text []byte) uint64 {
	cuts := w.runs(w.other | w.mark)
	for quotes := w.quote & (cuts | 1) & (w.letter >> 1); quotes != 0; quotes &= quotes - 1 {
		i := bits.TrailingZeros64(quotes)
		if l := contraction(text[i:]); l > 0 {
			cuts = cuts&^(2<<i) | 1<<(uint32(i)+l)
		}
	}
	return cuts
}

// runs returns where runs of letters, numbers and symbols begin, and white space beside these.
func (w *window) runs(symbols uint64) uint64 {
	visible := w.letter | w.number | symbols
	cuts := (w.letter&^(w.letter<<1) | w.number&^(w.number<<1) | symbols&^(symbols<<1)) &^ (w.space << 1) // a space goes with what follows
	return cuts | w.white&(visible>>1|visible<<1)                                                         // the last white space before something visible, and the first after
}

// gpt2Piece returns where the piece that begins at text[at] ends.
func gpt2Piece(classes *classTable, text []byte, at uint32) uint32 {
	start := at
	if text[at] == '\'' {
		if l := contraction(text[at:]); l > 0 {
			return at + l
		}
	}
	if text[at] == ' ' && at+1 < uint32(len(text)) {
		at++
	}
	k, size := classAt(classes, text, at)
	switch {
	case k&blank != 0:
		return whiteAt(classes, text, start).cut(start, text)
	case k&letter != 0:
		return runEnd(classes, text, at+size, letter)
	case k == number:
		return runEnd(classes, text, at+size, number)
	}
	return runEnd(classes, text, at+size, symbol)
}

// contraction returns the length of 's, 't, 're, 've, 'm, 'll or 'd at the start of text, which begins
// with an apostrophe, or 0.
func contraction(text []byte) uint32 {
	if len(text) < 2 {
		return 0
	}
	switch text[1] {
	case 's', 't', 'm', 'd':
		return 2
	}
	if len(text) < 3 {
		return 0
	}
	switch [2]byte{text[1], text[2]} {
	case [2]byte{'r', 'e'}, [2]byte{'v', 'e'}, [2]byte{'l', 'l'}:
		return 3
	}
	return 0
}
