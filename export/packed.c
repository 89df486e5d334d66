/* packed.c - packed ids: one block of C memory each, behind a handle. */

#include "boundary.h"

#include <stdlib.h>

hftokx_packed_block *hftokx_packed_new(size_t documents, size_t tokens, uint32_t id_bytes) {
  size_t total = sizeof(hftokx_packed_block);
  size_t lengths = hftokx_reserve(&total, documents, sizeof(uint32_t));
  size_t ids = hftokx_reserve(&total, tokens, id_bytes);
  hftokx_packed_block *block = total == SIZE_MAX ? NULL : malloc(total);
  if (!block) return NULL;
  char *base = (char *)block;
  block->view = (hftok_packed_view){
      .size = sizeof(hftok_packed_view),
      .id_bytes = id_bytes,
      .documents = documents,
      .tokens = tokens,
      .ids = base + ids,
      .lengths = (uint32_t *)(base + lengths),
  };
  return block;
}

void hftokx_packed_discard(hftokx_packed_block *block) { free(block); }

hftok_status hftok_packed_get(const hftok_packed *p, hftok_packed_view *view) {
  hftokx_packed_block *block = hftokx_handle_block((hftokx_handle)p, HFTOKX_PACKED);
  if (!block) return HFTOK_ERR_INVALID_HANDLE;
  return hftokx_view_fill(view, &block->view, sizeof block->view);
}

void hftok_packed_free(hftok_packed *p) {
  if (atomic_load_explicit(&hftokx_forked, memory_order_relaxed)) return; /* the lock may be held for ever */
  free(hftokx_handle_end((hftokx_handle)p, HFTOKX_PACKED));
}
