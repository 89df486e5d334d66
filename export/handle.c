/* handle.c - handles that survive misuse.
 *
 * A handle is a number in the guise of a pointer, never followed: the index of a cell and the cell's
 * generation, which grows each time the cell is given out. A stale handle differs from the cell's
 * present one, and garbage differs from all. A cell whose generations are used up is not given out
 * again, so that no handle ever comes back. Cells are never unmapped and are read without a lock.
 *
 *   bits 0-23 index   24-35 generation, low   36-39 kind   40-52 generation, high
 *
 * 53 bits, because foreign-function interfaces put such numbers into doubles. The kind stands where
 * addresses on the Go heap have 0xc, so that a Go host's collector doesn't take one for its own.
 */

#include "boundary.h"

#include <pthread.h>
#include <stdlib.h>

_Static_assert(sizeof(uintptr_t) == 8, "handles take 53 bits");

#define CHUNK ((size_t)1 << HFTOKX_CHUNK_BITS)
#define CHUNKS ((size_t)1 << (HFTOKX_INDEX_BITS - HFTOKX_CHUNK_BITS))
#define INDEX_MASK (((uintptr_t)1 << HFTOKX_INDEX_BITS) - 1)
#define GENERATIONS ((uint32_t)1 << 25)

struct cell {
  _Atomic hftokx_handle live; /* 0 while nobody holds it */
  void *_Atomic block;
  uint32_t generation;
  uint32_t next_free; /* index + 1 */
};

static struct cell *_Atomic chunks[CHUNKS];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards the two below and the cells */
static uint32_t first_free; /* index + 1 */
static size_t used = 1;     /* cells ever given out, and cell 0, whose handles could be small numbers */

static struct cell *cell_at(size_t index) {
  struct cell *chunk = atomic_load_explicit(&chunks[index >> HFTOKX_CHUNK_BITS], memory_order_acquire);
  return chunk ? &chunk[index & (CHUNK - 1)] : NULL;
}

static struct cell *live_cell(hftokx_handle h, int kind) {
  if (((h >> 36) & 0xf) != (uintptr_t)kind) return NULL;
  struct cell *cell = cell_at(h & INDEX_MASK);
  return cell && atomic_load_explicit(&cell->live, memory_order_acquire) == h ? cell : NULL;
}

/* A cell that nobody holds, or NULL when out of memory. Needs the lock. */
static struct cell *take(size_t *index) {
  if (first_free) {
    *index = first_free - 1;
    struct cell *cell = cell_at(*index);
    first_free = cell->next_free;
    return cell;
  }
  if (used == CHUNK * CHUNKS) return NULL;
  struct cell *_Atomic *chunk = &chunks[used >> HFTOKX_CHUNK_BITS];
  if (!atomic_load_explicit(chunk, memory_order_relaxed)) {
    struct cell *cells = calloc(CHUNK, sizeof *cells);
    if (!cells) return NULL;
    atomic_store_explicit(chunk, cells, memory_order_release);
  }
  *index = used++;
  return cell_at(*index);
}

hftokx_handle hftokx_handle_new(int kind, void *block) {
  hftokx_handle h = 0;
  size_t index;
  pthread_mutex_lock(&lock);
  struct cell *cell = take(&index);
  if (cell) {
    uintptr_t generation = cell->generation++;
    h = index | (generation & 0xfff) << 24 | (uintptr_t)kind << 36 | generation >> 12 << 40;
    atomic_store_explicit(&cell->block, block, memory_order_relaxed);
    atomic_store_explicit(&cell->live, h, memory_order_release);
  }
  pthread_mutex_unlock(&lock);
  return h;
}

void *hftokx_handle_block(hftokx_handle h, int kind) {
  struct cell *cell = live_cell(h, kind);
  return cell ? atomic_load_explicit(&cell->block, memory_order_relaxed) : NULL;
}

void *hftokx_handle_end(hftokx_handle h, int kind) {
  void *block = NULL;
  pthread_mutex_lock(&lock);
  struct cell *cell = live_cell(h, kind);
  if (cell) {
    block = atomic_load_explicit(&cell->block, memory_order_relaxed);
    atomic_store_explicit(&cell->live, 0, memory_order_release);
    if (cell->generation < GENERATIONS) {
      cell->next_free = first_free;
      first_free = (uint32_t)(h & INDEX_MASK) + 1;
    }
  }
  pthread_mutex_unlock(&lock);
  return block;
}
