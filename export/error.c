/* error.c - error objects: one block of plain C memory each. */

#include "boundary.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct hftok_error {
  hftok_status code;
  int32_t http_status;
  const char *message;
  size_t message_len;
  const char *request_id;
  size_t ids_len;
  uint32_t ids[];
};

/* Told when there is no memory to tell anything else; not freed. */
static struct hftok_error no_memory = {
    .code = HFTOK_ERR_OUT_OF_MEMORY, .message = "out of memory", .message_len = 13, .request_id = ""};

static const char *put(char **to, const char *text, size_t len) {
  char *at = *to;
  if (len) memcpy(at, text, len);
  at[len] = 0;
  *to = at + len + 1;
  return at;
}

void hftokx_error_set(hftok_error **err, hftok_status code, int32_t http_status, hftokx_text *message,
                      size_t message_len, hftokx_text *request_id, size_t request_id_len, hftokx_u32 *ids,
                      size_t ids_len) {
  if (!err) return;
  *err = &no_memory;
  if (code == HFTOK_ERR_OUT_OF_MEMORY) return;
  hftok_error *e = malloc(sizeof *e + ids_len * sizeof *ids + message_len + 1 + request_id_len + 1);
  if (!e) return;
  e->code = code;
  e->http_status = http_status;
  e->message_len = message_len;
  e->ids_len = ids_len;
  if (ids_len) memcpy(e->ids, ids, ids_len * sizeof *ids);
  char *text = (char *)(e->ids + ids_len);
  e->message = put(&text, message, message_len);
  e->request_id = put(&text, request_id, request_id_len);
  *err = e;
}

hftok_status hftokx_fail(hftok_error **err, hftok_status code, const char *format, ...) {
  char message[512];
  if (!err) return code;
  va_list args;
  va_start(args, format);
  int n = vsnprintf(message, sizeof message, format, args);
  va_end(args);
  size_t len = n < 0 ? 0 : (size_t)n < sizeof message ? (size_t)n : sizeof message - 1;
  hftokx_error_set(err, code, 0, message, len, NULL, 0, NULL, 0);
  return code;
}

hftok_status hftok_error_code(const hftok_error *err) { return err ? err->code : HFTOK_OK; }

int32_t hftok_error_http_status(const hftok_error *err) { return err ? err->http_status : 0; }

const char *hftok_error_message(const hftok_error *err) { return err ? err->message : ""; }

const char *hftok_error_request_id(const hftok_error *err) { return err ? err->request_id : ""; }

size_t hftok_error_copy_message(const hftok_error *err, char *buf, size_t cap) {
  size_t len = err ? err->message_len : 0;
  if (cap && buf) {
    size_t n = len < cap ? len : cap - 1;
    if (n) memcpy(buf, err->message, n);
    buf[n] = 0;
  }
  return len;
}

size_t hftok_error_ids(const hftok_error *err, uint32_t *ids, size_t cap) {
  if (!err) return 0;
  size_t n = err->ids_len < cap ? err->ids_len : cap;
  if (n && ids) memcpy(ids, err->ids, n * sizeof *ids);
  return err->ids_len;
}

void hftok_error_free(hftok_error *err) {
  if (err != &no_memory) free(err);
}
