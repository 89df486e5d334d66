package ucd

// Bert are the answers to BertNormalizer's questions about a character.
type Bert uint8

const (
	BertControl Bert = 1 << iota // dropped: control (but for tab and line ends), format, private use, U+FFFD
	BertSpace                    // White_Space
	BertChinese                  // in the blocks that BERT calls Chinese
	BertAccent                   // a nonspacing mark, or NFD may change it
	BertUpper                    // has another lower case
)

// BertFlags returns the flags of r: categories of Unicode 8.0, normalization of 9.0, case of 17.0.
func BertFlags(r rune) Bert {
	if i := uint32(r) >> 7; i < uint32(len(bertIndex)) {
		return Bert(bertBlocks[uint32(bertIndex[i])<<7|uint32(r)&127] & 63)
	}
	return 0
}
