package pretokenizer

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/bytelevel"
	"github.com/libhftok/libhftok/core/internal/ucd"
)

// falconDigits is what Falcon splits by at last.
const falconDigits = `[0-9][0-9][0-9]`

// falconScanner cuts as Falcon does: runs of punctuation are apart, then comes GPT2Pattern, then runs of numbers are apart,
// and of these each three digits. Numbers are looked for in what the byte level has made of the text: six bytes above
// ASCII stand for some, and so pieces may begin and end within characters.
var falconScanner = &Words{grammar: falcon, table: falconClasses}

// falconClasses has as other punctuation only, as mark all other symbols.
var falconClasses = tableOf(func(r rune) class {
	k := classOf(r)
	if k&symbol == 0 {
		return k // no punctuation is of such a class
	}
	if IsPunctuation(r) {
		return other
	}
	return mark
})

// numberByte tells of each byte whether it stands for a number.
var numberByte = func() (t [256]uint8) {
	for b := range t {
		if r, _ := utf8.DecodeRuneInString(bytelevel.UTF8[b]); ucd.Is17(r, ucd.MaskN) {
			t[b] = 1
		}
	}
	return
}()

func falconCuts(w *window, text []byte) uint64 {
	punctuation := w.other &^ w.control
	numbers := w.number
	if w.high != 0 {
		for i, c := range text[:min(64, len(text))] {
			numbers |= uint64(numberByte[c]) << i
		}
	}
	return w.runs(w.mark|w.control) | (punctuation ^ punctuation<<1) | (numbers ^ numbers<<1) | w.numbers(3)
}

// falconPiece returns where the piece that begins at text[at] ends.
func falconPiece(classes *classTable, text []byte, at uint32) uint32 {
	return numberEnd(text, at, falconWord(classes, text, at))
}

// falconWord returns where the piece of GPT2Pattern ends that text[at] is part of.
func falconWord(classes *classTable, text []byte, at uint32) uint32 {
	first := startOf(text, at)
	k, size := classAt(classes, text, first)
	next := first + size
	if k&blank != 0 {
		w := whiteAt(classes, text, at)
		if w.end == uint32(len(text)) {
			return w.end
		}
		after, size := classAt(classes, text, w.end)
		switch {
		case after == other:
			return w.end
		case text[at] != ' ' || w.end != next:
			return w.cut(at, text)
		}
		k, next = after, w.end+size
	}
	if k&letter != 0 {
		k = letter
	}
	return runEnd(classes, text, next, k)
}

// numberEnd returns where the piece of text[at:end] ends that begins there when numbers, and three digits each, are apart.
func numberEnd(text []byte, at, end uint32) uint32 {
	i := at
	if numberByte[text[i]] == 0 {
		for i < end && numberByte[text[i]] == 0 {
			i++
		}
		return i
	}
	for i < end && text[i] >= utf8.RuneSelf && numberByte[text[i]] != 0 {
		i++
	}
	digits := i
	for digits < end && digits < i+3 && text[digits]-'0' < 10 {
		digits++
	}
	if digits == i+3 && i > at {
		return i
	}
	return digits
}
