package vocab

import (
	"slices"
	"unsafe"
)

// Texts are strings end to end.
type Texts struct {
	Text []byte
	Ends []uint64 // where in Text each of them ends
}

// Reset makes t the list of no strings. Its memory is used again.
func (t *Texts) Reset() { t.Text, t.Ends = t.Text[:0], t.Ends[:0] }

// Add appends a string.
func (t *Texts) Add(s string) {
	t.Text = append(t.Text, s...)
	t.Ends = append(t.Ends, uint64(len(t.Text)))
}

// AddBytes is Add for bytes.
func (t *Texts) AddBytes(s []byte) {
	t.Text = append(t.Text, s...)
	t.Ends = append(t.Ends, uint64(len(t.Text)))
}

// At returns string i, which is as t.Text is: good until that changes.
func (t *Texts) At(i int) string {
	var from uint64
	if i > 0 {
		from = t.Ends[i-1]
	}
	b := t.Text[from:t.Ends[i]]
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// Strings returns the strings, which share one copy of the text.
func (t *Texts) Strings() []string {
	all, text, from := make([]string, len(t.Ends)), string(t.Text), uint64(0)
	for i, end := range t.Ends {
		all[i], from = text[from:end], end
	}
	return all
}

// AppendTokens appends the tokens of ids to t, "" for ids that have none.
func (v *Vocab) AppendTokens(t *Texts, ids []uint32) {
	if v.ids != nil {
		for _, id := range ids {
			token, _ := v.Token(id)
			t.Add(token)
		}
		return
	}
	room := keyBytes * len(ids) // more than most tokens need
	n, ends := len(t.Text), t.Ends
	text := slices.Grow(t.Text, room)[:n+room]
	for _, id := range ids {
		token := v.text[:0]
		if int(id) < len(v.ends) {
			token = v.Entry(id)
		}
		if n+max(len(token), keyBytes) > len(text) {
			text = slices.Grow(text[:n], len(token)+room)[:n+len(token)+room]
		}
		if len(token) <= keyBytes {
			*(*[keyBytes]byte)(text[n:]) = *(*[keyBytes]byte)(token[:keyBytes])
		} else {
			copy(text[n:], token)
		}
		n += len(token)
		ends = append(ends, uint64(n))
	}
	t.Text, t.Ends = text[:n], ends
}
