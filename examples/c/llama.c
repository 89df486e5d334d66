/* Ids of a text, by the tokenizer of a gated repository.
 *
 *   cc -Iinclude llama.c -Lbuild -lhftok -Wl,-rpath,build -o llama && HF_TOKEN=hf_... ./llama */
#include <hftok.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
  const char *repo = argc > 1 ? argv[1] : "meta-llama/Llama-2-7b-hf", *text = "Hello world!";
  hftok_tokenizer *t;
  hftok_error *err;
  uint32_t ids[64];
  size_t count;
  if (hftok_from_pretrained(repo, NULL, &t, &err) != HFTOK_OK ||
      hftok_encode(t, text, strlen(text), NULL, ids, 64, &count, &err) != HFTOK_OK) {
    fprintf(stderr, "%s\n", hftok_error_message(err));
    return 1;
  }
  for (size_t i = 0; i < count; i++) printf("%u ", ids[i]);
  puts("");
  hftok_free(t);
}
