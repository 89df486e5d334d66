package pretokenizer

import "github.com/libhftok/libhftok/core/internal/ucd"

// gpt2DigitsScanner cuts at each number and by GPT2Pattern between them: StarCoder, SmolLM and Command R do so.
var gpt2DigitsScanner = &Words{grammar: gpt2Digits, table: digitsClasses}

// digitsClasses has as numbers those of Digits, which are of Unicode 17.0: to the pattern, which gets each by itself,
// they are a piece whatever else they are.
var digitsClasses = tableOf(func(r rune) class {
	if ucd.Is17(r, ucd.MaskN) {
		return number
	}
	return classOf(r)
})

// gpt2DigitsCuts is gpt2Cuts where numbers end the text before them.
func gpt2DigitsCuts(w *window, text []byte) uint64 {
	numbers := w.number
	w.number = 0
	cuts := gpt2Cuts(w, text)
	w.number = numbers
	return cuts | numbers | numbers<<1
}

// gpt2DigitsPiece returns where the piece that begins at text[at] ends.
func gpt2DigitsPiece(classes *classTable, text []byte, at uint32) uint32 {
	k, size := classAt(classes, text, at)
	switch {
	case k == number:
		return at + size
	case k&blank != 0:
		end := whiteAt(classes, text, at).end
		if end < uint32(len(text)) {
			if next, _ := classAt(classes, text, end); next == number {
				return end
			}
		}
	}
	return gpt2Piece(classes, text, at)
}
