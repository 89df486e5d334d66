/* entry.c - the public functions that enter the Go runtime: what must happen before that, then the Go
 * function. Here hftok.h meets the exports of both halves, so that a signature that drifts is a compile
 * error. */

#include "boundary.h"
#include "_cgo_export.h"

#define ENTER(err)                          \
  do {                                      \
    hftok_status status = hftokx_enter(err); \
    if (status != HFTOK_OK) return status;  \
  } while (0)

/* Replaces opts, which may be NULL, by a struct of the size known here. */
#define READ_OPTIONS(name)                                                                 \
  hftok_##name##_options known;                                                            \
  do {                                                                                     \
    hftok_status status = hftokx_options_read(&known, sizeof known, #name "_options", opts, err);     \
    if (status != HFTOK_OK) return status;                                                 \
    opts = &known;                                                                         \
  } while (0)

#define H(handle) ((hftokx_handle)(handle))

/* ---- loading ------------------------------------------------------------------------------- */

hftok_status hftok_from_pretrained(const char *repo_or_path, const hftok_pretrained_options *opts,
                                   hftok_tokenizer **out, hftok_error **err) {
  ENTER(err);
  READ_OPTIONS(pretrained);
  hftokx_signals_onstack();
  return hftokgo_from_pretrained(repo_or_path, opts, H(opts->cancel), (hftokx_handle *)out, err);
}

hftok_status hftok_check_access(const char *repo, const hftok_pretrained_options *opts, hftok_error **err) {
  ENTER(err);
  READ_OPTIONS(pretrained);
  hftokx_signals_onstack();
  return hftokgo_check_access(repo, opts, H(opts->cancel), err);
}

hftok_status hftok_from_file(const char *path, hftok_tokenizer **out, hftok_error **err) {
  ENTER(err);
  hftokx_signals_onstack();
  return hftokgo_from_file(path, (hftokx_handle *)out, err);
}

hftok_status hftok_from_bytes(const uint8_t *json, size_t len, hftok_tokenizer **out, hftok_error **err) {
  ENTER(err);
  hftokx_signals_onstack();
  return hftokgo_from_bytes(json, len, (hftokx_handle *)out, err);
}

void hftok_free(hftok_tokenizer *t) {
  if (t && hftokx_enter(NULL) == HFTOK_OK) hftokgo_free(H(t));
}

hftok_status hftok_cancel_new(hftok_cancel **out, hftok_error **err) {
  ENTER(err);
  return hftokgo_cancel_new((hftokx_handle *)out, err);
}

void hftok_cancel_trigger(hftok_cancel *cancel) {
  if (cancel && hftokx_enter(NULL) == HFTOK_OK) hftokgo_cancel_trigger(H(cancel));
}

void hftok_cancel_free(hftok_cancel *cancel) {
  if (cancel && hftokx_enter(NULL) == HFTOK_OK) hftokgo_cancel_free(H(cancel));
}

void hftok_set_word_cache_size(uint64_t bytes) {
  if (hftokx_enter(NULL) == HFTOK_OK) hftokgo_set_word_cache_size(bytes);
}

/* ---- cache --------------------------------------------------------------------------------- */

hftok_status hftok_cache_scan(const hftok_pretrained_options *opts, char **out, size_t *len, hftok_error **err) {
  ENTER(err);
  READ_OPTIONS(pretrained);
  hftokx_signals_onstack();
  return hftokgo_cache_scan(opts, out, len, err);
}

hftok_status hftok_cache_delete(const hftok_pretrained_options *opts, const char *targets, size_t targets_size,
                                uint32_t flags, char **out, size_t *len, hftok_error **err) {
  ENTER(err);
  READ_OPTIONS(pretrained);
  hftokx_signals_onstack();
  return hftokgo_cache_delete(opts, targets, targets_size, flags, out, len, err);
}

hftok_status hftok_cache_prune(const hftok_pretrained_options *opts, uint32_t flags, char **out, size_t *len,
                               hftok_error **err) {
  ENTER(err);
  READ_OPTIONS(pretrained);
  hftokx_signals_onstack();
  return hftokgo_cache_prune(opts, flags, out, len, err);
}

/* ---- encoding ------------------------------------------------------------------------------ */

hftok_status hftok_encode(const hftok_tokenizer *t, const char *text, size_t len, const hftok_encode_options *opts,
                          uint32_t *ids, size_t cap, size_t *count, hftok_error **err) {
  ENTER(err);
  READ_OPTIONS(encode);
  return hftokgo_encode(H(t), text, len, opts, ids, cap, count, err);
}

hftok_status hftok_encode_full(const hftok_tokenizer *t, const char *text, size_t len, const char *pair,
                               size_t pair_len, const hftok_encode_options *opts, hftok_encoding **out,
                               hftok_error **err) {
  ENTER(err);
  READ_OPTIONS(encode);
  return hftokgo_encode_full(H(t), text, len, pair, pair_len, opts, (hftokx_handle *)out, err);
}

hftok_status hftok_encode_batch(const hftok_tokenizer *t, const char *data, const uint64_t *ends, size_t n,
                                const hftok_encode_options *opts, hftok_encoding **out, hftok_error **err) {
  ENTER(err);
  READ_OPTIONS(encode);
  return hftokgo_encode_batch(H(t), data, ends, n, opts, (hftokx_handle *)out, err);
}

hftok_status hftok_encode_batch_ids(const hftok_tokenizer *t, const char *data, const uint64_t *ends, size_t n,
                                    const hftok_encode_options *opts, uint32_t *ids, size_t cap, uint64_t *row_ends,
                                    size_t *count, hftok_error **err) {
  ENTER(err);
  READ_OPTIONS(encode);
  return hftokgo_encode_batch_ids(H(t), data, ends, n, opts, ids, cap, row_ends, count, err);
}

hftok_status hftok_encode_texts_ids(const hftok_tokenizer *t, const char *const *texts, const size_t *lens, size_t n,
                                    const hftok_encode_options *opts, uint32_t *ids, size_t cap, uint64_t *row_ends,
                                    size_t *count, hftok_error **err) {
  ENTER(err);
  READ_OPTIONS(encode);
  return hftokgo_encode_texts_ids(H(t), texts, lens, n, opts, ids, cap, row_ends, count, err);
}

hftok_status hftok_encoding_new(const hftok_encoding_view *view, hftok_encoding **out, hftok_error **err) {
  ENTER(err);
  if (!view || view->size < HFTOKX_STRUCT_LEAST || view->size > HFTOKX_STRUCT_LIMIT)
    return hftokx_fail(err, HFTOK_ERR_INVALID_ARGUMENT, "view is NULL, or its size is not that of a hftok_encoding_view");
  hftok_encoding_view known = {0};
  hftok_status status = hftokx_options_read(&known, sizeof known, "encoding_view", view, err);
  if (status != HFTOK_OK) return status;
  return hftokgo_encoding_new(&known, (hftokx_handle *)out, err);
}

hftok_status hftok_encoding_pad(const hftok_encoding *e, const hftok_encode_options *opts, hftok_encoding **out,
                                hftok_error **err) {
  ENTER(err);
  READ_OPTIONS(encode);
  return hftokgo_encoding_pad(H(e), opts, (hftokx_handle *)out, err);
}

hftok_status hftok_encoding_truncate(const hftok_encoding *e, uint64_t max_length, uint64_t stride, uint32_t side,
                                     hftok_encoding **out, hftok_error **err) {
  ENTER(err);
  return hftokgo_encoding_truncate(H(e), max_length, stride, side, (hftokx_handle *)out, err);
}

hftok_status hftok_encoding_merge(const hftok_encoding *const *encodings, size_t n, int32_t growing_offsets,
                                  hftok_encoding **out, hftok_error **err) {
  ENTER(err);
  return hftokgo_encoding_merge((hftokx_handles *)encodings, n, growing_offsets, (hftokx_handle *)out, err);
}

hftok_status hftok_post_process(const hftok_tokenizer *t, const hftok_encoding *e, const hftok_encoding *pair,
                                const hftok_encode_options *opts, hftok_encoding **out, hftok_error **err) {
  ENTER(err);
  READ_OPTIONS(encode);
  return hftokgo_post_process(H(t), H(e), H(pair), opts, (hftokx_handle *)out, err);
}

/* ---- corpora ------------------------------------------------------------------------------- */

hftok_status hftok_pack(const hftok_tokenizer *t, const char *data, size_t len, const hftok_encode_options *encode,
                        const hftok_pack_options *opts, hftok_packed **out, size_t *at, hftok_error **err) {
  ENTER(err);
  READ_OPTIONS(pack);
  hftok_encode_options how;
  hftok_status status = hftokx_options_read(&how, sizeof how, "encode_options", encode, err);
  if (status != HFTOK_OK) return status;
  hftokx_signals_onstack();
  return hftokgo_pack(H(t), data, len, &how, opts, (hftokx_handle *)out, at, err);
}

/* ---- steps --------------------------------------------------------------------------------- */

hftok_status hftok_normalize(const hftok_tokenizer *t, const char *text, size_t text_len, char **out, size_t *len,
                             hftok_error **err) {
  ENTER(err);
  return hftokgo_normalize(H(t), text, text_len, out, len, err);
}

hftok_status hftok_pre_tokenize(const hftok_tokenizer *t, const char *text, size_t text_len, uint32_t offset_unit,
                                char **out, size_t *len, hftok_error **err) {
  ENTER(err);
  return hftokgo_pre_tokenize(H(t), text, text_len, offset_unit, out, len, err);
}

hftok_status hftok_model_tokens(const hftok_tokenizer *t, const char *text, size_t text_len, hftok_encoding **out,
                                hftok_error **err) {
  ENTER(err);
  return hftokgo_model_tokens(H(t), text, text_len, (hftokx_handle *)out, err);
}

hftok_status hftok_sections_json(const hftok_tokenizer *t, char **out, size_t *len, hftok_error **err) {
  ENTER(err);
  return hftokgo_sections_json(H(t), out, len, err);
}

hftok_status hftok_with_sections(const hftok_tokenizer *t, const char *sections, size_t sections_len,
                                 hftok_tokenizer **out, hftok_error **err) {
  ENTER(err);
  hftokx_signals_onstack();
  return hftokgo_with_sections(H(t), sections, sections_len, (hftokx_handle *)out, err);
}

hftok_status hftok_decode_tokens(const hftok_tokenizer *t, const char *data, const uint64_t *ends, size_t n, char **out,
                                 size_t *len, hftok_error **err) {
  ENTER(err);
  return hftokgo_decode_tokens(H(t), data, ends, n, out, len, err);
}

/* ---- decoding ------------------------------------------------------------------------------ */

hftok_status hftok_decode(const hftok_tokenizer *t, const uint32_t *ids, size_t n, const hftok_decode_options *opts,
                          char **out, size_t *len, hftok_error **err) {
  ENTER(err);
  READ_OPTIONS(decode);
  return hftokgo_decode(H(t), ids, n, opts, out, len, err);
}

hftok_status hftok_decode_into(const hftok_tokenizer *t, const uint32_t *ids, size_t n,
                               const hftok_decode_options *opts, char *buf, size_t cap, size_t *len,
                               hftok_error **err) {
  ENTER(err);
  READ_OPTIONS(decode);
  return hftokgo_decode_into(H(t), ids, n, opts, buf, cap, len, err);
}

hftok_status hftok_decode_batch(const hftok_tokenizer *t, const uint32_t *ids, const uint64_t *ends, size_t n,
                                const hftok_decode_options *opts, char **out, uint64_t *out_ends,
                                hftok_error **err) {
  ENTER(err);
  READ_OPTIONS(decode);
  return hftokgo_decode_batch(H(t), ids, ends, n, opts, out, out_ends, err);
}

hftok_status hftok_decode_stream_new(const hftok_tokenizer *t, const uint32_t *ids, size_t n,
                                     const hftok_decode_options *opts, hftok_decode_stream **out, hftok_error **err) {
  ENTER(err);
  READ_OPTIONS(decode);
  return hftokgo_decode_stream_new(H(t), ids, n, opts, (hftokx_handle *)out, err);
}

hftok_status hftok_decode_stream_step(hftok_decode_stream *stream, const uint32_t *ids, size_t n, char **out,
                                      size_t *len, hftok_error **err) {
  ENTER(err);
  return hftokgo_decode_stream_step(H(stream), ids, n, out, len, err);
}

hftok_status hftok_decode_stream_clone(const hftok_decode_stream *stream, hftok_decode_stream **out,
                                       hftok_error **err) {
  ENTER(err);
  return hftokgo_decode_stream_clone(H(stream), (hftokx_handle *)out, err);
}

void hftok_decode_stream_free(hftok_decode_stream *stream) {
  if (stream && hftokx_enter(NULL) == HFTOK_OK) hftokgo_decode_stream_free(H(stream));
}

/* ---- vocabulary ---------------------------------------------------------------------------- */

hftok_status hftok_token_to_id(const hftok_tokenizer *t, const char *token, size_t len, uint32_t *id,
                               hftok_error **err) {
  ENTER(err);
  return hftokgo_token_to_id(H(t), token, len, id, err);
}

hftok_status hftok_id_to_token(const hftok_tokenizer *t, uint32_t id, char *buf, size_t cap, size_t *len,
                               hftok_error **err) {
  ENTER(err);
  return hftokgo_id_to_token(H(t), id, buf, cap, len, err);
}

hftok_status hftok_vocab_size(const hftok_tokenizer *t, int32_t with_added_tokens, size_t *out, hftok_error **err) {
  ENTER(err);
  return hftokgo_vocab_size(H(t), with_added_tokens, out, err);
}

hftok_status hftok_vocab_json(const hftok_tokenizer *t, int32_t with_added_tokens, char **out, size_t *len,
                              hftok_error **err) {
  ENTER(err);
  return hftokgo_vocab_json(H(t), with_added_tokens, out, len, err);
}

hftok_status hftok_added_tokens_json(const hftok_tokenizer *t, char **out, size_t *len, hftok_error **err) {
  ENTER(err);
  return hftokgo_added_tokens_json(H(t), out, len, err);
}

hftok_status hftok_num_special_tokens(const hftok_tokenizer *t, int32_t is_pair, size_t *out, hftok_error **err) {
  ENTER(err);
  return hftokgo_num_special_tokens(H(t), is_pair, out, err);
}

hftok_status hftok_info_json(const hftok_tokenizer *t, char **out, size_t *len, hftok_error **err) {
  ENTER(err);
  return hftokgo_info_json(H(t), out, len, err);
}

hftok_status hftok_to_json(const hftok_tokenizer *t, const hftok_encode_options *opts, uint32_t flags, char **out,
                           size_t *len, hftok_error **err) {
  ENTER(err);
  READ_OPTIONS(encode);
  return hftokgo_to_json(H(t), opts, flags, out, len, err);
}

hftok_status hftok_add_tokens(const hftok_tokenizer *t, const char *tokens, size_t tokens_len, hftok_tokenizer **out,
                              size_t *added, hftok_error **err) {
  ENTER(err);
  hftokx_signals_onstack();
  return hftokgo_add_tokens(H(t), tokens, tokens_len, (hftokx_handle *)out, added, err);
}
