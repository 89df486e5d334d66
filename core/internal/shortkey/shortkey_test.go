package shortkey

import (
	"encoding/binary"
	"testing"
)

func TestKey(t *testing.T) {
	text := []byte("\x01\xFF\x02\x00\xFE\x03\x80\x04\xFD\x05\x06\xFC\x07\x00\x08\xFB\x09\x0A")
	for n := range len(text) + 1 {
		for head := range min(n, Size) + 1 {
			var padded [Size]byte
			copy(padded[:], text[:head])
			want := Key{binary.LittleEndian.Uint64(padded[:]), binary.LittleEndian.Uint64(padded[8:])}
			if got := From(text[:n]).Head(head); got != want {
				t.Errorf("%d of %d bytes: got %x, want %x", head, n, got, want)
			}
			if got := From(text[:head:head]); got != want {
				t.Errorf("%d bytes: got %x, want %x", head, got, want)
			}
		}
	}
}
