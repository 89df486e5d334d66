package rawword

import "unicode/utf8"

// block is how many bytes are looked at together: one bit of a word for each.
const block = 64

// masks says for each byte in which of three masks it is: in the first by bit 0, in the second by bit 8, in
// the third, that of bytes that are looked at one by one, all beyond ASCII among them, by bit 16.
//
// The first two are, for bert and apart, letters and lone characters; for tiled plain ones and spaces.
type masks [256]uint32

const (
	inFirst  = 1
	inSecond = 1 << 8
	inOther  = 1 << 16
)

// classifyASCII fills the tables of the bytes.
func (c *Cutter) classifyASCII() {
	w := &Words{Cutter: c}
	var letters []byte
	for b := range c.ascii {
		if b >= utf8.RuneSelf {
			c.ascii[b] = inOther
			continue
		}
		class := c.classify(w, rune(b))
		switch class {
		case plain:
			c.ascii[b] = inFirst
		case letter:
			if c.rule != tiled {
				c.ascii[b] = inFirst
			}
		case lone:
			c.ascii[b] = inSecond
		case space:
			if c.rule == tiled {
				c.ascii[b] = inSecond
			}
		case mark:
			c.ascii[b] = inOther
		}
		if class == letter || class == plain {
			letters = append(letters, byte(b))
		}
	}
	c.simple = c.newSimple(w, letters)
}

// of returns the three masks of a block.
func (m *masks) of(b *[block]byte) (first, second, other uint64) {
	for i := 0; i < block; i += 8 {
		p := (*[8]byte)(b[i:])
		x := m[p[0]] | m[p[1]]<<1 | m[p[2]]<<2 | m[p[3]]<<3 | m[p[4]]<<4 | m[p[5]]<<5 | m[p[6]]<<6 | m[p[7]]<<7
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
