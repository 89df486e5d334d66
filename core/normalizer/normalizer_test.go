package normalizer

import (
	"testing"

	"github.com/libhftok/libhftok/core/normalized"
)

// run normalizes text with and without alignments and holds the two against each other.
func run(t testing.TB, n Normalizer, text string) (string, []normalized.Range, error) {
	t.Helper()
	var tracked, plain normalized.String
	tracked.Reset([]byte(text), 0, true)
	plain.Reset([]byte(text), 0, false)
	err := n.Normalize(&tracked)
	if err2 := n.Normalize(&plain); (err == nil) != (err2 == nil) {
		t.Fatalf("%T %+q: tracked %v, untracked %v", n, text, err, err2)
	}
	if err != nil {
		return "", nil, err
	}
	if string(tracked.Text) != string(plain.Text) || tracked.Inserted() != plain.Inserted() {
		t.Fatalf("%T %+q: tracked %+q, untracked %+q", n, text, tracked.Text, plain.Text)
	}
	align := make([]normalized.Range, len(tracked.Text))
	for i := range align {
		align[i] = tracked.Origin(i)
	}
	return string(tracked.Text), align, nil
}

func TestUnchangedIsNotCopied(t *testing.T) {
	text := []byte("plain text, nothing to do; привет 世界 ñ")
	for _, n := range []Normalizer{NFC, NFKC, Nmt{}, StripAccents{}, Lowercase{}, Strip{true, true},
		Bert{CleanText: true, Lowercase: true}, Replace{Literal("@"), "x"}, NewSequence(NFC, Nmt{})} {
		var s normalized.String
		s.Reset(text, 0, false)
		if err := n.Normalize(&s); err != nil || &s.Text[0] != &text[0] || len(s.Text) != len(text) {
			t.Errorf("%T: %q %v", n, s.Text, err)
		}
		if allocs := testing.AllocsPerRun(10, func() { s.Reset(text, 0, false); n.Normalize(&s) }); allocs != 0 {
			t.Errorf("%T: %v allocations", n, allocs)
		}
	}
}

func TestSmall(t *testing.T) {
	for _, c := range []struct {
		n          Normalizer
		text, want string
	}{
		{NFC, "e\u0301x", "éx"}, {NFD, "é", "e\u0301"}, {NFKC, "ﬁ", "fi"}, {NFKD, "①", "1"},
		{Bert{true, true, true, true}, "Hé\tLLO世x\u0000", "he llo 世 x"},
		{NewSequence(Prepend{"▁"}, Replace{Literal(" "), "▁"}), "a b  c", "▁a▁b▁▁c"},
		{NewSequence(Prepend{"▁"}, Replace{Literal(" "), "▁"}), "abc", "▁abc"},
		{Replace{Literal(""), "-"}, "ab", "-a-b-"},
		{ByteLevel{}, "a é", "aĠÃ©"},
		{Strip{true, true}, " \u00A0a b\n", "a b"},
	} {
		got, _, err := run(t, c.n, c.text)
		if err != nil || got != c.want {
			t.Errorf("%T %q: %q %v", c.n, c.text, got, err)
		}
	}
}
