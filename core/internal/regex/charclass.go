package regex

// charClass tests characters in UTF-8 text. It is immutable.
type charClass struct {
	first [256]uint8 // by first byte: noneOf, allOf or someOf the characters that begin with it
	pages []uint16   // by code point / 256: the block, where someOf does not decide
	words []uint64   // blocks of four words: 256 bits
}

const (
	noneOf uint8 = iota
	allOf
	someOf
)

// charWidth is the length of a character by its first byte.
var charWidth = func() (w [256]uint8) {
	for b := range w {
		w[b] = uint8(charLen(byte(b)))
	}
	return w
}()

// leadRange returns the code points that the first byte b begins.
func leadRange(b int) (lo, hi rune, ok bool) {
	r := rune(b)
	switch {
	case b < 0x80:
		return r, r, true
	case b >= 0xC2 && b < 0xE0:
		return (r & 0x1F) << 6, (r&0x1F)<<6 | 0x3F, true
	case b == 0xE0:
		return 0x800, 0xFFF, true
	case b > 0xE0 && b < 0xF0:
		return (r & 0xF) << 12, (r&0xF)<<12 | 0xFFF, true
	case b == 0xF0:
		return 0x10000, 0x3FFFF, true
	case b > 0xF0 && b < 0xF5:
		return (r & 7) << 18, min((r&7)<<18|0x3FFFF, maxRune), true
	}
	return 0, 0, false
}

func newCharClass(s set) *charClass {
	c := &charClass{}
	for b := range c.first {
		lo, hi, ok := leadRange(b)
		if !ok {
			continue
		}
		part := s.intersect(set{{lo, hi}})
		switch {
		case len(part) == 0:
		case len(part) == 1 && part[0] == span{lo, hi}:
			c.first[b] = allOf
		default:
			c.first[b] = someOf
		}
	}
	if len(s) == 0 {
		return c
	}
	const empty, full = 0, 1
	c.pages = make([]uint16, s[len(s)-1].hi>>8+1)
	c.words = make([]uint64, 8, 64)
	for i := range 4 {
		c.words[4+i] = ^uint64(0)
	}
	for _, p := range s {
		for page := p.lo >> 8; page <= p.hi>>8; page++ {
			lo, hi := max(p.lo, page<<8), min(p.hi, page<<8|0xFF)
			if hi-lo == 0xFF {
				c.pages[page] = full
				continue
			}
			if c.pages[page] == empty {
				c.pages[page] = uint16(len(c.words) / 4)
				c.words = append(c.words, 0, 0, 0, 0)
			}
			block := c.words[int(c.pages[page])*4:]
			for r := lo; r <= hi; r++ {
				block[r>>6&3] |= 1 << (r & 63)
			}
		}
	}
	return c
}

func (c *charClass) has(r rune) bool {
	page := int(r >> 8)
	return page < len(c.pages) && c.words[int(c.pages[page])*4+int(r>>6&3)]>>(r&63)&1 != 0
}

// decode returns the character at i, which is width bytes long.
func decode(text []byte, i, width int) rune {
	b := text[i:]
	switch width {
	case 1:
		return rune(b[0])
	case 2:
		return rune(b[0]&0x1F)<<6 | rune(b[1]&0x3F)
	case 3:
		return rune(b[0]&0xF)<<12 | rune(b[1]&0x3F)<<6 | rune(b[2]&0x3F)
	}
	return rune(b[0]&7)<<18 | rune(b[1]&0x3F)<<12 | rune(b[2]&0x3F)<<6 | rune(b[3]&0x3F)
}

// match returns the end of the character at i if it is in c, and -1 if it is not or i is at end.
func (c *charClass) match(text []byte, i, end int) int {
	if i >= end {
		return -1
	}
	b := text[i]
	switch c.first[b] {
	case noneOf:
		return -1
	case allOf:
		if i += int(charWidth[b]); i <= end {
			return i
		}
		return -1
	}
	w := int(charWidth[b])
	if i+w > end || !c.has(decode(text, i, w)) {
		return -1
	}
	return i + w
}

// run returns the end of the longest run of members that begins at i.
func (c *charClass) run(text []byte, i, end int) int {
	text = text[:end]
	for i < len(text) {
		b := text[i]
		k := c.first[b]
		if k == noneOf {
			return i
		}
		if b < 0x80 {
			i++
			continue
		}
		w := int(charWidth[b])
		if i+w > len(text) || k == someOf && !c.has(decode(text, i, w)) {
			return i
		}
		i += w
	}
	return i
}

// previous returns where the character that ends at i begins; i is not 0.
func previous(text []byte, i int) int {
	i--
	for i > 0 && text[i]&0xC0 == 0x80 {
		i--
	}
	return i
}
