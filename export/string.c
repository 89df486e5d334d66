/* string.c - strings handed out. */

#include "boundary.h"

#include <stdlib.h>

char *hftokx_string_new(size_t len) {
  char *s = len < SIZE_MAX ? malloc(len + 1) : NULL;
  if (s) s[len] = 0;
  return s;
}

void hftok_string_free(char *s) { free(s); }
