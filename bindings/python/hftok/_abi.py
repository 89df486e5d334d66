"""The contract of include/hftok.h in ctypes: constants, structs and prototypes, and nothing else."""

from __future__ import annotations

from ctypes import (
    CFUNCTYPE,
    Structure,
    c_char_p,
    c_double,
    c_int32,
    c_size_t,
    c_uint32,
    c_uint64,
    c_void_p,
)

ABI_VERSION = 1
VERSION = "0.1.0"

# hftok_status: the codes that the binding itself acts on. For the rest it knows their names (errors.py).
OK = 0
ERR_BUFFER_TOO_SMALL = -3
ERR_NOT_FOUND = -4
ERR_FORKED = -6

PRETRAINED_AUTO = 1
PRETRAINED_LOCAL_FILES_ONLY = 2
PRETRAINED_FORCE_DOWNLOAD = 4
PRETRAINED_NO_TOKEN = 8
PRETRAINED_REQUIRE_TOKEN = 16

CACHE_DRY_RUN = 1

ENCODE_NO_SPECIAL_TOKENS = 1
ENCODE_SPECIAL_AS_TEXT = 2
ENCODE_PRETOKENIZED = 4
ENCODE_PAIR_TYPE_ZERO = 16

DOCUMENTS_LINES = 0
DOCUMENTS_JSON_LINES = 1
DOCUMENTS_SEPARATED = 2
DOCUMENTS_PARAGRAPHS = 3
DOCUMENTS_ENDS = 4

PACK_APPEND = 1
PACK_SKIP = 2
PACK_16_BIT = 4

OFFSETS_CHAR = 1
OFFSETS_NONE = 3

TRUNCATION_FROM_FILE = 0
TRUNCATION_NONE = 1
TRUNCATION_LONGEST_FIRST = 2
TRUNCATION_ONLY_FIRST = 3
TRUNCATION_ONLY_SECOND = 4

PADDING_FROM_FILE = 0
PADDING_NONE = 1
PADDING_BATCH_LONGEST = 2
PADDING_FIXED = 3

SIDE_RIGHT = 0
SIDE_LEFT = 1

DECODE_KEEP_SPECIAL_TOKENS = 1

JSON_PRETTY = 1

LOG_WARNING = 1
LOG_INFO = 2
LOG_DEBUG = 3

PROGRESS_FN = CFUNCTYPE(c_int32, c_void_p, c_char_p, c_uint64, c_uint64)
LOG_FN = CFUNCTYPE(None, c_void_p, c_int32, c_char_p)


class PretrainedOptions(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("flags", c_uint32),
        ("revision", c_char_p),
        ("token", c_char_p),
        ("cache_dir", c_char_p),
        ("endpoint", c_char_p),
        ("subfolder", c_char_p),
        ("user_agent", c_char_p),
        ("env", c_char_p),
        ("env_size", c_size_t),
        ("timeout", c_double),
        ("progress", PROGRESS_FN),
        ("progress_user", c_void_p),
        ("cancel", c_void_p),
    ]


class EncodeOptions(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("flags", c_uint32),
        ("offset_unit", c_uint32),
        ("threads", c_uint32),
        ("truncation", c_uint32),
        ("truncation_side", c_uint32),
        ("max_length", c_uint64),
        ("stride", c_uint64),
        ("padding", c_uint32),
        ("padding_side", c_uint32),
        ("pad_length", c_uint64),
        ("pad_to_multiple_of", c_uint64),
        ("pad_id", c_uint32),
        ("pad_type_id", c_uint32),
        ("pad_token", c_char_p),
        ("sequence_ends", c_void_p),
        ("sequences", c_size_t),
        ("pairs", c_char_p),
        ("rows", c_size_t),
        ("seed", c_uint64),
    ]


class PackOptions(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("flags", c_uint32),
        ("documents", c_uint32),
        ("append_id", c_uint32),
        ("separator", c_char_p),
        ("separator_size", c_size_t),
        ("field", c_char_p),
        ("field_size", c_size_t),
        ("ends", c_void_p),
        ("n", c_size_t),
    ]


class PackedView(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("id_bytes", c_uint32),
        ("documents", c_size_t),
        ("tokens", c_size_t),
        ("ids", c_void_p),
        ("lengths", c_void_p),
        ("skipped", c_size_t),
    ]


class DecodeOptions(Structure):
    _fields_ = [("size", c_uint32), ("flags", c_uint32)]


class EncodingView(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("offset_unit", c_uint32),
        ("rows", c_size_t),
        ("tokens", c_size_t),
        ("row_ends", c_void_p),
        ("row_inputs", c_void_p),
        ("ids", c_void_p),
        ("type_ids", c_void_p),
        ("offsets", c_void_p),
        ("word_ids", c_void_p),
        ("sequence_ids", c_void_p),
        ("special_tokens_mask", c_void_p),
        ("attention_mask", c_void_p),
        ("token_text", c_void_p),
        ("token_ends", c_void_p),
        ("row_depths", c_void_p),
        ("sequence_ranges", c_void_p),
        ("sequences", c_size_t),
    ]


# name: (result, parameters). Handles, arrays and out-parameters are c_void_p, which takes a pointer, an
# address or byref(); text goes as c_char_p, which takes the bytes themselves.
FUNCTIONS = {
    "hftok_abi_version": (c_uint32, ()),
    "hftok_version": (c_char_p, ()),
    "hftok_status_name": (c_char_p, (c_int32,)),
    "hftok_error_http_status": (c_int32, (c_void_p,)),
    "hftok_error_message": (c_char_p, (c_void_p,)),
    "hftok_error_request_id": (c_char_p, (c_void_p,)),
    "hftok_error_ids": (c_size_t, (c_void_p, c_void_p, c_size_t)),
    "hftok_error_free": (None, (c_void_p,)),
    "hftok_check_access": (c_int32, (c_char_p, c_void_p, c_void_p)),
    "hftok_from_pretrained": (c_int32, (c_char_p, c_void_p, c_void_p, c_void_p)),
    "hftok_from_file": (c_int32, (c_char_p, c_void_p, c_void_p)),
    "hftok_from_bytes": (c_int32, (c_char_p, c_size_t, c_void_p, c_void_p)),
    "hftok_free": (None, (c_void_p,)),
    "hftok_cache_scan": (c_int32, (c_void_p, c_void_p, c_void_p, c_void_p)),
    "hftok_cache_delete": (c_int32, (c_void_p, c_char_p, c_size_t, c_uint32, c_void_p, c_void_p, c_void_p)),
    "hftok_cache_prune": (c_int32, (c_void_p, c_uint32, c_void_p, c_void_p, c_void_p)),
    "hftok_cancel_new": (c_int32, (c_void_p, c_void_p)),
    "hftok_cancel_trigger": (None, (c_void_p,)),
    "hftok_cancel_free": (None, (c_void_p,)),
    "hftok_encode": (
        c_int32,
        (c_void_p, c_char_p, c_size_t, c_void_p, c_void_p, c_size_t, c_void_p, c_void_p),
    ),
    "hftok_encode_full": (
        c_int32,
        (c_void_p, c_char_p, c_size_t, c_char_p, c_size_t, c_void_p, c_void_p, c_void_p),
    ),
    "hftok_encode_batch": (
        c_int32,
        (c_void_p, c_char_p, c_void_p, c_size_t, c_void_p, c_void_p, c_void_p),
    ),
    "hftok_encode_texts_ids": (
        c_int32,
        (c_void_p, c_void_p, c_void_p, c_size_t, c_void_p, c_void_p, c_size_t, c_void_p, c_void_p, c_void_p),
    ),
    "hftok_encoding_get": (c_int32, (c_void_p, c_void_p)),
    "hftok_encoding_free": (None, (c_void_p,)),
    "hftok_pack": (
        c_int32,
        (c_void_p, c_void_p, c_size_t, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p),
    ),
    "hftok_packed_get": (c_int32, (c_void_p, c_void_p)),
    "hftok_packed_free": (None, (c_void_p,)),
    "hftok_encoding_new": (c_int32, (c_void_p, c_void_p, c_void_p)),
    "hftok_encoding_pad": (c_int32, (c_void_p, c_void_p, c_void_p, c_void_p)),
    "hftok_encoding_truncate": (c_int32, (c_void_p, c_uint64, c_uint64, c_uint32, c_void_p, c_void_p)),
    "hftok_encoding_merge": (c_int32, (c_void_p, c_size_t, c_int32, c_void_p, c_void_p)),
    "hftok_post_process": (c_int32, (c_void_p, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)),
    "hftok_normalize": (c_int32, (c_void_p, c_char_p, c_size_t, c_void_p, c_void_p, c_void_p)),
    "hftok_pre_tokenize": (c_int32, (c_void_p, c_char_p, c_size_t, c_uint32, c_void_p, c_void_p, c_void_p)),
    "hftok_model_tokens": (c_int32, (c_void_p, c_char_p, c_size_t, c_void_p, c_void_p)),
    "hftok_sections_json": (c_int32, (c_void_p, c_void_p, c_void_p, c_void_p)),
    "hftok_with_sections": (c_int32, (c_void_p, c_char_p, c_size_t, c_void_p, c_void_p)),
    "hftok_decode_tokens": (c_int32, (c_void_p, c_char_p, c_void_p, c_size_t, c_void_p, c_void_p, c_void_p)),
    "hftok_decode": (c_int32, (c_void_p, c_void_p, c_size_t, c_void_p, c_void_p, c_void_p, c_void_p)),
    "hftok_decode_into": (
        c_int32,
        (c_void_p, c_void_p, c_size_t, c_void_p, c_void_p, c_size_t, c_void_p, c_void_p),
    ),
    "hftok_decode_batch": (
        c_int32,
        (c_void_p, c_void_p, c_void_p, c_size_t, c_void_p, c_void_p, c_void_p, c_void_p),
    ),
    "hftok_string_free": (None, (c_void_p,)),
    "hftok_token_to_id": (c_int32, (c_void_p, c_char_p, c_size_t, c_void_p, c_void_p)),
    "hftok_id_to_token": (c_int32, (c_void_p, c_uint32, c_void_p, c_size_t, c_void_p, c_void_p)),
    "hftok_vocab_size": (c_int32, (c_void_p, c_int32, c_void_p, c_void_p)),
    "hftok_vocab_json": (c_int32, (c_void_p, c_int32, c_void_p, c_void_p, c_void_p)),
    "hftok_added_tokens_json": (c_int32, (c_void_p, c_void_p, c_void_p, c_void_p)),
    "hftok_num_special_tokens": (c_int32, (c_void_p, c_int32, c_void_p, c_void_p)),
    "hftok_info_json": (c_int32, (c_void_p, c_void_p, c_void_p, c_void_p)),
    "hftok_to_json": (c_int32, (c_void_p, c_void_p, c_uint32, c_void_p, c_void_p, c_void_p)),
    "hftok_add_tokens": (c_int32, (c_void_p, c_char_p, c_size_t, c_void_p, c_void_p, c_void_p)),
    "hftok_set_log": (None, (LOG_FN, c_void_p, c_int32)),
    "hftok_set_word_cache_size": (None, (c_uint64,)),
}
