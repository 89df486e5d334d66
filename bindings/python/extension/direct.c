/* direct.c - the extension hftok._direct: calls whose cost is the way to them. ctypes needs a microsecond for a
 * call with eight arguments, and Python a loop for what C gives in arrays.
 *
 * Everything here has a twin in Python that goes through ctypes, and that is where errors are made: what a
 * function here can't do, for whatever reason, it answers with None and leaves to its twin. The GIL is held all
 * the time, so that one set of buffers serves all; texts that take long are left to the twins too. */

#define _DEFAULT_SOURCE /* madvise */
#include "hftok.h"
#include "python.h"

#include <string.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

/* The functions that are called, in the order in which _extension.py gives their addresses. */
struct api {
  __typeof__(hftok_encode) *encode;
  __typeof__(hftok_encode_full) *encode_full;
  __typeof__(hftok_encoding_get) *encoding_get;
  __typeof__(hftok_encoding_free) *encoding_free;
  __typeof__(hftok_decode_into) *decode_into;
  __typeof__(hftok_error_free) *error_free;
};

enum {
  LONG = 1 << 15, /* bytes of text from which on the twins, which let other threads run, serve better */
  HUGE = 1 << 22, /* characters of text from which on its UTF-8 is not worth the memory when the call is over */
  IDS = 1 << 14,
  NUMBERS = 1 << 14,
  TEXTS = 1 << 13
};

static uint32_t *ids; /* IDS of them: the memory of id_array, an array.array("I") */
static PyObject *id_array;
static char text[8 * LONG];

static PyObject *none(void) {
  PyErr_Clear();
  Py_IncRef(&_Py_NoneStruct);
  return &_Py_NoneStruct;
}

static PyObject *yes(void) {
  Py_IncRef(&_Py_TrueStruct);
  return &_Py_TrueStruct;
}

/* Whether an object is of a type itself, not of one made from it. */
static int is_of(const PyObject *o, const PyObject *type) { return ((const PyObject_HEAD *)o)->type == type; }

/* ---- objects from numbers ------------------------------------------------------------------ */

/* The int of a number, borrowed, until another one of the same slot is asked for. Those made last are kept: ids repeat,
 * and one that is there already costs a fifth. */
static PyObject *kept_number(uint32_t value) {
  static struct {
    PyObject *object;
    uint32_t value;
  } kept[NUMBERS];
  __typeof__(*kept) *slot = &kept[value % NUMBERS];
  if (!slot->object || slot->value != value) {
    PyObject *fresh = PyLong_FromUnsignedLong(value);
    if (!fresh) return NULL;
    if (slot->object) Py_DecRef(slot->object);
    slot->object = fresh;
    slot->value = value;
  }
  return slot->object;
}

static PyObject *number(uint32_t value) {
  PyObject *object = kept_number(value);
  if (object) Py_IncRef(object);
  return object;
}

/* The tuple of two numbers. */
static PyObject *pair(uint32_t a, uint32_t b) {
  PyObject *first = number(a), *second = first ? kept_number(b) : NULL;
  PyObject *tuple = second ? PyTuple_Pack(2, first, second) : NULL;
  if (first) Py_DecRef(first);
  if (tuple) PyObject_GC_UnTrack(tuple); /* it can be in no cycle, as the collector would find out */
  return tuple;
}

static PyObject *list_of_numbers(const uint32_t *values, size_t n) {
  PyObject *list = PyList_New((Py_ssize_t)n);
  for (size_t i = 0; list && i < n; i++) {
    PyObject *item = number(values[i]);
    if (!item) {
      Py_DecRef(list);
      return NULL;
    }
    PyList_SetItem(list, (Py_ssize_t)i, item);
  }
  return list;
}

static PyObject *or_none(PyObject *result) { return result ? result : none(); }

/* ---- calls --------------------------------------------------------------------------------- */

/* A tokenizer in one copy of the library. */
struct calls {
  PyObject_HEAD head;
  struct api api;
  const hftok_tokenizer *tokenizer;
};

/* The UTF-8 of a short str; NULL for anything else. */
static const char *short_text(PyObject *o, Py_ssize_t *size) {
  const char *data = PyUnicode_GetLength(o) < LONG ? PyUnicode_AsUTF8AndSize(o, size) : NULL;
  return data && *size < LONG ? data : NULL;
}

/* Encodes args (text, address of the options) into ids. Returns how many there are, -1 if it can't be done. */
static Py_ssize_t encode(struct calls *c, PyObject *const *args, Py_ssize_t n) {
  Py_ssize_t size;
  size_t count;
  const char *data = n == 2 && c->api.encode ? short_text(args[0], &size) : NULL;
  if (!data) return -1;
  const hftok_encode_options *options = (const void *)PyLong_AsSize_t(args[1]);
  if (PyErr_Occurred()) return -1;
  hftok_error *err = NULL;
  if (c->api.encode(c->tokenizer, data, (size_t)size, options, ids, IDS, &count, &err) != HFTOK_OK) {
    c->api.error_free(err);
    return -1;
  }
  return (Py_ssize_t)count;
}

/* encode_ids(text, options) => array("I") */
static PyObject *encode_ids(PyObject *self, PyObject *const *args, Py_ssize_t n) {
  Py_ssize_t count = encode((struct calls *)self, args, n);
  return or_none(count < 0 ? NULL : PySequence_GetSlice(id_array, 0, count));
}

/* encode_list(text, options) => list of int */
static PyObject *encode_list(PyObject *self, PyObject *const *args, Py_ssize_t n) {
  Py_ssize_t count = encode((struct calls *)self, args, n);
  return or_none(count < 0 ? NULL : list_of_numbers(ids, (size_t)count));
}

/* encode_full(text, pair or None, options) => handle of the encoding, its rows, its tokens */
static PyObject *encode_full(PyObject *self, PyObject *const *args, Py_ssize_t n) {
  struct calls *c = (struct calls *)self;
  Py_ssize_t size, pair_size = 0;
  const char *data = n == 3 && c->api.encode ? short_text(args[0], &size) : NULL, *pair = NULL;
  if (!data || (args[1] != &_Py_NoneStruct && !(pair = short_text(args[1], &pair_size)))) return none();
  const hftok_encode_options *options = (const void *)PyLong_AsSize_t(args[2]);
  if (PyErr_Occurred()) return none();
  hftok_encoding *encoding;
  hftok_error *err = NULL;
  if (c->api.encode_full(c->tokenizer, data, (size_t)size, pair, (size_t)pair_size, options, &encoding, &err) != HFTOK_OK) {
    c->api.error_free(err);
    return none();
  }
  hftok_encoding_view view = {.size = sizeof view};
  const PyObject *result = NULL;
  PyObject *tuple = PyTuple_New(3);
  if (tuple && c->api.encoding_get(encoding, &view) == HFTOK_OK) {
    const size_t items[] = {(size_t)encoding, view.rows, view.tokens};
    result = tuple;
    for (Py_ssize_t i = 0; i < 3; i++) {
      PyObject *item = PyLong_FromSize_t(items[i]);
      if (!item) result = NULL;
      PyTuple_SetItem(tuple, i, item);
    }
  }
  if (!result) {
    c->api.encoding_free(encoding);
    if (tuple) Py_DecRef(tuple);
    return none();
  }
  return tuple;
}

/* Copies a list of int to ids. Returns how many there are, -1 if it can't be done. */
static Py_ssize_t read_list(PyObject *list) {
  Py_ssize_t count = PyList_Size(list);
  if (count > IDS) return -1;
  for (Py_ssize_t i = 0; i < count; i++) {
    unsigned long id = PyLong_AsUnsignedLong(PyList_GetItem(list, i));
    if (id > UINT32_MAX) return -1; /* or an error, which is the greatest number too */
    ids[i] = (uint32_t)id;
  }
  return count;
}

/* read_list for an array, of array.array or NumPy, of numbers of 32 or 64 bits. */
static Py_ssize_t read_array(PyObject *array) {
  Py_buffer b;
  if (PyObject_GetBuffer(array, &b, PyBUF_FORMAT | PyBUF_ND)) return -1;
  Py_ssize_t count = -1;
  if (b.ndim == 1 && b.format && b.format[0] && !b.format[1] && b.shape[0] <= IDS) {
    int is_signed = strchr("ilq", b.format[0]) != NULL, is_number = is_signed || strchr("ILQ", b.format[0]);
    if (is_number && b.itemsize == 4) {
      uint32_t all = 0;
      memcpy(ids, b.buf, 4 * (size_t)b.shape[0]);
      for (Py_ssize_t i = 0; is_signed && i < b.shape[0]; i++) all |= ids[i];
      if (all <= INT32_MAX) count = b.shape[0];
    } else if (is_number && b.itemsize == 8) {
      uint64_t all = 0;
      for (Py_ssize_t i = 0; i < b.shape[0]; i++) {
        all |= ((const uint64_t *)b.buf)[i];
        ids[i] = (uint32_t)((const uint64_t *)b.buf)[i];
      }
      if (all <= UINT32_MAX) count = b.shape[0];
    }
  }
  PyBuffer_Release(&b);
  return count;
}

/* decode(ids, whether to skip special tokens) => str */
static PyObject *decode(PyObject *self, PyObject *const *args, Py_ssize_t n) {
  struct calls *c = (struct calls *)self;
  if (n != 2 || !c->api.decode_into) return none();
  Py_ssize_t count = is_of(args[0], &PyList_Type) ? read_list(args[0]) : read_array(args[0]);
  if (count < 0) return none();
  hftok_decode_options options = {.size = sizeof options};
  if (args[1] != &_Py_TrueStruct) options.flags = HFTOK_DECODE_KEEP_SPECIAL_TOKENS;
  size_t len;
  hftok_error *err = NULL;
  if (c->api.decode_into(c->tokenizer, ids, (size_t)count, &options, text, sizeof text, &len, &err) != HFTOK_OK) {
    c->api.error_free(err);
    return none();
  }
  return or_none(PyUnicode_DecodeUTF8(text, (Py_ssize_t)len, NULL));
}

/* ---- encodings ----------------------------------------------------------------------------- */

/* The item of a token in a list that Encoding gives. */
typedef PyObject *item(const hftok_encoding_view *v, size_t token);

static PyObject *number_or_none(int32_t value) { return value < 0 ? none() : number((uint32_t)value); }

static PyObject *id_item(const hftok_encoding_view *v, size_t i) { return number(v->ids[i]); }
static PyObject *type_id_item(const hftok_encoding_view *v, size_t i) { return number(v->type_ids[i]); }
static PyObject *word_item(const hftok_encoding_view *v, size_t i) { return number_or_none(v->word_ids[i]); }
static PyObject *special_item(const hftok_encoding_view *v, size_t i) { return number(v->special_tokens_mask[i]); }
static PyObject *attention_item(const hftok_encoding_view *v, size_t i) { return number(v->attention_mask[i]); }

static PyObject *offset_item(const hftok_encoding_view *v, size_t i) {
  return v->offsets ? pair(v->offsets[2 * i], v->offsets[2 * i + 1]) : pair(0, 0);
}

/* The str of a token. Of short ones those made last are kept, as ints are. */
static PyObject *token_item(const hftok_encoding_view *v, size_t i) {
  struct key {
    uint64_t low, high; /* up to 15 bytes, zero padded, and their number in the top byte */
  } key;
  static struct {
    PyObject *object;
    struct key key;
  } kept[TEXTS];
  uint64_t start = i ? v->token_ends[i - 1] : 0, size = v->token_ends[i] - start;
  const char *from = v->token_text + start;
  if (size >= sizeof key || start + sizeof key > v->token_ends[v->tokens - 1] || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)
    return PyUnicode_DecodeUTF8(from, (Py_ssize_t)size, NULL);
  memcpy(&key, from, sizeof key);
  uint64_t mask = ((uint64_t)1 << size % 8 * 8) - 1;
  if (size < 8) key.low &= mask, key.high = 0;
  else key.high &= mask;
  key.high |= size << 56;
  __typeof__(*kept) *slot = &kept[(key.low * 0x9E3779B97F4A7C15 ^ key.high * 0xD6E8FEB86659FD93) >> 32 & (TEXTS - 1)];
  if (!slot->object || slot->key.low != key.low || slot->key.high != key.high) {
    PyObject *fresh = PyUnicode_DecodeUTF8(from, (Py_ssize_t)size, NULL);
    if (!fresh) return NULL;
    if (slot->object) Py_DecRef(slot->object);
    slot->object = fresh;
    slot->key = key;
  }
  Py_IncRef(slot->object);
  return slot->object;
}

/* Numbered as in encoding.py. */
static item *const items[] = {id_item, type_id_item, offset_item, word_item, special_item, attention_item, token_item};
enum { ITEMS = sizeof items / sizeof *items, TOKEN_ITEM = ITEMS - 1 };

/* Some tokens of an encoding, and which of their lists is meant. */
struct part {
  hftok_encoding_view view;
  size_t which, from, to;
};

/* Reads (handle of an encoding, which, first token, one past the last). Returns 0 if that is no part of one. */
static int read_part(const struct calls *c, PyObject *const *args, Py_ssize_t n, struct part *p) {
  size_t a[4];
  if (n != 4 || !c->api.encode) return 0;
  for (int i = 0; i < 4; i++) a[i] = PyLong_AsSize_t(args[i]);
  *p = (struct part){.view = {.size = sizeof p->view}, .which = a[1], .from = a[2], .to = a[3]};
  if (PyErr_Occurred() || c->api.encoding_get((const void *)a[0], &p->view) != HFTOK_OK) return 0;
  return p->from <= p->to && p->to <= p->view.tokens;
}

/* items(handle of an encoding, which, first token, one past the last) => list */
static PyObject *list_of_items(PyObject *self, PyObject *const *args, Py_ssize_t n) {
  struct part p;
  if (!read_part((struct calls *)self, args, n, &p)) return none();
  if (p.which >= ITEMS || (p.which == TOKEN_ITEM && !p.view.token_ends)) return none();
  PyObject *list = PyList_New((Py_ssize_t)(p.to - p.from));
  for (size_t i = p.from; list && i < p.to; i++) {
    PyObject *made = items[p.which](&p.view, i);
    if (!made) {
      Py_DecRef(list);
      return none();
    }
    PyList_SetItem(list, (Py_ssize_t)(i - p.from), made);
  }
  return or_none(list);
}

/* column(handle of an encoding, which, first token, one past the last) => bytes: the numbers of ids, type ids or offsets */
static PyObject *column(PyObject *self, PyObject *const *args, Py_ssize_t n) {
  struct part p;
  if (!read_part((struct calls *)self, args, n, &p)) return none();
  const uint32_t *columns[] = {p.view.ids, p.view.type_ids, p.view.offsets};
  if (p.which >= 3 || !columns[p.which]) return none();
  size_t width = p.which == 2 ? 2 : 1;
  const char *data = (const char *)(columns[p.which] + width * p.from);
  return or_none(PyBytes_FromStringAndSize(data, (Py_ssize_t)(4 * width * (p.to - p.from))));
}

/* free(handle of an encoding) => True */
static PyObject *free_encoding(PyObject *self, PyObject *const *args, Py_ssize_t n) {
  struct calls *c = (struct calls *)self;
  if (n != 1 || !c->api.encoding_free) return none();
  c->api.encoding_free((void *)PyLong_AsSize_t(args[0]));
  return yes();
}

/* ---- batches ------------------------------------------------------------------------------- */

/* borrow(list of str) => what keeps their UTF-8 alive, pointers to that of each, the sizes, and their sum: texts and lens
 * of hftok_encode_texts_ids */
static PyObject *borrow(PyObject *self, PyObject *const *args, Py_ssize_t n) {
  (void)self;
  Py_ssize_t count = n == 1 ? PyList_Size(args[0]) : -1;
  PyObject *result = count < 0 ? NULL : PyTuple_New(4);
  if (!result) return none();
  PyObject *keep = PyTuple_New(count), *data = PyBytes_FromStringAndSize(NULL, count * (Py_ssize_t)sizeof(char *));
  PyObject *lens = PyBytes_FromStringAndSize(NULL, count * (Py_ssize_t)sizeof(size_t));
  PyTuple_SetItem(result, 0, keep);
  PyTuple_SetItem(result, 1, data);
  PyTuple_SetItem(result, 2, lens);
  int ok = keep && data && lens;
  const char **starts = ok ? (void *)PyBytes_AsString(data) : NULL;
  size_t *sizes = ok ? (void *)PyBytes_AsString(lens) : NULL, sum = 0;
  for (Py_ssize_t i = 0; ok && i < count; i++) {
    PyObject *item = PyList_GetItem(args[0], i);
    Py_ssize_t size = PyUnicode_GetLength(item);
    if (size >= HUGE) { /* whose UTF-8 is not to stay with it for life */
      item = PyUnicode_AsUTF8String(item);
      starts[i] = item ? PyBytes_AsString(item) : NULL;
      size = item ? PyBytes_Size(item) : 0;
    } else {
      Py_IncRef(item);
      starts[i] = size < 0 ? NULL : PyUnicode_AsUTF8AndSize(item, &size);
    }
    ok = starts[i] != NULL;
    sum += sizes[i] = (size_t)size;
    PyTuple_SetItem(keep, i, item);
  }
  PyObject *total = ok ? PyLong_FromSize_t(sum) : NULL;
  PyTuple_SetItem(result, 3, total);
  if (total) return result;
  Py_DecRef(result);
  return none();
}

/* lists(address of ids, address of 64-bit row bounds, rows) => list of lists of int */
static PyObject *lists(PyObject *self, PyObject *const *args, Py_ssize_t n) {
  (void)self;
  size_t a[3];
  if (n != 3) return none();
  for (int i = 0; i < 3; i++) a[i] = PyLong_AsSize_t(args[i]);
  if (PyErr_Occurred()) return none();
  const uint32_t *all = (const uint32_t *)a[0];
  const uint64_t *bounds = (const uint64_t *)a[1];
  PyObject *rows = PyList_New((Py_ssize_t)a[2]);
  for (size_t i = 0; rows && i < a[2]; i++) {
    PyObject *row = list_of_numbers(all + bounds[i], (size_t)(bounds[i + 1] - bounds[i]));
    if (!row) {
      Py_DecRef(rows);
      return none();
    }
    PyList_SetItem(rows, (Py_ssize_t)i, row);
  }
  return or_none(rows);
}

/* ---- arrays -------------------------------------------------------------------------------- */

/* Asks for large pages where memory that is about to be written to covers some, as NumPy does: of small ones each costs
 * as much as encoding half a kilobyte of text. */
static void advise(char *memory, size_t size) {
#ifdef MADV_HUGEPAGE
  enum { LARGE = 2 << 20 };
  size_t skip = -(uintptr_t)memory % LARGE;
  if (size >= 2 * LARGE) madvise(memory + skip, (size - skip) / LARGE * LARGE, MADV_HUGEPAGE);
#else
  (void)memory, (void)size;
#endif
}

/* An array.array. Its fields are CPython's since 3.0, and Cython relies on them too; there is no call that makes one
 * without writing to all of it. */
struct array {
  PyObject_HEAD head;
  Py_ssize_t size; /* in items, as allocated is */
  char *items;     /* from PyMem_Malloc */
  Py_ssize_t allocated;
};

/* The type of arrays, once setup has seen that they are as above. */
static void *array_type;

/* Whether an array has so many items, at an address. */
static int array_is(PyObject *o, Py_ssize_t size, const void *items) {
  const struct array *a = (const void *)o;
  return a->size == size && a->items == items && a->allocated >= size && a->allocated <= 2 * size;
}

/* An argument that is an array, if arrays are known. */
static struct array *array_of(PyObject *o) {
  struct array *a = (struct array *)o;
  return array_type && a->head.type == array_type ? a : NULL;
}

/* room(array without items, bytes of an item, number of items) => True: it has so many items, which hold anything. */
static PyObject *room(PyObject *self, PyObject *const *args, Py_ssize_t n) {
  (void)self;
  struct array *a = n == 3 ? array_of(args[0]) : NULL;
  if (!a || !array_is(args[0], 0, NULL)) return none();
  size_t item = PyLong_AsSize_t(args[1]), count = PyLong_AsSize_t(args[2]);
  if (PyErr_Occurred() || !item || count > PTRDIFF_MAX / item) return none();
  char *items = PyMem_Malloc(item * count);
  if (!items) return none();
  advise(items, item * count);
  a->items = items;
  a->size = a->allocated = (Py_ssize_t)count;
  return yes();
}

/* cut(array, number of items) => True: it has no more items than that, and the memory that it had. */
static PyObject *cut(PyObject *self, PyObject *const *args, Py_ssize_t n) {
  (void)self;
  struct array *a = n == 2 ? array_of(args[0]) : NULL;
  size_t count = a ? PyLong_AsSize_t(args[1]) : 0;
  if (!a || PyErr_Occurred() || count > (size_t)a->size) return none();
  a->size = (Py_ssize_t)count;
  return yes();
}

/* ---- streams ------------------------------------------------------------------------------- */

/* The base of DecodeStream, with the attributes that its usual step is about. */
struct stream {
  PyObject_HEAD head;
  PyObject *handle, *next, *usual, *piece;
};

static PyMemberDef stream_members[] = {
    {"_handle", T_OBJECT, offsetof(struct stream, handle), 0, NULL},
    {"_next", T_OBJECT, offsetof(struct stream, next), 0, NULL},
    {"_usual", T_OBJECT, offsetof(struct stream, usual), 0, NULL},
    {"_piece", T_OBJECT, offsetof(struct stream, piece), 0, NULL},
    {0},
};

static PyObject *tokenizer_type;

static void set(PyObject **field, PyObject *value) {
  PyObject *old = *field;
  if (old == value) return;
  if (value) Py_IncRef(value);
  *field = value;
  if (old) Py_DecRef(old);
}

/* The text of a known piece that has text by itself too, which is borrowed; NULL if it is none. */
static PyObject *known_step(struct stream *s, PyObject *tokenizer, PyObject *id) {
  static PyObject *name;
  if (!is_of(id, &PyLong_Type) || !is_of(tokenizer, tokenizer_type) || !s->handle || !s->next) return NULL;
  if (!name && !(name = PyUnicode_InternFromString("_handle"))) return NULL;
  PyObject *handle = PyObject_GetAttr(tokenizer, name);
  if (!handle) return NULL;
  Py_DecRef(handle); /* the tokenizer has it */
  PyObject *piece = handle == s->handle ? PyDict_GetItem(s->next, id) : NULL;
  if (!piece || PyUnicode_GetLength(PyTuple_GetItem(piece, 1)) <= 0) return NULL;
  set(&s->piece, piece);
  set(&s->next, s->usual);
  return PyTuple_GetItem(piece, 0);
}

/* step(tokenizer, id) => what _step gives, which is asked if the piece is not known */
static PyObject *step(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names) {
  PyObject *text = n == 2 && !names ? known_step((struct stream *)self, args[0], args[1]) : NULL;
  if (text) {
    Py_IncRef(text);
    return text;
  }
  PyErr_Clear();
  PyObject *slow = PyObject_GetAttrString(self, "_step"), *list = slow ? PyTuple_New(n) : NULL;
  PyObject *named = list && names ? PyDict_New() : NULL, *result = NULL;
  if (list && (named || !names)) {
    for (Py_ssize_t i = 0; i < n; i++) {
      Py_IncRef(args[i]);
      PyTuple_SetItem(list, i, args[i]);
    }
    Py_ssize_t i = 0, count = names ? PyTuple_Size(names) : 0;
    while (i < count && !PyDict_SetItem(named, PyTuple_GetItem(names, i), args[n + i])) i++;
    if (i == count) result = PyObject_Call(slow, list, named);
  }
  if (named) Py_DecRef(named);
  if (list) Py_DecRef(list);
  if (slow) Py_DecRef(slow);
  return result;
}

static void free_stream(PyObject *self) {
  struct stream *s = (struct stream *)self;
  PyObject *own_type = s->head.type;
  set(&s->handle, NULL);
  set(&s->next, NULL);
  set(&s->usual, NULL);
  set(&s->piece, NULL);
  ((void (*)(void *))PyType_GetSlot(own_type, Py_tp_free))(self);
  Py_DecRef(own_type);
}

static PyMethodDef stream_methods[] = {
    {"step", (PyCFunctionFast)(void (*)(void))step, METH_FASTCALL | METH_KEYWORDS,
     "step($self, tokenizer, id)\n--\n\n"
     "Adds an id or several. Returns the text that is certain now, or None while there is none, as within a\n"
     "character. Raises DecodeError if the text no longer begins with what was given out."},
    {0},
};
static PyType_Slot stream_slots[] = {
    {Py_tp_methods, stream_methods}, {Py_tp_members, stream_members}, {Py_tp_dealloc, free_stream}, {0}};
static PyType_Spec stream_spec = {"hftok._direct.Stream", sizeof(struct stream), 0,
                                  Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, stream_slots};

/* streams_of(type of tokenizers): those that steps know pieces of. */
static PyObject *streams_of(PyObject *self, PyObject *const *args, Py_ssize_t n) {
  (void)self;
  if (n == 1) set(&tokenizer_type, args[0]);
  return none();
}

/* ---- the module ---------------------------------------------------------------------------- */

static PyMethodDef methods[] = {
    {"encode_ids", encode_ids, METH_FASTCALL, NULL}, {"encode_list", encode_list, METH_FASTCALL, NULL},
    {"encode_full", encode_full, METH_FASTCALL, NULL}, {"decode", decode, METH_FASTCALL, NULL},
    {"items", list_of_items, METH_FASTCALL, NULL}, {"column", column, METH_FASTCALL, NULL},
    {"free", free_encoding, METH_FASTCALL, NULL}, {0},
};
static PyType_Slot slots[] = {{Py_tp_methods, methods}, {0}};
static PyType_Spec spec = {"hftok._direct.Calls", sizeof(struct calls), 0, Py_TPFLAGS_DEFAULT, slots};
static PyObject *type;

/* calls(address of the functions' addresses, handle of a tokenizer) => Calls */
static PyObject *calls(PyObject *self, PyObject *const *args, Py_ssize_t n) {
  (void)self;
  size_t api = n == 2 ? PyLong_AsSize_t(args[0]) : 0, tokenizer = n == 2 ? PyLong_AsSize_t(args[1]) : 0;
  if (n != 2 || PyErr_Occurred()) return none();
  struct calls *c = (struct calls *)PyType_GenericAlloc(type, 0);
  if (!c) return NULL;
  memcpy(&c->api, (const void *)api, sizeof c->api);
  c->tokenizer = (const void *)tokenizer;
  return (PyObject *)c;
}

/* setup(array of IDS numbers, its address): what encode_ids gives slices of. */
static PyObject *setup(PyObject *self, PyObject *const *args, Py_ssize_t n) {
  (void)self;
  size_t address = n == 2 ? PyLong_AsSize_t(args[1]) : 0;
  if (n != 2 || PyErr_Occurred()) return none();
  Py_IncRef(args[0]);
  id_array = args[0];
  ids = (uint32_t *)address;
  PyObject *empty = PySequence_GetSlice(id_array, 0, 0);
  if (empty && array_is(empty, 0, NULL) && array_is(id_array, IDS, ids)) array_type = ((struct array *)empty)->head.type;
  if (empty) Py_DecRef(empty);
  return none();
}

static PyMethodDef functions[] = {
    {"setup", setup, METH_FASTCALL, NULL}, {"calls", calls, METH_FASTCALL, NULL},
    {"borrow", borrow, METH_FASTCALL, NULL}, {"room", room, METH_FASTCALL, NULL},
    {"cut", cut, METH_FASTCALL, NULL},       {"lists", lists, METH_FASTCALL, NULL},
    {"streams_of", streams_of, METH_FASTCALL, NULL}, {0},
};
static PyModuleDef module = {.head = {.references = 1}, .name = "hftok._direct", .size = -1, .methods = functions};

__attribute__((visibility("default"))) PyObject *PyInit__direct(void) {
  if (!type && !(type = PyType_FromSpec(&spec))) return NULL;
  PyObject *made = PyModule_Create2(&module, PYTHON_ABI_VERSION), *stream = made ? PyType_FromSpec(&stream_spec) : NULL;
  if (stream && !PyModule_AddObject(made, "Stream", stream)) return made;
  if (stream) Py_DecRef(stream);
  if (made) Py_DecRef(made);
  return NULL;
}
