// Package images keeps compiled tokenizers in a directory, so that a tokenizer that was loaded before need
// not be compiled again. An image is found by the SHA-256 of the content that it was made from and is used
// by the very build of the library that made it; anything else, damage included, is as if it were not there.
// Nothing here fails: where the directory can't be read or written there are just no images.
//
// Who can write to the directory decides what tokenizers do, as with the cache of the files themselves.
package images

import (
	"bufio"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/libhftok/libhftok/core/internal/hugepages"
)

// Build tells builds of the library apart. The linker sets it to a hash of the sources; where it is empty,
// images are used only by those who name a directory for them themselves.
var Build = ""

// Key is the SHA-256 of the content that an image is made from.
type Key = [32]byte

// Names are the hashes of a file's content. GitSHA1 is 40 hex digits, or "" if nobody computed it.
type Names struct {
	SHA256  Key
	GitSHA1 string
}

// header is what an image begins with. The tables follow.
type header struct {
	Magic   [8]byte
	Order   uint32 // written as the machine's own, so that another one's order shows
	Sum     uint32 // CRC-32C of the rest: of the header with Sum 0, and of the tables
	Size    uint64 // of the tables
	Build   [32]byte
	Key     Key
	GitSHA1 [20]byte // zeros: not known
	Rest    [20]byte // zeros
}

const (
	headerSize = 128
	byteOrder  = 0x01020304
	ending     = ".image"
	noteEnding = ".note"
)

var magic = [8]byte{'h', 'f', 't', 'o', 'k', 'i', 'm', 'g'}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Store is a directory of images. nil stands for none. It is safe for concurrent use, by other processes too.
type Store struct{ dir string }

// Open returns the store in dir, which need not exist. "" is no directory.
func Open(dir string) *Store {
	if dir == "" {
		return nil
	}
	return &Store{dir}
}

func (s *Store) path(key Key) string { return filepath.Join(s.dir, hex.EncodeToString(key[:])+ending) }

// Load returns the tables of an image, which begin at an address that is a multiple of 8.
func (s *Store) Load(key Key) ([]byte, bool) {
	if s == nil {
		return nil, false
	}
	f, err := os.Open(s.path(key))
	if err != nil {
		return nil, false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() < headerSize || info.Size() > maxTotal {
		return nil, false
	}
	// Read, not mapped: a mapped file that somebody cuts or writes over would end the host, or change ids.
	data := make([]byte, info.Size())
	hugepages.Advise(data)
	if _, err := io.ReadFull(f, data); err != nil {
		return nil, false
	}
	h := parse(data)
	if h.Key != key || h.Size != uint64(len(data)-headerSize) || h.Sum != h.sum(data[headerSize:]) {
		return nil, false
	}
	return data[headerSize:], true
}

// header returns the header of an image; it reports false if there is none.
func (s *Store) header(key Key) (h header, ok bool) {
	if s == nil {
		return h, false
	}
	f, err := os.Open(s.path(key))
	if err != nil {
		return h, false
	}
	defer f.Close()
	var data [headerSize]byte
	if _, err := io.ReadFull(f, data[:]); err != nil {
		return h, false
	}
	h = parse(data[:])
	return h, h.Key == key
}

// GitSHA1 returns what Save was told of the content, "" if there is no image or it was told nothing.
func (s *Store) GitSHA1(key Key) string {
	if h, ok := s.header(key); ok && h.GitSHA1 != [20]byte{} {
		return hex.EncodeToString(h.GitSHA1[:])
	}
	return ""
}

// Replace is Save, of the tables that make gives, in place of an image that is there; if it is gone, nothing is made.
func (s *Store) Replace(key Key, make func() [][]byte) {
	if _, ok := s.header(key); ok {
		s.Save(Names{key, s.GitSHA1(key)}, make())
	}
}

// Save keeps tables, given in parts, as the image of the content that names names.
func (s *Store) Save(names Names, tables [][]byte) {
	if s == nil {
		return
	}
	h := header{Magic: magic, Order: byteOrder, Build: build(), Key: names.SHA256}
	if sha1, err := hex.DecodeString(names.GitSHA1); err == nil {
		copy(h.GitSHA1[:], sha1)
	}
	for _, part := range tables {
		h.Size += uint64(len(part))
	}
	if h.Size > maxTotal/4 {
		return
	}
	h.Sum = h.sum(tables...)
	s.prune(int64(h.Size))
	s.write(s.path(names.SHA256), append([][]byte{h.bytes()}, tables...))
}

func build() (b [32]byte) {
	copy(b[:], Build)
	return b
}

// parse reads the header at the beginning of data; one that is not of this build has no key.
func parse(data []byte) (h header) {
	if _, err := binary.Decode(data, binary.NativeEndian, &h); err != nil || h.Magic != magic || h.Order != byteOrder || h.Build != build() {
		return header{}
	}
	return h
}

func (h *header) bytes() []byte {
	b, _ := binary.Append(nil, binary.NativeEndian, h)
	return b
}

// sum computes what Sum has to be.
func (h header) sum(tables ...[]byte) uint32 {
	h.Sum = 0
	sum := crc32.Checksum(h.bytes(), castagnoli)
	for _, part := range tables {
		sum = crc32.Update(sum, castagnoli, part)
	}
	return sum
}

// write puts a file in place whole, so that readers see all of it or none.
func (s *Store) write(path string, parts [][]byte) {
	if os.MkdirAll(s.dir, 0o777) != nil {
		return
	}
	// Not os.CreateTemp: its mode 0600 would lock others out of a shared cache.
	temporary := path + "." + strconv.FormatUint(rand.Uint64(), 36) + ".tmp"
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return
	}
	w := bufio.NewWriter(f)
	for _, part := range parts {
		w.Write(part) // an error stays until Flush
	}
	err = w.Flush()
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(temporary, path)
	}
	if err != nil {
		os.Remove(temporary)
	}
}

// What the directory may hold.
const (
	maxTotal = 1 << 30             // bytes of all images
	maxAge   = 90 * 24 * time.Hour // of a note
	tempAge  = time.Hour           // of what a writer left that was killed
)

// prune makes room for size more bytes: the oldest images go first.
func (s *Store) prune(size int64) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return
	}
	var images []fs.FileInfo
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		age := time.Since(info.ModTime())
		switch name := entry.Name(); {
		case strings.HasSuffix(name, ending):
			images = append(images, info)
			size += info.Size()
		case strings.HasSuffix(name, ".tmp") && age > tempAge, strings.HasSuffix(name, noteEnding) && age > maxAge:
			os.Remove(filepath.Join(s.dir, name))
		}
	}
	slices.SortFunc(images, func(a, b fs.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for _, info := range images {
		if size <= maxTotal {
			break
		}
		os.Remove(filepath.Join(s.dir, info.Name()))
		size -= info.Size()
	}
}
