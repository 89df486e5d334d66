package pretokenizer

import "math/bits"

// The patterns that grew from tiktoken's cl100k_base, as tokenizer.json files of Llama 3, Qwen and others
// have them, differ in how many digits make a piece.
const (
	cl100kHead = `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|`
	cl100kTail = `| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
)

// cl100kDigits maps the middle of the pattern to the parameter.
var cl100kDigits = map[string]uint32{`\p{N}`: 1, `\p{N}{1,2}`: 2, `\p{N}{1,3}`: 3, `\p{N}+`: 0}

func cl100kCuts(w *window, text []byte, digits uint32) uint64 {
	w.other |= w.mark
	symbols, glued := w.symbols(w.letter)
	cuts := symbols | w.letter&^(w.letter<<1|(w.white&^w.newline)<<1|glued) | w.numbers(digits) | w.whites(w.newlinesAfter(w.other), w.letter|w.number|w.other)
	for quotes := w.quote & (symbols | 1) & (w.letter >> 1); quotes != 0; quotes &= quotes - 1 {
		i := bits.TrailingZeros64(quotes)
		if l := foldedContraction(text[i:]); l > 0 {
			cuts |= 1 << (uint32(i) + l)
		}
	}
	return cuts
}

// cl100kPiece returns where the piece that begins at text[at] ends.
func cl100kPiece(classes *classTable, text []byte, at, digits uint32) uint32 {
	end := uint32(len(text))
	k, size := classAt(classes, text, at)
	next := at + size
	if k&letter != 0 {
		return runEnd(classes, text, next, letter)
	}
	if text[at] == '\'' {
		if l := foldedContraction(text[at:]); l > 0 {
			return at + l
		}
	}
	if k == number {
		return digitsEnd(classes, text, next, digits)
	}
	after, afterSize := class(space), uint32(0)
	if next < end {
		after, afterSize = classAt(classes, text, next)
	}
	if after&letter != 0 && k != newline {
		return runEnd(classes, text, next+afterSize, letter)
	}
	if text[at] == ' ' && next < end && after&symbol != 0 {
		k, next = after, next+afterSize
	}
	if k&symbol != 0 {
		next = runEnd(classes, text, next, symbol)
		return newlinesEnd(text, next)
	}
	return whiteEnd(classes, text, at)
}

// foldedContraction is contraction in any case; ſ (U+017F) folds to s.
func foldedContraction(text []byte) uint32 {
	if len(text) < 2 {
		return 0
	}
	switch text[1] | 0x20 {
	case 's', 't', 'm', 'd':
		return 2
	}
	if len(text) < 3 {
		return 0
	}
	if text[1] == 0xC5 && text[2] == 0xBF {
		return 3
	}
	switch [2]byte{text[1] | 0x20, text[2] | 0x20} {
	case [2]byte{'r', 'e'}, [2]byte{'v', 'e'}, [2]byte{'l', 'l'}:
		return 3
	}
	return 0
}
