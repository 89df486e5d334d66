/* signals.c - signals of the host go to the host: the library takes none of SIGINT, SIGTERM, SIGCHLD and
 * SIGPROF, and a handler without SA_ONSTACK, installed at any time, survives Go's small stacks.
 * Argument: a tokenizer.json. */

#define _GNU_SOURCE
#include "check.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static hftok_tokenizer *t;
static atomic_int stop, children, ticks;

/* Needs more stack than a goroutine has at first, and less than the 32 KiB of Go's signal stacks. */
static void handler(int signal) {
  volatile char room[16 * 1024];
  for (size_t i = 0; i < sizeof room; i += 512) room[i] = (char)signal;
  atomic_fetch_add(signal == SIGCHLD ? &children : &ticks, 1);
}

static void *batches(void *unused) {
  (void)unused;
  enum { STRINGS = 512, EACH = 64 };
  static char data[STRINGS * EACH];
  static uint64_t ends[STRINGS];
  memset(data, 'a', sizeof data);
  for (size_t i = 0; i < STRINGS; i++) ends[i] = (i + 1) * EACH;
  while (!stop) {
    hftok_encoding *e;
    OK(hftok_encode_batch(t, data, ends, STRINGS, NULL, &e, &err));
    hftok_encoding_free(e);
  }
  return NULL;
}

static void install(int signal) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  sigaddset(&action.sa_mask, SIGUSR2);
  CHECK(!sigaction(signal, &action, NULL));
}

static void untouched(int signal) {
  struct sigaction now;
  CHECK(!sigaction(signal, NULL, &now));
  CHECK(now.sa_handler == SIG_DFL);
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  OK(hftok_from_file(argv[1], &t, &err));
  untouched(SIGINT);
  untouched(SIGTERM);
  untouched(SIGCHLD);
  untouched(SIGPROF);

  install(SIGCHLD); /* after the library was loaded, as libuv does with its first child */
  install(SIGALRM);
  uint32_t ids[16];
  size_t n;
  /* Long enough for the library to look at the handlers again, however coarse the clock. */
  for (int i = 0; i < 10; i++) {
    usleep(10 * 1000);
    OK(hftok_encode(t, "hello", 5, NULL, ids, 16, &n, &err));
  }
  struct sigaction now;
  CHECK(!sigaction(SIGCHLD, NULL, &now));
  CHECK(now.sa_handler == handler && (now.sa_flags & ~0x04000000 /* SA_RESTORER */) == (SA_RESTART | SA_ONSTACK));
  CHECK(sigismember(&now.sa_mask, SIGUSR2) == 1 && sigismember(&now.sa_mask, SIGINT) == 0);
  untouched(SIGINT);

  pthread_t threads[2];
  for (int i = 0; i < 2; i++) CHECK(!pthread_create(&threads[i], NULL, batches, NULL));
  struct itimerval often = {{0, 2000}, {0, 2000}}, never = {{0, 0}, {0, 0}};
  CHECK(!setitimer(ITIMER_REAL, &often, NULL));
  for (int i = 0; i < 300; i++) {
    sigset_t all, before; /* as libuv, which blocks signals in its thread around a fork: others get SIGCHLD */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t pid = vfork();
    if (pid == 0) _exit(0);
    CHECK(pid > 0);
    for (int j = 0; j < 20; j++) OK(hftok_encode(t, "hello world", 11, NULL, ids, 16, &n, &err));
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    CHECK(waitpid(pid, NULL, 0) == pid);
  }
  CHECK(!setitimer(ITIMER_REAL, &never, NULL));
  stop = 1;
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  CHECK(children > 0 && ticks > 0);
  hftok_free(t);
  puts("done");
  return 0;
}
