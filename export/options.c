/* options.c - options structs of older and newer headers. */

#include "boundary.h"

#include <string.h>

hftok_status hftokx_options_read(void *known, size_t known_size, const char *name, const void *given,
                                 hftok_error **err) {
  memset(known, 0, known_size);
  if (!given) return HFTOK_OK;
  uint32_t size;
  memcpy(&size, given, sizeof size);
  if (size < HFTOKX_STRUCT_LEAST || size > HFTOKX_STRUCT_LIMIT)
    return hftokx_fail(err, HFTOK_ERR_INVALID_ARGUMENT, "hftok_%s.size is %u; call hftok_%s_init first",
                       name, size, name);
  for (size_t i = known_size; i < size; i++)
    if (((const char *)given)[i])
      return hftokx_fail(err, HFTOK_ERR_UNSUPPORTED,
                         "hftok_%s sets a field that libhftok %s doesn't know, at byte %zu", name,
                         HFTOK_VERSION, i);
  memcpy(known, given, size < known_size ? size : known_size);
  return HFTOK_OK;
}

static void init(void *options, uint32_t size) {
  if (!options || size < HFTOKX_STRUCT_LEAST) return;
  memset(options, 0, size);
  memcpy(options, &size, sizeof size);
}

void hftok_pretrained_options_init(hftok_pretrained_options *opts, uint32_t size) { init(opts, size); }

void hftok_encode_options_init(hftok_encode_options *opts, uint32_t size) { init(opts, size); }

void hftok_pack_options_init(hftok_pack_options *opts, uint32_t size) { init(opts, size); }

void hftok_decode_options_init(hftok_decode_options *opts, uint32_t size) { init(opts, size); }
