package decoder

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/libhftok/libhftok/core/status"
)

// regex is a Pattern for what the recorded patterns need, where Go's engine and Oniguruma agree.
type regex struct{ *regexp.Regexp }

func (r regex) FindAll(text []byte, yield func(start, end int) bool) error {
	for _, m := range r.FindAllIndex(text, -1) {
		if !yield(m[0], m[1]) {
			break
		}
	}
	return nil
}

// parse makes the decoder of a well-formed "decoder" section.
func parse(t testing.TB, data []byte) Decoder {
	t.Helper()
	var j *struct {
		Type, Suffix, Prefix, Replacement, Content string
		Cleanup                                    bool
		PrependScheme                              string `json:"prepend_scheme"`
		PadToken                                   string `json:"pad_token"`
		WordDelimiterToken                         string `json:"word_delimiter_token"`
		Start, Stop                                int
		Pattern                                    struct{ String, Regex *string }
		Decoders                                   []json.RawMessage
	}
	if err := json.Unmarshal(data, &j); err != nil {
		t.Fatal(err)
	}
	if j == nil {
		return nil
	}
	switch j.Type {
	case "BPEDecoder":
		return NewBPE(j.Suffix)
	case "ByteLevel":
		return NewByteLevel()
	case "WordPiece":
		return NewWordPiece(j.Prefix, j.Cleanup)
	case "Metaspace":
		return NewMetaspace([]rune(j.Replacement)[0], j.PrependScheme != "never")
	case "CTC":
		return NewCTC(j.PadToken, j.WordDelimiterToken, j.Cleanup)
	case "Fuse":
		return NewFuse()
	case "ByteFallback":
		return NewByteFallback()
	case "Strip":
		return NewStrip([]rune(j.Content)[0], j.Start, j.Stop)
	case "Replace":
		if j.Pattern.Regex != nil {
			return NewReplace(regex{regexp.MustCompile(*j.Pattern.Regex)}, j.Content)
		}
		return NewReplaceString(*j.Pattern.String, j.Content)
	}
	var all []Decoder
	for _, d := range j.Decoders {
		all = append(all, parse(t, d))
	}
	d, err := NewSequence(all)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

type recordedStream struct {
	Decoder json.RawMessage
	Vocab   []string
	Special []int
	Skip    bool
	Prefill []uint32
	Steps   [][]uint32
	Out     []any // "error", or a list of the text or null
	Decoded *string
}

type recorded struct {
	Decoders []struct {
		Decoder json.RawMessage
		Tokens  []string
		Out     *string
	}
	Streams []recordedStream
}

func load(t testing.TB) (golden recorded) {
	t.Helper()
	data, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &golden); err != nil {
		t.Fatal(err)
	}
	return golden
}

// vocabulary has the token i for id i.
func vocabulary(tokens []string, special func(token string) bool) Vocabulary {
	return Vocabulary{
		Size: len(tokens),
		Token: func(id uint32) (string, bool) {
			if int(id) >= len(tokens) {
				return "", false
			}
			return tokens[id], true
		},
		Special: special,
	}
}

func (c *recordedStream) plan(t testing.TB) *Plan {
	return Compile(parse(t, c.Decoder), vocabulary(c.Vocab, func(token string) bool {
		return slices.ContainsFunc(c.Special, func(i int) bool { return c.Vocab[i] == token })
	}))
}

func decodeError(t *testing.T, err error) {
	t.Helper()
	if status.CodeOf(err) != status.Decode {
		t.Errorf("code %d: %v", status.CodeOf(err), err)
	}
}

func TestReferenceDecoders(t *testing.T) {
	for i, c := range load(t).Decoders {
		d := parse(t, c.Decoder)
		never := func(string) bool { return false }
		ids := make([]uint32, len(c.Tokens))
		for j := range ids {
			ids[j] = uint32(j)
		}
		fast, fastErr := Compile(d, vocabulary(c.Tokens, never)).Append([]byte("before"), ids, true)
		got, err := Decode(d, slices.Clone(c.Tokens))
		switch {
		case c.Out == nil:
			if err == nil || fastErr == nil {
				t.Errorf("%d: %s %q: got %q and %q, want an error", i, c.Decoder, c.Tokens, got, fast)
				continue
			}
			decodeError(t, err)
			decodeError(t, fastErr)
		case err != nil || got != *c.Out:
			t.Errorf("%d: %s %q: got %q, %v; want %q", i, c.Decoder, c.Tokens, got, err, *c.Out)
		case fastErr != nil || string(fast) != "before"+*c.Out:
			t.Errorf("%d: %s %q: the plan gives %q, %v; want %q", i, c.Decoder, c.Tokens, fast, fastErr, *c.Out)
		}
	}
}

func TestReferenceStreams(t *testing.T) {
	for i, c := range load(t).Streams {
		plan := c.plan(t)
		all := slices.Concat(append([][]uint32{c.Prefill}, c.Steps...)...)
		if got, err := plan.Append(nil, all, c.Skip); err != nil && c.Decoded != nil || err == nil && c.Decoded == nil ||
			err == nil && string(got) != *c.Decoded {
			t.Errorf("%d: %s %d of %q: got %q, %v", i, c.Decoder, all, c.Vocab, got, err)
		}
		s := NewStream(plan, c.Prefill, c.Skip)
		for j, want := range c.Out {
			twin := s.Clone()
			text, ok, err := s.Step(c.Steps[j]...)
			if text2, ok2, err2 := twin.Step(c.Steps[j]...); text2 != text || ok2 != ok || (err == nil) != (err2 == nil) {
				t.Errorf("%d, step %d: a clone gives %q, not %q", i, j, text2, text)
			}
			if err != nil {
				decodeError(t, err)
				if want != "error" {
					t.Errorf("%d: %s, step %d: %v, want %v", i, c.Decoder, j, err, want)
				}
				break
			}
			if want == "error" {
				t.Errorf("%d: %s, step %d: got %q, want an error", i, c.Decoder, j, text)
				break
			}
			if want := want.([]any)[0]; want != nil && (!ok || text != want) || want == nil && ok {
				t.Errorf("%d: %s, step %d: got %q, %v; want %v", i, c.Decoder, j, text, ok, want)
			}
		}
	}
}
