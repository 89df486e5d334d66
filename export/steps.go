package main

// #include "boundary.h"
import "C"

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/libhftok/libhftok/core"
	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/tokenizerjson"
)

//export hftokgo_normalize
func hftokgo_normalize(t C.hftokx_handle, text *C.hftokx_text, n C.size_t, out **C.char, length *C.size_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return giveText(t, out, length, errp, func(t *core.Tokenizer) ([]byte, error) {
		input, err := borrow[byte](text, n, "text")
		if err != nil {
			return nil, err
		}
		normalized, err := t.Normalize(input)
		return []byte(normalized), err
	})
}

//export hftokgo_pre_tokenize
func hftokgo_pre_tokenize(t C.hftokx_handle, text *C.hftokx_text, n C.size_t, unit C.uint32_t, out **C.char, length *C.size_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return giveText(t, out, length, errp, func(t *core.Tokenizer) ([]byte, error) {
		input, err := borrow[byte](text, n, "text")
		if err != nil {
			return nil, err
		}
		if unit >= C.HFTOK_OFFSETS_NONE {
			return nil, invalid("offset_unit is %d, none of HFTOK_OFFSETS_BYTE, CHAR and UTF16", unit)
		}
		pieces, err := t.PreTokenize(input, encoding.OffsetUnit(unit))
		if err != nil {
			return nil, err
		}
		return piecesJSON(pieces)
	})
}

// piecesJSON returns [["piece", start, end], …].
func piecesJSON(pieces []core.Piece) ([]byte, error) {
	rows := make([][3]any, len(pieces))
	for i, p := range pieces {
		rows[i] = [3]any{p.Text, p.Offset.Start, p.Offset.End}
	}
	return json.Marshal(rows)
}

//export hftokgo_model_tokens
func hftokgo_model_tokens(t C.hftokx_handle, text *C.hftokx_text, n C.size_t, out *C.hftokx_handle, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return combine(out, errp, func() (tokens []*encoding.Encoding, recorded core.EncodeOptions, err error) {
		recorded.OffsetUnit = encoding.Bytes
		tokenizer, err := tokenizers.get(t)
		if err != nil {
			return nil, recorded, err
		}
		input, err := borrow[byte](text, n, "text")
		if err != nil {
			return nil, recorded, err
		}
		e, err := tokenizer.ModelTokens(input)
		return []*encoding.Encoding{e}, recorded, err
	})
}

//export hftokgo_sections_json
func hftokgo_sections_json(t C.hftokx_handle, out **C.char, length *C.size_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return giveText(t, out, length, errp, (*core.Tokenizer).SectionsJSON)
}

//export hftokgo_with_sections
func hftokgo_with_sections(t C.hftokx_handle, sections *C.hftokx_text, n C.size_t, out *C.hftokx_handle, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return load(out, errp, func() (*core.Tokenizer, error) {
		tokenizer, err := tokenizers.get(t)
		if err != nil {
			return nil, err
		}
		text, err := borrow[byte](sections, n, "sections")
		if err != nil {
			return nil, err
		}
		return tokenizer.WithSections(text)
	})
}

//export hftokgo_decode_tokens
func hftokgo_decode_tokens(t C.hftokx_handle, data *C.hftokx_text, ends *C.hftokx_u64, n C.size_t, out **C.char, length *C.size_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return giveText(t, out, length, errp, func(t *core.Tokenizer) ([]byte, error) {
		texts, err := cut[byte](data, ends, n, "data")
		if err != nil {
			return nil, err
		}
		tokens := make([]string, len(texts))
		for i, text := range texts {
			tokens[i] = string(text)
			if err := checkText(tokens[i], fmt.Sprintf("token %d", i)); err != nil {
				return nil, err
			}
		}
		text, err := t.DecodeTokens(tokens)
		return []byte(text), err
	})
}

//export hftokgo_to_json
func hftokgo_to_json(t C.hftokx_handle, opts *C.hftokx_encode_options, flags C.uint32_t, out **C.char, length *C.size_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	return giveText(t, out, length, errp, func(t *core.Tokenizer) ([]byte, error) {
		if err := checkFlags(flags, C.HFTOK_JSON_PRETTY); err != nil {
			return nil, err
		}
		var truncation encoding.TruncationParams
		var padding encoding.PaddingParams
		options, err := readOptions(opts, &truncation, &padding)
		if err != nil {
			return nil, err
		}
		text, err := t.JSONWith(&options)
		if err != nil || flags&C.HFTOK_JSON_PRETTY == 0 {
			return text, err
		}
		var pretty bytes.Buffer
		err = json.Indent(&pretty, text, "", "  ")
		return pretty.Bytes(), err
	})
}

//export hftokgo_add_tokens
func hftokgo_add_tokens(t C.hftokx_handle, tokens *C.hftokx_text, n C.size_t, out *C.hftokx_handle, added *C.size_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	if added == nil {
		return fail(errp, invalid("added is NULL"))
	}
	count := 0
	code = load(out, errp, func() (*core.Tokenizer, error) {
		tokenizer, err := tokenizers.get(t)
		if err != nil {
			return nil, err
		}
		text, err := borrow[byte](tokens, n, "tokens")
		if err != nil {
			return nil, err
		}
		list, err := tokenizerjson.ParseAddedTokens(text)
		if err != nil {
			return nil, err
		}
		with, more, err := tokenizer.WithAddedTokens(list)
		count = more
		return with, err
	})
	if code == C.HFTOK_OK {
		*added = C.size_t(count)
	}
	return code
}
