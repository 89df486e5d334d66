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
  X(pretrained_options_init) X(check_access) X(from_pretrained) X(from_file) X(from_bytes) X(free)   \
  X(cancel_new) X(cancel_trigger) X(cancel_free)                                                     \
  X(encode_options_init) X(encode) X(encode_full) X(encode_batch) X(encode_batch_ids)               \
  X(encoding_get) X(encoding_free)                                                                   \
  X(encoding_new) X(encoding_pad) X(encoding_truncate) X(encoding_merge) X(post_process)             \
  X(normalize) X(pre_tokenize) X(model_tokens) X(decode_tokens) X(sections_json) X(with_sections)    \
  X(decode_options_init) X(decode) X(decode_batch) X(string_free)                                    \
  X(decode_stream_new) X(decode_stream_step) X(decode_stream_clone) X(decode_stream_free)            \
  X(token_to_id) X(id_to_token) X(vocab_size) X(vocab_json) X(added_tokens_json)                     \
  X(num_special_tokens) X(to_json) X(add_tokens) X(set_log) X(set_word_cache_size)                   \
  X(cache_scan) X(cache_delete) X(cache_prune)

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
/* Puts another tokenizer in place of the one that an external holds, which is freed. */
void native_become(napi_env env, struct state *s, napi_value external, hftok_tokenizer *t);
/* What a tokenizer is about to hold outside of JavaScript's heap, measured, within a factor of two. */
int64_t tokenizer_size(struct api *api, hftok_tokenizer *t);

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
/* The library's string as JavaScript's; frees it. */
napi_value take_string(napi_env env, struct state *s, char *text, size_t len);

/* A caller's options, with what they point to: free with text_free(&pad_token). */
struct options {
  hftok_encode_options encode;
  struct text pad_token;
};
/* Reads (numbers, pad token); *use is NULL when there are no numbers, else out's. False after throwing. */
bool options_read(napi_env env, struct state *s, napi_value numbers, napi_value pad_token, struct options *out,
                  hftok_encode_options **use);
hftok_decode_options decode_options(napi_env env, struct state *s, napi_value skip_special_tokens);
/* The memory of a typed array; NULL and 0 for undefined. */
void *array_data(napi_env env, napi_value array, size_t *n);
/* The encoding as one ArrayBuffer, laid out as lib/encoding.js reads it; frees the encoding. */
napi_value block(napi_env env, struct state *s, hftok_encoding *encoding);

napi_value load(napi_env env, napi_callback_info info);
napi_value load_cancel(napi_env env, napi_callback_info info);
napi_value cache(napi_env env, napi_callback_info info);
bool load_start(napi_env env, struct state *s);

napi_value encode(napi_env env, napi_callback_info info);
napi_value encode_full(napi_env env, napi_callback_info info);
napi_value encode_batch(napi_env env, napi_callback_info info);
napi_value encode_batch_ids(napi_env env, napi_callback_info info);
napi_value encoding_pad(napi_env env, napi_callback_info info);
napi_value encoding_truncate(napi_env env, napi_callback_info info);
napi_value encoding_merge(napi_env env, napi_callback_info info);
napi_value post_process(napi_env env, napi_callback_info info);
napi_value normalize(napi_env env, napi_callback_info info);
napi_value pre_tokenize(napi_env env, napi_callback_info info);
napi_value model_tokens(napi_env env, napi_callback_info info);
napi_value decode_tokens(napi_env env, napi_callback_info info);
napi_value sections_json(napi_env env, napi_callback_info info);
napi_value set_sections(napi_env env, napi_callback_info info);
napi_value stream_new(napi_env env, napi_callback_info info);
napi_value stream_step(napi_env env, napi_callback_info info);
napi_value stream_clone(napi_env env, napi_callback_info info);
napi_value stream_free(napi_env env, napi_callback_info info);
napi_value decode(napi_env env, napi_callback_info info);
napi_value decode_batch(napi_env env, napi_callback_info info);
napi_value token_to_id(napi_env env, napi_callback_info info);
napi_value id_to_token(napi_env env, napi_callback_info info);
napi_value vocab_size(napi_env env, napi_callback_info info);
napi_value vocab_json(napi_env env, napi_callback_info info);
napi_value added_tokens_json(napi_env env, napi_callback_info info);
napi_value num_special_tokens(napi_env env, napi_callback_info info);
napi_value set_word_cache_size(napi_env env, napi_callback_info info);
napi_value to_json(napi_env env, napi_callback_info info);
napi_value add_tokens(napi_env env, napi_callback_info info);

/* Makes child_process safe beside the library; to be called before it is loaded. */
void watch_children(void);

#endif
