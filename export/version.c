/* version.c - what this library is, and the names of its codes. */

#include "boundary.h"

uint32_t hftok_abi_version(void) { return HFTOK_ABI_VERSION; }

const char *hftok_version(void) { return HFTOK_VERSION; }

#define NAME(code) \
  case HFTOK_ERR_##code: return #code

const char *hftok_status_name(hftok_status status) {
  switch (status) {
  case HFTOK_OK: return "OK";
  NAME(INVALID_ARGUMENT);
  NAME(INVALID_HANDLE);
  NAME(BUFFER_TOO_SMALL);
  NAME(NOT_FOUND);
  NAME(INTERNAL);
  NAME(FORKED);
  NAME(CANCELLED);
  NAME(OUT_OF_MEMORY);
  NAME(UNSUPPORTED);
  NAME(IO);
  NAME(INVALID_TOKENIZER);
  NAME(ENCODE);
  NAME(DECODE);
  NAME(GATED_NO_TOKEN);
  NAME(GATED_DENIED);
  NAME(BAD_TOKEN);
  NAME(REPO_NOT_FOUND);
  NAME(REVISION_NOT_FOUND);
  NAME(ENTRY_NOT_FOUND);
  NAME(DISABLED);
  NAME(FORBIDDEN);
  NAME(RATE_LIMITED);
  NAME(SERVER);
  NAME(NOT_A_HUB);
  NAME(INTEGRITY);
  NAME(NETWORK);
  NAME(TLS);
  NAME(PROXY);
  NAME(OFFLINE);
  NAME(LOCAL_MISS);
  NAME(TIMEOUT);
  NAME(INVALID_REPO);
  NAME(TOKEN_NOT_FOUND);
  default: return "UNKNOWN";
  }
}
