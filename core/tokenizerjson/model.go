package tokenizerjson

import (
	"bytes"
	"errors"
	"math"
	"slices"

	"github.com/libhftok/libhftok/core/internal/flat"
	"github.com/libhftok/libhftok/core/internal/vocab"
	"github.com/libhftok/libhftok/core/model"
	"github.com/libhftok/libhftok/core/model/bpe"
	"github.com/libhftok/libhftok/core/model/unigram"
	"github.com/libhftok/libhftok/core/model/wordlevel"
	"github.com/libhftok/libhftok/core/model/wordpiece"
	"github.com/libhftok/libhftok/core/status"
)

// modelSection is the "model" member: its tables, read in one pass whatever the order, and its small
// members.
type modelSection struct {
	words  *vocab.Vocab    // "vocab" as an object
	pieces *unigram.Pieces // "vocab" as an array
	merges *bpe.Merges
	// mergesAt is where "merges" begins: over which vocabulary it is shows at the model's end.
	mergesAt int
	broken   error // what is wrong with "merges", which only BPE reads
	fields   fields
	tables   *flat.Codec // where the tables are if the file has them not
}

// readModel reads the "model" section.
func (f *File) readModel(r *reader) error {
	s := modelSection{fields: fields{path: "model", o: &object{values: map[string]value{}}}}
	f.sections.model = nil
	f.models++
	err := r.object(func(key []byte) error {
		name := string(key)
		r.peek()
		start := r.pos
		if read, ok := map[string]func(*modelSection) error{"vocab": r.vocab, "merges": r.mergesOrBroken}[name]; ok {
			if r.image != nil {
				return r.mustBeNull()
			}
			err := read(&s)
			f.lists = append(f.lists, extent{start, r.pos})
			return err
		}
		v, err := r.tree()
		if err != nil {
			return err
		}
		m := member{appendString(nil, name), compact(r.data[start:r.pos])}
		_, twice := s.fields.o.values[name]
		s.fields.o.values[name] = v
		switch {
		case twice && name == "type":
			return r.errorf("member given twice")
		case twice: // the last one counts
			at := slices.IndexFunc(f.sections.model, func(o member) bool { return bytes.Equal(o.name, m.name) })
			f.sections.model[at] = m
		default:
			f.sections.model = append(f.sections.model, m)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if s.merges != nil && !s.merges.Over(s.words) {
		if err := (&reader{data: r.data, pos: s.mergesAt}).merges(&s); err != nil {
			return err
		}
	}
	if r.image != nil {
		s.tables = r.image
		s.fields.o.values["type"] = r.imageType
	}
	f.Model, err = s.build()
	return err
}

// About how many bytes of a tokenizer.json there are for each of its tokens, pieces and merge rules.
const (
	bytesPerToken = 28
	bytesPerPiece = 32
	bytesPerMerge = 14
)

// vocab reads a vocabulary of either form.
func (r *reader) vocab(s *modelSection) error {
	s.words, s.pieces = nil, nil
	if r.peek() == '[' {
		return r.unigramVocab(s)
	}
	b := vocab.NewBuilder((len(r.data) - r.pos) / bytesPerToken)
	err := r.object(func(token []byte) error {
		// The id is read after the token, whose memory a string in between would reuse; there is none.
		id, err := r.id()
		if err == nil && !b.Add(token, id) {
			err = r.errorf("the tokens exceed 4 GiB")
		}
		if err == nil {
			r.vocabMembers(b)
		}
		return err
	})
	if err != nil {
		return err
	}
	s.words = b.Build()
	return nil
}

// unigramVocab reads [[piece, score], …].
func (r *reader) unigramVocab(s *modelSection) error {
	p := unigram.NewPieces((len(r.data) - r.pos) / bytesPerPiece)
	err := r.array(func(int) error {
		n := 0
		var piece []byte
		err := r.array(func(i int) (err error) {
			n = i + 1
			switch i {
			case 0:
				piece, err = r.str()
				return err
			case 1:
				// The piece's memory is still its own: there is no string in between.
				score, err := r.number()
				if err == nil && !p.Add(piece, score.float) {
					err = r.errorf("the pieces exceed 4 GiB")
				}
				return err
			}
			return r.errorf("expected a piece and its score, found more")
		})
		if err == nil && n != 2 {
			err = r.errorf("expected a piece and its score")
		}
		if err == nil {
			r.pieceElements(p)
		}
		return err
	})
	if err == nil && p.Len() > math.MaxInt32 {
		err = r.errorf("too many pieces")
	}
	if err == nil {
		s.pieces = p
	}
	return err
}

// mergesOrBroken reads the rules, or notes why that can't be done and goes on after them.
func (r *reader) mergesOrBroken(s *modelSection) error {
	path, depth := len(r.path), r.depth
	s.merges, s.mergesAt, s.broken = nil, r.pos, nil
	if s.broken = r.merges(s); s.broken == nil {
		return nil
	}
	r.pos, r.path, r.depth = s.mergesAt, r.path[:path], depth
	_, err := r.tree()
	return err
}

// merges reads the rules, all as "a b" or all as ["a", "b"].
func (r *reader) merges(s *modelSection) error {
	if r.null() {
		return r.errorf("expected an array, found null")
	}
	m := &bpe.Merges{}
	if s.words != nil {
		m = bpe.NewMerges(s.words, (len(r.data)-r.pos)/bytesPerMerge)
	}
	asPairs := false
	var a *ahead
	defer func() { a.wait() }()
	err := r.array(func(i int) error {
		if c := r.peek(); i == 0 {
			asPairs = c == '['
		} else if asPairs != (c == '[') {
			return r.errorf("merges are all strings or all pairs, not both")
		}
		if err := r.merge(m, asPairs); err != nil {
			return err
		}
		if i == 0 {
			a = r.readAhead(m, asPairs)
		}
		r.mergeElements(m, asPairs, a)
		return nil
	})
	if err != nil {
		return err
	}
	s.merges = m
	return nil
}

// merge reads one rule.
func (r *reader) merge(m *bpe.Merges, asPair bool) error {
	if asPair {
		return r.mergePair(m)
	}
	line, err := r.str()
	if err != nil {
		return err
	}
	if bytes.HasPrefix(line, []byte("#version")) {
		return nil
	}
	left, right, ok := bytes.Cut(line, []byte(" "))
	if !ok || bytes.IndexByte(right, ' ') >= 0 {
		return r.errorf("expected two tokens with one space between them, found %q", line)
	}
	m.Add(left, right)
	return nil
}

func (r *reader) mergePair(m *bpe.Merges) error {
	n := 0
	var left []byte
	err := r.array(func(i int) error {
		n = i + 1
		token, err := r.str()
		if err != nil {
			return err
		}
		switch i {
		case 0:
			left = slices.Clone(token)
			return nil
		case 1:
			m.Add(left, token)
			return nil
		}
		return r.errorf("expected two tokens, found more")
	})
	if err == nil && n != 2 {
		err = r.errorf("expected two tokens")
	}
	return err
}

// build makes the model. Without a type the first one that the members fit is taken, in the reference's
// order.
func (s *modelSection) build() (model.Model, error) {
	if v, ok := s.fields.o.values["type"]; ok {
		name, _ := v.(string)
		build, ok := map[string]func() (model.Model, error){
			"BPE": s.bpe, "WordPiece": s.wordPiece, "WordLevel": s.wordLevel, "Unigram": s.unigram,
		}[name]
		if !ok {
			return nil, invalid("model.type", "expected BPE, WordPiece, WordLevel or Unigram, found %s", kind(v))
		}
		return build()
	}
	var first error
	for _, build := range []func() (model.Model, error){s.bpe, s.wordPiece, s.wordLevel, s.unigram} {
		s.fields.err = nil
		m, err := build()
		if err == nil {
			return m, nil
		}
		if errors.Is(err, bpe.ErrTooLong) || errors.Is(err, bpe.ErrTooShort) {
			return nil, err
		}
		if first == nil || s.fields.err == nil {
			first = err
		}
	}
	return nil, status.Errorf(status.InvalidTokenizer, "tokenizer.json: model has no type and fits none: %w", first)
}

// tokens returns the vocabulary of a model that has it as an object, nil if it is among the tables.
func (s *modelSection) tokens() *vocab.Vocab {
	if s.words == nil && s.tables == nil {
		if s.pieces != nil {
			s.fields.fail("vocab", "expected an object, found an array")
		} else {
			s.fields.fail("", "missing field %q", "vocab")
		}
	}
	return s.words
}

func (s *modelSection) bpe() (model.Model, error) {
	f := &s.fields
	c := bpe.Config{Vocab: s.tokens(), Tables: s.tables, UnkToken: f.nullableStr("unk_token")}
	switch {
	case s.tables != nil:
	case s.broken != nil && f.err == nil:
		f.err = s.broken
	case s.merges == nil:
		f.fail("", "missing field %q", "merges")
	default:
		c.Merges = s.merges
	}
	if p := f.nullableStr("continuing_subword_prefix"); p != nil {
		c.ContinuingSubwordPrefix = *p
	}
	if p := f.nullableStr("end_of_word_suffix"); p != nil {
		c.EndOfWordSuffix = *p
	}
	c.FuseUnk, _ = f.nullable("fuse_unk")
	c.ByteFallback, _ = f.nullable("byte_fallback")
	c.IgnoreMerges, _ = f.nullable("ignore_merges")
	if v := f.o.values["dropout"]; v != nil {
		n, ok := v.(number)
		if !ok || n.float < 0 || n.float > 1 {
			f.fail("dropout", "expected null or a number from 0 to 1, found %s", kind(v))
		}
		c.Dropout = float32(n.float)
	}
	if f.err != nil {
		return nil, f.err
	}
	m, err := bpe.New(c)
	if err != nil {
		return nil, inFile(err)
	}
	return m, nil
}

func (s *modelSection) wordPiece() (model.Model, error) {
	f := &s.fields
	words, unk, prefix := s.tokens(), f.str("unk_token"), f.str("continuing_subword_prefix")
	limit := f.integer("max_input_chars_per_word", math.MaxUint64)
	if f.err != nil {
		return nil, f.err
	}
	if s.tables != nil {
		return wordpiece.FromTables(s.tables, unk, prefix, limit)
	}
	return wordpiece.New(words, unk, prefix, limit), nil
}

func (s *modelSection) wordLevel() (model.Model, error) {
	words, unk := s.tokens(), s.fields.str("unk_token")
	if s.fields.err != nil {
		return nil, s.fields.err
	}
	if s.tables != nil {
		return wordlevel.FromTables(s.tables, unk)
	}
	return wordlevel.New(words, unk), nil
}

func (s *modelSection) unigram() (model.Model, error) {
	f := &s.fields
	if s.pieces == nil && s.tables == nil {
		if s.words != nil {
			f.fail("vocab", "expected an array, found an object")
		} else {
			f.fail("", "missing field %q", "vocab")
		}
	}
	unk, fallback := f.nullableInteger("unk_id"), f.booleanOr("byte_fallback", false)
	if f.err != nil {
		return nil, f.err
	}
	if s.tables != nil {
		return unigram.FromTables(s.tables, unk, fallback)
	}
	m, err := unigram.New(*s.pieces, unk, fallback)
	if err != nil {
		return nil, inFile(err)
	}
	return m, nil
}

// inFile says of a model's error, which begins with the path, which file it is about.
func inFile(err error) error {
	return status.Errorf(status.CodeOf(err), "tokenizer.json: %w", err)
}
