package pretokenizer

import "slices"

// Fuse puts scanners in the place of stages that they do the same as.
func Fuse(stages []PreTokenizer) []PreTokenizer {
	for i := range stages {
		n := len(deepSeekPatterns)
		if i+n <= len(stages) && slices.EqualFunc(stages[i:i+n], deepSeekPatterns, isolates) {
			return slices.Concat(stages[:i], []PreTokenizer{Scan{deepSeekScanner}}, Fuse(stages[i+n:]))
		}
		if i+2 <= len(stages) {
			rest := &ByteLevel{} // without the pattern
			if isGPT2Digits(stages[i], stages[i+1]) {
				return slices.Concat(stages[:i], []PreTokenizer{Scan{gpt2DigitsScanner}, rest}, Fuse(stages[i+2:]))
			}
			if c, ok := clipOf(stages[i], stages[i+1]); ok {
				return slices.Concat(stages[:i], []PreTokenizer{c, rest}, Fuse(stages[i+2:]))
			}
		}
	}
	return stages
}

func isolates(t PreTokenizer, pattern string) bool {
	s, ok := t.(*Split)
	return ok && s.Source == pattern && s.Behavior == Isolated
}
