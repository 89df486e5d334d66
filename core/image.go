package core

import (
	"crypto/sha256"
	"time"
	"weak"

	"github.com/libhftok/libhftok/core/addedvocab"
	"github.com/libhftok/libhftok/core/images"
	"github.com/libhftok/libhftok/core/internal/background"
	"github.com/libhftok/libhftok/core/internal/flat"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/tokenizerjson"
)

// minImage is the size in bytes from which a tokenizer.json is worth an image. What is smaller loads in a
// few milliseconds.
const minImage = 1 << 18

// FromFileCached is FromFile by way of an image of the compiled tokenizer in a directory of such, which is
// made if it isn't there; see package images. "" is no directory.
func FromFileCached(path, imageDir string) (*Tokenizer, error) {
	since := time.Now()
	store := images.Open(imageDir)
	names, noted := store.Noted(path)
	if noted {
		if t, ok := fromImage(store, names.SHA256); ok {
			return t, nil
		}
	}
	data, err := readFile(path)
	if err != nil {
		return nil, err
	}
	if store != nil {
		names = images.Names{SHA256: sha256.Sum256(data)}
	}
	t, err := fromData(store, names, data)
	if err != nil {
		return nil, inFile(path, err)
	}
	noteFile(store, path, names, data, since)
	return t, nil
}

// fromData makes a tokenizer of data, which has these names, by way of its image; that is made if it isn't
// there.
func fromData(store *images.Store, names images.Names, data []byte) (*Tokenizer, error) {
	if store == nil || len(data) < minImage {
		return FromBytes(data)
	}
	if t, ok := fromImage(store, names.SHA256); ok {
		return t, nil
	}
	f, err := tokenizerjson.Parse(data)
	if err != nil {
		return nil, err
	}
	t, err := fromFile(f)
	if err != nil {
		return nil, err
	}
	t.compiled = true
	if text, ok := f.WithoutLists(data); ok {
		store.Save(names, t.tables(text))
		t.completeLater(store, names.SHA256, text)
	}
	return t, nil
}

// tables returns the tables of an image of t, whose file without lists is text.
func (t *Tokenizer) tables(text []byte) [][]byte {
	c := flat.NewWriter()
	t.file.WriteImage(c, text)
	t.added.Tables(c)
	return c.Parts()
}

// idle is how long a tokenizer is around before its image is completed: a program that ends sooner need not pay.
const idle = time.Second

// completeLater has the image of t, which is there, written again with what its model leaves for later. text is t's
// file without lists.
func (t *Tokenizer) completeLater(store *images.Store, key images.Key, text []byte) {
	if m, ok := t.model.(model.Preparer); !ok || m.Prepared() {
		return
	}
	t.text = text
	loaded := weak.Make(t)
	background.After(idle, func() {
		if t := loaded.Value(); t != nil {
			store.Replace(key, func() [][]byte {
				t.model.(model.Preparer).Prepare()
				return t.tables(t.text)
			})
		}
	})
}

// Compiled reports whether a large file was compiled to make the tokenizer, which takes several times the
// memory that the tokenizer keeps.
func (t *Tokenizer) Compiled() bool { return t.compiled }

// fromImage makes a tokenizer of an image. It reports false if there is none that can be used.
func fromImage(store *images.Store, key images.Key) (*Tokenizer, bool) {
	tables, ok := store.Load(key)
	if !ok {
		return nil, false
	}
	t, text, err := fromTables(flat.NewReader(tables))
	if err != nil {
		return nil, false
	}
	t.completeLater(store, key, text)
	return t, true
}

// fromTables makes a tokenizer of tables, and gives the file without lists too.
func fromTables(c *flat.Codec) (*Tokenizer, []byte, error) {
	f, text, err := tokenizerjson.ParseImage(c)
	if err != nil {
		return nil, nil, err
	}
	t, err := made(f, func(func(string) (string, error)) (*addedvocab.Vocabulary, error) {
		added, err := addedvocab.FromTables(c)
		if err == nil {
			err = c.End()
		}
		return added, err
	})
	return t, text, err
}

// noteFile notes the names of a file that was read since, so that the next load need not read it.
func noteFile(store *images.Store, path string, names images.Names, data []byte, since time.Time) {
	if len(data) >= minImage {
		store.Note(path, names, since)
	}
}
