package main

// #include "boundary.h"
import "C"

import (
	"github.com/libhftok/libhftok/core/corpus"
	"github.com/libhftok/libhftok/core/encoding"
	"github.com/libhftok/libhftok/core/status"
)

// The numbers of hftok.h are those of the core: an index other than 0 is a compile error.
var (
	_ = [1]int{}[C.HFTOK_OK-status.OK]
	_ = [1]int{}[C.HFTOK_ERR_INVALID_ARGUMENT-status.InvalidArgument]
	_ = [1]int{}[C.HFTOK_ERR_INVALID_HANDLE-status.InvalidHandle]
	_ = [1]int{}[C.HFTOK_ERR_BUFFER_TOO_SMALL-status.BufferTooSmall]
	_ = [1]int{}[C.HFTOK_ERR_NOT_FOUND-status.NotFound]
	_ = [1]int{}[C.HFTOK_ERR_INTERNAL-status.Internal]
	_ = [1]int{}[C.HFTOK_ERR_FORKED-status.Forked]
	_ = [1]int{}[C.HFTOK_ERR_CANCELLED-status.Cancelled]
	_ = [1]int{}[C.HFTOK_ERR_OUT_OF_MEMORY-status.OutOfMemory]
	_ = [1]int{}[C.HFTOK_ERR_UNSUPPORTED-status.Unsupported]
	_ = [1]int{}[C.HFTOK_ERR_IO-status.IO]
	_ = [1]int{}[C.HFTOK_ERR_INVALID_TOKENIZER-status.InvalidTokenizer]
	_ = [1]int{}[C.HFTOK_ERR_ENCODE-status.Encode]
	_ = [1]int{}[C.HFTOK_ERR_DECODE-status.Decode]
	_ = [1]int{}[C.HFTOK_ERR_GATED_NO_TOKEN-status.GatedNoToken]
	_ = [1]int{}[C.HFTOK_ERR_GATED_DENIED-status.GatedDenied]
	_ = [1]int{}[C.HFTOK_ERR_BAD_TOKEN-status.BadToken]
	_ = [1]int{}[C.HFTOK_ERR_REPO_NOT_FOUND-status.RepoNotFound]
	_ = [1]int{}[C.HFTOK_ERR_REVISION_NOT_FOUND-status.RevisionNotFound]
	_ = [1]int{}[C.HFTOK_ERR_ENTRY_NOT_FOUND-status.EntryNotFound]
	_ = [1]int{}[C.HFTOK_ERR_DISABLED-status.Disabled]
	_ = [1]int{}[C.HFTOK_ERR_FORBIDDEN-status.Forbidden]
	_ = [1]int{}[C.HFTOK_ERR_RATE_LIMITED-status.RateLimited]
	_ = [1]int{}[C.HFTOK_ERR_SERVER-status.Server]
	_ = [1]int{}[C.HFTOK_ERR_NOT_A_HUB-status.NotAHub]
	_ = [1]int{}[C.HFTOK_ERR_INTEGRITY-status.Integrity]
	_ = [1]int{}[C.HFTOK_ERR_NETWORK-status.Network]
	_ = [1]int{}[C.HFTOK_ERR_TLS-status.TLS]
	_ = [1]int{}[C.HFTOK_ERR_PROXY-status.Proxy]
	_ = [1]int{}[C.HFTOK_ERR_OFFLINE-status.Offline]
	_ = [1]int{}[C.HFTOK_ERR_LOCAL_MISS-status.LocalMiss]
	_ = [1]int{}[C.HFTOK_ERR_TIMEOUT-status.Timeout]
	_ = [1]int{}[C.HFTOK_ERR_INVALID_REPO-status.InvalidRepo]
	_ = [1]int{}[C.HFTOK_ERR_TOKEN_NOT_FOUND-status.TokenNotFound]

	_ = [1]int{}[C.HFTOK_OFFSETS_BYTE-encoding.Bytes]
	_ = [1]int{}[C.HFTOK_OFFSETS_CHAR-encoding.Chars]
	_ = [1]int{}[C.HFTOK_OFFSETS_UTF16-encoding.UTF16]
	_ = [1]int{}[C.HFTOK_OFFSETS_NONE-encoding.None]

	_ = [1]int{}[C.HFTOK_DOCUMENTS_LINES-corpus.Lines]
	_ = [1]int{}[C.HFTOK_DOCUMENTS_JSON_LINES-corpus.JSONLines]
	_ = [1]int{}[C.HFTOK_DOCUMENTS_SEPARATED-corpus.Separated]
	_ = [1]int{}[C.HFTOK_DOCUMENTS_PARAGRAPHS-corpus.Paragraphs]
	_ = [1]int{}[C.HFTOK_DOCUMENTS_ENDS-corpus.Ends]

	_ = [1]int{}[C.HFTOK_SIDE_RIGHT-encoding.Right]
	_ = [1]int{}[C.HFTOK_SIDE_LEFT-encoding.Left]
)
