/* The Node-API addon: hftok.h for JavaScript, one object per environment (main thread or worker).
 *
 * The addon links to no library of ours; it opens one by path, so that the same addon serves any
 * libhftok with the same ABI number. lib/backend.js says what each of its functions takes and gives. */
#ifndef HFTOK_ADDON_H
#define HFTOK_ADDON_H

#define NAPI_VERSION 8
#include <node_api.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "hftok.h"

/* The functions of hftok.h that the addon uses, with the header's own types. */
#define HFTOK_FUNCTIONS(X)                                                                           \
  X(abi_version) X(version) X(status_name)                                                           \
  X(error_http_status) X(error_message) X(error_request_id) X(error_ids) X(error_free)               \
  X(pretrained_options_init) X(from_pretrained) X(from_file) X(from_bytes) X(free)                   \
  X(cancel_new) X(cancel_trigger) X(cancel_free)                                                     \
  X(encode_options_init) X(encode) X(encode_full) X(encode_batch) X(encoding_get) X(encoding_free)   \
  X(decode_options_init) X(decode) X(decode_batch) X(string_free)                                    \
  X(token_to_id) X(id_to_token) X(vocab_size) X(vocab_json) X(added_tokens_json)                     \
  X(num_special_tokens) X(set_log)

struct api {
#define HFTOK_MEMBER(name) __typeof__(hftok_##name) *name;
  HFTOK_FUNCTIONS(HFTOK_MEMBER)
#undef HFTOK_MEMBER
};

enum { TEXT_CAPACITY = 1 << 16, IDS_CAPACITY = 1 << 14 };

struct job;

/* What one environment owns. Loads and tokenizers hold a reference too: a load's thread may outlive
 * the worker that began it. */
struct state {
  atomic_int references;
  struct api api;
  napi_ref make_error; /* (code, message, http status, request id) => Error */
  uint32_t *ids;       /* IDS_CAPACITY of them, shared with JavaScript */
  pthread_mutex_t mutex; /* guards what follows, and the jobs' own queues */
  napi_threadsafe_function wake; /* NULL once the environment goes down */
  struct job *jobs;
  double last_job;
  char text[TEXT_CAPACITY]; /* for short texts; only the environment's own thread uses it */
};

void state_release(struct state *s);

/* A tokenizer as JavaScript holds it: an external, freed by dispose or by the garbage collector, and
 * at the latest when the environment ends. */
struct native {
  struct state *state;
  hftok_tokenizer *tokenizer; /* NULL once freed */
  int64_t size;               /* what the garbage collector was told */
};

napi_value native_new(napi_env env, struct state *s, hftok_tokenizer *t, int64_t size);

/* The state and the arguments of a call; missing arguments are undefined. Returns how many came. */
size_t arguments(napi_env env, napi_callback_info info, size_t n, napi_value *argv, struct state **s);
hftok_tokenizer *tokenizer_of(napi_env env, napi_value external);
bool is_undefined(napi_env env, napi_value v);

/* An Error for a failed call; frees err. */
napi_value error_value(napi_env env, struct state *s, hftok_status status, hftok_error *err);
/* Throws it; returns NULL. */
napi_value throw_status(napi_env env, struct state *s, hftok_status status, hftok_error *err);
napi_value throw_memory(napi_env env);

/* A JavaScript string as UTF-8; a lone surrogate becomes U+FFFD. Uses buffer if the text fits into
 * capacity, else the heap. False after throwing. */
struct text {
  char *data;
  size_t len;
  bool heap;
};
bool text_read(napi_env env, napi_value value, char *buffer, size_t capacity, struct text *out);
void text_free(struct text *t);

napi_value load(napi_env env, napi_callback_info info);
napi_value load_cancel(napi_env env, napi_callback_info info);
bool load_start(napi_env env, struct state *s);

napi_value encode(napi_env env, napi_callback_info info);
napi_value encode_full(napi_env env, napi_callback_info info);
napi_value encode_batch(napi_env env, napi_callback_info info);
napi_value decode(napi_env env, napi_callback_info info);
napi_value decode_batch(napi_env env, napi_callback_info info);
napi_value token_to_id(napi_env env, napi_callback_info info);
napi_value id_to_token(napi_env env, napi_callback_info info);
napi_value vocab_size(napi_env env, napi_callback_info info);
napi_value vocab_json(napi_env env, napi_callback_info info);
napi_value added_tokens_json(napi_env env, napi_callback_info info);
napi_value num_special_tokens(napi_env env, napi_callback_info info);

/* Makes child_process safe beside the library; to be called before it is loaded. */
void watch_children(void);

#endif
