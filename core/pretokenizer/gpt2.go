package pretokenizer

import "github.com/libhftok/libhftok/core/model"

// GPT2Pattern is the pattern that GPT2 scans for.
// Source: https://github.com/openai/gpt-2/blob/master/src/encoder.py
const GPT2Pattern = `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`

// GPT2 is GPT2Pattern as a scanner.
type GPT2 struct{}

func (GPT2) Scan(text []byte, at uint32, spans []model.Span) (int, uint32) {
	classes := classes()
	end := uint32(len(text))
	n := 0
	for n < len(spans) && at < end {
		start := at
		if text[at] == '\'' {
			if l := contraction(text[at:]); l > 0 {
				at += l
				spans[n] = model.Span{Start: start, End: at}
				n++
				continue
			}
		}
		if text[at] == ' ' && at+1 < end {
			at++
		}
		k, size := classAt(classes, text, at)
		switch {
		case k&blank != 0:
			at = whiteAt(classes, text, start).cut(start, text)
		case k&letter != 0:
			at = runEnd(classes, text, at+size, letter)
		case k == number:
			at = runEnd(classes, text, at+size, number)
		default:
			at = runEnd(classes, text, at+size, symbol)
		}
		spans[n] = model.Span{Start: start, End: at}
		n++
	}
	return n, at
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
