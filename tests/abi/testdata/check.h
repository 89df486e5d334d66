/* check.h - what the C programs of these tests share. */
#ifndef CHECK_H
#define CHECK_H

#include "hftok.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ends the program unless the condition holds. */
#define CHECK(condition)                                                    \
  do {                                                                      \
    if (!(condition)) {                                                     \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                              \
    }                                                                       \
  } while (0)

/* Ends the program unless the call succeeded. */
#define OK(call)                                                                             \
  do {                                                                                       \
    hftok_error *err = NULL;                                                                 \
    hftok_status status = (call);                                                            \
    if (status != HFTOK_OK || err) {                                                         \
      fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, hftok_status_name(status),      \
              hftok_error_message(err));                                                     \
      exit(1);                                                                               \
    }                                                                                        \
  } while (0)

/* Ends the program unless the call failed with that code, with an error that says so. */
#define FAILS(code, call)                                          \
  do {                                                             \
    hftok_error *err = NULL;                                       \
    CHECK((call) == (code));                                       \
    CHECK(hftok_error_code(err) == (code));                        \
    CHECK(hftok_error_message(err)[0]);                            \
    hftok_error_free(err);                                         \
  } while (0)

#endif
