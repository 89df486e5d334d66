/* Decoding and the vocabulary. */
#include "addon.h"

#include <stdlib.h>

hftok_decode_options decode_options(napi_env env, struct state *s, napi_value skip_special_tokens) {
  bool skip = false;
  hftok_decode_options o;
  s->api.decode_options_init(&o, sizeof o);
  napi_get_value_bool(env, skip_special_tokens, &skip);
  if (!skip) o.flags = HFTOK_DECODE_KEEP_SPECIAL_TOKENS;
  return o;
}

napi_value take_string(napi_env env, struct state *s, char *text, size_t len) {
  napi_value result = NULL;
  if (napi_create_string_utf8(env, text, len, &result) != napi_ok) {
    bool thrown = false;
    napi_is_exception_pending(env, &thrown);
    if (!thrown) napi_throw_range_error(env, NULL, "hftok: the text is too long for a JavaScript string");
  }
  s->api.string_free(text);
  return result;
}

/* decode(native, Uint32Array, count, skip special tokens) => string */
napi_value decode(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[4];
  uint32_t *ids = NULL, n = 0;
  size_t have = 0, len = 0;
  char *text = NULL;
  hftok_error *err = NULL;
  arguments(env, info, 4, argv, &s);
  napi_get_typedarray_info(env, argv[1], NULL, &have, (void **)&ids, NULL, NULL);
  napi_get_value_uint32(env, argv[2], &n);
  if (n > have) n = (uint32_t)have;
  hftok_decode_options o = decode_options(env, s, argv[3]);
  hftok_status status = s->api.decode(tokenizer_of(env, argv[0]), ids, n, &o, &text, &len, &err);
  return status == HFTOK_OK ? take_string(env, s, text, len) : throw_status(env, s, status, err);
}

/* decode_batch(native, Uint32Array, ends, skip special tokens, text ends) => Buffer; both ends are
 * BigUint64Arrays of one length, and text ends is written. */
napi_value decode_batch(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[5], result = NULL;
  uint32_t *ids = NULL;
  uint64_t *ends = NULL, *text_ends = NULL;
  size_t have = 0, n = 0;
  char *text = NULL;
  hftok_error *err = NULL;
  arguments(env, info, 5, argv, &s);
  napi_get_typedarray_info(env, argv[1], NULL, &have, (void **)&ids, NULL, NULL);
  napi_get_typedarray_info(env, argv[2], NULL, &n, (void **)&ends, NULL, NULL);
  napi_get_typedarray_info(env, argv[4], NULL, NULL, (void **)&text_ends, NULL, NULL);
  hftok_decode_options o = decode_options(env, s, argv[3]);
  hftok_status status = s->api.decode_batch(tokenizer_of(env, argv[0]), ids, ends, n, &o, &text, text_ends, &err);
  if (status != HFTOK_OK) return throw_status(env, s, status, err);
  napi_create_buffer_copy(env, n > 0 ? text_ends[n - 1] : 0, text, NULL, &result);
  s->api.string_free(text);
  return result;
}

/* token_to_id(native, token) => number or undefined */
napi_value token_to_id(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[2], result = NULL;
  struct text token;
  uint32_t id = 0;
  hftok_error *err = NULL;
  arguments(env, info, 2, argv, &s);
  if (!text_read(env, argv[1], s->text, sizeof s->text, &token)) return NULL;
  hftok_status status = s->api.token_to_id(tokenizer_of(env, argv[0]), token.data, token.len, &id, &err);
  text_free(&token);
  if (status == HFTOK_ERR_NOT_FOUND) return NULL;
  if (status != HFTOK_OK) return throw_status(env, s, status, err);
  napi_create_uint32(env, id, &result);
  return result;
}

/* id_to_token(native, id) => string or undefined */
napi_value id_to_token(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[2], result = NULL;
  uint32_t id = 0;
  size_t len = 0;
  hftok_error *err = NULL;
  arguments(env, info, 2, argv, &s);
  napi_get_value_uint32(env, argv[1], &id);
  hftok_tokenizer *t = tokenizer_of(env, argv[0]);
  char *buffer = s->text, *heap = NULL;
  hftok_status status = s->api.id_to_token(t, id, buffer, sizeof s->text, &len, &err);
  if (status == HFTOK_ERR_BUFFER_TOO_SMALL) {
    s->api.error_free(err);
    err = NULL;
    buffer = heap = malloc(len);
    if (heap == NULL) return throw_memory(env);
    status = s->api.id_to_token(t, id, buffer, len, &len, &err);
  }
  if (status == HFTOK_OK) napi_create_string_utf8(env, buffer, len, &result);
  else if (status != HFTOK_ERR_NOT_FOUND) throw_status(env, s, status, err);
  free(heap);
  return result;
}

/* vocab_size(native, with added tokens) => number */
napi_value vocab_size(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[2], result = NULL;
  bool added = false;
  size_t n = 0;
  hftok_error *err = NULL;
  arguments(env, info, 2, argv, &s);
  napi_get_value_bool(env, argv[1], &added);
  hftok_status status = s->api.vocab_size(tokenizer_of(env, argv[0]), added, &n, &err);
  if (status != HFTOK_OK) return throw_status(env, s, status, err);
  napi_create_double(env, (double)n, &result);
  return result;
}

/* set_word_cache_size(bytes) */
napi_value set_word_cache_size(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[1];
  double bytes = 0;
  arguments(env, info, 1, argv, &s);
  napi_get_value_double(env, argv[0], &bytes);
  s->api.set_word_cache_size((uint64_t)bytes);
  return NULL;
}

/* num_special_tokens(native, is pair) => number */
napi_value num_special_tokens(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[2], result = NULL;
  bool pair = false;
  size_t n = 0;
  hftok_error *err = NULL;
  arguments(env, info, 2, argv, &s);
  napi_get_value_bool(env, argv[1], &pair);
  hftok_status status = s->api.num_special_tokens(tokenizer_of(env, argv[0]), pair, &n, &err);
  if (status != HFTOK_OK) return throw_status(env, s, status, err);
  napi_create_double(env, (double)n, &result);
  return result;
}

/* vocab_json(native, with added tokens) => string */
napi_value vocab_json(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[2];
  bool added = false;
  char *text = NULL;
  size_t len = 0;
  hftok_error *err = NULL;
  arguments(env, info, 2, argv, &s);
  napi_get_value_bool(env, argv[1], &added);
  hftok_status status = s->api.vocab_json(tokenizer_of(env, argv[0]), added, &text, &len, &err);
  return status == HFTOK_OK ? take_string(env, s, text, len) : throw_status(env, s, status, err);
}

/* added_tokens_json(native) => string */
napi_value added_tokens_json(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[1];
  char *text = NULL;
  size_t len = 0;
  hftok_error *err = NULL;
  arguments(env, info, 1, argv, &s);
  hftok_status status = s->api.added_tokens_json(tokenizer_of(env, argv[0]), &text, &len, &err);
  return status == HFTOK_OK ? take_string(env, s, text, len) : throw_status(env, s, status, err);
}

/* to_json(native, pretty) => string */
napi_value to_json(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[2];
  bool pretty = false;
  char *text = NULL;
  size_t len = 0;
  hftok_error *err = NULL;
  arguments(env, info, 2, argv, &s);
  napi_get_value_bool(env, argv[1], &pretty);
  hftok_status status =
      s->api.to_json(tokenizer_of(env, argv[0]), NULL, pretty ? HFTOK_JSON_PRETTY : 0, &text, &len, &err);
  return status == HFTOK_OK ? take_string(env, s, text, len) : throw_status(env, s, status, err);
}

/* add_tokens(native, JSON) => how many were new; native is then a tokenizer that has them */
napi_value add_tokens(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[2], result = NULL;
  struct text tokens;
  hftok_tokenizer *with = NULL;
  size_t added = 0;
  hftok_error *err = NULL;
  arguments(env, info, 2, argv, &s);
  if (!text_read(env, argv[1], s->text, sizeof s->text, &tokens)) return NULL;
  hftok_status status = s->api.add_tokens(tokenizer_of(env, argv[0]), tokens.data, tokens.len, &with, &added, &err);
  text_free(&tokens);
  if (status != HFTOK_OK) return throw_status(env, s, status, err);
  native_become(env, s, argv[0], with);
  napi_create_double(env, (double)added, &result);
  return result;
}
