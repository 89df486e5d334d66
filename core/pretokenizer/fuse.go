package pretokenizer

import "slices"

// Fuse puts scanners in the place of stages that they do the same as, but for text that a normalizer put before everything
// by matching nothing: the byte level that is left then stands at the end.
func Fuse(stages []PreTokenizer) []PreTokenizer {
	for i := range stages {
		for _, f := range fused {
			n := len(f.stages)
			if i+n > len(stages) || !slices.EqualFunc(stages[i:i+n], f.stages, same) {
				continue
			}
			scan := []PreTokenizer{Scan{f.scanner}}
			if slices.ContainsFunc(f.stages, isByteLevel) {
				scan = append(scan, &ByteLevel{}) // without the pattern
			}
			return slices.Concat(stages[:i], scan, Fuse(stages[i+n:]))
		}
		if i+2 <= len(stages) {
			if c, ok := clipOf(stages[i], stages[i+1]); ok {
				return slices.Concat(stages[:i], []PreTokenizer{c, &ByteLevel{}}, Fuse(stages[i+2:]))
			}
		}
	}
	return stages
}

// fused are the sequences of stages that have a scanner.
var fused = []struct {
	stages  []PreTokenizer
	scanner *Words
}{
	{splits(deepSeekPatterns...), deepSeekScanner},
	{append(splits(deepSeekLLMPatterns...), Digits{Individual: true}), deepSeekLLMScanner},
	{append(splits(deepSeekCoderPatterns...), Digits{Individual: true}), deepSeekCoderScanner},
	{[]PreTokenizer{Digits{Individual: true}, &ByteLevel{UseRegex: true}}, gpt2DigitsScanner},
	{append([]PreTokenizer{Punctuation{Contiguous}, &ByteLevel{UseRegex: true}, Digits{}}, splits(falconDigits)...), falconScanner},
}

// splits returns a stage for each pattern.
func splits(patterns ...string) (stages []PreTokenizer) {
	for _, p := range patterns {
		stages = append(stages, &Split{Source: p, Behavior: Isolated})
	}
	return stages
}

// same reports whether a stage does the same as one of fused.
func same(t, known PreTokenizer) bool {
	switch t := t.(type) {
	case *Split:
		k, ok := known.(*Split)
		return ok && t.Source == k.Source && t.Behavior == k.Behavior
	case *ByteLevel:
		k, ok := known.(*ByteLevel)
		return ok && *t == *k
	}
	return t == known
}

func isByteLevel(t PreTokenizer) bool {
	_, ok := t.(*ByteLevel)
	return ok
}
