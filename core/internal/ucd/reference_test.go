package ucd

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"
	"unicode/utf8"
)

// digest is what tests/conformance/record_normalization.py makes of a set of code points.
func digest(accepts func(rune) bool) string {
	h := sha256.New()
	var members []byte
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if utf8.ValidRune(r) && interesting(r) && accepts(r) {
			members = binary.LittleEndian.AppendUint32(members, uint32(r))
		}
	}
	h.Write(members)
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// interesting are the code points that are recorded: the planes that have characters, and samples.
func interesting(r rune) bool {
	switch r {
	case 0x40000, 0xDFFFF, 0xEFFFF, 0xF0000, 0xFFFFD, 0xFFFFE, 0x10FFFD, 0x10FFFF:
		return true
	}
	return r < 0x34000 || r >= 0xE0000 && r < 0xE0400
}

// The reference accepts the same code points in each of its tests.
func TestReference(t *testing.T) {
	var want struct {
		Punctuation, Numeric, White, Word, Control, Latin, Han string
	}
	text, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	script := func(s uint8, r rune) bool { return r == ' ' || Script9(r) == ScriptNone || Script9(r) == s }
	for _, c := range []struct {
		name, want string
		accepts    func(rune) bool
	}{
		{"punctuation", want.Punctuation, func(r rune) bool {
			return Is8(r, MaskP) || r < 0x80 && Is8(r, MaskS)
		}},
		{"numeric", want.Numeric, func(r rune) bool { return Is17(r, MaskN) }},
		{"white", want.White, White},
		{"word", want.Word, Word},
		{"control", want.Control, func(r rune) bool { return BertFlags(r)&BertControl != 0 }},
		{"latin", want.Latin, func(r rune) bool { return script(Script9('a'), r) }},
		{"han", want.Han, func(r rune) bool {
			s := Script9(r)
			return script(ScriptHan, r) || s == ScriptHiragana || s == ScriptKatakana || r == 0x30FC
		}},
	} {
		if got := digest(c.accepts); got != c.want {
			t.Errorf("%s differs", c.name)
		}
	}
}
