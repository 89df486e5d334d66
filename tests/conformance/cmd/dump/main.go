// Command dump prints what this library makes of documents, for compare.py.
//
//	dump tokenizer.json documents           a line of digests a document, "error" where it is refused
//	dump -show tokenizer.json documents     the fields of each document, as JSON
//	dump -cases                             for each case that stdin has as a line of JSON, its outcome
//
// The documents file is that of documents.py.
package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"sync"

	"github.com/libhftok/libhftok/core"
	"github.com/libhftok/libhftok/tests/conformance"
)

func main() {
	show := flag.Bool("show", false, "print fields, not digests")
	cases := flag.Bool("cases", false, "run cases from stdin")
	flag.Parse()
	if *cases {
		runCases()
		return
	}
	if err := run(flag.Arg(0), flag.Arg(1), *show); err != nil {
		fmt.Fprintln(os.Stderr, "dump:", err)
		os.Exit(1)
	}
}

func run(tokenizer, documents string, show bool) error {
	t, err := core.FromFile(tokenizer)
	if err != nil {
		return err
	}
	docs, err := readDocuments(documents)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for _, line := range inParallel(docs, func(d conformance.Document) string {
		r, err := conformance.Encode(t, d)
		switch {
		case show && err != nil:
			return object(map[string]any{"error": true, "message": err.Error()})
		case show:
			return object(readable(r))
		case err != nil:
			return "error"
		}
		return conformance.Digest(r)
	}) {
		fmt.Fprintln(out, line)
	}
	return nil
}

// runCases answers line by line. A panic is an answer of its own.
func runCases() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		fmt.Println(outcome(line))
	}
}

func outcome(line []byte) (answer string) {
	defer func() {
		if p := recover(); p != nil {
			answer = object(map[string]any{"load": fmt.Sprintf("panic: %v\n%s", p, debug.Stack())})
		}
	}()
	var c conformance.Case
	if err := json.Unmarshal(line, &c); err != nil {
		return object(map[string]any{"load": "not a case: " + err.Error()})
	}
	text, err := json.Marshal(c.Run())
	if err != nil {
		return object(map[string]any{"load": "no JSON: " + err.Error()})
	}
	return string(text)
}

// inParallel gives f of every document, in their order.
func inParallel(docs []conformance.Document, f func(conformance.Document) string) []string {
	lines := make([]string, len(docs))
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(docs); i += workers {
				lines[i] = f(docs[i])
			}
		})
	}
	wg.Wait()
	return lines
}

const (
	hasPair = 1 << iota
	isPlain
)

func readDocuments(path string) ([]conformance.Document, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := bufio.NewReader(f)
	var docs []conformance.Document
	for {
		flags, err := r.ReadByte()
		if err == io.EOF {
			return docs, nil
		} else if err != nil {
			return nil, err
		}
		d := conformance.Document{Plain: flags&isPlain != 0}
		if d.Text, err = readText(r); err == nil && flags&hasPair != 0 {
			d.Pair, err = readText(r)
		}
		if err != nil {
			return nil, fmt.Errorf("document %d of %s: %w", len(docs), path, err)
		}
		docs = append(docs, d)
	}
}

func readText(r io.Reader) ([]byte, error) {
	var size uint32
	if err := binary.Read(r, binary.LittleEndian, &size); err != nil {
		return nil, err
	}
	text := make([]byte, size)
	_, err := io.ReadFull(r, text)
	return text, err
}

func readable(r conformance.Result) map[string]any {
	fields := conformance.Readable(r.Encoding)
	fields["decoded"] = r.Decoded
	return fields
}

func object(fields map[string]any) string {
	text, err := json.Marshal(fields)
	if err != nil {
		panic(err) // only strings and numbers go in
	}
	return string(text)
}
