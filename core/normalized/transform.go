package normalized

import (
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/status"
)

// Transformer rewrites a String character by character, the way the reference's
// NormalizedString::transform does: each character of the new text says how it stands to the next one of
// the old text, and so gets its alignment. The reference leaves the front that Inserted counts alone and
// takes the old text to begin after it, whatever the new text is; so does a Transformer.
type Transformer struct {
	w      Rewriter
	pos    int  // the next old byte
	follow bool // whether pos matters
	failed bool
}

// Transform begins a transformation that drops the first skip characters.
func (s *String) Transform(skip int) Transformer {
	t := Transformer{w: s.Rewrite(), follow: s.tracked || s.inserted > 0}
	if t.follow {
		t.w.Copy(0, s.inserted)
		t.pos = s.inserted
		t.skip(skip)
	}
	return t
}

// skip passes over n old characters.
func (t *Transformer) skip(n int) {
	old := t.w.s.Text
	for ; n > 0 && t.pos < len(old); n-- {
		t.pos++
		for t.pos < len(old) && old[t.pos]&0xC0 == 0x80 {
			t.pos++
		}
	}
}

// Put writes r. A change of 0 or less means that it replaces the next old character and that -change
// characters after that are dropped; 1 means that it is inserted after what was replaced last.
func (t *Transformer) Put(r rune, change int) {
	src := t.source(change)
	if r < utf8.RuneSelf {
		t.w.PutByte(byte(r), src)
		return
	}
	var b [utf8.UTFMax]byte
	t.w.Put(b[:utf8.EncodeRune(b[:], r)], src)
}

// source returns the old byte whose alignment a character with this change gets, and moves on.
func (t *Transformer) source(change int) int {
	if !t.follow {
		return 0
	}
	src := t.pos
	if change > 0 {
		return src - 1
	}
	if src >= len(t.w.s.Text) {
		t.failed = true
		return -1
	}
	t.skip(1 - change)
	return src
}

// Keep writes the old characters in [from, to), each as a replacement of the next old one.
func (t *Transformer) Keep(from, to int) {
	if !t.follow || t.pos == from {
		t.w.Copy(from, to)
		t.pos = to
		return
	}
	for old := t.w.s.Text[:to]; from < to; {
		r, n := utf8.DecodeRune(old[from:])
		t.Put(r, 0)
		from += n
	}
}

// Drop leaves out the old characters in [from, to), which are the next ones in the text as the caller
// reads it.
func (t *Transformer) Drop(from, to int) {
	if !t.follow {
		return
	}
	if t.pos == from {
		t.pos = to
		return
	}
	t.skip(utf8.RuneCount(t.w.s.Text[from:to]))
}

// Replace writes text, which is not empty, in place of the one old character in [from, to).
func (t *Transformer) Replace(from, to int, text string) {
	if !t.follow || t.pos == from {
		t.w.PutString(text, from)
		t.pos = to
		return
	}
	for i, r := range text {
		t.Put(r, min(i, 1))
	}
}

// KeepLower is Keep for ASCII text that it puts in lower case.
func (t *Transformer) KeepLower(from, to int) {
	written := len(t.w.text)
	t.Keep(from, to)
	lowerASCII(t.w.text[written:])
}

// Expand writes table[c] for each byte c of the old characters in [from, to): the first character of an
// expansion, which is never empty, replaces an old one, all others are inserted.
func (t *Transformer) Expand(from, to int, table *[256]string) {
	old := t.w.s.Text
	synchronous := !t.follow || t.pos == from
	if synchronous && !t.w.s.tracked && t.w.s.inserted == 0 {
		text := t.w.text
		for _, c := range old[from:to] {
			text = append(text, table[c]...)
		}
		t.w.text, t.pos = text, to
		return
	}
	src := 0
	for i := from; i < to; i++ {
		if old[i]&0xC0 != 0x80 {
			src = t.source(0)
		}
		t.w.PutString(table[old[i]], src)
	}
}

// Commit ends the transformation. It fails where the reference panics: when old characters are replaced
// that don't exist, as happens after a normalizer has put text before everything.
func (t *Transformer) Commit() error {
	if t.failed {
		return status.Errorf(status.Encode, "normalizer: a normalizer that maps characters can't follow one that inserted text at the very start by matching nothing")
	}
	return t.w.Commit()
}
