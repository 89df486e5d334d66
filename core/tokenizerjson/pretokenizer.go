package tokenizerjson

import (
	"math"

	"github.com/libhftok/libhftok/core/internal/pattern"
	"github.com/libhftok/libhftok/core/pretokenizer"
)

// behaviors are the names of pretokenizer.Behavior, in its order.
var behaviors = []string{"Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"}

// preTokenizer builds a "pre_tokenizer"; the result is nil for null.
func preTokenizer(path string, v value) (pretokenizer.PreTokenizer, error) {
	if v == nil {
		return nil, nil
	}
	return build(path, v, "a pre-tokenizer", preTokenizerNamed)
}

// preTokenizerNamed builds the pre-tokenizer of a type; known is false if there is no such type.
func preTokenizerNamed(name string, f *fields) (t pretokenizer.PreTokenizer, known bool) {
	switch name {
	case "ByteLevel":
		f.boolean("trim_offsets")
		t = &pretokenizer.ByteLevel{AddPrefixSpace: f.boolean("add_prefix_space"), UseRegex: f.booleanOr("use_regex", true)}
	case "Metaspace":
		t = metaspace(f)
	case "Split":
		t = split(f)
	case "Punctuation":
		t = pretokenizer.Punctuation{Behavior: pretokenizer.Behavior(f.chooseOr("behavior", int(pretokenizer.Isolated), behaviors...))}
	case "Digits":
		t = pretokenizer.Digits{Individual: f.boolean("individual_digits")}
	case "Whitespace":
		t = pretokenizer.Whitespace{}
	case "UnicodeScripts":
		t = pretokenizer.UnicodeScripts{}
	case "WhitespaceSplit":
		t = pretokenizer.WhitespaceSplit{}
	case "BertPreTokenizer":
		t = pretokenizer.Bert{}
	case "CharDelimiterSplit":
		t = pretokenizer.CharDelimiterSplit{Delimiter: f.char("delimiter")}
	case "FixedLength":
		n := uint64(5)
		if _, ok := f.get("length", false); ok {
			n = f.integer("length", math.MaxInt)
		}
		t = pretokenizer.FixedLength{Length: n}
	case "Sequence":
		t = pretokenizer.Sequence(list(f, "pretokenizers", "a pre-tokenizer", preTokenizer))
	default:
		return nil, false
	}
	return t, true
}

func metaspace(f *fields) *pretokenizer.Metaspace {
	m := &pretokenizer.Metaspace{Replacement: f.char("replacement"), Split: true}
	m.PrependScheme, m.Split = metaspaceScheme(f)
	return m
}

// metaspaceScheme reads what the pre-tokenizer and the decoder of this name share. A legacy
// add_prefix_space must not contradict it.
func metaspaceScheme(f *fields) (scheme pretokenizer.PrependScheme, split bool) {
	scheme = pretokenizer.PrependScheme(f.chooseOr("prepend_scheme", int(pretokenizer.Always), "always", "first", "never"))
	if prefix, ok := f.nullable("add_prefix_space"); ok && !prefix && scheme != pretokenizer.Never {
		f.fail("add_prefix_space", `false does not match prepend_scheme, which is "always" if it is not given`)
	}
	f.nullableStr("str_rep") // a legacy member that must be a string and says nothing
	split, ok := f.nullable("split")
	return scheme, split || !ok
}

func split(f *fields) pretokenizer.PreTokenizer {
	behavior := pretokenizer.Behavior(f.choose("behavior", behaviors...))
	invert := f.boolean("invert")
	m, source := f.pattern("pattern")
	if f.err != nil {
		return nil
	}
	if s, ok := pretokenizer.ScannerFor(source); ok && behavior == pretokenizer.Isolated {
		return pretokenizer.Scan{Scanner: s} // covers the text, so that invert makes no difference
	}
	if l, ok := m.(pattern.Literal); ok && len(l) == 0 && behavior == pretokenizer.Isolated {
		return pretokenizer.FixedLength{Length: 1} // it matches between all characters
	}
	return &pretokenizer.Split{Pattern: m, Source: source, Behavior: behavior, Invert: invert}
}
