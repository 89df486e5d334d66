/* python.h - the part of CPython's stable ABI (PEP 384, docs.python.org/3/c-api/stable.html) that the extension
 * uses, so that building it needs no Python headers and one file serves CPython 3.9 and all later ones.
 *
 * Functions that return an object give a new reference unless said otherwise. */
#ifndef HFTOK_PYTHON_H
#define HFTOK_PYTHON_H

#include <stddef.h>

typedef ptrdiff_t Py_ssize_t;
typedef struct _object PyObject; /* never seen whole */

/* What every object begins with. Its fields are CPython's. */
typedef struct {
  Py_ssize_t references;
  void *type;
} PyObject_HEAD;

typedef PyObject *(*PyCFunctionFast)(PyObject *self, PyObject *const *args, Py_ssize_t n);
typedef struct {
  const char *name;
  PyCFunctionFast function;
  int flags;
  const char *doc;
} PyMethodDef;
enum { METH_KEYWORDS = 2, METH_FASTCALL = 0x80 };

typedef struct {
  const char *name;
  int type;
  Py_ssize_t offset;
  int flags;
  const char *doc;
} PyMemberDef;
enum { T_OBJECT = 6 }; /* None while it is NULL */

typedef struct {
  PyObject_HEAD head;
  PyObject *(*init)(void);
  Py_ssize_t index;
  PyObject *copy;
  const char *name, *doc;
  Py_ssize_t size;
  PyMethodDef *methods;
  void *slots, *traverse, *clear, *free;
} PyModuleDef;
enum { PYTHON_ABI_VERSION = 3 };

typedef struct {
  int slot;
  void *value;
} PyType_Slot;
typedef struct {
  const char *name;
  int size, item_size;
  unsigned flags;
  PyType_Slot *slots;
} PyType_Spec;
/* What an object lends of its memory. CPython has it in the stable ABI since 3.11, and unchanged since 3.3. */
typedef struct {
  void *buf;
  PyObject *obj;
  Py_ssize_t len, itemsize;
  int readonly, ndim;
  char *format;
  Py_ssize_t *shape, *strides, *suboffsets;
  void *internal;
} Py_buffer;
enum { PyBUF_FORMAT = 4, PyBUF_ND = 8 };

enum {
  Py_tp_dealloc = 52,
  Py_tp_methods = 64,
  Py_tp_members = 72,
  Py_tp_free = 74,
  Py_TPFLAGS_BASETYPE = 1 << 10,
  Py_TPFLAGS_DEFAULT = 1 << 18
};

extern PyObject _Py_NoneStruct, _Py_TrueStruct, PyList_Type, PyLong_Type;

PyObject *PyModule_Create2(PyModuleDef *def, int abi);
int PyModule_AddObject(PyObject *module, const char *name, PyObject *item); /* takes item over */
PyObject *PyType_FromSpec(PyType_Spec *spec);
void *PyType_GetSlot(PyObject *type, int slot);
PyObject *PyType_GenericAlloc(PyObject *type, Py_ssize_t items);
void Py_IncRef(PyObject *o);
void Py_DecRef(PyObject *o);
PyObject *PyObject_GetAttr(PyObject *o, PyObject *name);
PyObject *PyObject_GetAttrString(PyObject *o, const char *name);
PyObject *PyObject_Call(PyObject *callable, PyObject *args, PyObject *kwargs);
PyObject *PyUnicode_InternFromString(const char *text);
PyObject *PyDict_New(void);
PyObject *PyDict_GetItem(PyObject *o, PyObject *key); /* borrowed */
int PyDict_SetItem(PyObject *o, PyObject *key, PyObject *item);
void PyErr_Clear(void);
PyObject *PyErr_Occurred(void); /* borrowed */

void *PyMem_Malloc(size_t size);
PyObject *PyLong_FromUnsignedLong(unsigned long v);
PyObject *PyLong_FromSize_t(size_t v);
unsigned long PyLong_AsUnsignedLong(PyObject *o);
size_t PyLong_AsSize_t(PyObject *o);
PyObject *PyUnicode_DecodeUTF8(const char *text, Py_ssize_t size, const char *errors);
const char *PyUnicode_AsUTF8AndSize(PyObject *o, Py_ssize_t *size); /* lives as long as o */
Py_ssize_t PyUnicode_GetLength(PyObject *o);
PyObject *PyUnicode_AsUTF8String(PyObject *o);
PyObject *PyBytes_FromStringAndSize(const char *data, Py_ssize_t size);
char *PyBytes_AsString(PyObject *o);
Py_ssize_t PyBytes_Size(PyObject *o);
int PyObject_GetBuffer(PyObject *o, Py_buffer *view, int flags);
void PyBuffer_Release(Py_buffer *view);
PyObject *PySequence_GetSlice(PyObject *o, Py_ssize_t from, Py_ssize_t to);
PyObject *PyList_New(Py_ssize_t size);
Py_ssize_t PyList_Size(PyObject *o);
PyObject *PyList_GetItem(PyObject *o, Py_ssize_t i); /* borrowed */
int PyList_SetItem(PyObject *o, Py_ssize_t i, PyObject *item); /* takes item over */
PyObject *PyTuple_New(Py_ssize_t size);
PyObject *PyTuple_Pack(Py_ssize_t n, ...);
void PyObject_GC_UnTrack(void *o);
Py_ssize_t PyTuple_Size(PyObject *o);
PyObject *PyTuple_GetItem(PyObject *o, Py_ssize_t i); /* borrowed */
int PyTuple_SetItem(PyObject *o, Py_ssize_t i, PyObject *item); /* takes item over */

#endif
