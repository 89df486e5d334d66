/* Decoding of ids that arrive bit by bit. */
#include "addon.h"

#include <stdlib.h>

/* A stream as JavaScript holds it: an external, freed by stream_free or by the garbage collector. */
struct stream {
  struct state *state;
  hftok_decode_stream *handle; /* NULL once freed */
};

static hftok_decode_stream *handle_of(napi_env env, napi_value external) {
  struct stream *stream = NULL;
  return napi_get_value_external(env, external, (void **)&stream) == napi_ok ? stream->handle : NULL;
}

static void finalize(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  struct stream *stream = data;
  stream->state->api.decode_stream_free(stream->handle);
  state_release(stream->state);
  free(stream);
}

static napi_value adopt(napi_env env, struct state *s, hftok_decode_stream *handle) {
  napi_value external = NULL;
  struct stream *stream = malloc(sizeof *stream);
  if (stream == NULL) {
    s->api.decode_stream_free(handle);
    return throw_memory(env);
  }
  *stream = (struct stream){s, handle};
  atomic_fetch_add(&s->references, 1);
  if (napi_create_external(env, stream, finalize, NULL, &external) != napi_ok) finalize(env, stream, NULL);
  return external;
}

/* stream_new(native, Uint32Array, skip special tokens) => stream */
napi_value stream_new(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[3];
  size_t n;
  hftok_decode_stream *stream = NULL;
  hftok_error *err = NULL;
  arguments(env, info, 3, argv, &s);
  const uint32_t *ids = array_data(env, argv[1], &n);
  hftok_decode_options o = decode_options(env, s, argv[2]);
  hftok_status status = s->api.decode_stream_new(tokenizer_of(env, argv[0]), ids, n, &o, &stream, &err);
  return status == HFTOK_OK ? adopt(env, s, stream) : throw_status(env, s, status, err);
}

/* stream_step(stream, Uint32Array) => string, or undefined while there is none */
napi_value stream_step(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[2];
  size_t n, len = 0;
  char *text = NULL;
  hftok_error *err = NULL;
  arguments(env, info, 2, argv, &s);
  const uint32_t *ids = array_data(env, argv[1], &n);
  hftok_status status = s->api.decode_stream_step(handle_of(env, argv[0]), ids, n, &text, &len, &err);
  if (status != HFTOK_OK) return throw_status(env, s, status, err);
  return text == NULL ? NULL : take_string(env, s, text, len);
}

/* stream_clone(stream) => stream */
napi_value stream_clone(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[1];
  hftok_decode_stream *stream = NULL;
  hftok_error *err = NULL;
  arguments(env, info, 1, argv, &s);
  hftok_status status = s->api.decode_stream_clone(handle_of(env, argv[0]), &stream, &err);
  return status == HFTOK_OK ? adopt(env, s, stream) : throw_status(env, s, status, err);
}

napi_value stream_free(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[1];
  struct stream *stream = NULL;
  arguments(env, info, 1, argv, &s);
  if (napi_get_value_external(env, argv[0], (void **)&stream) != napi_ok) return NULL;
  s->api.decode_stream_free(stream->handle);
  stream->handle = NULL;
  return NULL;
}
