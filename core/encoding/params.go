package encoding

// TruncationStrategy says which sequence of a pair is shortened.
type TruncationStrategy uint8

const (
	LongestFirst TruncationStrategy = iota
	OnlyFirst
	OnlySecond
)

// Side is the end of a sequence at which truncation cuts or padding adds.
type Side uint8

const (
	Right Side = iota
	Left
)

// TruncationParams are the "truncation" section of tokenizer.json.
type TruncationParams struct {
	MaxLength int
	Strategy  TruncationStrategy
	Stride    int
	Direction Side
}

// PaddingParams are the "padding" section of tokenizer.json.
type PaddingParams struct {
	Fixed           int // pad to this length; 0 with BatchLongest
	BatchLongest    bool
	Direction       Side
	PadToMultipleOf int // 0: any
	PadID           uint32
	PadTypeID       uint32
	PadToken        string
}
