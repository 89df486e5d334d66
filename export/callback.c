/* callback.c - the host's functions. */

#include "boundary.h"

#include <pthread.h>

int32_t hftokx_progress(hftokx_pretrained_options *opts, hftokx_text *file, uint64_t done, uint64_t total) {
  return opts->progress ? opts->progress(opts->progress_user, file, done, total) : 0;
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards the three below */
static hftok_log_fn log_fn;
static void *log_user;
static int32_t log_level;

void hftok_set_log(hftok_log_fn fn, void *user, int32_t level) {
  if (atomic_load_explicit(&hftokx_forked, memory_order_relaxed)) return; /* the lock may be held for ever */
  pthread_mutex_lock(&lock);
  log_fn = fn;
  log_user = user;
  log_level = fn ? level : 0;
  pthread_mutex_unlock(&lock);
}

void hftokx_log(int32_t level, hftokx_text *message) {
  pthread_mutex_lock(&lock);
  hftok_log_fn fn = log_fn;
  void *user = log_user;
  int wanted = level <= log_level;
  pthread_mutex_unlock(&lock);
  if (fn && wanted) fn(user, level, message); /* outside the lock: it may call hftok_set_log */
}
