/* boundary.h - what the C and the Go half of this package know of each other. Private.
 *
 * Names: hftok_* are the public functions, all of them written in C (hftok.map exports nothing else);
 * hftokx_* are C helpers; hftokgo_* are the Go functions behind the public ones.
 */
#ifndef HFTOK_BOUNDARY_H
#define HFTOK_BOUNDARY_H

#include "hftok.h"

#include <stdatomic.h>

/* Spellings for pointers to const, which Go's exports can't write otherwise. */
typedef const char hftokx_text;
typedef const uint8_t hftokx_byte;
typedef const uint32_t hftokx_u32;
typedef const uint64_t hftokx_u64;
typedef const size_t hftokx_sizes;
typedef const char *const hftokx_pointers;
typedef const hftok_pretrained_options hftokx_pretrained_options;
typedef const hftok_encode_options hftokx_encode_options;
typedef const hftok_decode_options hftokx_decode_options;
typedef const hftok_encoding_view hftokx_encoding_view;
typedef const hftok_pack_options hftokx_pack_options;

/* A handle's number. Go sees handles only as numbers: its garbage collector must not take what a host
 * passes by mistake for a pointer. */
typedef uintptr_t hftokx_handle;
typedef const hftokx_handle hftokx_handles;

/* ---- process.c: the host's process --------------------------------------------------------- */

/* Non-zero in a child forked after the library was loaded. */
extern _Atomic int hftokx_forked;
/* Starts a call that enters the Go runtime: clears *err, then returns HFTOK_ERR_FORKED in a forked child,
 * else HFTOK_OK. */
hftok_status hftokx_enter(hftok_error **err);
/* Adds SA_ONSTACK to the handlers of the process that lack it, and changes nothing else of them. Go
 * runs on small stacks of its own, also on the host's threads, where such a handler would overflow. */
void hftokx_signals_onstack(void);
/* The process's environment now, as hftok_pretrained_options.env gives one. Free with free; NULL when
 * out of memory. */
char *hftokx_environment(size_t *size);

/* ---- handle.c ------------------------------------------------------------------------------ */

enum { HFTOKX_TOKENIZER = 1, HFTOKX_CANCEL = 2, HFTOKX_ENCODING = 3, HFTOKX_STREAM = 4, HFTOKX_PACKED = 5 };
enum { HFTOKX_CHUNK_BITS = 12, HFTOKX_INDEX_BITS = 24 };

/* A new handle with a block of the caller's (or NULL) behind it. 0 when out of memory. */
hftokx_handle hftokx_handle_new(int kind, void *block);
/* The block behind a live handle of that kind; NULL for anything else. */
void *hftokx_handle_block(hftokx_handle h, int kind);
/* Ends a handle. Returns its block; NULL if it was not a live handle of that kind. */
void *hftokx_handle_end(hftokx_handle h, int kind);

/* ---- error.c ------------------------------------------------------------------------------- */

/* Sets *err, unless err is NULL, and returns code. */
hftok_status hftokx_fail(hftok_error **err, hftok_status code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same with everything that an error may carry. The texts need no NUL. */
void hftokx_error_set(hftok_error **err, hftok_status code, int32_t http_status, hftokx_text *message,
                      size_t message_len, hftokx_text *request_id, size_t request_id_len, hftokx_u32 *ids,
                      size_t ids_len);

/* ---- options.c ----------------------------------------------------------------------------- */

/* A public struct is at least its size and flags, and not so big that its size must be garbage. */
enum { HFTOKX_STRUCT_LEAST = 8, HFTOKX_STRUCT_LIMIT = 4096 };

/* Copies a caller's options struct, of whatever size, into one of the size known here: what an older
 * header lacks is zero, what a newer one adds must be. NULL gives all zeroes. */
hftok_status hftokx_options_read(void *known, size_t known_size, const char *name, const void *given,
                                 hftok_error **err);

/* ---- encoding.c ---------------------------------------------------------------------------- */

/* An encoding's block: the view, and behind it every array the view points to. */
typedef struct hftokx_encoding_block {
  hftok_encoding_view view;
} hftokx_encoding_block;

/* A block with room for so many rows, tokens, sequence ranges and bytes of token text. offset_unit NONE leaves
 * offsets out, with_text 0 the token strings. NULL when out of memory. */
hftokx_encoding_block *hftokx_encoding_new(size_t rows, size_t tokens, size_t sequences, size_t text_bytes,
                                           uint32_t offset_unit, int with_text);
/* The view of a live encoding; NULL for anything else. */
const hftok_encoding_view *hftokx_encoding_view_of(hftokx_handle e);
/* Frees a block that was given no handle. */
void hftokx_encoding_discard(hftokx_encoding_block *block);

/* Takes n items of so many bytes out of the block that ends at *total; SIZE_MAX when it gets too big. */
size_t hftokx_reserve(size_t *total, size_t n, size_t size);
/* Fills a caller's view of whatever size from one of the size known here. */
hftok_status hftokx_view_fill(void *view, const void *known, uint32_t known_size);

/* ---- packed.c ------------------------------------------------------------------------------ */

/* The block of a hftok_packed: the view, and behind it its arrays. */
typedef struct hftokx_packed_block {
  hftok_packed_view view;
} hftokx_packed_block;

/* A block with room for so many documents and ids. NULL when out of memory. */
hftokx_packed_block *hftokx_packed_new(size_t documents, size_t tokens, uint32_t id_bytes);
/* Frees a block that was given no handle. */
void hftokx_packed_discard(hftokx_packed_block *block);

/* ---- string.c ------------------------------------------------------------------------------ */

/* Room for a string of len bytes, with a NUL behind it. NULL when out of memory. */
char *hftokx_string_new(size_t len);

/* ---- callback.c ---------------------------------------------------------------------------- */

/* Calls the progress function of opts; 0 if there is none. */
int32_t hftokx_progress(hftokx_pretrained_options *opts, hftokx_text *file, uint64_t done, uint64_t total);
/* Gives the host a message, if it wants one of that level. */
void hftokx_log(int32_t level, hftokx_text *message);

#endif
