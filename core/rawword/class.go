package rawword

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/ucd"
	"github.com/libhftok/libhftok/core/pretokenizer"
)

// class is what a character is to its neighbours.
type class uint8

const (
	unknown class = iota
	letter        // part of a word
	space         // becomes white space
	lone          // a word by itself (bert)
	mark          // may form a cluster with the character before it, or leave that to what follows
	sticky        // may form a cluster with the character after it
	// tiled has these too: what ends in one of them ends in no space, and cannot vanish.
	plain     // a letter that is a cluster unless marks follow
	plainMark // a mark, if no cluster of it is looked up whole
)

// What is kept of a character beyond ASCII, beside its class: it becomes itself whatever is around it in a word of
// such characters and simple ones; with keptAfter only if it and the one before it are more bytes than maxCluster.
const (
	kept      class = 1 << 4
	keptAfter class = 2 << 4
	dropped   class = 3 << 4 // it becomes nothing
	parting   class = 4 << 4 // a mark that becomes a space, if it is looked up by itself
	classMask       = kept - 1
)

// class returns the class of r.
func (w *Words) class(r rune) class { return w.traits(r) & classMask }

// traits returns the class of r and what is kept of it.
func (w *Words) traits(r rune) class {
	k := w.classes.Get(r)
	if k == unknown {
		k = w.classify(w, r)
		if r >= utf8.RuneSelf {
			k |= w.keeps(w, r, k)
		}
		w.classes.Set(r, k)
	}
	return k
}

// keeps returns what is kept of a character of class k.
func (c *Cutter) keeps(w *Words, r rune, k class) class {
	if !c.simple.others || k == unknown || k == space || k == lone || k == sticky || r == c.simple.mark || ucd.White(r) {
		return 0
	}
	if ucd.CombiningClass9(r) != 0 || c.rule == bert && k != letter {
		return 0
	}
	var b [utf8.UTFMax]byte
	char := b[:utf8.EncodeRune(b[:], r)]
	if c.before != nil {
		w.text.Reset(char, 0, false)
		if c.before.Normalize(&w.text) != nil || string(w.text.Text) != string(char) {
			return 0
		}
	}
	w.text.Reset(char, 0, false)
	if c.normalizer != nil && c.normalizer.Normalize(&w.text) != nil {
		return 0
	}
	joins := joins(ucd.Break17(r))
	switch to := w.text.Text; {
	case c.rule == bert && len(to) == 0:
		return dropped
	case c.rule != bert && joins && (c.rule == tiled && string(to) == " " || c.rule == apart && white(to)):
		return parting
	case string(to) != string(char):
		return 0
	}
	switch b := ucd.Break17(r); {
	case b >= ucd.BreakCR && b <= ucd.BreakControl || b == ucd.BreakPrepend:
		return 0
	case joins:
		return keptAfter
	}
	return kept
}

// parts reports whether the mark r at text[pos], of the given size, is as good as a space there: it becomes one, and lies
// between characters so long that no cluster of them and others is looked up, with it or without.
func (w *Words) parts(r rune, text []byte, pos, size uint32) bool {
	if w.traits(r)&^classMask != parting || int(pos+size) >= len(text) {
		return false
	}
	before, n := utf8.DecodeLastRune(text[:pos])
	after, m := utf8.DecodeRune(text[pos+size:])
	if n != utf8.UTFMax || m != utf8.UTFMax || w.traits(after)&^classMask != kept {
		return false
	}
	k := w.traits(before) &^ classMask
	return k == kept || k == keptAfter
}

// classify finds the class of a character from what the normalizer makes of it.
func (c *Cutter) classify(w *Words, r rune) class {
	var b [utf8.UTFMax]byte
	w.text.Reset(b[:utf8.EncodeRune(b[:], r)], 0, false)
	if c.normalizer != nil && c.normalizer.Normalize(&w.text) != nil {
		return letter
	}
	if c.rule == bert {
		return classifyBert(r, w.text.Text)
	}
	ends := len(w.text.Text) > 0 && !ucd.White(lastOf(w.text.Text)) // in what is no space
	isSpace := c.rule == tiled && string(w.text.Text) == " " || c.rule == apart && white(w.text.Text)
	if c.before != nil {
		w.text.Reset(b[:utf8.EncodeRune(b[:], r)], 0, false)
		if c.before.Normalize(&w.text) != nil {
			return letter
		}
	}
	return c.classifyCluster(r, w.text.Text, ends, isSpace)
}

func lastOf(text []byte) rune {
	r, _ := utf8.DecodeLastRune(text)
	return r
}

// classifyBert finds the class of a character that becomes text. Nothing crosses a starter but what the
// pre-tokenizer sees as one word.
func classifyBert(r rune, text []byte) class {
	whites, others, last := 0, 0, rune(0)
	for i := 0; i < len(text); {
		c, n := utf8.DecodeRune(text[i:])
		if ucd.CombiningClass9(c) != 0 {
			return letter
		}
		if ucd.White(c) {
			whites++
		} else {
			others++
			last = c
		}
		i += n
	}
	switch {
	case ucd.CombiningClass9(r) != 0:
	case others == 0 && whites > 0:
		return space
	case others == 1 && (whites == 0 && pretokenizer.IsPunctuation(last) || ucd.BertFlags(r)&ucd.BertChinese != 0 && whites == 2):
		return lone
	}
	return letter
}

// classifyCluster finds the class of a character for the rules that know white space only. text is what it is
// when clusters are looked up.
func (c *Cutter) classifyCluster(r rune, text []byte, ends, isSpace bool) class {
	first, n := utf8.DecodeRune(text)
	switch k := ucd.Break17(r); {
	case k == ucd.BreakPrepend || len(text) > 0 && ucd.Break17(lastOf(text)) == ucd.BreakPrepend:
		return sticky
	case c.rule == tiled && ends && c.before == nil && joins(k):
		return plainMark
	case len(text) == 0 || joins(k) || joins(ucd.Break17(first)):
		return mark
	case isSpace && n == len(text):
		return space
	case c.rule == tiled && ends && !(k >= ucd.BreakCR && k <= ucd.BreakControl):
		return plain
	}
	return letter
}

// joins reports whether a character joins the cluster of the one before it.
func joins(k ucd.Break) bool {
	return k == ucd.BreakExtend || k == ucd.BreakZWJ || k == ucd.BreakSpacingMark
}

// white reports whether text is white space, and not empty.
func white(text []byte) bool {
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		if !ucd.White(r) {
			return false
		}
		i += n
	}
	return len(text) > 0
}
