/* latency FILE TEXT CALLS: nanoseconds of processor time of a call of hftok_encode, as a JSON list over rounds of CALLS calls. */
#include <hftok.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 20 };

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

int main(int argc, char **argv) {
  hftok_tokenizer *tokenizer = NULL;
  hftok_error *err = NULL;
  hftok_encode_options options;
  uint32_t ids[256];
  size_t count = 0;
  if (argc != 4) return 2;
  hftok_encode_options_init(&options, sizeof options);
  options.flags = HFTOK_ENCODE_NO_SPECIAL_TOKENS;
  if (hftok_from_file(argv[1], &tokenizer, &err) != HFTOK_OK) goto failed;
  long calls = atol(argv[3]);
  size_t size = strlen(argv[2]);
  for (int round = -1; round < ROUNDS; round++) { /* the first is not counted */
    double started = now();
    for (long i = 0; i < calls; i++)
      if (hftok_encode(tokenizer, argv[2], size, &options, ids, 256, &count, &err) != HFTOK_OK) goto failed;
    if (round >= 0) printf("%s%.1f", round ? ", " : "[", (now() - started) / (double)calls);
  }
  puts("]");
  hftok_free(tokenizer);
  return 0;
failed:
  fprintf(stderr, "%s\n", hftok_error_message(err));
  return 1;
}
