/* fork.c - in a forked child every call answers FORKED at once, whatever the parent was doing, and the
 * parent goes on. Argument: a tokenizer.json. */

#define _GNU_SOURCE
#include "check.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

static hftok_tokenizer *t;
static hftok_encoding *encoding;
static hftok_cancel *cancel;
static hftok_decode_stream *stream;
static atomic_int stop;

/* Keeps the library, its locks and the Go runtime busy while the main thread forks. */
static void *work(void *unused) {
  (void)unused;
  char data[4096];
  memset(data, 'a', sizeof data);
  uint64_t ends[64];
  for (size_t i = 0; i < 64; i++) ends[i] = (i + 1) * 64;
  while (!stop) {
    hftok_encoding *e;
    OK(hftok_encode_batch(t, data, ends, 64, NULL, &e, &err));
    hftok_encoding_free(e);
    hftok_set_log(NULL, NULL, 0);
  }
  return NULL;
}

static void child(const char *path) {
  alarm(60); /* a call that hangs ends the child with SIGALRM */
  hftok_tokenizer *other = NULL;
  hftok_cancel *c = NULL;
  hftok_encoding *e = NULL;
  uint32_t ids[16] = {0}, id = 0;
  uint64_t ends[1] = {1};
  size_t n = 0;
  char *s = NULL;
  hftok_decode_stream *d = NULL;
  hftok_encoding_view own = {.size = sizeof own};
  hftok_pretrained_options opts;
  hftok_pretrained_options_init(&opts, sizeof opts);
  for (int round = 0; round < 50; round++) {
    FAILS(HFTOK_ERR_FORKED, hftok_from_pretrained(path, &opts, &other, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_from_file(path, &other, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_from_bytes((const uint8_t *)"{}", 2, &other, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_cancel_new(&c, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_encode(t, "x", 1, NULL, ids, 16, &n, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_encode_full(t, "x", 1, NULL, 0, NULL, &e, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_encode_batch(t, "x", ends, 1, NULL, &e, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_encode_batch_ids(t, "x", ends, 1, NULL, ids, 16, ends, &n, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_encode_texts_ids(t, NULL, NULL, 0, NULL, ids, 16, ends, &n, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_decode(t, ids, 1, NULL, &s, &n, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_decode_into(t, ids, 1, NULL, NULL, 0, &n, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_decode_batch(t, ids, ends, 1, NULL, &s, ends, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_token_to_id(t, "x", 1, &id, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_id_to_token(t, 1, NULL, 0, &n, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_vocab_size(t, 1, &n, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_vocab_json(t, 1, &s, &n, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_added_tokens_json(t, &s, &n, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_num_special_tokens(t, 0, &n, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_info_json(t, &s, &n, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_normalize(t, "x", 1, &s, &n, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_pre_tokenize(t, "x", 1, 0, &s, &n, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_model_tokens(t, "x", 1, &e, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_decode_tokens(t, "x", ends, 1, &s, &n, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_sections_json(t, &s, &n, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_with_sections(t, "{}", 2, &other, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_to_json(t, NULL, 0, &s, &n, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_add_tokens(t, "[]", 2, &other, &n, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_post_process(t, encoding, NULL, NULL, &e, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_encoding_new(&own, &e, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_encoding_pad(encoding, NULL, &e, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_encoding_truncate(encoding, 1, 0, 0, &e, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_encoding_merge(NULL, 0, 0, &e, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_decode_stream_new(t, ids, 1, NULL, &d, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_decode_stream_step(stream, ids, 1, &s, &n, &err));
    FAILS(HFTOK_ERR_FORKED, hftok_decode_stream_clone(stream, &d, &err));
    CHECK(hftok_encode(t, "x", 1, NULL, ids, 16, &n, NULL) == HFTOK_ERR_FORKED);
    hftok_cancel_trigger(cancel);
    hftok_set_log(NULL, NULL, 0);
  }
  CHECK(!other && !c && !e && !d && !s && !n && !id);
  hftok_encoding_view view = {.size = sizeof view};
  CHECK(hftok_encoding_get(encoding, &view) == HFTOK_OK && view.tokens > 0);
  hftok_cancel_free(cancel);
  hftok_encoding_free(encoding);
  hftok_decode_stream_free(stream);
  hftok_free(t);
  hftok_error_free(NULL);
  hftok_string_free(NULL);
  exit(0); /* not _exit: what runs at exit must not hang either */
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  OK(hftok_from_file(argv[1], &t, &err));
  OK(hftok_cancel_new(&cancel, &err));
  OK(hftok_encode_full(t, "hello", 5, NULL, 0, NULL, &encoding, &err));
  OK(hftok_decode_stream_new(t, NULL, 0, NULL, &stream, &err));
  pthread_t threads[2];
  for (int i = 0; i < 2; i++) CHECK(!pthread_create(&threads[i], NULL, work, NULL));
  for (int i = 0; i < 40; i++) {
    pid_t pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) child(argv[1]);
    int status;
    CHECK(waitpid(pid, &status, 0) == pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  stop = 1;
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  uint32_t ids[16];
  size_t n;
  OK(hftok_encode(t, "hello", 5, NULL, ids, 16, &n, &err));
  puts("done");
  return 0;
}
