package asciibits

import "testing"

// TestVariants holds the variants for other processors to what this one uses.
func TestVariants(t *testing.T) {
	if !hasAVX2 {
		t.Skip("no AVX2")
	}
	for _, text := range texts() {
		if text = text[:len(text)/Block*Block]; len(text) == 0 {
			continue
		}
		want, got := new(Masks), new(Masks)
		want.Classify(text)
		classifyAVX2(&got.Letter[0], &text[0], len(text)/Block)
		if *got != *want {
			t.Fatalf("AVX2 of %q:\n got %x\nwant %x", text, got, want)
		}
		for ; len(text) > 0; text = text[Block:] {
			var want, got Scripts
			want.Find((*[Block]byte)(text))
			scriptsAVX2(&got, (*[Block]byte)(text))
			if got != want {
				t.Fatalf("scripts by AVX2 of %q:\n got %x\nwant %x", text[:Block], got, want)
			}
		}
	}
}
