package pretokenizer

import "strings"

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
