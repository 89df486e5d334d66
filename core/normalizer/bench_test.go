package normalizer

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/libhftok/libhftok/core/internal/pattern"
	"github.com/libhftok/libhftok/core/normalized"
)

var benchTexts = map[string]string{
	"english": strings.Repeat("The quick brown fox jumps over the lazy dog, and 42 other things happen.\nIt was the best of times; ", 100),
	"french":  strings.Repeat("L'été dernier, nous avons été à la plage près de Nîmes où le garçon naïf a mangé une crêpe. ", 100),
	"multi":   strings.Repeat("Быстрая коричневая лиса прыгает. 敏捷的棕色狐狸跳过了懒狗。 素早い茶色の狐がのろまな犬を飛び越える。 빠른 갈색 여우가 ", 60),
}

func BenchmarkNormalize(b *testing.B) {
	ref := readReference(b)
	charsmap, err := base64.StdEncoding.DecodeString(ref.Charsmap)
	if err != nil {
		b.Fatal(err)
	}
	precompiled, err := NewPrecompiled(charsmap)
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []struct {
		name string
		n    Normalizer
	}{
		{"Bert", Bert{true, true, true, true}}, {"BertCased", Bert{CleanText: true, HandleChineseChars: true}},
		{"NFC", NFC}, {"NFD", NFD}, {"NFKC", NFKC}, {"Lowercase", Lowercase{}}, {"Precompiled", precompiled},
		{"Llama2", NewSequence(Prepend{"▁"}, Replace{pattern.Literal(" "), "▁"})}, {"ByteLevel", ByteLevel{}},
	} {
		for _, language := range []string{"english", "french", "multi"} {
			for _, tracked := range []bool{false, true} {
				name := n.name + "/" + language
				if tracked {
					name += "/tracked"
				}
				b.Run(name, func(b *testing.B) {
					text := []byte(benchTexts[language])
					var s normalized.String
					b.SetBytes(int64(len(text)))
					b.ReportAllocs()
					for b.Loop() {
						s.Reset(text, 0, tracked)
						if err := n.n.Normalize(&s); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}
