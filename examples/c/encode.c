/* Encodes a text with a tokenizer of the Hugging Face Hub, private and gated ones included.
 *
 *   cc -Iinclude examples/c/encode.c -Lbuild -lhftok -Wl,-rpath,build -o build/encode
 *   HF_TOKEN=hf_… build/encode meta-llama/Llama-2-7b-hf "Hello world!"
 */
#include <hftok.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
  const char *repo = argc > 1 ? argv[1] : "meta-llama/Llama-2-7b-hf", *text = argc > 2 ? argv[2] : "Hello world!";
  hftok_tokenizer *t = NULL;
  hftok_error *err = NULL;
  uint32_t ids[4096];
  size_t count = 0;
  if (hftok_from_pretrained(repo, NULL, &t, &err) || hftok_encode(t, text, strlen(text), NULL, ids, 4096, &count, &err))
    fprintf(stderr, "%s\n", hftok_error_message(err));
  for (size_t i = 0; i < count; i++) printf("%u%c", ids[i], i + 1 < count ? ' ' : '\n');
  int failed = err != NULL;
  hftok_error_free(err);
  hftok_free(t);
  return failed;
}
