/* Encoding. The ids of a short text go through buffers that are always there: nothing is allocated. */
#include "addon.h"

#include <stdlib.h>
#include <string.h>

/* The numbers of an options array, in the order of lib/encode_options.js. */
enum {
  FLAGS, OFFSET_UNIT, THREADS, TRUNCATION, TRUNCATION_SIDE, MAX_LENGTH, STRIDE, PADDING, PADDING_SIDE, PAD_LENGTH,
  PAD_TO_MULTIPLE_OF, PAD_ID, PAD_TYPE_ID, SEED, OPTION_COUNT
};

bool options_read(napi_env env, struct state *s, napi_value numbers, napi_value pad_token, struct options *out,
                  hftok_encode_options **use) {
  double *v = NULL;
  size_t n = 0;
  out->pad_token = (struct text){NULL, 0, false};
  *use = NULL;
  if (is_undefined(env, numbers)) return true;
  if (napi_get_typedarray_info(env, numbers, NULL, &n, (void **)&v, NULL, NULL) != napi_ok || n != OPTION_COUNT) {
    napi_throw_type_error(env, NULL, "hftok: the options are not understood");
    return false;
  }
  hftok_encode_options *o = *use = &out->encode;
  s->api.encode_options_init(o, sizeof *o);
  o->flags = (uint32_t)v[FLAGS];
  o->offset_unit = (uint32_t)v[OFFSET_UNIT];
  o->threads = (uint32_t)v[THREADS];
  o->truncation = (uint32_t)v[TRUNCATION];
  o->truncation_side = (uint32_t)v[TRUNCATION_SIDE];
  o->max_length = (uint64_t)v[MAX_LENGTH];
  o->stride = (uint64_t)v[STRIDE];
  o->padding = (uint32_t)v[PADDING];
  o->padding_side = (uint32_t)v[PADDING_SIDE];
  o->pad_length = (uint64_t)v[PAD_LENGTH];
  o->pad_to_multiple_of = (uint64_t)v[PAD_TO_MULTIPLE_OF];
  o->pad_id = (uint32_t)v[PAD_ID];
  o->pad_type_id = (uint32_t)v[PAD_TYPE_ID];
  o->seed = (uint64_t)v[SEED];
  if (is_undefined(env, pad_token)) return true;
  if (!text_read(env, pad_token, NULL, 0, &out->pad_token)) return false;
  o->pad_token = out->pad_token.data;
  return true;
}

/* A Uint32Array of so many ids, and where they go; NULL after throwing. */
static napi_value id_array(napi_env env, size_t count, uint32_t **ids) {
  napi_value buffer, result = NULL;
  if (napi_create_arraybuffer(env, count * sizeof **ids, (void **)ids, &buffer) == napi_ok) {
    napi_create_typedarray(env, napi_uint32_array, count, buffer, 0, &result);
  }
  return result;
}

/* The ids that did not fit, from the error that says so; frees it. */
static napi_value kept_ids(napi_env env, struct state *s, hftok_error *err, size_t count) {
  uint32_t *ids;
  napi_value result = id_array(env, count, &ids);
  if (result != NULL) s->api.error_ids(err, ids, count);
  s->api.error_free(err);
  return result;
}

/* encode(native, text, numbers, pad token) => how many ids were written to setup's array; or, if they do
 * not fit there, an array of their own. */
napi_value encode(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[4], result = NULL;
  struct options options;
  hftok_encode_options *use = NULL;
  struct text text;
  hftok_error *err = NULL;
  size_t count = 0;

  options.pad_token = (struct text){NULL, 0, false};
  if (arguments(env, info, 4, argv, &s) > 2 && !options_read(env, s, argv[2], argv[3], &options, &use)) return NULL;
  if (!text_read(env, argv[1], s->text, sizeof s->text, &text)) {
    text_free(&options.pad_token);
    return NULL;
  }
  hftok_status status =
      s->api.encode(tokenizer_of(env, argv[0]), text.data, text.len, use, s->ids, IDS_CAPACITY, &count, &err);
  text_free(&text);
  text_free(&options.pad_token);
  if (status == HFTOK_OK) {
    napi_create_uint32(env, (uint32_t)count, &result);
  } else if (status == HFTOK_ERR_BUFFER_TOO_SMALL && err != NULL) {
    result = kept_ids(env, s, err, count);
  } else {
    throw_status(env, s, status, err);
  }
  return result;
}

/* ---- full encodings ---- */

static uint8_t *put(uint8_t *at, const void *from, size_t size) {
  if (size > 0) memcpy(at, from, size);
  return at + size;
}

static uint8_t *put_narrow(uint8_t *at, const uint64_t *from, size_t n) {
  uint32_t *to = (uint32_t *)(void *)at;
  for (size_t i = 0; i < n; i++) to[i] = (uint32_t)from[i];
  return at + n * sizeof *to;
}

napi_value block(napi_env env, struct state *s, hftok_encoding *encoding) {
  napi_value buffer = NULL;
  hftok_encoding_view v;
  memset(&v, 0, sizeof v);
  v.size = sizeof v;
  hftok_status status = s->api.encoding_get(encoding, &v);
  if (status != HFTOK_OK) {
    s->api.encoding_free(encoding);
    return throw_status(env, s, status, NULL);
  }
  bool offsets = v.offsets != NULL, tokens = v.token_text != NULL;
  size_t n = v.tokens, text = tokens && n > 0 ? v.token_ends[n - 1] : 0;
  uint8_t *at;
  size_t size = 4 * (6 + 2 * v.rows + 4 * v.sequences + 4 * n + (offsets ? 2 * n : 0) + (tokens ? n : 0)) + 2 * n + text;
  if (v.rows > UINT32_MAX || n > UINT32_MAX || text > UINT32_MAX) {
    s->api.encoding_free(encoding);
    napi_throw_range_error(env, NULL, "hftok: the result is too large; encode fewer texts at once");
    return NULL;
  }
  if (napi_create_arraybuffer(env, size, (void **)&at, &buffer) == napi_ok) {
    const uint32_t header[] = {(uint32_t)v.rows, (uint32_t)n, (uint32_t)v.sequences, offsets, tokens, v.offset_unit};
    at = put(at, header, sizeof header);
    at = put_narrow(at, v.row_ends, v.rows);
    at = put(at, v.row_depths, 4 * v.rows);
    at = put(at, v.sequence_ranges, 16 * v.sequences);
    at = put(at, v.ids, 4 * n);
    at = put(at, v.type_ids, 4 * n);
    at = put(at, v.word_ids, 4 * n);
    at = put(at, v.sequence_ids, 4 * n);
    if (offsets) at = put(at, v.offsets, 8 * n);
    if (tokens) at = put_narrow(at, v.token_ends, n);
    at = put(at, v.special_tokens_mask, n);
    at = put(at, v.attention_mask, n);
    if (tokens) at = put(at, v.token_text, text);
  }
  s->api.encoding_free(encoding);
  return buffer;
}

/* encode_full(native, text, pair, numbers, pad token) => block */
napi_value encode_full(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[5];
  struct options options;
  hftok_encode_options *use;
  struct text text, pair = {NULL, 0, false};
  hftok_encoding *encoding = NULL;
  hftok_error *err = NULL;
  hftok_status status = HFTOK_OK;

  arguments(env, info, 5, argv, &s);
  if (!options_read(env, s, argv[3], argv[4], &options, &use)) return NULL;
  bool ok = text_read(env, argv[1], s->text, sizeof s->text, &text);
  if (ok && !is_undefined(env, argv[2])) ok = text_read(env, argv[2], NULL, 0, &pair);
  if (ok) {
    status = s->api.encode_full(tokenizer_of(env, argv[0]), text.data, text.len, pair.data, pair.len, use, &encoding, &err);
  }
  text_free(&text);
  text_free(&pair);
  text_free(&options.pad_token);
  if (!ok) return NULL;
  return status == HFTOK_OK ? block(env, s, encoding) : throw_status(env, s, status, err);
}

void *array_data(napi_env env, napi_value array, size_t *n) {
  void *data = NULL;
  *n = 0;
  if (!is_undefined(env, array)) napi_get_typedarray_info(env, array, NULL, n, &data, NULL, NULL);
  return data;
}

/* encode_batch(native, data, ends, numbers, pad token, sequence ends, pairs) => block */
napi_value encode_batch(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[7];
  struct options options;
  hftok_encode_options *use;
  hftok_encoding *encoding = NULL;
  hftok_error *err = NULL;
  size_t bytes, n;

  arguments(env, info, 7, argv, &s);
  if (!options_read(env, s, argv[3], argv[4], &options, &use)) return NULL;
  const char *data = array_data(env, argv[1], &bytes);
  const uint64_t *ends = array_data(env, argv[2], &n);
  if (use == NULL) {
    use = &options.encode;
    s->api.encode_options_init(use, sizeof *use);
  }
  use->sequence_ends = array_data(env, argv[5], &use->sequences);
  use->pairs = array_data(env, argv[6], &use->rows);
  hftok_status status = s->api.encode_batch(tokenizer_of(env, argv[0]), data, ends, n, use, &encoding, &err);
  text_free(&options.pad_token);
  return status == HFTOK_OK ? block(env, s, encoding) : throw_status(env, s, status, err);
}

/* encode_batch_ids(native, data, ends, numbers, pad token, row ends) => Uint32Array; both ends are BigUint64Arrays of
 * one length, and row ends is written. */
napi_value encode_batch_ids(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[6], result = NULL;
  struct options options;
  hftok_encode_options *use;
  hftok_error *err = NULL;
  size_t bytes, n, count = 0;

  arguments(env, info, 6, argv, &s);
  if (!options_read(env, s, argv[3], argv[4], &options, &use)) return NULL;
  const char *data = array_data(env, argv[1], &bytes);
  const uint64_t *ends = array_data(env, argv[2], &n);
  uint64_t *row_ends = array_data(env, argv[5], &n);
  size_t room = bytes + 8 * n + 64; /* an id seldom stands for less than a byte; what is not written takes no memory */
  uint32_t *ids = malloc(room * sizeof *ids), *own;
  if (ids == NULL) {
    text_free(&options.pad_token);
    return throw_memory(env);
  }
  hftok_status status = s->api.encode_batch_ids(tokenizer_of(env, argv[0]), data, ends, n, use, ids, room, row_ends, &count, &err);
  text_free(&options.pad_token);
  bool small = status == HFTOK_ERR_BUFFER_TOO_SMALL && err != NULL;
  if (count > UINT32_MAX && (small || status == HFTOK_OK)) {
    s->api.error_free(err);
    napi_throw_range_error(env, NULL, "hftok: the result is too large; encode fewer texts at once");
  } else if (small) {
    result = kept_ids(env, s, err, count);
  } else if (status != HFTOK_OK) {
    throw_status(env, s, status, err);
  } else if ((result = id_array(env, count, &own)) != NULL && count > 0) {
    memcpy(own, ids, count * sizeof *ids);
  }
  free(ids);
  return result;
}
