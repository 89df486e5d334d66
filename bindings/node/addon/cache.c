/* The cache, seen and pruned on a thread of libuv's pool, which is what looking at many files is done on in
 * Node anyway. */
#include "addon.h"

#include <stdlib.h>
#include <string.h>

struct work {
  struct state *state;
  napi_async_work handle;
  napi_ref done;
  uint32_t operation, flags;
  struct text dir; /* of the heap, or no data */
  char *env, *targets;
  size_t env_size, targets_size;

  hftok_status status;
  hftok_error *error;
  char *json;
  size_t len;
};

static void work_free(struct work *w) {
  struct state *s = w->state;
  text_free(&w->dir);
  free(w->env);
  free(w->targets);
  s->api.string_free(w->json);
  s->api.error_free(w->error);
  free(w);
  state_release(s);
}

static void execute(napi_env env, void *data) {
  (void)env;
  struct work *w = data;
  struct api *api = &w->state->api;
  hftok_pretrained_options options;
  api->pretrained_options_init(&options, sizeof options);
  options.cache_dir = w->dir.data;
  options.env = w->env;
  options.env_size = w->env_size;
  switch (w->operation) {
    case 0: w->status = api->cache_scan(&options, &w->json, &w->len, &w->error); break;
    case 1:
      w->status = api->cache_delete(&options, w->targets, w->targets_size, w->flags, &w->json, &w->len, &w->error);
      break;
    default: w->status = api->cache_prune(&options, w->flags, &w->json, &w->len, &w->error);
  }
}

static void complete(napi_env env, napi_status ended, void *data) {
  struct work *w = data;
  struct state *s = w->state;
  napi_value done, self, result, argv[2] = {NULL, NULL};
  if (ended == napi_ok && napi_get_reference_value(env, w->done, &done) == napi_ok) {
    napi_get_undefined(env, &self);
    if (w->status == HFTOK_OK) {
      napi_get_null(env, &argv[0]);
      argv[1] = take_string(env, s, w->json, w->len);
      w->json = NULL;
    } else {
      argv[0] = error_value(env, s, w->status, w->error);
      w->error = NULL;
      napi_get_undefined(env, &argv[1]);
    }
    if (argv[1] == NULL && napi_get_and_clear_last_exception(env, &argv[0]) == napi_ok) napi_get_undefined(env, &argv[1]);
    if (argv[0] != NULL && argv[1] != NULL) napi_call_function(env, self, done, 2, argv, &result);
  }
  napi_delete_reference(env, w->done);
  napi_delete_async_work(env, w->handle);
  work_free(w);
}

/* Copies an array's bytes; an empty one is not NULL. */
static bool copy(napi_env env, napi_value array, char **out, size_t *n) {
  void *data = array_data(env, array, n);
  *out = malloc(*n + 1);
  if (*out == NULL) return false;
  if (*n > 0) memcpy(*out, data, *n);
  return true;
}

/* cache(operation, directory or undefined, environment, targets, flags, done); lib/cache.js has the operations */
napi_value cache(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[6], name;
  arguments(env, info, 6, argv, &s);
  struct work *w = calloc(1, sizeof *w);
  if (w == NULL) return throw_memory(env);
  w->state = s;
  atomic_fetch_add(&s->references, 1);
  napi_get_value_uint32(env, argv[0], &w->operation);
  napi_get_value_uint32(env, argv[4], &w->flags);
  if ((is_undefined(env, argv[1]) || text_read(env, argv[1], NULL, 0, &w->dir)) && copy(env, argv[2], &w->env, &w->env_size) &&
      copy(env, argv[3], &w->targets, &w->targets_size) && napi_create_reference(env, argv[5], 1, &w->done) == napi_ok &&
      napi_create_string_utf8(env, "hftok", NAPI_AUTO_LENGTH, &name) == napi_ok &&
      napi_create_async_work(env, NULL, name, execute, complete, w, &w->handle) == napi_ok &&
      napi_queue_async_work(env, w->handle) == napi_ok)
    return NULL;
  bool thrown = false;
  napi_is_exception_pending(env, &thrown);
  if (!thrown) napi_throw_error(env, NULL, "hftok: the request is not understood");
  if (w->done != NULL) napi_delete_reference(env, w->done);
  if (w->handle != NULL) napi_delete_async_work(env, w->handle);
  work_free(w);
  return NULL;
}
