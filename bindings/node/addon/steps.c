/* The steps of encoding by themselves, and encodings made from encodings. */
#include "addon.h"

#include <stdlib.h>
#include <string.h>

/* normalize(native, text) => string */
napi_value normalize(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[2];
  struct text text;
  char *out = NULL;
  size_t len = 0;
  hftok_error *err = NULL;
  arguments(env, info, 2, argv, &s);
  if (!text_read(env, argv[1], s->text, sizeof s->text, &text)) return NULL;
  hftok_status status = s->api.normalize(tokenizer_of(env, argv[0]), text.data, text.len, &out, &len, &err);
  text_free(&text);
  return status == HFTOK_OK ? take_string(env, s, out, len) : throw_status(env, s, status, err);
}

/* pre_tokenize(native, text, offset unit) => JSON */
napi_value pre_tokenize(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[3];
  struct text text;
  uint32_t unit = 0;
  char *out = NULL;
  size_t len = 0;
  hftok_error *err = NULL;
  arguments(env, info, 3, argv, &s);
  napi_get_value_uint32(env, argv[2], &unit);
  if (!text_read(env, argv[1], s->text, sizeof s->text, &text)) return NULL;
  hftok_status status = s->api.pre_tokenize(tokenizer_of(env, argv[0]), text.data, text.len, unit, &out, &len, &err);
  text_free(&text);
  return status == HFTOK_OK ? take_string(env, s, out, len) : throw_status(env, s, status, err);
}

/* model_tokens(native, text) => block */
napi_value model_tokens(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[2];
  struct text text;
  hftok_encoding *tokens = NULL;
  hftok_error *err = NULL;
  arguments(env, info, 2, argv, &s);
  if (!text_read(env, argv[1], s->text, sizeof s->text, &text)) return NULL;
  hftok_status status = s->api.model_tokens(tokenizer_of(env, argv[0]), text.data, text.len, &tokens, &err);
  text_free(&text);
  return status == HFTOK_OK ? block(env, s, tokens) : throw_status(env, s, status, err);
}

/* decode_tokens(native, data, ends) => string */
napi_value decode_tokens(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[3];
  size_t bytes = 0, n = 0, len = 0;
  char *out = NULL;
  hftok_error *err = NULL;
  arguments(env, info, 3, argv, &s);
  const char *data = array_data(env, argv[1], &bytes);
  const uint64_t *ends = array_data(env, argv[2], &n);
  hftok_status status = s->api.decode_tokens(tokenizer_of(env, argv[0]), data, ends, n, &out, &len, &err);
  return status == HFTOK_OK ? take_string(env, s, out, len) : throw_status(env, s, status, err);
}

/* sections_json(native) => JSON */
napi_value sections_json(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[1];
  char *out = NULL;
  size_t len = 0;
  hftok_error *err = NULL;
  arguments(env, info, 1, argv, &s);
  hftok_status status = s->api.sections_json(tokenizer_of(env, argv[0]), &out, &len, &err);
  return status == HFTOK_OK ? take_string(env, s, out, len) : throw_status(env, s, status, err);
}

/* set_sections(native, JSON); native is then a tokenizer that has them */
napi_value set_sections(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[2];
  struct text sections;
  hftok_tokenizer *with = NULL;
  hftok_error *err = NULL;
  arguments(env, info, 2, argv, &s);
  if (!text_read(env, argv[1], s->text, sizeof s->text, &sections)) return NULL;
  hftok_status status = s->api.with_sections(tokenizer_of(env, argv[0]), sections.data, sections.len, &with, &err);
  text_free(&sections);
  if (status != HFTOK_OK) return throw_status(env, s, status, err);
  native_become(env, s, argv[0], with);
  return NULL;
}

/* ---- encodings from encodings ---- */

/* The columns of lib/encoding.js, in their order. */
enum {
  UNIT, ROW_ENDS, ROW_DEPTHS, SEQUENCE_RANGES, IDS, TYPE_IDS, WORD_IDS, OFFSETS, TOKEN_ENDS, TOKEN_TEXT,
  SPECIAL_TOKENS_MASK, ATTENTION_MASK, COLUMN_COUNT
};

/* Makes an encoding of columns. False after throwing. */
static bool encoding_read(napi_env env, struct state *s, napi_value columns, hftok_encoding **out) {
  napi_value column;
  void *data[COLUMN_COUNT];
  size_t n[COLUMN_COUNT];
  hftok_error *err = NULL;
  for (uint32_t i = 0; i < COLUMN_COUNT; i++) {
    if (napi_get_element(env, columns, i, &column) != napi_ok) {
      napi_throw_type_error(env, NULL, "hftok: the encoding is not understood");
      return false;
    }
    data[i] = array_data(env, column, &n[i]);
  }
  hftok_encoding_view v = {
      .size = sizeof v,
      .offset_unit = *(const uint32_t *)data[UNIT],
      .rows = n[ROW_ENDS],
      .tokens = n[IDS],
      .row_ends = data[ROW_ENDS],
      .row_depths = data[ROW_DEPTHS],
      .sequence_ranges = data[SEQUENCE_RANGES],
      .sequences = n[SEQUENCE_RANGES] / 4,
      .ids = data[IDS],
      .type_ids = data[TYPE_IDS],
      .word_ids = data[WORD_IDS],
      .offsets = data[OFFSETS],
      .token_ends = data[TOKEN_ENDS],
      .token_text = data[TOKEN_TEXT],
      .special_tokens_mask = data[SPECIAL_TOKENS_MASK],
      .attention_mask = data[ATTENTION_MASK],
  };
  hftok_status status = s->api.encoding_new(&v, out, &err);
  if (status != HFTOK_OK) throw_status(env, s, status, err);
  return status == HFTOK_OK;
}

static napi_value result(napi_env env, struct state *s, hftok_status status, hftok_encoding *made, hftok_error *err) {
  return status == HFTOK_OK ? block(env, s, made) : throw_status(env, s, status, err);
}

/* encoding_pad(columns, numbers, pad token) => block */
napi_value encoding_pad(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[3];
  struct options options;
  hftok_encode_options *use;
  hftok_encoding *from, *made = NULL;
  hftok_error *err = NULL;
  arguments(env, info, 3, argv, &s);
  if (!encoding_read(env, s, argv[0], &from)) return NULL;
  bool ok = options_read(env, s, argv[1], argv[2], &options, &use);
  hftok_status status = ok ? s->api.encoding_pad(from, use, &made, &err) : HFTOK_OK;
  text_free(&options.pad_token);
  s->api.encoding_free(from);
  return ok ? result(env, s, status, made, err) : NULL;
}

/* encoding_truncate(columns, max length, stride, side) => block */
napi_value encoding_truncate(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[4];
  hftok_encoding *from, *made = NULL;
  hftok_error *err = NULL;
  double max_length = 0, stride = 0;
  uint32_t side = 0;
  arguments(env, info, 4, argv, &s);
  napi_get_value_double(env, argv[1], &max_length);
  napi_get_value_double(env, argv[2], &stride);
  napi_get_value_uint32(env, argv[3], &side);
  if (!encoding_read(env, s, argv[0], &from)) return NULL;
  hftok_status status = s->api.encoding_truncate(from, (uint64_t)max_length, (uint64_t)stride, side, &made, &err);
  s->api.encoding_free(from);
  return result(env, s, status, made, err);
}

/* encoding_merge(array of columns, growing offsets) => block */
napi_value encoding_merge(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[2], columns;
  hftok_encoding *made = NULL;
  hftok_error *err = NULL;
  hftok_status status = HFTOK_OK;
  uint32_t n = 0, read = 0;
  bool growing = false;
  arguments(env, info, 2, argv, &s);
  napi_get_array_length(env, argv[0], &n);
  napi_get_value_bool(env, argv[1], &growing);
  hftok_encoding **from = malloc((n + 1) * sizeof *from);
  if (from == NULL) return throw_memory(env);
  while (read < n && napi_get_element(env, argv[0], read, &columns) == napi_ok &&
         encoding_read(env, s, columns, &from[read]))
    read++;
  if (read == n) status = s->api.encoding_merge((const hftok_encoding *const *)from, n, growing, &made, &err);
  for (uint32_t i = 0; i < read; i++) s->api.encoding_free(from[i]);
  free(from);
  return read == n ? result(env, s, status, made, err) : NULL;
}

/* post_process(native, columns, columns of the pair, numbers, pad token) => block */
napi_value post_process(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[5];
  struct options options = {.pad_token = {NULL, 0, false}};
  hftok_encode_options *use;
  hftok_encoding *from, *pair = NULL, *made = NULL;
  hftok_error *err = NULL;
  hftok_status status = HFTOK_OK;
  arguments(env, info, 5, argv, &s);
  if (!encoding_read(env, s, argv[1], &from)) return NULL;
  bool ok = (is_undefined(env, argv[2]) || encoding_read(env, s, argv[2], &pair)) &&
            options_read(env, s, argv[3], argv[4], &options, &use);
  if (ok) status = s->api.post_process(tokenizer_of(env, argv[0]), from, pair, use, &made, &err);
  text_free(&options.pad_token);
  s->api.encoding_free(from);
  s->api.encoding_free(pair);
  return ok ? result(env, s, status, made, err) : NULL;
}
