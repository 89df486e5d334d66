package decoder

// table holds what the local decoders make of each token, for a token at the edge (the first or the last
// one, whichever the decoder treats apart) and for the rest.
type table struct {
	rest, edge []entry
	bytes      []byte // all pieces, and shortPiece bytes more
}

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
	// shortPiece is the length up to which pieces are copied as one block of this size.
	shortPiece = 16
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
	t.rest = make([]entry, n)
	t.bytes = make([]byte, 0, 8*n+shortPiece)
	cost := 0
	for id := range t.rest {
		if token, ok := p.vocab.Token(uint32(id)); ok {
			t.rest[id] = p.entry(token, false, &cost)
		}
	}
	if p.first || p.last {
		t.edge = make([]entry, n)
		for id := range t.edge {
			if token, ok := p.vocab.Token(uint32(id)); ok {
				t.edge[id] = p.entry(token, true, &cost)
			}
		}
	}
	t.bytes = append(t.bytes, make([]byte, shortPiece)...)
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
