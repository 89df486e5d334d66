package pretokenizer

import (
	"strings"

	"github.com/libhftok/libhftok/core/model"
)

// ScannerFor returns the scanner for a pattern that is recognised by its exact text.
func ScannerFor(pattern string) (Scanner, bool) {
	if pattern == GPT2Pattern {
		return GPT2{}, true
	}
	if s, ok := o200kPatterns[pattern]; ok {
		return s, true
	}
	if middle, ok := strings.CutPrefix(pattern, cl100kHead); ok {
		if middle, ok = strings.CutSuffix(middle, cl100kTail); ok {
			digits, ok := cl100kDigits[middle]
			return Cl100k{digits}, ok
		}
	}
	return nil, false
}

// pieceScanner is a scanner that finds one piece at a time.
type pieceScanner interface {
	// piece returns where the piece that begins at text[at] ends.
	piece(classes *[1 << 16]class, text []byte, at uint32) uint32
}

// scanPieces is Scan of a pieceScanner.
func scanPieces[S pieceScanner](s S, text []byte, at uint32, spans []model.Span) (n int, next uint32) {
	classes := classes()
	for n < len(spans) && at < uint32(len(text)) {
		start := at
		at = s.piece(classes, text, at)
		spans[n] = model.Span{Start: start, End: at}
		n++
	}
	return n, at
}
