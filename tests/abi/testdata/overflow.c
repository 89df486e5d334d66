/* overflow.c - breaks the contract by claiming more room than there is, to show that the memory checker
 * sees what the library writes. Argument: bert-demo's tokenizer.json. */

#include "check.h"

int main(int argc, char **argv) {
  CHECK(argc == 2);
  hftok_tokenizer *t;
  OK(hftok_from_file(argv[1], &t, &err));
  uint32_t *ids = malloc(4 * sizeof *ids);
  size_t count;
  OK(hftok_encode(t, "Hello world!", 12, NULL, ids, 6, &count, &err));
  free(ids);
  hftok_free(t);
  puts("done");
  return 0;
}
