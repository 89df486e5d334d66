/* What the addon's other files share, and its entry. */
#include "addon.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t arguments(napi_env env, napi_callback_info info, size_t n, napi_value *argv, struct state **s) {
  size_t count = n;
  napi_get_cb_info(env, info, &count, argv, NULL, (void **)s);
  return count;
}

bool is_undefined(napi_env env, napi_value v) {
  napi_valuetype type = napi_undefined;
  napi_typeof(env, v, &type);
  return type == napi_undefined;
}

/* ---- texts ---- */

bool text_read(napi_env env, napi_value value, char *buffer, size_t capacity, struct text *out) {
  *out = (struct text){buffer, 0, false};
  if (capacity > 0) {
    if (napi_get_value_string_utf8(env, value, buffer, capacity, &out->len) != napi_ok) {
      napi_throw_type_error(env, NULL, "a string is expected");
      return false;
    }
    /* A text that does not fit is cut before the character that does not, of up to four bytes. */
    if (out->len + 4 < capacity) return true;
  }
  size_t need = 0;
  if (napi_get_value_string_utf8(env, value, NULL, 0, &need) != napi_ok) {
    napi_throw_type_error(env, NULL, "a string is expected");
    return false;
  }
  out->heap = true;
  out->data = malloc(need + 1);
  if (out->data == NULL) {
    throw_memory(env);
    return false;
  }
  napi_get_value_string_utf8(env, value, out->data, need + 1, &out->len);
  return true;
}

void text_free(struct text *t) {
  if (t->heap) free(t->data);
}

/* ---- errors ---- */

static napi_value string_value(napi_env env, const char *s) {
  napi_value v = NULL;
  napi_create_string_utf8(env, s, NAPI_AUTO_LENGTH, &v);
  return v;
}

napi_value error_value(napi_env env, struct state *s, hftok_status status, hftok_error *err) {
  napi_value make, self, argv[4], error = NULL;
  napi_get_reference_value(env, s->make_error, &make);
  napi_get_undefined(env, &self);
  argv[0] = string_value(env, s->api.status_name(status));
  argv[1] = string_value(env, s->api.error_message(err));
  napi_create_int32(env, s->api.error_http_status(err), &argv[2]);
  argv[3] = string_value(env, s->api.error_request_id(err));
  s->api.error_free(err);
  napi_call_function(env, self, make, 4, argv, &error);
  return error;
}

napi_value throw_status(napi_env env, struct state *s, hftok_status status, hftok_error *err) {
  napi_value error = error_value(env, s, status, err);
  if (error != NULL) napi_throw(env, error);
  return NULL;
}

napi_value throw_memory(napi_env env) {
  napi_throw_error(env, "OUT_OF_MEMORY", "hftok: out of memory");
  return NULL;
}

/* ---- tokenizers ---- */

hftok_tokenizer *tokenizer_of(napi_env env, napi_value external) {
  struct native *n = NULL;
  return napi_get_value_external(env, external, (void **)&n) == napi_ok ? n->tokenizer : NULL;
}

void native_become(napi_env env, struct state *s, napi_value external, hftok_tokenizer *t) {
  struct native *native = NULL;
  napi_get_value_external(env, external, (void **)&native);
  int64_t total, size = tokenizer_size(&s->api, t);
  s->api.free(native->tokenizer);
  native->tokenizer = t;
  if (napi_adjust_external_memory(env, size - native->size, &total) == napi_ok) native->size = size;
}

static void native_free(napi_env env, struct native *n) {
  int64_t total;
  n->state->api.free(n->tokenizer);
  n->tokenizer = NULL;
  if (n->size > 0) napi_adjust_external_memory(env, -n->size, &total);
  n->size = 0;
}

static void native_finalize(napi_env env, void *data, void *hint) {
  (void)hint;
  struct native *n = data;
  native_free(env, n);
  state_release(n->state);
  free(n);
}

napi_value native_new(napi_env env, struct state *s, hftok_tokenizer *t, int64_t size) {
  struct native *n = malloc(sizeof *n);
  napi_value external = NULL;
  if (n == NULL) {
    s->api.free(t);
    return throw_memory(env);
  }
  *n = (struct native){s, t, 0};
  atomic_fetch_add(&s->references, 1);
  if (napi_create_external(env, n, native_finalize, NULL, &external) != napi_ok) {
    native_finalize(env, n, NULL);
    return NULL;
  }
  int64_t total;
  if (napi_adjust_external_memory(env, size, &total) == napi_ok) n->size = size;
  return external;
}

static napi_value dispose(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[1];
  struct native *n = NULL;
  arguments(env, info, 1, argv, &s);
  if (napi_get_value_external(env, argv[0], (void **)&n) == napi_ok) native_free(env, n);
  return NULL;
}

/* ---- the library ---- */

static bool api_resolve(void *library, struct api *api, const char **missing) {
#define HFTOK_RESOLVE(name)                                                                \
  *(void **)&api->name = dlsym(library, "hftok_" #name);                                   \
  if (api->name == NULL) {                                                                 \
    *missing = "hftok_" #name;                                                             \
    return false;                                                                          \
  }
  HFTOK_FUNCTIONS(HFTOK_RESOLVE)
#undef HFTOK_RESOLVE
  return true;
}

/* open(path) => the library's version. Throws what the loader said. */
static napi_value open_library(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[1];
  struct text path;
  char message[1024];
  const char *missing = "";
  struct api api;
  arguments(env, info, 1, argv, &s);
#if defined(__linux__) && !defined(__GLIBC__)
  napi_throw_error(env, NULL, "this C library is not glibc, and musl can't load a shared library made by Go (golang/go#54805)");
  return NULL;
#endif
  if (!text_read(env, argv[0], s->text, sizeof s->text, &path)) return NULL;
  watch_children();
  void *library = dlopen(path.data, RTLD_NOW | RTLD_LOCAL);
  text_free(&path);
  if (library == NULL) {
    napi_throw_error(env, NULL, dlerror());
    return NULL;
  }
  if (!api_resolve(library, &api, &missing)) {
    snprintf(message, sizeof message, "it has no %s", missing);
    napi_throw_error(env, NULL, message);
    return NULL;
  }
  if (api.abi_version() != HFTOK_ABI_VERSION) {
    snprintf(message, sizeof message, "its ABI number is %u, and this package needs %u", (unsigned)api.abi_version(),
             HFTOK_ABI_VERSION);
    napi_throw_error(env, NULL, message);
    return NULL;
  }
  s->api = api;
  if (!load_start(env, s)) {
    napi_throw_error(env, NULL, "its callbacks could not be set up");
    return NULL;
  }
  return string_value(env, s->api.version());
}

/* ---- the environment ---- */

void state_release(struct state *s) {
  if (atomic_fetch_sub(&s->references, 1) > 1) return;
  pthread_mutex_destroy(&s->mutex);
  free(s);
}

static void state_finalize(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  state_release(data);
}

/* setup(make_error) => Uint32Array, into which encode writes its ids. */
static napi_value setup(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[1], buffer, ids = NULL;
  napi_ref keep;
  arguments(env, info, 1, argv, &s);
  if (napi_create_reference(env, argv[0], 1, &s->make_error) != napi_ok ||
      napi_create_arraybuffer(env, IDS_CAPACITY * sizeof *s->ids, (void **)&s->ids, &buffer) != napi_ok ||
      napi_create_reference(env, buffer, 1, &keep) != napi_ok ||
      napi_create_typedarray(env, napi_uint32_array, IDS_CAPACITY, buffer, 0, &ids) != napi_ok)
    napi_throw_error(env, NULL, "hftok: the addon could not be set up");
  return ids;
}

NAPI_MODULE_INIT() {
  static const struct {
    const char *name;
    napi_callback function;
  } functions[] = {
      {"setup", setup},
      {"open", open_library},
      {"load", load},
      {"cancel", load_cancel},
      {"cache", cache},
      {"free", dispose},
      {"encode", encode},
      {"encode_full", encode_full},
      {"encode_batch", encode_batch},
      {"encode_batch_ids", encode_batch_ids},
      {"encoding_pad", encoding_pad},
      {"encoding_truncate", encoding_truncate},
      {"encoding_merge", encoding_merge},
      {"post_process", post_process},
      {"normalize", normalize},
      {"pre_tokenize", pre_tokenize},
      {"model_tokens", model_tokens},
      {"decode_tokens", decode_tokens},
      {"sections_json", sections_json},
      {"set_sections", set_sections},
      {"stream_new", stream_new},
      {"stream_step", stream_step},
      {"stream_clone", stream_clone},
      {"stream_free", stream_free},
      {"decode", decode},
      {"decode_batch", decode_batch},
      {"token_to_id", token_to_id},
      {"id_to_token", id_to_token},
      {"vocab_size", vocab_size},
      {"vocab_json", vocab_json},
      {"added_tokens_json", added_tokens_json},
      {"num_special_tokens", num_special_tokens},
      {"set_word_cache_size", set_word_cache_size},
      {"to_json", to_json},
      {"add_tokens", add_tokens},
  };
  struct state *s = calloc(1, sizeof *s);
  if (s == NULL) return throw_memory(env);
  atomic_init(&s->references, 1);
  pthread_mutex_init(&s->mutex, NULL);
  napi_set_instance_data(env, s, state_finalize, NULL);
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    napi_value function;
    if (napi_create_function(env, functions[i].name, NAPI_AUTO_LENGTH, functions[i].function, s, &function) != napi_ok ||
        napi_set_named_property(env, exports, functions[i].name, function) != napi_ok)
      return NULL;
  }
  return exports;
}
