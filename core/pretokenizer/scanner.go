package pretokenizer

import (
	"strings"

	"github.com/libhftok/libhftok/core/model"
)

// ScannerFor returns the scanner for a pattern that is recognised by its exact text.
func ScannerFor(pattern string) (Scanner, bool) {
	if pattern == GPT2Pattern {
		return GPT2, true
	}
	if s, ok := o200kPatterns[pattern]; ok {
		return s, true
	}
	if middle, ok := strings.CutPrefix(pattern, cl100kHead); ok {
		if middle, ok = strings.CutSuffix(middle, cl100kTail); ok {
			digits, ok := cl100kDigits[middle]
			return &Words{grammar: cl100k, digits: digits}, ok
		}
	}
	return nil, false
}

// Words is the scanner of a pattern that is known.
type Words struct {
	grammar      grammar
	digits       uint32             // at most so many numbers in a piece; 0: any
	contractions bool               // o200k: 's, 'll and so on belong to the word before
	slashes      bool               // o200k: slashes after the newlines after symbols belong to these
	table        func() *classTable // nil: classes
	borders      borders            // marks
}

type grammar uint8

const (
	gpt2 grammar = iota
	gpt2Digits
	cl100k
	o200k
	deepSeek
	deepSeekLLM
	deepSeekCoder
	falcon
	clip
	marks
)

func (s *Words) classes() *classTable {
	if s.table != nil {
		return s.table()
	}
	return classes()
}

// cuts returns where pieces begin in the window of text, which begins at a piece. Bit 0, those from
// w.end on, and those from one before the first hard character on mean nothing. It may make characters hard.
func (s *Words) cuts(w *window, text []byte) uint64 {
	switch s.grammar {
	case gpt2:
		return gpt2Cuts(w, text)
	case gpt2Digits:
		return gpt2DigitsCuts(w, text)
	case cl100k:
		return cl100kCuts(w, text, s.digits)
	case deepSeek:
		return deepSeekCuts(w)
	case deepSeekLLM:
		return deepSeekLLMCuts(w)
	case deepSeekCoder:
		return deepSeekCoderCuts(w, text)
	case falcon:
		return falconCuts(w, text)
	case clip:
		return clipCuts(w, text)
	case marks:
		return marksCuts(w, &s.borders)
	}
	return o200kCuts(w, text, s)
}

// piece returns where the piece that begins at text[at] ends.
func (s *Words) piece(classes *classTable, text []byte, at uint32) uint32 {
	switch s.grammar {
	case gpt2:
		return gpt2Piece(classes, text, at)
	case gpt2Digits:
		return gpt2DigitsPiece(classes, text, at)
	case cl100k:
		return cl100kPiece(classes, text, at, s.digits)
	case deepSeek:
		return deepSeekPiece(classes, text, at)
	case deepSeekLLM:
		return splitPiece(classes, text, at, llmLetters, true)
	case deepSeekCoder:
		return splitPiece(classes, text, at, coderLetters, false)
	case falcon:
		return falconPiece(classes, text, at)
	case clip:
		return clipPiece(classes, text, at)
	case marks:
		return marksPiece(text, at, &s.borders)
	}
	return o200kPiece(classes, text, at, s)
}

// scanPieces is Scan a piece at a time.
func (s *Words) scanPieces(text []byte, at uint32, spans []model.Span) (n int, next uint32) {
	classes := s.classes()
	for n < len(spans) && at < uint32(len(text)) {
		start := at
		at = s.piece(classes, text, at)
		spans[n] = model.Span{Start: start, End: at}
		n++
	}
	return n, at
}
