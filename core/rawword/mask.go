package rawword

import "unicode/utf8"

// block is how many bytes are looked at together: one bit of a word for each.
const block = 64

// masks says for each byte in which of three masks it is: of bytes that are looked at one by one, all beyond ASCII among
// them, in the third.
//
// The first two are, for bert and apart, letters and lone characters; for tiled plain ones and spaces.
type masks struct {
	byByte [256]uint32 // inFirst and so on
	sets   sets
}

// sets has the ASCII bytes of each mask: bit h of the l-th byte for 16*h+l.
type sets [3][16]byte

const (
	inFirst  = 1
	inSecond = 1 << 8
	inOther  = 1 << 16
)

// put says, once, in which masks b is.
func (m *masks) put(b byte, in uint32) {
	m.byByte[b] = in
	for k := range m.sets {
		if in>>(8*k)&1 != 0 && b < utf8.RuneSelf {
			m.sets[k][b&15] |= 1 << (b >> 4)
		}
	}
}

// classifyASCII fills the tables of the bytes.
func (c *Cutter) classifyASCII() {
	w := &Words{Cutter: c}
	var letters []byte
	for b := range 256 {
		if b >= utf8.RuneSelf {
			c.ascii.put(byte(b), inOther)
			continue
		}
		class := c.classify(w, rune(b))
		in := uint32(0)
		switch {
		case class == plain, class == letter && c.rule != tiled:
			in = inFirst
		case class == lone, class == space && c.rule == tiled:
			in = inSecond
		case class == mark:
			in = inOther
		}
		c.ascii.put(byte(b), in)
		if class == letter || class == plain {
			letters = append(letters, byte(b))
		}
	}
	c.simple = c.newSimple(w, letters)
}

// ofGeneric is of in portable Go.
func (m *masks) ofGeneric(b *[block]byte) (first, second, other uint64) {
	t := &m.byByte
	for i := 0; i < block; i += 8 {
		p := (*[8]byte)(b[i:])
		x := t[p[0]] | t[p[1]]<<1 | t[p[2]]<<2 | t[p[3]]<<3 | t[p[4]]<<4 | t[p[5]]<<5 | t[p[6]]<<6 | t[p[7]]<<7
		first |= uint64(uint8(x)) << i
		second |= uint64(uint8(x>>8)) << i
		other |= uint64(uint8(x>>16)) << i
	}
	return first, second, other
}

// load returns the masks of the block that begins at text[i]. Beyond the text's end none is set.
func (w *Words) load(text []byte, i uint32) (first, second, other uint64) {
	if int(i)+block <= len(text) {
		return w.ascii.of((*[block]byte)(text[i:]))
	}
	n := copy(w.tail[:], text[i:])
	first, second, other = w.ascii.of(&w.tail)
	valid := uint64(1)<<n - 1
	return first & valid, second & valid, other & valid
}
