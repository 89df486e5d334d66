package normalizer

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/ucd"
	"github.com/libhftok/libhftok/core/internal/utf8fast"
	"github.com/libhftok/libhftok/core/normalized"
	"github.com/libhftok/libhftok/core/status"
)

// Precompiled maps characters by the table of a SentencePiece model (precompiled_charsmap): the length of
// a Darts double-array trie, the trie, and the texts that its values point at.
//
// Like the reference, and unlike SentencePiece, it looks the text up by extended grapheme cluster: the
// shortest entry that begins a cluster of at most five bytes replaces the whole cluster; the characters
// of other clusters are looked up one by one.
type Precompiled struct {
	units     []uint32
	texts     []byte
	printable bool // some character in [0x20, 0x7E] is replaced
}

// maxCluster is the length of the longest cluster that is looked up whole.
const maxCluster = 5

// NewPrecompiled reads a precompiled_charsmap, decoded from its base-64 form.
func NewPrecompiled(charsmap []byte) (*Precompiled, error) {
	if len(charsmap) < 4 {
		return nil, status.Errorf(status.InvalidTokenizer, "Precompiled: precompiled_charsmap has %d bytes", len(charsmap))
	}
	size := uint64(binary.LittleEndian.Uint32(charsmap)) / 4 * 4
	rest := charsmap[4:]
	if size == 0 || size > uint64(len(rest)) {
		return nil, status.Errorf(status.InvalidTokenizer, "Precompiled: a trie of %d bytes in a precompiled_charsmap of %d", size, len(charsmap))
	}
	p := &Precompiled{units: make([]uint32, size/4), texts: bytes.Clone(rest[size:])}
	for i := range p.units {
		p.units[i] = binary.LittleEndian.Uint32(rest[4*i:])
	}
	if !utf8.Valid(p.texts) {
		return nil, status.Errorf(status.InvalidTokenizer, "Precompiled: the replacements in precompiled_charsmap are not UTF-8")
	}
	for c := byte(0x20); c < 0x7F; c++ {
		if _, found, err := p.find([]byte{c}); found || err != nil {
			p.printable = true
		}
	}
	return p, nil
}

// KeepsPrintable reports whether all characters in [0x20, 0x7E] stay as they are, and a space whatever
// follows it.
func (p *Precompiled) KeepsPrintable() bool {
	node := offset(p.units[0]) ^ ' '
	return !p.printable && uint64(node) < uint64(len(p.units)) && p.units[node]&(1<<31|0xFF) != ' '
}

// find returns the replacement of the shortest entry that begins key.
func (p *Precompiled) find(key []byte) (text []byte, found bool, err error) {
	node := offset(p.units[0])
	for _, c := range key {
		if c == 0 {
			break
		}
		node ^= uint32(c)
		if uint64(node) >= uint64(len(p.units)) {
			return nil, false, errTrie
		}
		unit := p.units[node]
		if unit&(1<<31|0xFF) != uint32(c) {
			return nil, false, nil
		}
		node ^= offset(unit)
		if unit>>8&1 == 0 {
			continue
		}
		if uint64(node) >= uint64(len(p.units)) {
			return nil, false, errTrie
		}
		begin := int(p.units[node] & (1<<31 - 1))
		if begin > len(p.texts) || begin < len(p.texts) && !utf8.RuneStart(p.texts[begin]) {
			return nil, false, errTrie
		}
		text, _, _ = bytes.Cut(p.texts[begin:], []byte{0})
		return text, true, nil
	}
	return nil, false, nil
}

// offset is the distance from a Darts unit to its children.
func offset(unit uint32) uint32 { return unit >> 10 << (unit & (1 << 9) >> 6) }

var errTrie = status.Errorf(status.Encode, "Precompiled: the trie of precompiled_charsmap points outside its tables")

// Normalize implements Normalizer.
func (p *Precompiled) Normalize(s *normalized.String) error {
	text := s.Text
	w := clusterWriter{s: s}
	for i := 0; i < len(text); {
		if !p.printable {
			// Characters before the last of a printable run are clusters by themselves.
			if end := printableEnd(text, i); end == len(text) {
				break
			} else if end > i+1 {
				i = end - 1
			}
		}
		r, size := utf8fast.Decode(text, uint32(i))
		n := int(size)
		end := i + n
		if !alone(r, text[end:]) {
			end = i + ucd.Cluster17(text[i:])
		}
		if end-i <= maxCluster {
			to, found, err := p.find(text[i:end])
			if err != nil {
				return err
			}
			if found {
				w.replace(i, end, to)
			}
			if found || i+n == end {
				i = end
				continue
			}
		}
		for i < end {
			_, size := utf8fast.Decode(text, uint32(i))
			n := int(size)
			to, found, err := p.find(text[i : i+n])
			if err != nil {
				return err
			}
			if found {
				w.replace(i, i+n, to)
			}
			i += n
		}
	}
	return w.commit()
}

// alone reports, at little cost, that r is a cluster by itself before rest. It need not see all that are.
func alone(r rune, rest []byte) bool {
	if ucd.Break17(r) != ucd.BreakOther {
		return false
	}
	if len(rest) == 0 || rest[0]-0x20 < 0x5F {
		return true
	}
	next, _ := utf8fast.Decode(rest, 0)
	return ucd.Break17(next) == ucd.BreakOther
}

// clusterWriter writes replacements with the reference's account of what they do to the old text: as
// many characters replace old ones as there are old ones, the rest is inserted; old characters that are
// too many are dropped after the character written last.
//
// That account has two holes, and offsets depend on them: what is dropped before anything is written is
// not counted, so that all that follows is aligned too far to the left; and an inserted character that
// is followed by a deletion counts as the replacement of what was deleted.
type clusterWriter struct {
	s      *normalized.String
	t      normalized.Transformer
	begun  bool
	wrote  bool // a character has been written
	kept   int
	held   rune // an inserted character, not yet written, for what may follow
	isHeld bool
}

func (w *clusterWriter) replace(from, to int, text []byte) {
	if !w.begun {
		w.begun = true
		w.t = w.s.Transform(0)
	}
	w.keep(from)
	w.kept = to
	old := utf8.RuneCount(w.s.Text[from:to])
	for i := 0; i < len(text); old-- {
		r, n := utf8.DecodeRune(text[i:])
		i += n
		w.release(1)
		w.wrote = true
		if old > 0 {
			w.t.Put(r, 0)
		} else {
			w.held, w.isHeld = r, true
		}
	}
	switch {
	case old <= 0:
	case w.isHeld:
		w.release(1 - old)
	case w.wrote:
		w.t.Drop(w.dropped(to, old), to)
	}
}

// dropped returns where the last n characters before end begin.
func (w *clusterWriter) dropped(end, n int) int {
	begin := end
	for ; n > 0; n-- {
		_, size := utf8.DecodeLastRune(w.s.Text[:begin])
		begin -= size
	}
	return begin
}

// release writes the held character.
func (w *clusterWriter) release(change int) {
	if w.isHeld {
		w.isHeld = false
		w.t.Put(w.held, change)
	}
}

// keep copies the old text up to end.
func (w *clusterWriter) keep(end int) {
	if w.kept < end {
		w.release(1)
		w.wrote = true
		w.t.Keep(w.kept, end)
	}
}

func (w *clusterWriter) commit() error {
	if !w.begun {
		return nil
	}
	w.keep(len(w.s.Text))
	w.release(1)
	return w.t.Commit()
}
