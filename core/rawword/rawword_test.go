package rawword_test

import (
	"encoding/binary"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/pattern"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/normalized"
	"github.com/libhftok/libhftok/core/normalizer"
	"github.com/libhftok/libhftok/core/pretokenizer"
	"github.com/libhftok/libhftok/core/rawword"
	"github.com/libhftok/libhftok/core/tokenizerjson"
)

// pipeline is a normalizer and pre-tokenizers, whole and word by word.
type pipeline struct {
	normalizer normalizer.Normalizer
	stages     []pretokenizer.PreTokenizer
	words      *rawword.Words

	text   normalized.String
	pieces pretokenizer.Pieces
	spans  [rawword.MinRoom]model.Span
}

// whole appends the pieces of text, each after a NUL.
func (p *pipeline) whole(b []byte, text string) ([]byte, error) {
	p.text.Reset([]byte(text), 0, false)
	if p.normalizer != nil {
		if err := p.normalizer.Normalize(&p.text); err != nil {
			return nil, err
		}
	}
	p.pieces.Reset(&p.text)
	for _, s := range p.stages {
		if err := s.PreTokenize(&p.pieces); err != nil {
			return nil, err
		}
	}
	return appendPieces(b, p.text.Text, p.pieces.Spans), nil
}

func appendPieces(b, text []byte, spans []model.Span) []byte {
	for _, s := range spans {
		b = append(append(b, 0), text[s.Start:s.End]...)
	}
	return b
}

// wordwise does the same through words.
func (p *pipeline) wordwise(t testing.TB, b []byte, input string) ([]byte, error) {
	text := p.words.Whole([]byte(input))
	for at := uint32(0); int(at) < len(text); {
		n, next := p.words.Scan(text, at, p.spans[:])
		if next <= at || int(next) > len(text) {
			t.Fatalf("%+q: at %d after %d", text, next, at)
		}
		end := at
		for _, s := range p.spans[:n] {
			if s.Start >= s.End || s.Start < end || s.End > next {
				t.Fatalf("%+q: %v after %d, before %d", text, s, end, next)
			}
			end = s.End
			text, pieces, err := p.words.Pieces(text[s.Start:s.End])
			if err != nil {
				return nil, err
			}
			b = appendPieces(b, text, pieces)
		}
		at = next
	}
	return b, nil
}

// checker holds the two against each other.
type checker struct {
	*pipeline
	a, b []byte
}

func (c *checker) check(t testing.TB, text string) {
	if c.same(t, text) {
		return
	}
	for chars, i := []rune(text), 0; i < len(chars); i++ { // the characters that matter
		if fewer := slices.Delete(slices.Clone(chars), i, i+1); !c.same(t, string(fewer)) {
			chars, text, i = fewer, string(fewer), i-1
		}
	}
	c.same(t, text)
	t.Fatalf("%+q: pieces %+q, word by word %+q", text, c.a, c.b)
}

func (c *checker) same(t testing.TB, text string) bool {
	a, err := c.whole(c.a[:0], text)
	b, err2 := c.wordwise(t, c.b[:0], text)
	c.a, c.b = a, b
	return (err == nil) == (err2 == nil) && string(a) == string(b)
}

func pipelines(t testing.TB) (all map[string]*pipeline, alphabet []rune) {
	var ref struct{ Alphabet string }
	data, err := os.ReadFile("../normalizer/testdata/reference.json")
	if err == nil {
		err = json.Unmarshal(data, &ref)
	}
	if err != nil {
		t.Fatal(err)
	}
	nasty, err := normalizer.NewPrecompiled(charsmap(map[string]string{
		"\u00a0": " ", "\t": " ", "\n": " ", "\r\n": " ", "\u3000": " ", "\u200b": "", "\x1f": "", "\u200d": "", "\u200c": " ",
		"e\u0301": "é", "\ufb01": "fi", "\u00a8": " \u0308", "é": "e ", "ü": "", "\u0308": " ", "\u0316": "z", "\u0302": "",
		"\u0600": "", "\u0601": "\u0601 ", "\u0602x": " ", "语": " 語 ", "…": "...", "क": "x", "й": "и\u0306", "и\u0306": " ",
		"\u0903": " ", "a\u0302": "", "\U0001F468": "man", "\U0001F1E6": "",
	}))
	if err != nil {
		t.Fatal(err)
	}
	all = map[string]*pipeline{}
	add := func(name string, n normalizer.Normalizer, stages ...pretokenizer.PreTokenizer) {
		if c := rawword.New(n, stages); c != nil {
			all[name] = &pipeline{normalizer: n, stages: stages, words: c.NewWords()}
		}
	}
	run := normalizer.Replace{Pattern: pattern.Run{Byte: ' ', Min: 2}, Content: " "}
	white := normalizer.Replace{Pattern: pattern.White{}, Content: " "}
	quotes := normalizer.Replace{Pattern: pattern.Literal("``"), Content: `"`}
	double := normalizer.Replace{Pattern: pattern.Literal("bb"), Content: "c"}
	meta := &pretokenizer.Metaspace{Replacement: '▁', PrependScheme: pretokenizer.Always, Split: true}
	under := &pretokenizer.Metaspace{Replacement: '_', PrependScheme: pretokenizer.Always, Split: true}
	never := &pretokenizer.Metaspace{Replacement: '▁', PrependScheme: pretokenizer.Never}
	seq := normalizer.NewSequence
	for name, n := range map[string]normalizer.Normalizer{
		"nothing": nil, "nasty": nasty,
		"nfc": normalizer.NFC, "nfkc": normalizer.NFKC, "nmt": seq(normalizer.Nmt{}, normalizer.NFKC), "nmt/nasty": seq(normalizer.Nmt{}, nasty), "nfkd/nasty": seq(normalizer.NFKD, nasty), "lower/nasty/nfc": seq(normalizer.Lowercase{}, nasty, normalizer.NFC),
		"bert":   normalizer.Bert{CleanText: true, HandleChineseChars: true, StripAccents: true, Lowercase: true},
		"quotes": seq(normalizer.Lowercase{}, quotes, double), "albert": seq(quotes, normalizer.NFKD, normalizer.StripAccents{}, normalizer.Lowercase{}, nasty),
	} {
		add("split/"+name, n, pretokenizer.WhitespaceSplit{}, meta)
		add("split/never/"+name, n, pretokenizer.WhitespaceSplit{}, never)
		add("split/digits/"+name, n, pretokenizer.WhitespaceSplit{}, pretokenizer.Digits{Individual: true}, meta)
		add("whitespace/"+name, n, pretokenizer.Whitespace{}, &pretokenizer.ByteLevel{AddPrefixSpace: true})
		add("meta/"+name, n, meta)
		add("under/"+name, n, under)
		if n == nil {
			n = seq()
		}
		add("whitespace/white/"+name, seq(n, white), pretokenizer.Whitespace{})
		add("meta/run/"+name, seq(n, run), meta)
		add("meta/strip/"+name, seq(normalizer.Strip{Left: true, Right: true}, n, run), meta)
	}
	for i := range 16 {
		b := normalizer.Bert{CleanText: i&1 != 0, HandleChineseChars: i&2 != 0, StripAccents: i&4 != 0, Lowercase: i&8 != 0}
		add("bert/"+string('a'+rune(i)), b, pretokenizer.Bert{})
	}
	add("bert/nfkd", seq(normalizer.NFKD, normalizer.StripAccents{}, normalizer.Lowercase{}), pretokenizer.Bert{})
	add("bert/nothing", nil, pretokenizer.Bert{})
	for _, pattern := range []string{"../../tests/data/*/tokenizer.json", "../../../shared/tokenizers/*/tokenizer.json"} {
		paths, _ := filepath.Glob(pattern)
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			f, err := tokenizerjson.Parse(data)
			if err != nil {
				continue
			}
			stages := []pretokenizer.PreTokenizer{f.PreTokenizer}
			if s, ok := f.PreTokenizer.(pretokenizer.Sequence); ok {
				stages = pretokenizer.Fuse(s)
			}
			add(filepath.Base(filepath.Dir(path)), f.Normalizer, stages...)
		}
	}
	return all, []rune(ref.Alphabet)
}

// charsmap makes a precompiled_charsmap of entries, with a block of the trie for each node.
func charsmap(entries map[string]string) []byte {
	units, texts := make([]uint32, 512), []byte{}
	units[0] = 256 << 10
	blockOf := map[string]uint32{"": 256} // where the children of a prefix are
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		at := uint32(0)
		for i := range len(key) {
			at = blockOf[key[:i]] ^ uint32(key[i])
			if _, ok := blockOf[key[:i+1]]; !ok {
				block := uint32(len(units))
				blockOf[key[:i+1]] = block
				units = append(units, make([]uint32, 256)...)
				units[at] = (at^block)<<10 | uint32(key[i])
			}
		}
		units[at] |= 1 << 8
		units[blockOf[key]] = 1<<31 | uint32(len(texts))
		texts = append(append(texts, entries[key]...), 0)
	}
	b := binary.LittleEndian.AppendUint32(nil, uint32(4*len(units)))
	for _, u := range units {
		b = binary.LittleEndian.AppendUint32(b, u)
	}
	return append(b, texts...)
}

func TestWhichPipelines(t *testing.T) {
	all, _ := pipelines(t)
	for _, name := range []string{"bert/p", "split/nasty", "meta/run/nmt", "meta/strip/nothing", "bert-demo", "t5-demo", "whitespace/white/nasty", "split/digits/quotes"} {
		if all[name] == nil {
			t.Errorf("%s isn't done word by word", name)
		}
	}
	meta := &pretokenizer.Metaspace{Replacement: '▁', PrependScheme: pretokenizer.First, Split: true}
	for _, c := range []*rawword.Cutter{
		rawword.New(nil, []pretokenizer.PreTokenizer{meta}),
		rawword.New(normalizer.NFC, []pretokenizer.PreTokenizer{pretokenizer.Bert{}}),
		rawword.New(normalizer.Prepend{Text: "▁"}, []pretokenizer.PreTokenizer{pretokenizer.WhitespaceSplit{}}),
		rawword.New(normalizer.Replace{Pattern: pattern.Literal("a b"), Content: "c"}, []pretokenizer.PreTokenizer{pretokenizer.WhitespaceSplit{}}),
		rawword.New(nil, nil),
	} {
		if c != nil {
			t.Errorf("%+v is done word by word", c)
		}
	}
}

// contexts are texts that have a character, @, beside what it could affect or be affected by.
var contexts = []string{
	"@", "a@b", "a @b", "a@ b", "a @ b", "@ ", " @", "  @  ", "@@", "@ @", "a\u0301@\u0301 b", " @\u0301 \u0301b", "é@ é@", "語@ 語@語",
	"ก@ ก", "\u0600@ \u0600 a", "a\t@\tb \t@", "\u00a0\x01@ \u0600\x01@ \u0600\u0301@ \u00a0@\u0308 x \x01@\u0308 x", "!@! @!", "\u00a0@ \u00a0\u0301 x", "क्@ षि@", "\U0001F1E6@ \U0001F468\u200d@ ", "``@`` @",
	strings.Repeat("word ", 12) + "abc@ d@\u0301 e", strings.Repeat("é", 31) + "@ @", strings.Repeat(" ", 63) + "@ b",
}

func TestEveryCodePoint(t *testing.T) {
	all, _ := pipelines(t)
	for _, name := range []string{"bert/p", "split/albert", "split/nmt/nasty", "meta/run/lower/nasty/nfc", "meta/run/nasty"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := checker{pipeline: all[name]}
			for r := rune(0); r <= utf8.MaxRune; r++ {
				// Most of what is beyond is alike.
				if !utf8.ValidRune(r) || r > 0x3100 && r%61 != 0 && r-0xF900 >= 0x700 && r>>10 != 0x1F000>>10 {
					continue
				}
				for i, context := range contexts {
					if r > 0x700 && (i+int(r))%4 != 0 {
						continue
					}
					c.check(t, strings.ReplaceAll(context, "@", string(r)))
				}
			}
		})
	}
}

func TestRandom(t *testing.T) {
	all, alphabet := pipelines(t)
	// What matters most here comes up most.
	alphabet = append(alphabet, []rune("\u0308\u0316\u0302\u0601\u0602x语йи\u0306\U0001F468\U0001F1E6\u00a8ü")...)
	alphabet = append(alphabet, []rune(strings.Repeat(" a", 12)+strings.Repeat(" bB_\t\u0301\u0600\u00a0é語!\u200d\u0903``", 4))...)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := checker{pipeline: all[name]}
			random := rand.New(rand.NewPCG(1, 2))
			for range 300 {
				var b strings.Builder
				for range 1 + random.IntN(1+random.IntN(200)) {
					b.WriteRune(alphabet[random.IntN(len(alphabet))])
				}
				c.check(t, b.String())
			}
		})
	}
}

// TestParting has emoji that are joined by what becomes a space, and few other characters.
func TestParting(t *testing.T) {
	all, _ := pipelines(t)
	alphabet := []rune("\u200c\u200c\u200d\u200d\U0001F469\U0001F469\U0001F916\U0001F3FD\U0001F1E9\U0001F468☺語é a\u0308\u200b\ufe0f\u0600")
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := checker{pipeline: all[name]}
			random := rand.New(rand.NewPCG(3, 4))
			for range 2000 {
				var b strings.Builder
				for range 1 + random.IntN(1+random.IntN(100)) {
					b.WriteRune(alphabet[random.IntN(len(alphabet))])
				}
				c.check(t, b.String())
			}
		})
	}
}

func FuzzWords(f *testing.F) {
	all, alphabet := pipelines(f)
	f.Add(string(alphabet))
	for _, context := range contexts {
		f.Add(context)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			t.Skip()
		}
		for _, p := range all {
			c := checker{pipeline: p}
			c.check(t, text)
		}
	})
}

func BenchmarkScan(b *testing.B) {
	all, _ := pipelines(b)
	for _, name := range []string{"bert/p", "split/nasty", "meta/run/nasty"} {
		for kind, text := range map[string]string{"english": "The quick brown fox, it's said, jumps over the lazy dog. ", "russian": "Съешь же ещё этих мягких французских булок, да выпей чаю. ", "chinese": "我能吞下玻璃而不伤身体。"} {
			b.Run(name+"/"+kind, func(b *testing.B) {
				p := all[name]
				text := []byte(strings.Repeat(text, 200))
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					for at := uint32(0); int(at) < len(text); {
						_, at = p.words.Scan(text, at, p.spans[:])
					}
				}
			})
		}
	}
}
