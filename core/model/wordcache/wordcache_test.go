package wordcache

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/libhftok/libhftok/core/model"
)

// letters is a Speller of tokens of up to three bytes: the id tells length and first byte.
type letters struct{ spelled int }

func (l *letters) Spell(text []byte, w model.Span, piece uint32, out *model.Output) error {
	l.spelled++
	for at := w.Start; at < w.End; {
		n := min(1+uint32(text[at])%3, w.End-at)
		out.Add(n<<8|uint32(text[at]), model.Span{Start: at, End: at + n}, piece)
		at += n
	}
	return nil
}

// together is letters for several words at a time, none of which may be bad.
type together struct {
	*letters
	bad string
}

var errBad = errors.New("bad word")

func (l together) SpellAll(text []byte, words []model.Span, out *model.Output, ends []uint32) error {
	for i, w := range words {
		if l.bad != "" && string(text[w.Start:w.End]) == l.bad {
			return errBad
		}
		if err := l.Spell(text, w, 0, out); err != nil {
			return err
		}
		ends[i] = uint32(len(out.IDs))
	}
	return nil
}

func lengths() []uint8 {
	l := make([]uint8, 4<<8)
	for id := range l {
		l[id] = uint8(id >> 8)
	}
	return l
}

// TestAsSpelled holds what the cache gives to what the speller gives, over words of all lengths, seen
// once and often, while the tables grow and start over.
func TestAsSpelled(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for i, known := range [][]uint8{lengths(), nil, lengths(), nil} {
		cached, plain := &letters{}, &letters{}
		var speller Speller = cached
		if i < 2 {
			speller = together{letters: cached}
		}
		c := New(known)
		var seen [][]byte // words longer than slots hold
		for round := range 400 {
			var text []byte
			var words []model.Span
			for range 200 {
				start := uint32(len(text))
				n := 1 + r.IntN(20)
				if r.IntN(20) == 0 {
					n = 1 + r.IntN(2*maxLong)
				}
				alphabet := 3
				if r.IntN(2) == 0 {
					alphabet = 256
				}
				if len(seen) > 0 && r.IntN(4) < round%5 {
					n = 0
					text = append(text, seen[r.IntN(len(seen))]...)
				}
				for range n {
					text = append(text, byte(r.IntN(alphabet)))
				}
				words = append(words, model.Span{Start: start, End: uint32(len(text))})
				if shortBytes < n && n < 30 {
					seen = append(seen, text[start:])
				}
			}
			record, each := round%2 == 0, round%3 == 0
			got, want := model.Output{Record: record}, model.Output{Record: record}
			if err := c.Encode(text, words, 7, each, &got, speller); err != nil {
				t.Fatal(err)
			}
			for i, w := range words {
				piece := uint32(7)
				if each {
					piece += uint32(i)
				}
				if err := plain.Spell(text, w, piece, &want); err != nil {
					t.Fatal(err)
				}
			}
			if !slices.Equal(got.IDs, want.IDs) || !slices.Equal(got.Spans, want.Spans) || !slices.Equal(got.Pieces, want.Pieces) {
				t.Fatalf("round %d differs", round)
			}
		}
		if cached.spelled == plain.spelled {
			t.Error("nothing was remembered")
		}
	}
}

// TestRoom: nothing is stored behind the capacity that ids have, though known words have more ids than there is room for.
func TestRoom(t *testing.T) {
	c := New(nil)
	var text []byte
	var words []model.Span
	for range 3 * ahead {
		words = append(words, model.Span{Start: uint32(len(text)), End: uint32(len(text) + shortBytes)})
		text = append(text, make([]byte, shortBytes)...) // a token each
	}
	for size := shortIDs * ahead; size < 4*shortBytes*ahead; size += 7 {
		room := make([]uint32, 2*size)
		out := model.Output{IDs: room[:0:size]}
		if err := c.Encode(text, words, 0, true, &out, together{letters: &letters{}}); err != nil {
			t.Fatal(err)
		}
		if len(out.IDs) != shortBytes*len(words) {
			t.Fatalf("%d ids", len(out.IDs))
		}
		if i := slices.IndexFunc(room[size:], func(id uint32) bool { return id != 0 }); i >= 0 {
			t.Fatalf("%d: id %d was stored behind the room", size, i)
		}
	}
}

// TestFailsTogether: a word that can't be spelled leaves nothing behind of those that were to be spelled with it.
func TestFailsTogether(t *testing.T) {
	c := New(lengths())
	s := together{&letters{}, "bad"}
	text := []byte("one bad two")
	words := []model.Span{{Start: 0, End: 3}, {Start: 4, End: 7}, {Start: 8, End: 11}}
	var out, want model.Output
	if err := c.Encode(text, words, 0, true, &out, s); err != errBad {
		t.Fatalf("got %v, want %v", err, errBad)
	}
	out.IDs = out.IDs[:0]
	if err := c.Encode(text, words[2:], 0, true, &out, s); err != nil {
		t.Fatal(err)
	}
	if err := s.Spell(text, words[2], 0, &want); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(out.IDs, want.IDs) {
		t.Errorf("got %v, want %v", out.IDs, want.IDs)
	}
}

func TestRemembers(t *testing.T) {
	s := &letters{}
	c := New(lengths())
	text := []byte("one two two seventeen-letters-and-more seventeen-letters-and-more one")
	words := []model.Span{{Start: 0, End: 3}, {Start: 4, End: 7}, {Start: 8, End: 11}, {Start: 12, End: 38}, {Start: 39, End: 65}, {Start: 66, End: 69}}
	for _, record := range []bool{false, true} {
		out := model.Output{Record: record}
		if err := c.Encode(text, words, 0, true, &out, s); err != nil {
			t.Fatal(err)
		}
	}
	if s.spelled != 3 {
		t.Errorf("three different words were spelled %d times", s.spelled)
	}
}

// TestGrow: a word that has a slot has one with more slots, too, in the pair where it is looked for.
func TestGrow(t *testing.T) {
	c := New(nil)
	r := rand.New(rand.NewPCG(1, 2))
	var words []word
	sizes := []int{len(c.slots)}
	for len(c.slots) < c.maxSlots {
		w := word{lo: r.Uint64(), hi: shortBytes << 56}
		w.hash = c.hash(w.lo, w.hi)
		before, had := len(c.slots), c.used
		c.store(nil, &w, nil, []uint32{uint32(len(words))})
		if words = append(words, w); len(c.slots) == before {
			continue
		}
		sizes = append(sizes, len(c.slots))
		used, lost := 0, 0
		for _, s := range c.slots {
			if s.hi != 0 {
				used++
			}
		}
		for i := range words {
			if d := c.find(&words[i]); d == nil {
				lost++
			} else if d.ids[0] != uint32(i) {
				t.Fatalf("%d slots: word %d has the ids of word %d", len(c.slots), i, d.ids[0])
			}
		}
		if c.used != used || used < had-had/500 || lost != len(words)-used {
			t.Fatalf("%d slots: %d used, %d said to be, after %d; %d of %d words not found", len(c.slots), used, c.used, had, lost, len(words))
		}
	}
	if want := []int{1 << 11, 1 << 16, 1 << 17, 1 << 18}; !slices.Equal(sizes, want) {
		t.Errorf("%v slots, want %v", sizes, want)
	}
}

// TestAlike: words whose first eight bytes are the same are told apart, wherever they lie.
func TestAlike(t *testing.T) {
	s := &letters{}
	c := New(nil)
	var text []byte
	var words []model.Span
	for i := range 600 {
		start := uint32(len(text))
		text = fmt.Appendf(text, "the same%d", i)
		words = append(words, model.Span{Start: start, End: uint32(len(text))})
	}
	for range 2 {
		if err := c.Encode(text, words, 0, true, &model.Output{}, together{letters: s}); err != nil {
			t.Fatal(err)
		}
	}
	if most := len(words) * 21 / 20; s.spelled > most { // some may have taken the place of others
		t.Errorf("%d words were spelled %d times", len(words), s.spelled)
	}
}

func TestNoAllocation(t *testing.T) {
	s := &letters{}
	c := New(lengths())
	text := []byte("one two three four five six seven eight nine ten eleven twelve")
	var words []model.Span
	for i := 0; i+4 < len(text); i += 4 {
		words = append(words, model.Span{Start: uint32(i), End: uint32(i + 4)})
	}
	out := model.Output{IDs: make([]uint32, 0, 1000)}
	if n := testing.AllocsPerRun(100, func() {
		out.IDs = out.IDs[:0]
		if err := c.Encode(text, words, 0, true, &out, s); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestLimit fills caches with more words than they may keep.
func TestLimit(t *testing.T) {
	defer SetLimit(DefaultLimit)
	r := rand.New(rand.NewPCG(2, 1))
	for _, limit := range []int64{0, 1 << 17, 1 << 20} {
		SetLimit(limit)
		cached, plain := &letters{}, &letters{}
		c := New(nil)
		long := 0 // bytes of text and ids, at most
		for range 300 {
			var text []byte
			var words []model.Span
			for range 200 {
				start := uint32(len(text))
				for range 3 + r.IntN(40) {
					text = append(text, byte(r.IntN(256)))
				}
				words = append(words, model.Span{Start: start, End: uint32(len(text))})
			}
			var got, want model.Output
			if err := c.Encode(text, words, 0, true, &got, cached); err != nil {
				t.Fatal(err)
			}
			for i, w := range words {
				if err := plain.Spell(text, w, uint32(i), &want); err != nil {
					t.Fatal(err)
				}
			}
			if !slices.Equal(got.IDs, want.IDs) {
				t.Fatalf("limit %d: got %v, want %v", limit, got.IDs, want.IDs)
			}
			if long = max(long, len(c.long.text)+4*len(c.long.ids)); c.long.textRoom == nil { // of which only what was touched counts
				long = max(long, cap(c.long.text)+4*cap(c.long.ids))
			}
		}
		size := slotBytes*len(c.slots) + long + 24*len(c.long.table)
		if most := max(int(limit), slotBytes*minSlots) * 5 / 4; size > most+16<<10 {
			t.Errorf("limit %d: %d bytes", limit, size)
		}
	}
}
