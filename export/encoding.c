/* encoding.c - encodings: one block of C memory each, behind a handle. */

#include "boundary.h"

#include <stdlib.h>
#include <string.h>

size_t hftokx_reserve(size_t *total, size_t n, size_t size) {
  size_t at = *total;
  if (at == SIZE_MAX || n > (SIZE_MAX / 2 - at) / size) return *total = SIZE_MAX;
  *total = (at + n * size + 7) & ~(size_t)7;
  return at;
}

hftokx_encoding_block *hftokx_encoding_new(size_t rows, size_t tokens, size_t sequences, size_t text_bytes,
                                           uint32_t offset_unit, int with_text) {
  int with_offsets = offset_unit != HFTOK_OFFSETS_NONE;
  size_t total = sizeof(hftokx_encoding_block);
  size_t row_ends = hftokx_reserve(&total, rows, sizeof(uint64_t));
  size_t row_inputs = hftokx_reserve(&total, rows, sizeof(uint32_t));
  size_t row_depths = hftokx_reserve(&total, rows, sizeof(uint32_t));
  size_t ranges = hftokx_reserve(&total, sequences, 4 * sizeof(uint32_t));
  size_t ids = hftokx_reserve(&total, tokens, sizeof(uint32_t));
  size_t type_ids = hftokx_reserve(&total, tokens, sizeof(uint32_t));
  size_t offsets = hftokx_reserve(&total, with_offsets ? tokens : 0, 2 * sizeof(uint32_t));
  size_t word_ids = hftokx_reserve(&total, tokens, sizeof(int32_t));
  size_t sequence_ids = hftokx_reserve(&total, tokens, sizeof(int32_t));
  size_t special = hftokx_reserve(&total, tokens, 1);
  size_t attention = hftokx_reserve(&total, tokens, 1);
  size_t token_ends = hftokx_reserve(&total, with_text ? tokens : 0, sizeof(uint64_t));
  size_t token_text = hftokx_reserve(&total, with_text ? text_bytes : 0, 1);
  if (total == SIZE_MAX) return NULL;
  hftokx_encoding_block *block = malloc(total);
  if (!block) return NULL;
  char *base = (char *)block;
  block->view = (hftok_encoding_view){
      .size = sizeof(hftok_encoding_view),
      .offset_unit = offset_unit,
      .rows = rows,
      .tokens = tokens,
      .row_ends = (uint64_t *)(base + row_ends),
      .row_inputs = (uint32_t *)(base + row_inputs),
      .ids = (uint32_t *)(base + ids),
      .type_ids = (uint32_t *)(base + type_ids),
      .offsets = with_offsets ? (uint32_t *)(base + offsets) : NULL,
      .word_ids = (int32_t *)(base + word_ids),
      .sequence_ids = (int32_t *)(base + sequence_ids),
      .special_tokens_mask = (uint8_t *)(base + special),
      .attention_mask = (uint8_t *)(base + attention),
      .token_text = with_text ? base + token_text : NULL,
      .token_ends = with_text ? (uint64_t *)(base + token_ends) : NULL,
      .row_depths = (uint32_t *)(base + row_depths),
      .sequence_ranges = (uint32_t *)(base + ranges),
      .sequences = sequences,
  };
  return block;
}

const hftok_encoding_view *hftokx_encoding_view_of(hftokx_handle e) {
  hftokx_encoding_block *block = hftokx_handle_block(e, HFTOKX_ENCODING);
  return block ? &block->view : NULL;
}

void hftokx_encoding_discard(hftokx_encoding_block *block) { free(block); }

hftok_status hftokx_view_fill(void *view, const void *known, uint32_t known_size) {
  uint32_t size;
  if (!view) return HFTOK_ERR_INVALID_ARGUMENT;
  memcpy(&size, view, sizeof size);
  if (size < HFTOKX_STRUCT_LEAST || size > HFTOKX_STRUCT_LIMIT) return HFTOK_ERR_INVALID_ARGUMENT;
  memset(view, 0, size);
  memcpy(view, known, size < known_size ? size : known_size);
  memcpy(view, &size, sizeof size);
  return HFTOK_OK;
}

hftok_status hftok_encoding_get(const hftok_encoding *e, hftok_encoding_view *view) {
  hftokx_encoding_block *block = hftokx_handle_block((hftokx_handle)e, HFTOKX_ENCODING);
  if (!block) return HFTOK_ERR_INVALID_HANDLE;
  return hftokx_view_fill(view, &block->view, sizeof block->view);
}

void hftok_encoding_free(hftok_encoding *e) {
  if (atomic_load_explicit(&hftokx_forked, memory_order_relaxed)) return; /* the lock may be held for ever */
  free(hftokx_handle_end((hftokx_handle)e, HFTOKX_ENCODING));
}
