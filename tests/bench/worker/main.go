// Command worker is worker.py for engines of Go: the commands load, texts, encode and digests.
package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"syscall"
	"time"

	"github.com/sugarme/tokenizer"
	"github.com/sugarme/tokenizer/pretrained"

	"github.com/libhftok/libhftok/core"
)

const warmUp = "Hello"

// An engine encodes a text without special tokens around it.
type engine struct {
	call   string
	encode func(text string) ([]uint32, error)
}

func hftok(path string) (engine, error) {
	t, err := core.FromFile(path)
	opts := &core.EncodeOptions{NoSpecialTokens: true}
	return engine{"core.Tokenizer.EncodeIDs", func(text string) ([]uint32, error) {
		return t.EncodeIDs(nil, []byte(text), opts)
	}}, err
}

func sugarme(path string) (engine, error) {
	t, err := pretrained.FromFile(path)
	return engine{"tokenizer.Tokenizer.EncodeSingle", func(text string) ([]uint32, error) {
		e, err := t.EncodeSingle(text)
		if err != nil {
			return nil, err
		}
		return ids(e), nil
	}}, err
}

func ids(e *tokenizer.Encoding) []uint32 {
	out := make([]uint32, len(e.Ids))
	for i, id := range e.Ids {
		out[i] = uint32(id)
	}
	return out
}

type command struct {
	Do     string
	Path   string
	Repeat int
}

type answer struct {
	Error   string            `json:"error,omitempty"`
	Seconds float64           `json:"seconds,omitempty"`
	Paths   map[string]string `json:"paths,omitempty"`
	Special bool              `json:"special"`
	CPU     []float64         `json:"cpu,omitempty"`
	Wall    []float64         `json:"wall,omitempty"`
	Digests []string          `json:"digests,omitempty"`
}

type worker struct {
	load      func(path string) (engine, error)
	engine    engine
	documents []string
	result    [][]uint32
}

func (w *worker) do(c command) (a answer, err error) {
	defer func() {
		if p := recover(); p != nil { // an engine's own
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	switch c.Do {
	case "load":
		started := time.Now()
		if w.engine, err = w.load(c.Path); err != nil {
			return a, err
		}
		a.Seconds = time.Since(started).Seconds()
		a.Paths = map[string]string{"each": w.engine.call}
		_, err = w.engine.encode(warmUp)
	case "texts":
		w.documents, err = read(c.Path)
	case "encode":
		for range max(1, c.Repeat) {
			w.result = w.result[:0]
			wall, cpu := time.Now(), processorTime()
			for _, text := range w.documents {
				ids, err := w.engine.encode(text)
				if err != nil {
					return a, err
				}
				w.result = append(w.result, ids)
			}
			a.CPU = append(a.CPU, (processorTime() - cpu).Seconds())
			a.Wall = append(a.Wall, time.Since(wall).Seconds())
		}
	case "digests":
		for _, ids := range w.result {
			hash := sha256.New()
			if err := binary.Write(hash, binary.LittleEndian, ids); err != nil {
				return a, err
			}
			a.Digests = append(a.Digests, hex.EncodeToString(hash.Sum(nil))[:12])
		}
	default:
		err = fmt.Errorf("no command %q", c.Do)
	}
	return a, err
}

func read(path string) ([]string, error) {
	data, err := os.ReadFile(path)
	var documents []string
	for len(data) > 0 {
		size := binary.LittleEndian.Uint32(data)
		documents = append(documents, string(data[4:4+size]))
		data = data[4+size:]
	}
	return documents, err
}

func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func main() {
	w := worker{load: map[string]func(string) (engine, error){"hftok-go": hftok, "sugarme": sugarme}[os.Args[1]]}
	// What an engine prints must not be taken for an answer.
	out := json.NewEncoder(os.Stdout)
	os.Stdout = os.Stderr
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var c command
		a, err := answer{}, json.Unmarshal(lines.Bytes(), &c)
		if err == nil {
			a, err = w.do(c)
		}
		if err != nil {
			a = answer{Error: err.Error()}
		}
		if err := out.Encode(a); err != nil {
			return
		}
	}
}
