// Package abi tests the built library as a foreign program meets it: loaded at run time, through
// include/hftok.h alone, without cgo.
package abi

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"unsafe"

	"github.com/ebitengine/purego"
)

// handle is any hftok_* pointer to a handle or an error; both are opaque here.
type handle = uintptr

// api is every function of the header, called as a foreign-function interface calls it.
var api struct {
	ABIVersion func() uint32        `c:"hftok_abi_version"`
	Version    func() string        `c:"hftok_version"`
	StatusName func(s int32) string `c:"hftok_status_name"`

	ErrorCode        func(e handle) int32                                     `c:"hftok_error_code"`
	ErrorHTTPStatus  func(e handle) int32                                     `c:"hftok_error_http_status"`
	ErrorMessage     func(e handle) string                                    `c:"hftok_error_message"`
	ErrorRequestID   func(e handle) string                                    `c:"hftok_error_request_id"`
	ErrorCopyMessage func(e handle, buf unsafe.Pointer, room uintptr) uintptr `c:"hftok_error_copy_message"`
	ErrorIDs         func(e handle, ids unsafe.Pointer, room uintptr) uintptr `c:"hftok_error_ids"`
	ErrorFree        func(e handle)                                           `c:"hftok_error_free"`

	PretrainedOptionsInit func(o *pretrainedOptions, size uint32)                               `c:"hftok_pretrained_options_init"`
	CheckAccess           func(repo unsafe.Pointer, o *pretrainedOptions, e *handle) int32      `c:"hftok_check_access"`
	FromPretrained        func(repo unsafe.Pointer, o *pretrainedOptions, out, e *handle) int32 `c:"hftok_from_pretrained"`
	FromFile              func(path unsafe.Pointer, out, e *handle) int32                       `c:"hftok_from_file"`
	FromBytes             func(json unsafe.Pointer, n uintptr, out, e *handle) int32            `c:"hftok_from_bytes"`
	Free                  func(t handle)                                                        `c:"hftok_free"`
	CancelNew             func(out, e *handle) int32                                            `c:"hftok_cancel_new"`
	CancelTrigger         func(c handle)                                                        `c:"hftok_cancel_trigger"`
	CancelFree            func(c handle)                                                        `c:"hftok_cancel_free"`

	EncodeOptionsInit func(o *encodeOptions, size uint32)                                                                                                                                `c:"hftok_encode_options_init"`
	Encode            func(t handle, text unsafe.Pointer, n uintptr, o *encodeOptions, ids unsafe.Pointer, room uintptr, count *uintptr, e *handle) int32                                `c:"hftok_encode"`
	EncodeFull        func(t handle, text unsafe.Pointer, n uintptr, pair unsafe.Pointer, pairN uintptr, o *encodeOptions, out, e *handle) int32                                         `c:"hftok_encode_full"`
	EncodeBatch       func(t handle, data, ends unsafe.Pointer, n uintptr, o *encodeOptions, out, e *handle) int32                                                                       `c:"hftok_encode_batch"`
	EncodeBatchIDs    func(t handle, data, ends unsafe.Pointer, n uintptr, o *encodeOptions, ids unsafe.Pointer, room uintptr, rowEnds unsafe.Pointer, count *uintptr, e *handle) int32  `c:"hftok_encode_batch_ids"`
	EncodeTextsIDs    func(t handle, texts, lens unsafe.Pointer, n uintptr, o *encodeOptions, ids unsafe.Pointer, room uintptr, rowEnds unsafe.Pointer, count *uintptr, e *handle) int32 `c:"hftok_encode_texts_ids"`
	EncodingGet       func(enc handle, v *encodingView) int32                                                                                                                            `c:"hftok_encoding_get"`
	EncodingFree      func(enc handle)                                                                                                                                                   `c:"hftok_encoding_free"`

	PackOptionsInit func(o *packOptions, size uint32)                                                                                                `c:"hftok_pack_options_init"`
	Pack            func(t handle, data unsafe.Pointer, n uintptr, encode *encodeOptions, o *packOptions, out *handle, at *uintptr, e *handle) int32 `c:"hftok_pack"`
	PackedGet       func(p handle, v *packedView) int32                                                                                              `c:"hftok_packed_get"`
	PackedFree      func(p handle)                                                                                                                   `c:"hftok_packed_free"`

	DecodeOptionsInit func(o *decodeOptions, size uint32)                                                                                                 `c:"hftok_decode_options_init"`
	Decode            func(t handle, ids unsafe.Pointer, n uintptr, o *decodeOptions, out, length *uintptr, e *handle) int32                              `c:"hftok_decode"`
	DecodeInto        func(t handle, ids unsafe.Pointer, n uintptr, o *decodeOptions, buf unsafe.Pointer, room uintptr, length *uintptr, e *handle) int32 `c:"hftok_decode_into"`
	DecodeBatch       func(t handle, ids, ends unsafe.Pointer, n uintptr, o *decodeOptions, out *uintptr, outEnds unsafe.Pointer, e *handle) int32        `c:"hftok_decode_batch"`
	StringFree        func(s uintptr)                                                                                                                     `c:"hftok_string_free"`

	TokenToID        func(t handle, token unsafe.Pointer, n uintptr, id *uint32, e *handle) int32                  `c:"hftok_token_to_id"`
	IDToToken        func(t handle, id uint32, buf unsafe.Pointer, room uintptr, length *uintptr, e *handle) int32 `c:"hftok_id_to_token"`
	VocabSize        func(t handle, withAdded int32, out *uintptr, e *handle) int32                                `c:"hftok_vocab_size"`
	VocabJSON        func(t handle, withAdded int32, out, length *uintptr, e *handle) int32                        `c:"hftok_vocab_json"`
	AddedTokensJSON  func(t handle, out, length *uintptr, e *handle) int32                                         `c:"hftok_added_tokens_json"`
	NumSpecialTokens func(t handle, isPair int32, out *uintptr, e *handle) int32                                   `c:"hftok_num_special_tokens"`
	InfoJSON         func(t handle, out, length *uintptr, e *handle) int32                                         `c:"hftok_info_json"`

	EncodingNew      func(v *encodingView, out, e *handle) int32                                                        `c:"hftok_encoding_new"`
	EncodingPad      func(enc handle, o *encodeOptions, out, e *handle) int32                                           `c:"hftok_encoding_pad"`
	EncodingTruncate func(enc handle, maxLength, stride uint64, side uint32, out, e *handle) int32                      `c:"hftok_encoding_truncate"`
	EncodingMerge    func(encodings unsafe.Pointer, n uintptr, growing int32, out, e *handle) int32                     `c:"hftok_encoding_merge"`
	PostProcess      func(t, enc, pair handle, o *encodeOptions, out, e *handle) int32                                  `c:"hftok_post_process"`
	Normalize        func(t handle, text unsafe.Pointer, n uintptr, out, length *uintptr, e *handle) int32              `c:"hftok_normalize"`
	PreTokenize      func(t handle, text unsafe.Pointer, n uintptr, unit uint32, out, length *uintptr, e *handle) int32 `c:"hftok_pre_tokenize"`
	ToJSON           func(t handle, o *encodeOptions, flags uint32, out, length *uintptr, e *handle) int32              `c:"hftok_to_json"`
	AddTokens        func(t handle, tokens unsafe.Pointer, n uintptr, out *handle, added *uintptr, e *handle) int32     `c:"hftok_add_tokens"`

	ModelTokens  func(t handle, text unsafe.Pointer, n uintptr, out, e *handle) int32                        `c:"hftok_model_tokens"`
	DecodeTokens func(t handle, data, ends unsafe.Pointer, n uintptr, out, length *uintptr, e *handle) int32 `c:"hftok_decode_tokens"`
	SectionsJSON func(t handle, out, length *uintptr, e *handle) int32                                       `c:"hftok_sections_json"`
	WithSections func(t handle, sections unsafe.Pointer, n uintptr, out, e *handle) int32                    `c:"hftok_with_sections"`

	DecodeStreamNew   func(t handle, ids unsafe.Pointer, n uintptr, o *decodeOptions, out, e *handle) int32 `c:"hftok_decode_stream_new"`
	DecodeStreamStep  func(s handle, ids unsafe.Pointer, n uintptr, out, length *uintptr, e *handle) int32  `c:"hftok_decode_stream_step"`
	DecodeStreamClone func(s handle, out, e *handle) int32                                                  `c:"hftok_decode_stream_clone"`
	DecodeStreamFree  func(s handle)                                                                        `c:"hftok_decode_stream_free"`

	CacheScan   func(opts *pretrainedOptions, out, length *uintptr, e *handle) int32                                                     `c:"hftok_cache_scan"`
	CacheDelete func(opts *pretrainedOptions, targets unsafe.Pointer, size uintptr, flags uint32, out, length *uintptr, e *handle) int32 `c:"hftok_cache_delete"`
	CachePrune  func(opts *pretrainedOptions, flags uint32, out, length *uintptr, e *handle) int32                                       `c:"hftok_cache_prune"`

	SetLog           func(fn, user uintptr, level int32) `c:"hftok_set_log"`
	SetWordCacheSize func(bytes uint64)                  `c:"hftok_set_word_cache_size"`
}

// The header's structs; layout_test.go holds them to it.
type pretrainedOptions struct {
	Size         uint32
	Flags        uint32
	Revision     *byte
	Token        *byte
	CacheDir     *byte `c:"cache_dir"`
	Endpoint     *byte
	Subfolder    *byte
	UserAgent    *byte `c:"user_agent"`
	Env          *byte
	EnvSize      uintptr `c:"env_size"`
	Timeout      float64
	Progress     uintptr
	ProgressUser uintptr `c:"progress_user"`
	Cancel       handle
}

type encodeOptions struct {
	Size            uint32
	Flags           uint32
	OffsetUnit      uint32 `c:"offset_unit"`
	Threads         uint32
	Truncation      uint32
	TruncationSide  uint32 `c:"truncation_side"`
	MaxLength       uint64 `c:"max_length"`
	Stride          uint64
	Padding         uint32
	PaddingSide     uint32  `c:"padding_side"`
	PadLength       uint64  `c:"pad_length"`
	PadToMultipleOf uint64  `c:"pad_to_multiple_of"`
	PadID           uint32  `c:"pad_id"`
	PadTypeID       uint32  `c:"pad_type_id"`
	PadToken        *byte   `c:"pad_token"`
	SequenceEnds    *uint64 `c:"sequence_ends"`
	Sequences       uintptr
	Pairs           *byte
	Rows            uintptr
	Seed            uint64
}

type packOptions struct {
	Size          uint32
	Flags         uint32
	Documents     uint32
	AppendID      uint32 `c:"append_id"`
	Separator     *byte
	SeparatorSize uintptr `c:"separator_size"`
	Field         *byte
	FieldSize     uintptr `c:"field_size"`
	Ends          *uint64
	N             uintptr
}

type packedView struct {
	Size      uint32
	IDBytes   uint32 `c:"id_bytes"`
	Documents uintptr
	Tokens    uintptr
	IDs       unsafe.Pointer
	Lengths   *uint32
	Skipped   uintptr
}

type decodeOptions struct {
	Size  uint32
	Flags uint32
}

type encodingView struct {
	Size              uint32
	OffsetUnit        uint32 `c:"offset_unit"`
	Rows              uintptr
	Tokens            uintptr
	RowEnds           *uint64 `c:"row_ends"`
	RowInputs         *uint32 `c:"row_inputs"`
	IDs               *uint32
	TypeIDs           *uint32 `c:"type_ids"`
	Offsets           *uint32
	WordIDs           *int32  `c:"word_ids"`
	SequenceIDs       *int32  `c:"sequence_ids"`
	SpecialTokensMask *uint8  `c:"special_tokens_mask"`
	AttentionMask     *uint8  `c:"attention_mask"`
	TokenText         *byte   `c:"token_text"`
	TokenEnds         *uint64 `c:"token_ends"`
	RowDepths         *uint32 `c:"row_depths"`
	SequenceRanges    *uint32 `c:"sequence_ranges"`
	Sequences         uintptr
}

const (
	ok                 = 0
	invalidArgument    = -1
	invalidHandle      = -2
	bufferTooSmall     = -3
	notFound           = -4
	cancelled          = -7
	unsupported        = -9
	ioError            = -20
	invalidTokenizer   = -21
	gatedNoToken       = -100
	badToken           = -102
	repositoryNotFound = -103
	localMiss          = -116

	flagLocalFilesOnly = 2
	flagNoToken        = 8

	flagNoSpecialTokens = 1
	flagSpecialAsText   = 2
	flagPretokenized    = 4
	flagNoTokens        = 8

	offsetsChar  = 1
	offsetsUTF16 = 2
	offsetsNone  = 3

	documentsLines      = 0
	documentsJSONLines  = 1
	documentsSeparated  = 2
	documentsParagraphs = 3
	documentsEnds       = 4
	packAppend          = 1
	packSkip            = 2
	pack16Bit           = 4

	truncationNone         = 1
	truncationLongestFirst = 2
	paddingBatchLongest    = 2
	paddingFixed           = 3
	sideLeft               = 1

	flagKeepSpecialTokens = 1
)

var (
	libraryPath = libraryFile()
	headerPath  = filepath.Join("..", "..", "include", "hftok.h")
	calls       = map[string]*atomic.Int64{}
)

func libraryFile() string {
	path := os.Getenv("HFTOK_LIBRARY")
	if path == "" {
		path = filepath.Join("..", "..", "build", "libhftok.so")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		panic(err)
	}
	return path
}

// TestMain loads the library, and in the end makes sure that the tests called all of it.
func TestMain(m *testing.M) {
	library, err := purego.Dlopen(libraryPath, purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		fmt.Fprintln(os.Stderr, "the library must be built first (make):", err)
		os.Exit(1)
	}
	bind(library)
	code := m.Run()
	if code == 0 && flag.Lookup("test.run").Value.String() == "" {
		for name, count := range calls {
			if count.Load() == 0 {
				fmt.Fprintln(os.Stderr, "FAIL: no test called", name)
				code = 1
			}
		}
	}
	os.Exit(code)
}

// bind fills api, counting calls.
func bind(library uintptr) {
	v := reflect.ValueOf(&api).Elem()
	for i := range v.NumField() {
		name := v.Type().Field(i).Tag.Get("c")
		raw := reflect.New(v.Field(i).Type())
		purego.RegisterLibFunc(raw.Interface(), library, name)
		count := new(atomic.Int64)
		calls[name] = count
		v.Field(i).Set(reflect.MakeFunc(v.Field(i).Type(), func(args []reflect.Value) []reflect.Value {
			count.Add(1)
			return raw.Elem().Call(args)
		}))
	}
}

// cstring returns s with a NUL behind it.
func cstring(s string) *byte { return unsafe.SliceData(append([]byte(s), 0)) }

// data returns the address of the first item, nil for none.
func data[T any](s []T) unsafe.Pointer {
	if len(s) == 0 {
		return nil
	}
	return unsafe.Pointer(unsafe.SliceData(s))
}

func text(s string) (unsafe.Pointer, uintptr) { return data([]byte(s)), uintptr(len(s)) }

// cpath returns a NUL-terminated string for a parameter without a length.
func cpath(s string) unsafe.Pointer { return unsafe.Pointer(cstring(s)) }

// flat lays strings end to end.
func flat(strs ...string) (unsafe.Pointer, unsafe.Pointer, uintptr) {
	var ends []uint64
	n := 0
	for _, s := range strs {
		n += len(s)
		ends = append(ends, uint64(n))
	}
	return data([]byte(strings.Join(strs, ""))), data(ends), uintptr(len(strs))
}

// address turns a number that the library gave into a pointer to C memory.
func address(p uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&p)) }

func newEncodeOptions() *encodeOptions {
	var o encodeOptions
	api.EncodeOptionsInit(&o, uint32(unsafe.Sizeof(o)))
	return &o
}

func newPretrainedOptions() *pretrainedOptions {
	var o pretrainedOptions
	api.PretrainedOptionsInit(&o, uint32(unsafe.Sizeof(o)))
	return &o
}

// load loads one of tests/data; it is freed when the test ends.
func load(t testing.TB, name string) handle {
	t.Helper()
	var h, e handle
	check(t, api.FromFile(cpath(dataFile(name)), &h, &e), e)
	t.Cleanup(func() { api.Free(h) })
	return h
}

func dataFile(name string) string { return filepath.Join("..", "data", name, "tokenizer.json") }

// check ends the test unless the call succeeded.
func check(t testing.TB, code int32, e handle) {
	t.Helper()
	if code != ok || e != 0 {
		message := api.ErrorMessage(e)
		api.ErrorFree(e)
		t.Fatalf("%s: %s", api.StatusName(code), message)
	}
}

// refused makes sure that a call failed with the code, in its status and its error, and that the message
// holds all parts. It frees the error.
func refused(t testing.TB, want, got int32, e handle, parts ...string) {
	t.Helper()
	message := api.ErrorMessage(e)
	if got != want || api.ErrorCode(e) != want {
		t.Errorf("status %s, error %s %q; want %s", api.StatusName(got), api.StatusName(api.ErrorCode(e)), message, api.StatusName(want))
	}
	for _, part := range parts {
		if !strings.Contains(message, part) {
			t.Errorf("message %q lacks %q", message, part)
		}
	}
	api.ErrorFree(e)
}

// encode returns the ids of s.
func encode(t testing.TB, h handle, s string, o *encodeOptions) []uint32 {
	t.Helper()
	ids := make([]uint32, len(s)+64)
	var count uintptr
	var e handle
	p, n := text(s)
	check(t, api.Encode(h, p, n, o, data(ids), uintptr(len(ids)), &count, &e), e)
	return ids[:count]
}

func equal[T comparable](t testing.TB, what string, got, want []T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}
