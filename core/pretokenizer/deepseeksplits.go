package pretokenizer

import (
	"math/bits"
	"slices"
	"sort"
	"sync"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/ucd"
)

// What DeepSeek's models before DeepSeek-V2 split by, each pattern within the pieces of the one before, and at last each
// number: runs of letters and of signs, each with a single white space before it, and of what is apart. What is
// neither stays together.
var (
	deepSeekLLMPatterns = []string{"[\r\n]", `\s?[` + deepSeekCased + `]+`, `\s?[` + deepSeekSigns + `]+`, `\s+$`, "[" + deepSeekApart + "]+"}

	deepSeekCoderPatterns = []string{"[\r\n]", `\s?\p{L}+`, `\s?\p{P}+`, "[" + deepSeekApart + "]+"}
)

const (
	// deepSeekCased has the letters that DeepSeek-LLM knows: most that have a case.
	deepSeekCased = "A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-ὗὙὛὝ" +
		"Ὗ-ώᾀ-ᾴᾶ-ᾼιῂ-ῄῆ-ῌῐ-ΐῖ-Ίῠ-Ῥῲ-ῴῶ-ῼℂℇℊ-ℓℕℙ-ℝℤΩℨK-ℭℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳꙀ-ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ" +
		"𐐀-𐑏𐒰-𐓓𐓘-𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃"
	// deepSeekSigns has ASCII letters too.
	deepSeekSigns = "!-/:-~！-／：-～‘-‟\u3000-。"
	deepSeekApart = "一-龥ࠀ-一가-\ud7ff"
)

// The scanners of these.
var (
	deepSeekLLMScanner   = &Words{grammar: deepSeekLLM, table: tableOf(deepSeekLLMClass)}
	deepSeekCoderScanner = &Words{grammar: deepSeekCoder, table: tableOf(deepSeekCoderClass)}
)

// What classes mean here. Characters for which there is no single one have several, and odd: so are those that are neither
// letters nor signs nor apart.
const (
	coderLetters, coderLetterApart, coderOtherApart = upper | lower | caseless, caseless, mark
	llmLetters, llmLetterApart, llmOtherApart       = upper | lower | mark, mark, caseless

	signs, signApart = other | han, han
	apart            = caseless | mark | han
)

var isCased, isLLMSign, isApart = among(deepSeekCased), among(deepSeekSigns), among(deepSeekApart)

func deepSeekLLMClass(r rune) class {
	return splitClass(r, isCased(r), isLLMSign(r), llmLetterApart, llmOtherApart)
}

func deepSeekCoderClass(r rune) class {
	return splitClass(r, classOf(r)&letter != 0, isCoderSign(r), coderLetterApart, coderOtherApart)
}

func isCoderSign(r rune) bool { return ucd.Is16(r, ucd.MaskP) }

func splitClass(r rune, isLetter, isSign bool, letterApart, otherApart class) (k class) {
	is := classOf(r)
	if is == newline {
		return is
	}
	aside := isApart(r)
	if aside && isLetter {
		k |= letterApart
	}
	if aside && isSign {
		k |= signApart
	}
	if aside && !isLetter && !isSign {
		k |= otherApart
	}
	if !aside && isLetter {
		k |= lower
		if is == upper {
			k = upper
		}
	}
	if !aside && isSign {
		k |= other
	}
	if is == space {
		k |= space
	}
	if ucd.Is17(r, ucd.MaskN) {
		k |= number
	}
	if bits.OnesCount16(uint16(k)) != 1 {
		k |= odd
	}
	return k
}

// among returns whether a character is in a set as regular expressions have it between brackets, without any escapes.
func among(set string) func(rune) bool {
	ranges := sync.OnceValue(func() (list [][2]rune) {
		for len(set) > 0 {
			from, n := utf8.DecodeRuneInString(set)
			set = set[n:]
			to := from
			if len(set) > 1 && set[0] == '-' {
				to, n = utf8.DecodeRuneInString(set[1:])
				set = set[1+n:]
			}
			list = append(list, [2]rune{from, to})
		}
		slices.SortFunc(list, func(a, b [2]rune) int { return int(a[0] - b[0]) })
		return list
	})
	return func(r rune) bool {
		list := ranges()
		i := sort.Search(len(list), func(i int) bool { return r < list[i][0] })
		return i > 0 && r <= list[i-1][1]
	}
}

// noSign is which ASCII characters of class other are no signs to DeepSeek Coder.
var noSign = func() (t [utf8.RuneSelf]uint8) {
	for c := range t {
		if !isCoderSign(rune(c)) {
			t[c] = 1
		}
	}
	return
}()

func deepSeekCoderCuts(w *window, text []byte) uint64 {
	neither := uint64(0)
	for others := w.other &^ w.high; others != 0; others &= others - 1 {
		i := bits.TrailingZeros64(others)
		neither |= uint64(noSign[text[i]%utf8.RuneSelf]) << i
	}
	return w.splits(w.letter&^w.han, w.other&^neither|w.han)
}

func deepSeekLLMCuts(w *window) uint64 {
	w.hard |= w.control // beside what is neither, white space may be cut off before an end
	return w.splits(w.letter&^w.caseless|w.mark, w.other|w.han|w.letter&^w.high)
}

// splits returns the cuts between newlines, letters, signs, what is apart, and each number.
func (w *window) splits(letters, signs uint64) uint64 {
	blank := w.white &^ w.newline
	runs := func(m uint64) uint64 {
		return m&^(m<<1|blank<<1) | blank&(m>>1) | m<<1&^m
	}
	alone := w.newline | w.number
	apart := w.caseless | w.mark
	return alone | alone<<1 | runs(letters) | runs(signs) | (apart ^ apart<<1)
}

// splitPiece returns where the piece that begins at text[at] ends. Letters are the classes of letters; with trailing, white
// space is cut off where patterns of letters and signs, or newlines, end what it is in.
func splitPiece(classes *classTable, text []byte, at uint32, letters class, trailing bool) uint32 {
	before, size := classAt(classes, text, at)
	for i := at + size; i < uint32(len(text)); i += size {
		var here class
		here, size = classAt(classes, text, i)
		if here == before && here&(newline|number|space) == 0 {
			continue
		}
		if (before|here)&number != 0 || (before&apart == 0) != (here&apart == 0) || splitEdge(classes, text, before, here, i+size, letters) {
			return i
		}
		if trailing && here&space != 0 && before&space == 0 && isTrailing(classes, text, i, letters) {
			return i
		}
		before = here
	}
	return uint32(len(text))
}

// splitEdge reports whether newlines, letters or signs make a cut between the classes before and here, which text[next] comes
// after.
func splitEdge(classes *classTable, text []byte, before, here class, next uint32, letters class) bool {
	if (before|here)&newline != 0 {
		return true
	}
	after := class(0)
	if here&space != 0 && next < uint32(len(text)) {
		var size uint32
		after, size = classAt(classes, text, next)
		if after&space != 0 && next+size < uint32(len(text)) {
			if k, _ := classAt(classes, text, next+size); k&letters != 0 {
				after = 0 // a sign too, but it goes with these letters
			}
		}
	}
	edge := func(set class) bool {
		switch {
		case before&set != 0:
			return here&set == 0
		case here&set != 0:
			return before&space == 0
		}
		return here&space != 0 && after&set != 0
	}
	return edge(letters) || edge(signs)
}

// isTrailing reports whether the white space that begins at text[i] ends before such a cut, or the text.
func isTrailing(classes *classTable, text []byte, i uint32, letters class) bool {
	before, size := classAt(classes, text, i)
	for i += size; i < uint32(len(text)); i += size {
		var here class
		here, size = classAt(classes, text, i)
		if splitEdge(classes, text, before, here, i+size, letters) {
			return true
		}
		if here&space == 0 {
			return false
		}
		before = here
	}
	return true
}
