package normalizer

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/pattern"
	"github.com/libhftok/libhftok/core/normalized"
)

// The reference's results, as tests/conformance/record_normalization.py records them; contexts, random
// texts and digests here are those of that script.
type reference struct {
	Tokenizers  string
	Alphabet    string
	Charsmap    string
	Clusters    string
	Normalizers map[string]struct {
		CodePoints []string `json:"code points"`
		Random     []string
	}
}

func readReference(t testing.TB) (ref reference) {
	text, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &ref); err != nil {
		t.Fatal(err)
	}
	return ref
}

// normalizers are those of the script, by the names it gives them.
func (ref reference) normalizers(t testing.TB) map[string]Normalizer {
	charsmap := func(text string) Normalizer {
		b, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		p, err := NewPrecompiled(b)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	replace := func(p, content string) Normalizer { return Replace{pattern.Literal(p), content} }
	bert := Bert{true, true, true, true}
	prepend := Prepend{"▁"}
	space := replace(" ", "▁")
	dashes := replace("", "-")
	precompiled := charsmap(ref.Charsmap)
	return map[string]Normalizer{
		"NFC": NFC, "NFD": NFD, "NFKC": NFKC, "NFKD": NFKD, "StripAccents": StripAccents{}, "Lowercase": Lowercase{},
		"Nmt": Nmt{}, "ByteLevel": ByteLevel{},
		"Bert":                 bert,
		"Bert cased":           Bert{CleanText: true, HandleChineseChars: true},
		"Bert lowercase":       Bert{CleanText: true, HandleChineseChars: true, Lowercase: true},
		"Bert strip":           Bert{HandleChineseChars: true, StripAccents: true},
		"Bert clean":           Bert{CleanText: true},
		"Precompiled":          precompiled,
		"clusters":             charsmap(ref.Clusters),
		"Strip":                Strip{true, true},
		"Strip left":           Strip{Left: true},
		"Strip right":          Strip{Right: true},
		"Prepend":              prepend,
		"Prepend nothing":      Prepend{},
		"Replace":              space,
		"Replace e by nothing": replace("e", ""),
		"Replace nothing":      dashes,
		"Llama":                NewSequence(prepend, space),
		"Llama, spaces":        NewSequence(Prepend{" x"}, space),
		"Albert":               NewSequence(replace("``", `"`), NFKD, StripAccents{}, Lowercase{}, precompiled),
		"twice":                NewSequence(dashes, space, replace("-", ""), NFKC, Nmt{}, bert),
		"NFD, NFC":             NewSequence(NFD, NFC),
		"Precompiled twice":    NewSequence(precompiled, precompiled),
		"Precompiled, Bert":    NewSequence(precompiled, bert),
		"nothing, Prepend":     NewSequence(Prepend{}, prepend, StripAccents{}),
		"dashes, NFC":          NewSequence(replace("-", ""), dashes, NFC),
		"dashes, NFD":          NewSequence(replace("-", ""), dashes, NFD),
		"dashes, NFKC":         NewSequence(replace("-", ""), dashes, NFKC),
		"dashes, StripAccents": NewSequence(replace("-", ""), dashes, StripAccents{}),
		"dashes, Lowercase":    NewSequence(replace("-", ""), dashes, Lowercase{}),
		"dashes, Nmt":          NewSequence(replace("-", ""), dashes, Nmt{}),
		"dashes, ByteLevel":    NewSequence(replace("-", ""), dashes, ByteLevel{}),
		"dashes, Bert":         NewSequence(dashes, bert),
		"dashes, Precompiled":  NewSequence(dashes, precompiled),
		"dashes, Strip":        NewSequence(replace("", " "), Strip{true, true}),
		"nothing, Strip":       NewSequence(Prepend{}, Strip{true, true}, prepend),
	}
}

const block = 0x4000

// contexts appends code point c in its contexts.
func contexts(dst []byte, c rune) []byte {
	if c > 0x40000 {
		return fmt.Appendf(dst, "%c|", c)
	}
	return fmt.Appendf(dst, "%c|a%[1]c\u0301\u0323b|\uAC00%[1]c\u11A8|%[1]c\u0327%[1]c|©\u200D%[1]c|%[1]ca|", c)
}

// generator yields the script's random texts.
type generator struct {
	letters []rune
	state   uint64
}

func (g *generator) below(n int) int {
	g.state = g.state*6364136223846793005 + 1442695040888963407
	return int(g.state >> 33 % uint64(n))
}

func (g *generator) next() string {
	var b strings.Builder
	for range 1 + g.below(12) {
		n := len(g.letters)
		if g.below(2) != 0 {
			n = min(40, n)
		}
		b.WriteRune(g.letters[g.below(n)])
	}
	return b.String()
}

// digester computes digests of what normalizers make of texts.
type digester struct {
	runner
	hash.Hash
	place []uint32
	out   []byte
}

// add adds what n makes of text: the new text, and the input range of each of its characters, counted in
// characters.
func (d *digester) add(t testing.TB, n Normalizer, text string) {
	got, align, err := d.run(t, n, text)
	if err != nil {
		d.Write([]byte("error\xFF"))
		return
	}
	place := slices.Grow(d.place[:0], len(text)+1)[:len(text)+1]
	count := uint32(0)
	for i := range text {
		place[i] = count
		count++
	}
	place[len(text)] = count
	b := append(append(d.out[:0], got...), 0xFF)
	for i := 0; i < len(got); {
		_, size := utf8.DecodeRuneInString(got[i:])
		b = binary.LittleEndian.AppendUint32(b, place[align[i].Start])
		b = binary.LittleEndian.AppendUint32(b, place[align[i+size-1].End])
		i += size
	}
	d.Write(b)
	d.place, d.out = place, b
}

// digest returns the digest of what has been added and begins a new one.
func (d *digester) digest() string {
	sum := hex.EncodeToString(d.Sum(nil))[:16]
	d.Hash.Reset()
	return sum
}

func TestReference(t *testing.T) {
	ref := readReference(t)
	normalizers := ref.normalizers(t)
	if len(ref.Normalizers) != len(normalizers) {
		t.Errorf("%d normalizers recorded, %d here", len(ref.Normalizers), len(normalizers))
	}
	out := digester{Hash: sha256.New()}
	for name, n := range normalizers {
		want := ref.Normalizers[name]
		t.Run(name, func(t *testing.T) {
			for i, d := range want.CodePoints {
				var text []byte
				for c := rune(i * block); c < rune(i+1)*block; c++ {
					if utf8.ValidRune(c) {
						text = contexts(text, c)
					}
				}
				out.add(t, n, string(text))
				if out.digest() != d {
					t.Errorf("code points from %04X differ", i*block)
				}
			}
			if len(want.Random) == 0 {
				t.Fatal("no random texts")
			}
			g := generator{[]rune(ref.Alphabet), 1}
			for i, d := range want.Random {
				for range 500 {
					out.add(t, n, g.next())
				}
				if out.digest() != d {
					t.Errorf("random texts from %d on differ", 500*i)
				}
			}
		})
	}
}

// FuzzNormalizers holds what is true of every normalizer: run compares the tracked with the untracked
// text; the text is UTF-8; ranges are those of characters of the input, in order but for what normalization
// forms reorder within a stretch.
func FuzzNormalizers(f *testing.F) {
	ref := readReference(f)
	normalizers := ref.normalizers(f)
	g := generator{[]rune(ref.Alphabet), 7}
	for range 50 {
		f.Add(g.next() + g.next())
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			t.Skip()
		}
		var r runner
		for name, n := range normalizers {
			got, align, err := r.run(t, n, text)
			if err != nil {
				continue
			}
			if !utf8.ValidString(got) {
				t.Fatalf("%s: %+q becomes %+q", name, text, got)
			}
			last := normalized.Range{}
			for i, r := range align {
				if r.Start > r.End || int(r.End) > len(text) || r.Start < last.Start || r.End < last.End ||
					!utf8.ValidString(text[r.Start:r.End]) || utf8.RuneCountInString(text[r.Start:r.End]) > 1 {
					t.Fatalf("%s: %+q becomes %+q; byte %d is from %v", name, text, got, i, r)
				}
				last = r
			}
		}
	})
}

func FuzzPrecompiled(f *testing.F) {
	ref := readReference(f)
	charsmap, err := base64.StdEncoding.DecodeString(ref.Charsmap)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(charsmap, "e\u0301q½")
	f.Add([]byte{4, 0, 0, 0, 0, 0, 0, 0}, "a")
	f.Fuzz(func(t *testing.T, charsmap []byte, text string) {
		p, err := NewPrecompiled(charsmap)
		if err != nil || !utf8.ValidString(text) {
			t.Skip()
		}
		var r runner
		if got, _, err := r.run(t, p, text); err == nil && !utf8.ValidString(got) {
			t.Fatalf("%+q becomes %+q", text, got)
		}
	})
}
