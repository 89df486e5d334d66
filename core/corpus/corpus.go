// Package corpus cuts what files of text hold into documents. It knows nothing of tokenizers.
package corpus

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/internal/utf8fast"
)

// Kind says how documents lie in a file. The values are those of include/hftok.h.
type Kind uint32

const (
	// Lines: each line is one, without its "\n" or "\r\n".
	Lines Kind = iota
	// JSONLines: each line holds a JSON object, and a string in that is one. Lines of nothing but white space
	// are none.
	JSONLines
	// Separated: what lies before each separator is one, and what lies behind the last, unless that is empty.
	Separated
	// Paragraphs: each run of lines that are not empty is one, without the line end behind it.
	Paragraphs
	// Ends: each ends where Ends says, and begins where the one before it ends.
	Ends
)

// Cut says how to cut. The fields below Kind count for the kind that has their name.
type Cut struct {
	Kind      Kind
	Separator []byte   // not empty
	Field     []string // the keys that lead to the string, from the outermost; not empty
	Ends      []uint64 // ascending, none beyond the block
}

// Error is what is wrong with a document.
type Error struct {
	At      int // where in the block
	Message string
}

func (e *Error) Error() string { return e.Message }

// Documents walks the documents of a block of a file. The block ends where a document ends.
type Documents struct {
	Start int // where in the block the document begins, or the line that it is in

	cut   *Cut
	block []byte
	next  int // where the next one begins
	count int
	json  parser
}

// Reset begins with another block, which is borrowed until the last call of Next.
func (d *Documents) Reset(block []byte, cut *Cut) {
	d.block, d.cut, d.next, d.count = block, cut, 0, 0
}

// Next returns the next document, or false behind the last. It is good until the next call, and valid UTF-8
// if it comes from JSON. An *Error is about this document alone: Next may be called again.
func (d *Documents) Next() (text []byte, ok bool, err error) {
	d.Start = d.next
	switch d.cut.Kind {
	case Ends:
		if d.count == len(d.cut.Ends) {
			return nil, false, nil
		}
		d.next = int(d.cut.Ends[d.count])
		d.count++
		return d.block[d.Start:d.next], true, nil
	case JSONLines:
		return d.nextJSON()
	case Paragraphs:
		text = d.paragraph()
		return text, text != nil, nil
	}
	if d.next == len(d.block) {
		return nil, false, nil
	}
	if d.cut.Kind == Separated {
		return d.piece(d.cut.Separator), true, nil
	}
	return d.line(), true, nil
}

// piece takes what lies before the next separator, or all that is left.
func (d *Documents) piece(separator []byte) []byte {
	rest := d.block[d.next:]
	end := bytes.Index(rest, separator)
	if end < 0 {
		d.next = len(d.block)
		return rest
	}
	d.next += end + len(separator)
	return rest[:end]
}

var lineFeed = []byte{'\n'}

// line takes a line.
func (d *Documents) line() []byte {
	line := d.piece(lineFeed)
	if n := len(line); n > 0 && line[n-1] == '\r' && d.block[d.next-1] == '\n' {
		line = line[:n-1]
	}
	return line
}

// paragraph takes a run of lines that are not empty, nil if there is none any more.
func (d *Documents) paragraph() []byte {
	end := -1
	for d.next < len(d.block) {
		start := d.next
		line := d.line()
		if len(line) > 0 {
			if end < 0 {
				d.Start = start
			}
			end = start + len(line)
		} else if end >= 0 {
			break
		}
	}
	if end < 0 {
		return nil
	}
	return d.block[d.Start:end]
}

func (d *Documents) nextJSON() ([]byte, bool, error) {
	for d.next < len(d.block) {
		d.Start = d.next
		line := d.line()
		if len(bytes.TrimLeft(line, " \t\r")) == 0 {
			continue
		}
		if at := InvalidUTF8(line); at >= 0 {
			return nil, true, &Error{d.Start + at, fmt.Sprintf("not valid UTF-8: byte 0x%02X", line[at])}
		}
		text, err := d.json.find(line, d.cut.Field)
		if err != nil {
			err.At += d.Start
			return nil, true, err
		}
		return text, true, nil
	}
	return nil, false, nil
}

// InvalidUTF8 returns where text ceases to be valid UTF-8, -1 if it is all valid.
func InvalidUTF8(text []byte) int {
	if utf8fast.Valid(text) {
		return -1
	}
	for at := 0; ; {
		r, n := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && n == 1 {
			return at
		}
		at += n
	}
}
