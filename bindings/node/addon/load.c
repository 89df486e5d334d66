/* Loading a tokenizer on a thread of its own, so that neither the event loop nor libuv's pool, which
 * serves the host's files and look-ups, ever waits for a download.
 *
 * A job belongs to its thread until `finished`, then to the environment, or to nobody if that has gone:
 * who comes last frees it. Its thread tells the environment through one thread-safe function, which keeps
 * the event loop alive only while a job runs. When the environment goes down, its jobs are cancelled and
 * their threads left to end by themselves: the host never waits for them. */
#define _GNU_SOURCE
#include "addon.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum event_kind { PROGRESS, WARNING };

struct event {
  struct event *next;
  enum event_kind kind;
  double done, total;
  char text[]; /* the file, or the warning */
};

struct job {
  struct job *next; /* of state->jobs */
  struct state *state;
  double id;
  napi_ref done, progress, warning; /* JavaScript functions; the last two may be NULL */

  /* What to load, or to ask about. The strings are the job's own. */
  char *path, *repo;
  bool only_asks; /* whether repo can be read; there is no tokenizer then */
  uint8_t *bytes;
  size_t bytes_len;
  hftok_pretrained_options options;
  char *strings[7];
  size_t string_count;

  hftok_status status;
  hftok_error *error;
  hftok_tokenizer *tokenizer;
  int64_t size;

  /* Guarded by state->mutex. */
  struct event *first, *last;
  bool queued;   /* the environment was told and has not looked yet */
  bool finished; /* the thread has ended */
};

static _Thread_local struct job *loading;

static void job_free(struct job *job) {
  struct state *s = job->state;
  while (job->first != NULL) {
    struct event *event = job->first;
    job->first = event->next;
    free(event);
  }
  for (size_t i = 0; i < job->string_count; i++) free(job->strings[i]);
  free(job->bytes);
  if (job->tokenizer != NULL) s->api.free(job->tokenizer);
  s->api.error_free(job->error);
  s->api.cancel_free(job->options.cancel);
  free(job);
  state_release(s);
}

/* ---- on the job's thread ---- */

/* With the mutex held. */
static void forget(struct job *job) {
  struct job **link = &job->state->jobs;
  while (*link != NULL && *link != job) link = &(*link)->next;
  if (*link != NULL) *link = job->next;
}

/* With the mutex held. */
static void tell(struct job *job) {
  struct state *s = job->state;
  if (s->wake != NULL && !job->queued)
    job->queued = napi_call_threadsafe_function(s->wake, job, napi_tsfn_nonblocking) == napi_ok;
}

static void push(struct job *job, enum event_kind kind, const char *text, double done, double total) {
  size_t len = strlen(text);
  pthread_mutex_lock(&job->state->mutex);
  struct event *last = job->last;
  /* News of a file replaces older news of it that nobody has read; its first and last are kept. */
  if (kind == PROGRESS && last != NULL && last->kind == PROGRESS && last->done > 0 && done != total &&
      strcmp(last->text, text) == 0) {
    last->done = done;
    last->total = total;
  } else {
    struct event *event = malloc(sizeof *event + len + 1);
    if (event != NULL) {
      *event = (struct event){NULL, kind, done, total};
      memcpy(event->text, text, len + 1);
      if (last == NULL) job->first = event;
      else last->next = event;
      job->last = event;
    }
  }
  tell(job);
  pthread_mutex_unlock(&job->state->mutex);
}

static int32_t on_progress(void *user, const char *file, uint64_t done, uint64_t total) {
  if (file != NULL) push(user, PROGRESS, file, (double)done, (double)total);
  return 0;
}

static void on_log(void *user, int32_t level, const char *message) {
  (void)user;
  (void)level;
  if (loading != NULL) push(loading, WARNING, message, 0, 0);
}

/* So that the garbage collector knows that a small object is worth collecting. */
int64_t tokenizer_size(struct api *api, hftok_tokenizer *t) {
  size_t tokens = 0;
  hftok_error *err = NULL;
  api->vocab_size(t, 1, &tokens, &err);
  api->error_free(err);
  return (int64_t)tokens * 200 + (1 << 20);
}

static void *run(void *data) {
  struct job *job = data;
  struct state *s = job->state;
  struct api *api = &s->api;
  loading = job;
  if (job->only_asks)
    job->status = api->check_access(job->repo, &job->options, &job->error);
  else if (job->repo != NULL)
    job->status = api->from_pretrained(job->repo, &job->options, &job->tokenizer, &job->error);
  else if (job->path != NULL)
    job->status = api->from_file(job->path, &job->tokenizer, &job->error);
  else
    job->status = api->from_bytes(job->bytes, job->bytes_len, &job->tokenizer, &job->error);
  if (job->tokenizer != NULL) job->size = tokenizer_size(api, job->tokenizer);

  pthread_mutex_lock(&s->mutex);
  job->finished = true;
  tell(job);
  bool mine = !job->queued;
  if (mine) forget(job);
  pthread_mutex_unlock(&s->mutex);
  if (mine) job_free(job);
  return NULL;
}

/* The host's signals are for the host's threads; those that tell of this thread's own faults stay. */
static bool start(struct job *job) {
  sigset_t block, before;
  pthread_attr_t attributes;
  pthread_t thread;
  sigfillset(&block);
  const int own[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGPIPE, SIGURG, SIGPROF};
  for (size_t i = 0; i < sizeof own / sizeof *own; i++) sigdelset(&block, own[i]);
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_sigmask(SIG_SETMASK, &block, &before);
  bool ok = pthread_create(&thread, &attributes, run, job) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  return ok;
}

/* ---- on the environment's thread ---- */

static void call(napi_env env, napi_ref function, size_t argc, const napi_value *argv) {
  napi_value f, self, result;
  if (function == NULL || napi_get_reference_value(env, function, &f) != napi_ok) return;
  for (size_t i = 0; i < argc; i++)
    if (argv[i] == NULL) return; /* could not be made: the environment is being ended */
  napi_get_undefined(env, &self);
  napi_call_function(env, self, f, argc, argv, &result); /* they catch what they throw */
}

static void deliver(napi_env env, struct job *job, const struct event *event) {
  napi_value argv[3] = {NULL, NULL, NULL};
  napi_create_string_utf8(env, event->text, NAPI_AUTO_LENGTH, &argv[0]);
  if (event->kind == WARNING) {
    call(env, job->warning, 1, argv);
    return;
  }
  napi_create_double(env, event->done, &argv[1]);
  napi_create_double(env, event->total, &argv[2]);
  call(env, job->progress, 3, argv);
}

static void finish(napi_env env, struct job *job) {
  struct state *s = job->state;
  napi_value argv[2];

  pthread_mutex_lock(&s->mutex);
  forget(job);
  bool idle = s->jobs == NULL;
  pthread_mutex_unlock(&s->mutex);
  if (idle) napi_unref_threadsafe_function(env, s->wake);

  napi_get_null(env, &argv[0]);
  napi_get_undefined(env, &argv[1]);
  if (job->tokenizer != NULL) {
    argv[1] = native_new(env, s, job->tokenizer, job->size);
    job->tokenizer = NULL;
    if (argv[1] == NULL && napi_get_and_clear_last_exception(env, &argv[0]) == napi_ok) napi_get_undefined(env, &argv[1]);
  } else if (job->status != HFTOK_OK) {
    argv[0] = error_value(env, s, job->status, job->error);
    job->error = NULL;
  }
  call(env, job->done, 2, argv);
  napi_delete_reference(env, job->done);
  if (job->progress != NULL) napi_delete_reference(env, job->progress);
  if (job->warning != NULL) napi_delete_reference(env, job->warning);
  job_free(job);
}

static void awake(napi_env env, napi_value function, void *context, void *data) {
  (void)function;
  (void)context;
  struct job *job = data;
  struct state *s = job->state;
  pthread_mutex_lock(&s->mutex);
  struct event *event = job->first;
  job->first = job->last = NULL;
  job->queued = false;
  bool finished = job->finished;
  bool alive = env != NULL && s->wake != NULL;
  pthread_mutex_unlock(&s->mutex);

  while (event != NULL) {
    struct event *next = event->next;
    if (alive) deliver(env, job, event);
    free(event);
    event = next;
  }
  if (!finished) return;
  if (alive) finish(env, job);
  else job_free(job);
}

static void closed(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  struct state *s = data;
  pthread_mutex_lock(&s->mutex);
  s->wake = NULL;
  pthread_mutex_unlock(&s->mutex);
  state_release(s);
}

static void environment_ends(void *data) {
  struct state *s = data;
  pthread_mutex_lock(&s->mutex);
  s->wake = NULL;
  for (struct job *job = s->jobs; job != NULL; job = job->next)
    if (!job->finished) s->api.cancel_trigger(job->options.cancel);
  s->jobs = NULL;
  pthread_mutex_unlock(&s->mutex);
}

bool load_start(napi_env env, struct state *s) {
  napi_value name;
  s->api.set_log(on_log, NULL, HFTOK_LOG_WARNING);
  if (s->wake != NULL) return true;
  atomic_fetch_add(&s->references, 1);
  return napi_create_string_utf8(env, "hftok", NAPI_AUTO_LENGTH, &name) == napi_ok &&
         napi_create_threadsafe_function(env, NULL, NULL, name, 0, 1, s, closed, NULL, awake, &s->wake) == napi_ok &&
         napi_unref_threadsafe_function(env, s->wake) == napi_ok &&
         napi_add_env_cleanup_hook(env, environment_ends, s) == napi_ok;
}

/* ---- the request ---- */

/* Copies a string property; *out stays NULL if there is none. False after throwing. */
static bool string_property(napi_env env, struct job *job, napi_value request, const char *name, const char **out) {
  napi_value value;
  struct text text;
  if (napi_get_named_property(env, request, name, &value) != napi_ok) return false;
  if (is_undefined(env, value)) return true;
  if (!text_read(env, value, NULL, 0, &text)) return false;
  job->strings[job->string_count++] = text.data;
  *out = text.data;
  return true;
}

static bool take_number(napi_env env, napi_value request, const char *name, double *out) {
  napi_value value;
  if (napi_get_named_property(env, request, name, &value) != napi_ok) return false;
  return is_undefined(env, value) || napi_get_value_double(env, value, out) == napi_ok;
}

static bool take_bool(napi_env env, napi_value request, const char *name, bool *out) {
  napi_value value;
  if (napi_get_named_property(env, request, name, &value) != napi_ok) return false;
  return is_undefined(env, value) || napi_get_value_bool(env, value, out) == napi_ok;
}

static bool take_function(napi_env env, napi_value value, napi_ref *out) {
  return is_undefined(env, value) || napi_create_reference(env, value, 1, out) == napi_ok;
}

static bool read_request(napi_env env, struct job *job, napi_value request) {
  hftok_pretrained_options *o = &job->options;
  double flags = 0;
  napi_value bytes;
  void *data = NULL;
  const char *path = NULL, *repo = NULL;
  bool env_block = false;

  job->state->api.pretrained_options_init(o, sizeof *o);
  if (!string_property(env, job, request, "path", &path) || !string_property(env, job, request, "repo", &repo) ||
      !string_property(env, job, request, "revision", &o->revision) || !string_property(env, job, request, "token", &o->token) ||
      !string_property(env, job, request, "cache_dir", &o->cache_dir) ||
      !string_property(env, job, request, "endpoint", &o->endpoint) ||
      !string_property(env, job, request, "subfolder", &o->subfolder) ||
      !string_property(env, job, request, "user_agent", &o->user_agent) || !take_number(env, request, "flags", &flags) ||
      !take_bool(env, request, "only_asks", &job->only_asks) ||
      !take_number(env, request, "timeout", &o->timeout) ||
      napi_get_named_property(env, request, "bytes", &bytes) != napi_ok)
    return false;
  job->path = (char *)path;
  job->repo = (char *)repo;
  o->flags = (uint32_t)flags;
  if (is_undefined(env, bytes)) {
    env_block = true;
    if (napi_get_named_property(env, request, "env", &bytes) != napi_ok) return false;
    if (is_undefined(env, bytes)) return true;
  }
  if (napi_get_typedarray_info(env, bytes, NULL, &job->bytes_len, &data, NULL, NULL) != napi_ok) return false;
  job->bytes = malloc(job->bytes_len + 1);
  if (job->bytes == NULL) return false;
  memcpy(job->bytes, data, job->bytes_len);
  if (env_block) {
    o->env = (char *)job->bytes;
    o->env_size = job->bytes_len;
  }
  return true;
}

/* load(request, done, progress, warning) => number for cancel */
napi_value load(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[4], id = NULL;
  arguments(env, info, 4, argv, &s);
  struct job *job = calloc(1, sizeof *job);
  if (job == NULL) return throw_memory(env);
  job->state = s;
  atomic_fetch_add(&s->references, 1);

  bool ok = read_request(env, job, argv[0]) && take_function(env, argv[1], &job->done) &&
            take_function(env, argv[2], &job->progress) && take_function(env, argv[3], &job->warning);
  if (ok) {
    hftok_status status = s->api.cancel_new(&job->options.cancel, &job->error);
    if (status != HFTOK_OK) {
      throw_status(env, s, status, job->error);
      job->error = NULL;
      ok = false;
    }
  }
  if (ok && job->progress != NULL) {
    job->options.progress = on_progress;
    job->options.progress_user = job;
  }
  if (ok) {
    pthread_mutex_lock(&s->mutex);
    bool idle = s->jobs == NULL;
    job->id = ++s->last_job;
    job->next = s->jobs;
    s->jobs = job;
    pthread_mutex_unlock(&s->mutex);
    napi_create_double(env, job->id, &id);
    if (idle) napi_ref_threadsafe_function(env, s->wake);
    if (start(job)) return id;
    pthread_mutex_lock(&s->mutex);
    forget(job);
    pthread_mutex_unlock(&s->mutex);
    if (idle) napi_unref_threadsafe_function(env, s->wake);
    napi_throw_error(env, NULL, "hftok: no thread could be started");
  }
  bool thrown = false;
  napi_is_exception_pending(env, &thrown);
  if (!thrown) napi_throw_error(env, NULL, "hftok: the request is not understood");
  job_free(job);
  return NULL;
}

/* cancel(number); a load that has ended does not mind. */
napi_value load_cancel(napi_env env, napi_callback_info info) {
  struct state *s;
  napi_value argv[1];
  double id = 0;
  arguments(env, info, 1, argv, &s);
  napi_get_value_double(env, argv[0], &id);
  pthread_mutex_lock(&s->mutex);
  for (struct job *job = s->jobs; job != NULL; job = job->next)
    if (job->id == id) s->api.cancel_trigger(job->options.cancel);
  pthread_mutex_unlock(&s->mutex);
  return NULL;
}
