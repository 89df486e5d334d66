package pretokenizer

import (
	"github.com/libhftok/libhftok/core/internal/ucd"
)

// deepSeekPatterns are the patterns that DeepSeek-V3 splits by, each within the pieces of the one before.
var deepSeekPatterns = []string{
	`\p{N}{1,3}`,
	`[一-龥぀-ゟ゠-ヿ]+`,
	"[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+",
}

var deepSeekScanner = &Words{grammar: deepSeek, table: deepSeekClasses}

// deepSeekClasses has as han the letters and marks that the second pattern sets apart, as lower all other marks
// too, as other only \p{P} and \p{S}, as odd what the third pattern matches only as part of a word.
var deepSeekClasses = tableOf(func(r rune) class {
	k := classOf(r)
	apart := '一' <= r && r <= '龥' || '\u3040' <= r && r <= '\u30ff'
	sign := ucd.Is16(r, ucd.MaskP|ucd.MaskS)
	switch {
	case apart && k&(letter|mark) != 0:
		return han
	case apart && sign:
		return hanSign
	case apart:
		return hanOdd
	case k == mark:
		return lower
	case k == other && !sign:
		return odd
	}
	return k
})

// What else the second pattern sets apart.
const (
	hanSign = odd | other // \p{P} and \p{S}
	hanOdd  = odd | mark  // not assigned
)

func deepSeekCuts(w *window) uint64 {
	w.hard |= w.control
	words := w.letter &^ w.han
	ascii := w.letter &^ w.high
	symbols := w.other &^ (w.other<<1 | w.space<<1)
	glued := (symbols &^ w.high) << 1 & ascii
	if glued != 0 {
		w.hard |= words & w.high & (ascii << 1) // [A-Za-z]+ ends there
	}
	return symbols | words&^(words<<1|(w.white&^w.newline)<<1|glued) | w.han&^(w.han<<1) | w.numbers(3) |
		w.whites(w.newlinesAfter(w.other), words|w.other) // before numbers and han, white space is at its text's end
}

// deepSeekPiece returns where the piece that begins at text[at] ends.
func deepSeekPiece(classes *classTable, text []byte, at uint32) uint32 {
	const word = upper | lower | caseless
	end := uint32(len(text))
	k, size := classAt(classes, text, at)
	next := at + size
	after, afterSize := class(0), uint32(0)
	if next < end {
		after, afterSize = classAt(classes, text, next)
	}
	switch {
	case k == number:
		return digitsEnd(classes, text, next, 3)
	case k == han:
		return runEnd(classes, text, next, han)
	case k&word != 0:
		return runEnd(classes, text, next, word)
	case k == other && size == 1 && next < end && isASCIILetter(text[next]):
		for next < end && isASCIILetter(text[next]) {
			next++
		}
		return next
	case (k == space || k == odd) && after&word != 0:
		return runEnd(classes, text, next+afterSize, word)
	case k == hanOdd && after == han:
		return runEnd(classes, text, next+afterSize, han)
	case k == other || text[at] == ' ' && after == other:
		next = sameEnd(classes, text, next, other)
		return newlinesEnd(text, next)
	case k == hanSign:
		return sameEnd(classes, text, next, hanSign)
	case k == odd:
		return oddEnd(classes, text, next, odd, word)
	case k == hanOdd:
		return oddEnd(classes, text, next, hanOdd, han)
	}
	white := whiteAt(classes, text, at)
	if white.newline == 0 && white.end < end {
		if k, _ := classAt(classes, text, white.end); k&(number|han) != 0 || k == hanSign || k == hanOdd {
			return white.end
		}
	}
	return whiteEnd(classes, text, at)
}

// oddEnd returns where a run of characters of class k ends of which the first ends at i. Its last one belongs to
// a word that follows.
func oddEnd(classes *classTable, text []byte, i uint32, k, word class) uint32 {
	for i < uint32(len(text)) {
		got, size := classAt(classes, text, i)
		if got != k {
			break
		}
		if next := i + size; next < uint32(len(text)) {
			if after, _ := classAt(classes, text, next); after&word != 0 {
				break
			}
		}
		i += size
	}
	return i
}

// sameEnd returns where a run of characters of class k ends of which the first ends at i.
func sameEnd(classes *classTable, text []byte, i uint32, k class) uint32 {
	for i < uint32(len(text)) {
		got, size := classAt(classes, text, i)
		if got != k {
			break
		}
		i += size
	}
	return i
}

func isASCIILetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
