package encoding

// Sequence ids here are those of the input: 0 the text, 1 its pair. A sequence that the encoding knows
// nothing of stands for all tokens, as in the reference.

// NSequences returns how many input sequences the encoding was made of.
func (e *Encoding) NSequences() int {
	if len(e.Sequences) == 0 {
		return 1
	}
	return len(e.Sequences)
}

// SequenceIDs returns the input sequence of each token, -1 for special tokens and padding.
func (e *Encoding) SequenceIDs() []int32 {
	ids := make([]int32, e.Len())
	e.PutSequenceIDs(ids)
	return ids
}

// PutSequenceIDs is SequenceIDs into ids, which has room for one number per token.
func (e *Encoding) PutSequenceIDs(ids []int32) {
	for i := range ids {
		ids[i] = -1
	}
	for id := range e.NSequences() {
		start, end := e.sequenceRange(id)
		for i := start; i < end; i++ {
			ids[i] = int32(id)
		}
	}
}

// sequenceRange returns the tokens of a sequence, clipped to those that exist.
func (e *Encoding) sequenceRange(id int) (start, end int) {
	start, end = 0, e.Len()
	for _, s := range e.Sequences {
		if s.ID == id {
			start, end = s.Start, min(s.End, end)
		}
	}
	return min(start, end), end
}

// TokenToSequence returns the input sequence of a token. Where ranges overlap, it is the highest id, as
// in SequenceIDs. (The index after the last token passes, for an encoding without sequence ranges.)
func (e *Encoding) TokenToSequence(token int) (sequence int, ok bool) {
	if token < 0 || token > e.Len() {
		return 0, false
	}
	if len(e.Sequences) == 0 {
		return 0, true
	}
	for i := len(e.Sequences) - 1; i >= 0; i-- {
		if s := e.Sequences[i]; s.Start <= token && token < s.End {
			return s.ID, true
		}
	}
	return 0, false
}

// WordToTokens returns the half-open range of tokens of a word. Words are expected to ascend: the search
// ends at the first token of a later word.
func (e *Encoding) WordToTokens(word, sequence int) (start, end int, ok bool) {
	from, to := e.sequenceRange(sequence)
	for i := from; i < to && int(e.WordIDs[i]) <= word; i++ {
		if e.WordIDs[i] >= 0 && int(e.WordIDs[i]) == word {
			if !ok {
				start, ok = i, true
			}
			end = i + 1
		}
	}
	return start, end, ok
}

// WordToChars returns the offsets of a word: from its first token's start to its last token's end.
func (e *Encoding) WordToChars(word, sequence int) (Offset, bool) {
	start, end, ok := e.WordToTokens(word, sequence)
	if !ok || !e.HasOffsets() {
		return Offset{}, false
	}
	return Offset{e.Offsets[start].Start, e.Offsets[end-1].End}, true
}

// TokenToChars returns the sequence and the offsets of a token.
func (e *Encoding) TokenToChars(token int) (sequence int, o Offset, ok bool) {
	sequence, ok = e.TokenToSequence(token)
	if !ok || token >= len(e.Offsets) {
		return 0, Offset{}, false
	}
	return sequence, e.Offsets[token], true
}

// TokenToWord returns the sequence and the word of a token.
func (e *Encoding) TokenToWord(token int) (sequence, word int, ok bool) {
	sequence, ok = e.TokenToSequence(token)
	if !ok || token >= len(e.WordIDs) || e.WordIDs[token] < 0 {
		return 0, 0, false
	}
	return sequence, int(e.WordIDs[token]), true
}

// CharToToken returns the first token of a sequence whose offsets contain pos, which counts in the unit
// of the offsets.
func (e *Encoding) CharToToken(pos, sequence int) (token int, ok bool) {
	if !e.HasOffsets() {
		return 0, false
	}
	from, to := e.sequenceRange(sequence)
	for i := from; i < to; i++ {
		if o := e.Offsets[i]; int(o.Start) <= pos && pos < int(o.End) {
			return i, true
		}
	}
	return 0, false
}

// CharToWord returns the word of the token that CharToToken finds.
func (e *Encoding) CharToWord(pos, sequence int) (word int, ok bool) {
	token, ok := e.CharToToken(pos, sequence)
	if !ok {
		return 0, false
	}
	_, word, ok = e.TokenToWord(token)
	return word, ok
}
