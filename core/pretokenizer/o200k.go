package pretokenizer

import (
	"math/bits"
	"sync"

	"github.com/libhftok/libhftok/core/internal/regex"
)

// In the patterns that grew from tiktoken's o200k_base, words are cut where a lower case letter meets an
// upper case one, and 's, 'll and so on may belong to the word before.
const (
	o200kUpper       = `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`
	o200kLower       = `[\p{Ll}\p{Lm}\p{Lo}\p{M}]`
	o200kContraction = `(?i:'s|'t|'re|'ve|'m|'ll|'d)?`
	kimiUpper        = `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]`
	kimiLower        = `[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]`
	o200kTail        = `| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`
)

// o200kPatterns are the members of the family: that of gpt-oss and Llama 4, and Mistral's Tekken.
// Kimi's sets Han apart.
var o200kPatterns = map[string]*Words{
	`[^\r\n\p{L}\p{N}]?` + o200kUpper + `*` + o200kLower + `+` + o200kContraction +
		`|[^\r\n\p{L}\p{N}]?` + o200kUpper + `+` + o200kLower + `*` + o200kContraction +
		`|\p{N}{1,3}` + o200kTail: {grammar: o200k, contractions: true, digits: 3, slashes: true},
	`[^\r\n\p{L}\p{N}]?` + o200kUpper + `*` + o200kLower + `+` +
		`|[^\r\n\p{L}\p{N}]?` + o200kUpper + `+` + o200kLower + `*` +
		`|\p{N}` + o200kTail: {grammar: o200k, digits: 1, slashes: true},
	`[\p{Han}]+|[^\r\n\p{L}\p{N}]?` + kimiUpper + `*` + kimiLower + `+` + o200kContraction +
		`|[^\r\n\p{L}\p{N}]?` + kimiUpper + `+` + kimiLower + `*` + o200kContraction +
		`|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`: {grammar: o200k, contractions: true, digits: 3, table: kimiClasses},
}

var isHan = sync.OnceValue(func() func(rune) bool { return regex.Property("Han") })

// kimiClasses has as odd the characters of \p{Han} that are no letters.
var kimiClasses = tableOf(func(r rune) class {
	k := classOf(r)
	switch {
	case !isHan()(r):
		return k
	case k&letter != 0:
		return han
	case k == mark: // not one of a word's
		return other | odd
	}
	return k | odd
})

func o200kCuts(w *window, text []byte, t *Words) uint64 {
	words := (w.letter | w.mark) &^ w.han
	after := w.newlinesAfter(w.other)
	// What an upper case letter after one without case belongs to depends on what follows; a mark that follows
	// no letter may be part of a word or not; a slash may follow the newlines after symbols.
	w.hard |= w.upper&((w.caseless|w.mark)<<1) | w.mark&^(words<<1) | w.other&(after<<1)
	symbols, glued := w.symbols(words)
	lower := words &^ (w.upper | w.caseless | w.mark)
	cuts := symbols | words&^(words<<1|(w.white&^w.newline)<<1|glued) | w.upper&(lower<<1) | w.han&^(w.han<<1) |
		w.numbers(t.digits) | w.whites(after, words|w.han|w.number|w.other)
	if !t.contractions {
		return cuts
	}
	taken := uint32(0)
	for quotes := w.quote & (words << 1) & (words >> 1); quotes != 0; quotes &= quotes - 1 {
		i := uint32(bits.TrailingZeros64(quotes))
		if i == taken {
			continue // after a contraction: the word is over
		}
		if l := foldedContraction(text[i:]); l > 0 {
			taken = i + l
			cuts = cuts&^((1<<l-1)<<i) | 1<<taken
		}
	}
	return cuts
}

// o200kPiece returns where the piece that begins at text[at] ends.
func o200kPiece(classes *classTable, text []byte, at uint32, t *Words) uint32 {
	end := uint32(len(text))
	k, size := classAt(classes, text, at)
	next := at + size
	if k&(han|odd) != 0 {
		return runEnd(classes, text, next, han|odd)
	}
	if k&number != 0 {
		return digitsEnd(classes, text, next, t.digits)
	}
	if k != newline {
		if e := o200kWord(classes, text, at, next, k); e > at {
			if t.contractions && e < end && text[e] == '\'' {
				e += foldedContraction(text[e:])
			}
			return e
		}
	}
	if text[at] == ' ' && next < end {
		if after, afterSize := classAt(classes, text, next); after&symbol != 0 {
			k, next = after, next+afterSize
		}
	}
	if k&symbol != 0 {
		next = runEnd(classes, text, next, symbol)
		for next < end && (text[next] == '\r' || text[next] == '\n' || t.slashes && text[next] == '/') {
			next++
		}
		return next
	}
	return whiteEnd(classes, text, at)
}

// o200kWord returns where the word ends that begins at text[at], a character of class k that ends at next, or
// at if there is none. A character before the word that is no letter goes with it; a mark may be either.
func o200kWord(classes *classTable, text []byte, at, next uint32, k class) uint32 {
	if k&letter != 0 {
		if e := mixed(classes, text, at); e > at {
			return e
		}
		return runEnd(classes, text, at, upper|caseless|mark)
	}
	if e := mixed(classes, text, next); e > next {
		return e
	}
	if k == mark {
		return mixed(classes, text, at)
	}
	if e := runEnd(classes, text, next, upper|caseless|mark); e > next {
		return e
	}
	return at
}

// mixed returns where [upper caseless mark]*[lower caseless mark]+ ends at i, or i if it doesn't match.
func mixed(classes *classTable, text []byte, i uint32) uint32 {
	last := i // where the last character ends that could be the lower part's, if the run has one
	for i < uint32(len(text)) {
		k, size := classAt(classes, text, i)
		switch {
		case k == lower:
			return runEnd(classes, text, i+size, lower|caseless|mark)
		case k&(caseless|mark) != 0:
			last = i + size
		case k != upper:
			return last
		}
		i += size
	}
	return last
}
