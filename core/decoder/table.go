package decoder

import "encoding/binary"

// table holds what the local decoders make of each token, for a token at the edge (the first or the last
// one, whichever the decoder treats apart) and for the rest.
type table struct {
	rest, edge []slot
	bytes      []byte // pieces that are in no slot
}

// slot is what there is for a token, nearly always its piece: up to shortPiece bytes, and then their number, so that
// all of a slot can be copied and one line of the cache is all that a token takes. Other tokens have an entry, then
// isEntry.
type slot [shortPiece + 1]byte

// entry is one token's piece: offset in table.bytes, length and flags.
type entry uint64

const (
	isKnown   entry = 1 << 63 // there is such a token
	isSpecial entry = 1 << 62 // which skipping special tokens leaves out
	isByte    entry = 1 << 61 // a byte token: the piece is that byte
	isOpaque  entry = 1 << 60 // only the decoder itself tells the piece, or the error

	lengthShift       = 32
	lengthBits        = 1<<28 - 1
	offsetBits  entry = 1<<lengthShift - 1
)

func (e entry) offset() int { return int(e & offsetBits) }
func (e entry) length() int { return int(e >> lengthShift & lengthBits) }

const (
	shortPiece = 15
	isEntry    = shortPiece + 1
	// maxTable bounds the ids that have an entry; real vocabularies have no gaps and end far below.
	maxTable = 1 << 22
	// maxPieces bounds the bytes of all pieces together, and of all that decoders make on the way to them.
	// Tokens beyond it stay opaque.
	maxPieces = 1 << 27
)

// build fills the table.
func (p *Plan) build() {
	n := min(p.vocab.Size, maxTable)
	if p.vocab.Count > 0 { // a few far ids must not cost a table up to them
		n = min(n, 4*p.vocab.Count+1024)
	}
	t := &p.table
	cost := 0
	t.rest = p.slots(n, false, &cost)
	if p.first || p.last {
		t.edge = p.slots(n, true, &cost)
	}
}

// slots makes the slots of n ids.
func (p *Plan) slots(n int, edge bool, cost *int) []slot {
	slots := make([]slot, n)
	for id := range slots {
		var e entry
		if token, ok := p.vocab.Token(uint32(id)); ok {
			e = p.entry(token, edge, cost)
		}
		slots[id] = p.table.slot(e)
	}
	return slots
}

// slot returns the slot of an entry that was just made.
func (t *table) slot(e entry) (s slot) {
	if e&^(lengthBits<<lengthShift|offsetBits) == isKnown && e.length() <= shortPiece {
		s[shortPiece] = byte(copy(s[:shortPiece], t.bytes[e.offset():]))
		t.bytes = t.bytes[:e.offset()]
		return s
	}
	binary.LittleEndian.PutUint64(s[:], uint64(e))
	s[shortPiece] = isEntry
	return s
}

// entry returns the entry of a token and its piece.
func (t *table) entry(s *slot) (entry, []byte) {
	if n := s[shortPiece]; n != isEntry {
		return isKnown, s[:n]
	}
	e := entry(binary.LittleEndian.Uint64(s[:]))
	return e, t.bytes[e.offset():][:e.length()]
}

// entry makes a token's piece and its entry. cost counts against maxPieces.
func (p *Plan) entry(token string, edge bool, cost *int) entry {
	e := isKnown
	if p.vocab.Special(token) {
		e |= isSpecial
	}
	if *cost+len(token) >= maxPieces {
		return e | isOpaque
	}
	piece := token
	for _, d := range p.local {
		var err error
		if piece, err = d.decodeToken(piece, edge && p.first, edge && p.last); err != nil {
			if err == errTooLong {
				*cost = maxPieces
			}
			return e | isOpaque
		}
		*cost += len(piece)
		if len(piece) > len(token)+growthLimit(len(token), 1) || *cost > maxPieces {
			*cost = maxPieces
			return e | isOpaque
		}
	}
	t := &p.table
	at := len(t.bytes)
	switch p.join {
	case joinByteLevel:
		t.bytes = appendRaw(t.bytes, piece)
	case joinByteFallback:
		if b, ok := byteToken(piece); ok {
			e |= isByte
			t.bytes = append(t.bytes, b)
			break
		}
		fallthrough
	default:
		t.bytes = append(t.bytes, piece...)
	}
	length := len(t.bytes) - at
	*cost += length
	return e | entry(length)<<lengthShift | entry(at)
}
