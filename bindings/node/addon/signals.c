/* Why: the Go runtime unblocks SIGCHLD on its threads, which run on small stacks. libuv installs its
 * SIGCHLD handler without SA_ONSTACK whenever a child starts while no other is watched, as spawnSync
 * does, and such a handler on a Go stack overwrites memory beside it. The library adds the flag to
 * handlers that it finds, but between two looks a new handler may come.
 *
 * So SIGCHLD is watched by a libuv loop of our own that never runs. Its watcher keeps libuv from taking
 * its handler away and installing another; the library adds the flag to it when it loads. It costs four
 * file descriptors a process.
 *
 * The functions are part of every Node executable; they are declared here as libuv's header does, since
 * node-api-headers does not carry it. uv_signal_t's size and the loop's are asked for. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "addon.h"

enum { UV_SIGNAL = 16 }; /* uv_handle_type */
size_t uv_loop_size(void);
int uv_loop_init(void *loop);
size_t uv_handle_size(int type);
int uv_signal_init(void *loop, void *handle);
int uv_signal_start(void *handle, void (*callback)(void *, int), int signum);

static void never(void *handle, int signum) {
  (void)handle;
  (void)signum;
}

static void start_watching(void) {
  void *loop = malloc(uv_loop_size());
  void *watcher = malloc(uv_handle_size(UV_SIGNAL));
  if (loop == NULL || watcher == NULL || uv_loop_init(loop) != 0 || uv_signal_init(loop, watcher) != 0)
    return;
  uv_signal_start(watcher, never, SIGCHLD);
}

void watch_children(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, start_watching);
}
