"""Finds and loads the extension hftok._direct, which makes calls without ctypes (extension/direct.c).

It is a matter of speed alone: where there is none, or HFTOK_PYTHON_BACKEND is "ctypes", everything goes through
ctypes. Whatever the extension can't do it answers with None, and its twin here, through ctypes, is asked.
"""

from __future__ import annotations

import ctypes
import os
import sys
import sysconfig
from array import array
from importlib.machinery import ExtensionFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any, Optional

_FILE_NAME = "_direct.abi3.so"
_IDS = 1 << 14  # as in extension/direct.c

# What the extension calls, in its order.
_FUNCTIONS = (
    "hftok_encode",
    "hftok_encode_full",
    "hftok_encoding_get",
    "hftok_encoding_free",
    "hftok_decode_into",
    "hftok_error_free",
)


class Absent:
    """Stands where the extension's objects would be, and can do nothing."""

    def __getattr__(self, name: str) -> Any:
        return _nothing


def _nothing(*_args: Any) -> None:
    return None


def package_and_build() -> tuple[str, str]:
    """The directories where what is compiled may be: this package's, and that of builds if this is a source tree."""
    package = os.path.dirname(os.path.realpath(__file__))
    return package, os.path.realpath(os.path.join(package, *[os.pardir] * 3, "build"))


def _load() -> Any:
    if os.environ.get("HFTOK_PYTHON_BACKEND") == "ctypes":
        return Absent()
    # The stable ABI is that of CPython with the GIL, and without Py_TRACE_REFS.
    if sys.implementation.name != "cpython" or sysconfig.get_config_var("Py_GIL_DISABLED") or hasattr(sys, "getobjects"):
        return Absent()
    for directory in package_and_build():
        path = os.path.join(directory, _FILE_NAME)
        spec = spec_from_file_location("hftok._direct", path, loader=ExtensionFileLoader("hftok._direct", path))
        if spec is None or spec.loader is None or not os.path.exists(path):
            continue
        try:
            module = module_from_spec(spec)
            spec.loader.exec_module(module)
        except ImportError:  # built for another machine, or an interpreter that takes none of its kind
            continue
        ids = array("I", bytes(4 * _IDS))
        module.setup(ids, ids.buffer_info()[0])
        return module
    return Absent()


direct = _load()
"""The module: borrow, room, cut and lists, which give None for what they can't do."""


class _Stream:
    """Stands where the extension's Stream would be, the base of DecodeStream."""

    def step(self, tokenizer: Any, id: Any) -> Any:
        """Adds an id or several. Returns the text that is certain now, or None while there is none, as within a
        character. Raises DecodeError if the text no longer begins with what was given out."""
        return self._step(tokenizer, id)  # type: ignore[attr-defined]


Stream: Any = _Stream if isinstance(direct, Absent) else direct.Stream
"""step(tokenizer, id) gives what _step gives, which it calls for pieces that are not known."""


class Functions:
    """The addresses of one loaded library's functions."""

    def __init__(self, library: Any):
        addresses = [ctypes.cast(getattr(library, name), ctypes.c_void_p).value for name in _FUNCTIONS]
        self._table = (ctypes.c_void_p * len(addresses))(*addresses)

    def calls(self, tokenizer: Optional[int] = None) -> Any:
        """The calls of a tokenizer, or those that need none."""
        return direct.calls(ctypes.addressof(self._table), tokenizer or 0) or Absent()
