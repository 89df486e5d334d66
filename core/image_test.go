package core

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/libhftok/libhftok/core/addedvocab"
	"github.com/libhftok/libhftok/core/images"
	"github.com/libhftok/libhftok/core/internal/flat"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/tokenizerjson"
)

// imageTexts go through every tokenizer.
var imageTexts = []string{"", " ", "Hello world! Don't stop.", "naïve Ünïcödé ▁ ﷺ ẞ 漢字かな한국어 🙂👩‍👩‍👧", "<s>a</s> [MASK] <|endoftext|> [CLS]", "a  b\t\n\r\n  c 12345 1.5e-3",
	"xyzzyxyzzyxyzzy antidisestablishmentarianism \x00\u200b"}

// behaviour is what can be seen of a tokenizer.
func behaviour(t *testing.T, tok *Tokenizer) map[string]any {
	t.Helper()
	seen := map[string]any{}
	note := func(name string, value any, err error) {
		seen[name] = value
		if err != nil {
			seen[name] = err.Error()
		}
	}
	text, err := tok.JSON()
	note("json", string(text), err)
	info, err := tok.InfoJSON()
	note("info", string(info), err)
	text, err = tok.VocabJSON(true)
	vocab := map[string]uint32{}
	if err == nil {
		err = json.Unmarshal(text, &vocab) // added tokens come in no order
	}
	note("vocabulary", vocab, err)
	seen["size"] = [2]int{tok.VocabSize(false), tok.VocabSize(true)}
	for _, text := range imageTexts {
		ids, err := tok.EncodeIDs(nil, []byte(text), nil)
		note("ids of "+text, slices.Clone(ids), err)
		whole, err := tok.Encode(Input{Sequence: Sequence{Text: []byte(text)}, Pair: &Sequence{Text: []byte("pair")}}, nil)
		note("encoding of "+text, whole, err)
		for _, skip := range []bool{false, true} {
			decoded, err := tok.Decode(ids, skip)
			note("text of "+text, decoded, err)
		}
	}
	return seen
}

// viaImage makes a tokenizer of data by writing and reading an image, which has what the model leaves for later
// or not.
func viaImage(t *testing.T, data []byte, complete bool) *Tokenizer {
	t.Helper()
	f, err := tokenizerjson.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	text, ok := f.WithoutLists(data)
	if !ok {
		t.Fatal("there is no image of it")
	}
	tok, err := fromFile(f)
	if err != nil {
		t.Fatal(err)
	}
	if m, ok := tok.model.(model.Preparer); ok && complete {
		m.Prepare()
	}
	tok, _, err = fromTables(flat.NewReader(slices.Concat(tok.tables(text)...)))
	if err != nil {
		t.Fatal(err)
	}
	if m, ok := tok.model.(model.Preparer); ok && m.Prepared() != complete {
		t.Fatal("what the model leaves for later is in an image that should not have it, or is not in one that should")
	}
	return tok
}

// TestImage holds tokenizers from images to those from the files: ours, and some that are in ../shared; all of
// them with HFTOK_TEST_ALL set.
func TestImage(t *testing.T) {
	paths, _ := filepath.Glob("../tests/data/*/tokenizer.json")
	if len(paths) == 0 {
		t.Fatal("no tokenizers")
	}
	more, _ := filepath.Glob("../../shared/tokenizers/*/tokenizer.json")
	for _, path := range more {
		name := filepath.Base(filepath.Dir(path))
		if os.Getenv("HFTOK_TEST_ALL") != "" || slices.Contains([]string{"gpt2", "llama2", "bert-base-uncased", "t5-small", "whisper-large-v3"}, name) {
			paths = append(paths, path)
		}
	}
	for _, path := range paths {
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			direct, err := FromBytes(data)
			if err != nil {
				t.Skip(err)
			}
			same(t, viaImage(t, data, false), direct)
			tok := viaImage(t, data, true)
			same(t, tok, direct)
			added := []addedvocab.Token{{Content: "xyzzy"}, {Content: "naïve", Normalized: true}}
			if tok, _, err = tok.WithAddedTokens(added); err != nil {
				t.Fatal(err)
			}
			if direct, _, err = direct.WithAddedTokens(added); err != nil {
				t.Fatal(err)
			}
			same(t, tok, direct)
		})
	}
}

func same(t *testing.T, got, want *Tokenizer) {
	t.Helper()
	a, b := behaviour(t, got), behaviour(t, want)
	for name := range b {
		if !reflect.DeepEqual(a[name], b[name]) {
			t.Errorf("%s: %.300v\nwant %.300v", name, a[name], b[name])
		}
	}
}

// TestImageShapes: files whose tables have something out of the ordinary.
func TestImageShapes(t *testing.T) {
	for name, data := range map[string]string{
		"no type":       `{"version":"1.0","model":{"vocab":{"a":0,"b":1,"ab":2},"merges":["a b"]}}`,
		"far ids":       `{"version":"1.0","model":{"type":"BPE","vocab":{"a":4000000000,"b":1,"ab":7},"merges":[["a","b"]]}}`,
		"largest id":    `{"version":"1.0","model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":4294967295},"merges":[["a","b"]]}}`,
		"shared ids":    `{"version":"1.0","model":{"type":"WordLevel","vocab":{"a":1,"b":1,"Hello":0},"unk_token":"a"}}`,
		"merges first":  `{"model":{"merges":[["a","b"]],"vocab":{"ab":2,"b":1,"a":0},"type":"BPE"},"version":"1.0"}`,
		"lists twice":   `{"version":"1.0","model":{"type":"BPE","vocab":{},"merges":["x y"],"merges":["a b"],"vocab":{"a":0,"b":1,"ab":2}}}`,
		"unread merges": `{"version":"1.0","model":{"type":"WordLevel","vocab":{"a":0},"merges":[1,{}],"unk_token":"a"}}`,
		"empty":         `{"version":"1.0","model":{"type":"BPE","vocab":{},"merges":[]}}`,
		"affixes":       `{"version":"1.0","model":{"type":"BPE","vocab":{"a":0,"##b</w>":1,"ab</w>":2},"merges":["a ##b</w>"],"continuing_subword_prefix":"##","end_of_word_suffix":"</w>"}}`,
		"pieces twice":  `{"version":"1.0","model":{"type":"Unigram","vocab":[["a",-1.5],["b",-2],["a",-3],["Hello",-0.1]],"unk_id":1}}`,
		"added tokens": `{"normalizer":{"type":"Lowercase"},"added_tokens":[` + added("HELLO", true) + `],"version":"1.0","added_tokens":[` +
			added("Hello", true) + "," + added("x", false) + "," + added("WORLD!", true) + `],"model":{"type":"WordLevel","vocab":{"a":0},"unk_token":"a"}}`,
		"an empty form": `{"normalizer":{"type":"Strip","strip_left":true,"strip_right":true},"added_tokens":[` + added(" ", true) +
			`],"model":{"type":"WordLevel","vocab":{"a":0},"unk_token":"a"}}`,
		"nothing unknown": `{"version":"1.0","model":{"type":"Unigram","vocab":[]}}`,
	} {
		t.Run(name, func(t *testing.T) {
			direct, err := FromBytes([]byte(data))
			if err != nil {
				t.Fatal(err)
			}
			for _, complete := range []bool{false, true} {
				same(t, viaImage(t, []byte(data), complete), direct)
			}
		})
	}
}

// added is an added token as in tokenizer.json.
func added(content string, normalized bool) string {
	return fmt.Sprintf(`{"id":0,"content":%q,"single_word":false,"lstrip":true,"rstrip":false,"normalized":%v,"special":%v}`, content, normalized, !normalized)
}

// large returns a tokenizer.json that is worth an image.
func large(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("../tests/data/gpt2-demo/tokenizer.json")
	if err != nil {
		t.Fatal(err)
	}
	return append(data, bytes.Repeat([]byte{'\n'}, minImage)...)
}

// TestFromFileCached: an image is made once, used, and replaced when it is damaged; it is not used for a file
// that has changed.
func TestFromFileCached(t *testing.T) {
	dir := t.TempDir()
	path, imageDir := filepath.Join(dir, "tokenizer.json"), filepath.Join(dir, "images")
	data := large(t)
	want, err := FromBytes(data)
	if err != nil {
		t.Fatal(err)
	}
	load := func(data []byte) {
		t.Helper()
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		tok, err := FromFileCached(path, imageDir)
		if err != nil {
			t.Fatal(err)
		}
		same(t, tok, want)
	}
	load(data)
	paths, _ := filepath.Glob(filepath.Join(imageDir, "*.image"))
	if len(paths) != 1 {
		t.Fatalf("%d images", len(paths))
	}
	image, err := os.ReadFile(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := fromImage(images.Open(imageDir), sha256.Sum256(data)); !ok {
		t.Error("the image can't be used")
	}
	load(data)
	for at := 0; at < len(image); at += 1 + len(image)/200 {
		for _, bad := range [][]byte{image[:at], append(append(slices.Clone(image[:at]), image[at]^0x10), image[at+1:]...)} {
			if err := os.WriteFile(paths[0], bad, 0o644); err != nil {
				t.Fatal(err)
			}
			if _, ok := fromImage(images.Open(imageDir), sha256.Sum256(data)); ok {
				t.Fatalf("a damaged image is used: byte %d, %d bytes", at, len(bad))
			}
		}
	}
	load(data)
	if again, err := os.ReadFile(paths[0]); err != nil || len(again) != len(image) {
		t.Errorf("the damaged image is not replaced: %d bytes, %v", len(again), err)
	}

	// Another file, as large, in the same place.
	other := bytes.ReplaceAll(data, []byte("<|endoftext|>"), []byte("<|endoftexu|>"))
	if want, err = FromBytes(other); err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(other, data) {
		t.Fatal("the other file is the same")
	}
	load(other)

	if _, err := FromFileCached(filepath.Join(dir, "none"), imageDir); err == nil {
		t.Error("no file, but a tokenizer")
	}
}

// TestCompletedImage: an image gets what its model leaves for later when its tokenizer has been around for a while,
// and keeps its names; one that was deleted does not come back.
func TestCompletedImage(t *testing.T) {
	dir := t.TempDir()
	store, data := images.Open(dir), large(t)
	names := images.Names{SHA256: sha256.Sum256(data), GitSHA1: strings.Repeat("ab", 20)}
	want, err := fromData(store, names, data)
	if err != nil {
		t.Fatal(err)
	}
	complete := func() bool {
		tok, ok := fromImage(store, names.SHA256)
		if !ok {
			t.Fatal("no image")
		}
		return tok.model.(model.Preparer).Prepared()
	}
	if complete() {
		t.Error("what the model leaves for later is worked out at once")
	}
	for limit := time.Now().Add(time.Minute); !complete(); time.Sleep(idle / 10) {
		if time.Now().After(limit) {
			t.Fatal("the image is not completed")
		}
	}
	tok, _ := fromImage(store, names.SHA256)
	same(t, tok, want)
	if sha1 := store.GitSHA1(names.SHA256); sha1 != names.GitSHA1 {
		t.Errorf("Git's SHA-1 is %q", sha1)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	store.Replace(names.SHA256, func() [][]byte { return want.tables(nil) })
	if _, err := os.Stat(dir); err == nil {
		t.Error("a deleted image came back")
	}
	runtime.KeepAlive(want)
}

// TestNotedFile: a file that was left alone is not read again, and one that has changed is.
func TestNotedFile(t *testing.T) {
	dir := t.TempDir()
	path, imageDir := filepath.Join(dir, "tokenizer.json"), filepath.Join(dir, "images")
	data := large(t)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	store := images.Open(imageDir)
	if _, err := FromFileCached(path, imageDir); err != nil {
		t.Fatal(err)
	}
	store.Note(path, images.Names{SHA256: sha256.Sum256(data)}, time.Now().Add(time.Hour))
	if _, ok := store.Noted(path); !ok {
		t.Skip("this system has no identity of files")
	}
	tok, err := FromFileCached(path, imageDir)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := FromBytes(data)
	same(t, tok, want)

	time.Sleep(20 * time.Millisecond)
	if err := os.WriteFile(path, []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := FromFileCached(path, imageDir); err == nil {
		t.Error("the image of what the file was is used")
	}
}

// TestProcesses: processes that load and write at once all get the tokenizer.
func TestProcesses(t *testing.T) {
	if dir := os.Getenv("HFTOK_TEST_IMAGES"); dir != "" {
		data := large(t)
		want, err := FromBytes(data)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 20 {
			if i%5 == 4 { // as after a damage
				paths, _ := filepath.Glob(filepath.Join(dir, "images", "*.image"))
				for _, path := range paths {
					os.Remove(path)
				}
			}
			tok, err := FromFileCached(filepath.Join(dir, "tokenizer.json"), filepath.Join(dir, "images"))
			if err != nil {
				t.Fatal(err)
			}
			same(t, tok, want)
		}
		return
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "tokenizer.json"), large(t), 0o644); err != nil {
		t.Fatal(err)
	}
	var running []*exec.Cmd
	for range 3 {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestProcesses$")
		cmd.Env = append(os.Environ(), "HFTOK_TEST_IMAGES="+dir)
		cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		running = append(running, cmd)
	}
	for _, cmd := range running {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	left, _ := filepath.Glob(filepath.Join(dir, "images", "*.tmp"))
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// FuzzImage: whatever an image file holds, it is used only if it is what was written.
func FuzzImage(f *testing.F) {
	data := large(f)
	key := sha256.Sum256(data)
	dir := f.TempDir()
	path := filepath.Join(dir, "tokenizer.json")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		f.Fatal(err)
	}
	if _, err := FromFileCached(path, dir); err != nil {
		f.Fatal(err)
	}
	paths, _ := filepath.Glob(filepath.Join(dir, "*.image"))
	whole, err := os.ReadFile(paths[0])
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint32(0), uint32(len(whole)), []byte{1})
	f.Add(uint32(100), uint32(len(whole)), []byte("0123456789"))
	f.Add(uint32(5000), uint32(5000), []byte{})
	f.Fuzz(func(t *testing.T, at, size uint32, patch []byte) {
		image := slices.Clone(whole[:min(int(size), len(whole))])
		if int(at) < len(image) {
			copy(image[at:], patch)
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(paths[0])), image, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, ok := fromImage(images.Open(dir), key); ok != bytes.Equal(image, whole) {
			t.Errorf("used: %v, whole: %v", ok, bytes.Equal(image, whole))
		}
	})
}

func BenchmarkFromImage(b *testing.B) {
	for name, path := range benchTokenizers(loadTokenizers...) {
		data, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		dir := b.TempDir()
		names := images.Names{SHA256: sha256.Sum256(data)}
		if _, err := fromData(images.Open(dir), names, data); err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, ok := fromImage(images.Open(dir), names.SHA256); !ok {
					b.Skip("too small for an image")
				}
			}
		})
	}
}
