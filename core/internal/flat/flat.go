// Package flat writes tables as they lie in memory and takes them back where they lie, so that reading
// them costs nothing. One function of a table's owner says for both directions what the table is made of.
// Such bytes mean something only to the same build of the library on the same kind of machine.
package flat

import (
	"encoding/binary"
	"errors"
	"reflect"
	"unsafe"
)

// alignment is that of every table in a file, so that it suits any type and begins a cache line.
const alignment = 64

var errShape = errors.New("not what was written")

// Codec writes tables or reads them, in the same order. After an error the rest is read as nothing.
type Codec struct {
	reading bool
	rest    []byte // to be read
	at      int    // bytes read or written
	parts   [][]byte
	err     error
}

// NewWriter starts writing.
func NewWriter() *Codec { return &Codec{} }

// NewReader starts reading what a writer wrote. data must begin at an address that is a multiple of 8. The
// tables share its memory.
func NewReader(data []byte) *Codec { return &Codec{reading: true, rest: data} }

// Reading reports which way it goes.
func (c *Codec) Reading() bool { return c.reading }

// Parts returns what was written, in pieces that share memory with the tables.
func (c *Codec) Parts() [][]byte { return c.parts }

// Err returns the first error of reading.
func (c *Codec) Err() error { return c.err }

// End makes it an error if something is left to be read.
func (c *Codec) End() error {
	if c.reading && c.err == nil && len(c.rest) != 0 {
		c.err = errShape
	}
	return c.err
}

// Table writes a table, or makes it a part of what is read. T has no pointers.
func Table[T any](c *Codec, table *[]T) {
	t := reflect.TypeFor[T]()
	if hasPointers(t) {
		panic("flat: a table with pointers")
	}
	size := int(t.Size())
	if !c.reading {
		c.write(binary.LittleEndian.AppendUint64(nil, uint64(len(*table))))
		c.write(binary.LittleEndian.AppendUint64(nil, uint64(size)))
		if len(*table) > 0 {
			c.write(make([]byte, -c.at&(alignment-1)))
			c.write(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(*table))), len(*table)*size))
		}
		c.write(make([]byte, -c.at&7))
		return
	}
	*table = nil
	count, stride := c.number(), c.number()
	if c.err != nil || count == 0 {
		return
	}
	c.read(-c.at & (alignment - 1))
	if c.err == nil && (stride != uint64(size) || count > uint64(len(c.rest))/stride) {
		c.err = errShape
	}
	if c.err != nil {
		return
	}
	bytes := c.read(int(count * stride))
	*table = unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(bytes))), count)
	c.read(-c.at & 7)
}

// Value writes one value, or reads it. T has no pointers.
func Value[T any](c *Codec, value *T) {
	one := []T{*value}
	Table(c, &one)
	if c.reading {
		if len(one) == 1 {
			*value = one[0]
		} else if c.err == nil {
			c.err = errShape
		}
	}
}

func (c *Codec) write(b []byte) {
	if len(b) > 0 {
		c.parts = append(c.parts, b)
		c.at += len(b)
	}
}

func (c *Codec) read(n int) []byte {
	if c.err == nil && n > len(c.rest) {
		c.err = errShape
	}
	if c.err != nil {
		return nil
	}
	b := c.rest[:n:n]
	c.rest, c.at = c.rest[n:], c.at+n
	return b
}

func (c *Codec) number() uint64 {
	if b := c.read(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

func hasPointers(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Bool, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64:
		return false
	case reflect.Array:
		return hasPointers(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if hasPointers(t.Field(i).Type) {
				return true
			}
		}
		return false
	}
	return true
}
