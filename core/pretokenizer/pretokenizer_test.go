package pretokenizer

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/libhftok/libhftok/core/internal/pattern"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/normalized"
)

// preTokenized returns the pieces of a text.
func preTokenized(t testing.TB, by PreTokenizer, text []byte) *Pieces {
	t.Helper()
	var s normalized.String
	s.Reset(text, 0, true)
	var p Pieces
	p.Reset(&s)
	if err := by.PreTokenize(&p); err != nil {
		t.Fatal(err)
	}
	return &p
}

// cut returns the pieces of text.
func cut(t testing.TB, p PreTokenizer, text string) []string {
	t.Helper()
	pieces := preTokenized(t, p, []byte(text))
	var list []string
	last := uint32(0)
	for _, w := range pieces.Spans {
		if w.Start < last || w.End <= w.Start || int(w.End) > len(pieces.Text.Text) {
			t.Fatalf("%q: bad span %v", text, w)
		}
		last = w.End
		list = append(list, string(pieces.Text.Text[w.Start:w.End]))
	}
	return list
}

// The behaviours on the example of the reference's documentation, and turned round.
func TestBehaviors(t *testing.T) {
	for _, c := range []struct {
		behavior Behavior
		invert   bool
		want     string
	}{
		{Removed, false, "the|final|countdown"},
		{Isolated, false, "the|-|final|-|-|countdown"},
		{MergedWithPrevious, false, "the-|final-|-|countdown"},
		{MergedWithNext, false, "the|-final|-|-countdown"},
		{Contiguous, false, "the|-|final|--|countdown"},
		{Removed, true, "-|-|-"},
		{Isolated, true, "the|-|final|-|-|countdown"},
		{MergedWithPrevious, true, "the|-final|-|-countdown"},
		{MergedWithNext, true, "the-|final-|-|countdown"},
		{Contiguous, true, "the|-|final|--|countdown"},
	} {
		p := &Split{Pattern: pattern.Literal("-"), Behavior: c.behavior, Invert: c.invert}
		if got := strings.Join(cut(t, p, "the-final--countdown"), "|"); got != c.want {
			t.Errorf("behavior %d, invert %v: got %s, want %s", c.behavior, c.invert, got, c.want)
		}
	}
}

func TestTypes(t *testing.T) {
	for _, c := range []struct {
		p          PreTokenizer
		text, want string
	}{
		{WhitespaceSplit{}, " Hi\u00a0you\u3000 ", "Hi|you"},
		{Whitespace{}, "Hey, you-all \u24d0\u200d!", "Hey|,|you|-|all|\u24d0\u200d|!"},
		{UnicodeScripts{}, "  ab カナ漢字ー、д", "ab |カナ漢字ー|、|д"},
		{Bert{}, "Hi, \u00bfyou?!", "Hi|,|\u00bf|you|?|!"},
		{Punctuation{Isolated}, "a$b,,", "a|$|b|,|,"},
		{Digits{Individual: true}, "a12\u00bd", "a|1|2|\u00bd"},
		{Digits{}, "12ab34", "12|ab|34"},
		{CharDelimiterSplit{'x'}, "xaxxbx", "a|b"},
		{FixedLength{2}, "a\u00e9bcd", "a\u00e9|bc|d"},
		{&Metaspace{Replacement: '▁', Split: true}, "Hey you  ", "▁Hey|▁you|▁|▁"},
		{&Metaspace{Replacement: '▁', Split: false}, "▁a b", "▁a▁b"},
		{&Metaspace{Replacement: '▁', PrependScheme: Never, Split: true}, "a b", "a|▁b"},
		{Sequence{WhitespaceSplit{}, &Metaspace{Replacement: '▁', PrependScheme: First, Split: true}}, "a b", "▁a|b"},
		{Sequence{WhitespaceSplit{}, &Metaspace{Replacement: '▁', PrependScheme: First, Split: true}}, " a b", "a|b"},
		{&ByteLevel{AddPrefixSpace: true, UseRegex: true}, "é it's", "ĠÃ©|Ġit|'s"},
		{&ByteLevel{AddPrefixSpace: true, UseRegex: true, Raw: true}, "é it's", " é| it|'s"},
		{&ByteLevel{}, "a b", "aĠb"},
		{Sequence{Digits{Individual: true}, &ByteLevel{AddPrefixSpace: true}}, "a1 b", "Ġa|Ġ1|Ġb"},
	} {
		if got := strings.Join(cut(t, c.p, c.text), "|"); got != c.want {
			t.Errorf("%T %+v on %q: got %s, want %s", c.p, c.p, c.text, got, c.want)
		}
	}
}

// The empty pattern cuts between all characters, as FixedLength does where it stands for that.
func TestEmptyPattern(t *testing.T) {
	const text = "a\u00e9\n日本 \u0301😀\r\n"
	want := cut(t, FixedLength{1}, text)
	for _, p := range []pattern.Pattern{pattern.Literal{}, searched{stageOf(t, "")}} {
		for _, invert := range []bool{false, true} {
			if got := cut(t, &Split{Pattern: p, Behavior: Isolated, Invert: invert}, text); !slices.Equal(got, want) {
				t.Errorf("%T, invert %v: got %q, want %q", p, invert, got, want)
			}
		}
	}
}

func TestOrigins(t *testing.T) {
	var s normalized.String
	s.Reset([]byte("é b"), 10, true)
	var p Pieces
	p.Reset(&s)
	if err := (Sequence{WhitespaceSplit{}, &ByteLevel{AddPrefixSpace: true}}).PreTokenize(&p); err != nil {
		t.Fatal(err)
	}
	var got []string
	for i := range s.Text {
		o := s.Origin(i)
		got = append(got, fmt.Sprintf("%d-%d", o.Start, o.End))
	}
	// ĠÃ© and Ġb, two bytes a character but for b: all of the first word come from é, of the second from b.
	if want := "10-12 10-12 10-12 10-12 10-12 10-12 13-14 13-14 13-14"; strings.Join(got, " ") != want || len(p.Spans) != 2 {
		t.Errorf("%q %v: %v", s.Text, p.Spans, got)
	}
}

// TestScanners: pieces cover the text, and where the scan stops and goes on makes no difference.
func TestScanners(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	parts := []string{"a", "Z", "'", "'s", "'LL", "'ſ", "1", "٣", "½", " ", "  ", "\n", "\r\n", "\t", "\u00a0", "\u3000", "!", "…", "é", "日本", "😀", "\u0301", "\x00", "ſ"}
	for _, pattern := range []string{GPT2Pattern, cl100kHead + `\p{N}{1,3}` + cl100kTail, cl100kHead + `\p{N}` + cl100kTail, cl100kHead + `\p{N}+` + cl100kTail} {
		s, ok := ScannerFor(pattern)
		if !ok {
			t.Fatalf("no scanner for %s", pattern)
		}
		for range 3000 {
			var b strings.Builder
			for range 1 + r.IntN(12) {
				b.WriteString(parts[r.IntN(len(parts))])
			}
			text := b.String()
			whole := cut(t, Scan{s}, text)
			if strings.Join(whole, "") != text {
				t.Fatalf("%q: %q lose something", text, whole)
			}
			var steps []string
			var one [1]model.Span
			for at := uint32(0); at < uint32(len(text)); {
				n, next := s.Scan(new(Buffer), []byte(text), at, one[:])
				if n != 1 || one[0].Start != at || one[0].End != next || next <= at {
					t.Fatalf("%q at %d: %d spans, %v, next %d", text, at, n, one, next)
				}
				steps = append(steps, text[at:next])
				at = next
			}
			if !slices.Equal(steps, whole) {
				t.Fatalf("%q: %q in steps, %q at once", text, steps, whole)
			}
		}
	}
	if _, ok := ScannerFor(GPT2Pattern + "|x"); ok {
		t.Error("a scanner for another pattern")
	}
}

// Pre-tokenizers that multiply a text end with an error.
func TestExploding(t *testing.T) {
	var spelled Sequence
	for range 60 {
		spelled = append(spelled, &ByteLevel{AddPrefixSpace: true})
	}
	var s normalized.String
	s.Reset([]byte("aé b"), 0, true)
	var pieces Pieces
	pieces.Reset(&s)
	if err := spelled.PreTokenize(&pieces); err != normalized.ErrTooLong {
		t.Error(err)
	}
}
