/* process.c - being a guest in a process that forks, handles signals and changes its environment. */

#define _GNU_SOURCE
#include "boundary.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#if defined(__linux__) && !defined(__GLIBC__)
#error "musl can't dlopen a Go shared library (golang/go#13492, golang/go#54805); build with glibc"
#endif

extern char **environ;

/* ---- fork ---------------------------------------------------------------------------------- */

_Atomic int hftokx_forked;

static void in_child(void) { atomic_store_explicit(&hftokx_forked, 1, memory_order_relaxed); }

__attribute__((constructor)) static void on_load(void) { pthread_atfork(NULL, NULL, in_child); }

/* ---- signals ------------------------------------------------------------------------------- */

static void onstack(int signal) {
  struct sigaction now, replaced;
  if (sigaction(signal, NULL, &now) != 0) return; /* one that glibc keeps for itself */
  /* The loop ends when nobody changed the handler between our look and our change; else what they
   * installed is what is put back, with the flag. */
  while (now.sa_handler != SIG_DFL && now.sa_handler != SIG_IGN && !(now.sa_flags & SA_ONSTACK)) {
    struct sigaction before = now;
    now.sa_flags |= SA_ONSTACK;
    if (sigaction(signal, &now, &replaced) != 0 || replaced.sa_handler == before.sa_handler) return;
    now = replaced;
    if (now.sa_handler == SIG_DFL || now.sa_handler == SIG_IGN || (now.sa_flags & SA_ONSTACK))
      sigaction(signal, &now, NULL);
  }
}

void hftokx_signals_onstack(void) {
  for (int signal = 1; signal < NSIG; signal++) onstack(signal);
}

/* A host may install a handler at any time. Looking on every call would cost a hundred times the call;
 * looking when the last look is this old costs nothing that can be measured. */
static const int64_t look_again_ns = 20 * 1000 * 1000;

static void look_at_signals(void) {
  static _Atomic int64_t last;
  struct timespec t;
#ifdef CLOCK_MONOTONIC_COARSE
  clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
#else
  clock_gettime(CLOCK_MONOTONIC, &t);
#endif
  int64_t now = (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
  if (now - atomic_load_explicit(&last, memory_order_relaxed) < look_again_ns) return;
  atomic_store_explicit(&last, now, memory_order_relaxed);
  hftokx_signals_onstack();
}

/* ---- calls --------------------------------------------------------------------------------- */

hftok_status hftokx_enter(hftok_error **err) {
  if (err) *err = NULL;
  if (atomic_load_explicit(&hftokx_forked, memory_order_relaxed))
    return hftokx_fail(err, HFTOK_ERR_FORKED,
                       "libhftok was loaded before this process was forked and can't work in the child: load a "
                       "fresh copy of the library here, under another file name, and make the tokenizers again, "
                       "or start the child with exec");
  look_at_signals();
  return HFTOK_OK;
}

/* ---- environment --------------------------------------------------------------------------- */

char *hftokx_environment(size_t *size) {
  size_t n = 0;
  for (char **e = environ; e && *e; e++) n += strlen(*e) + 1;
  char *block = malloc(n + 1), *to = block;
  if (!block) return NULL;
  for (char **e = environ; e && *e; e++) {
    size_t len = strlen(*e) + 1;
    if (len > n - (size_t)(to - block)) break; /* grew since it was measured */
    memcpy(to, *e, len);
    to += len;
  }
  *size = (size_t)(to - block);
  return block;
}
