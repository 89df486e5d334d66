"""Finds and loads libhftok, and calls it.

A process forked from one that loaded the library can't run it: Go does not survive a fork. There the
library answers FORKED, and the binding goes on with a fresh copy of it, loaded under another name.
"""

from __future__ import annotations

import ctypes
import os
import sys
import sysconfig
import threading
from ctypes import byref, c_size_t, c_void_p
from typing import Any, Callable, Optional

from . import _abi, errors
from ._extension import Functions, package_and_build

_FILE_NAME = "libhftok.dylib" if sys.platform == "darwin" else "libhftok.so"


def _write_log(_user: Any, level: int, message: bytes) -> None:
    if level != _abi.LOG_WARNING and "logging" not in sys.modules:
        return  # nobody has asked for it; importing that takes as long as this package
    import logging

    levels = {_abi.LOG_WARNING: logging.WARNING, _abi.LOG_INFO: logging.INFO}
    logging.getLogger("hftok").log(levels.get(level, logging.DEBUG), "%s", message.decode("utf-8", "replace"))


_log = _abi.LOG_FN(_write_log)  # for as long as any copy of the library may call it


class Library:
    """One loaded copy of the library: its functions, under their names in hftok.h, with prototypes."""

    def __init__(self, path: str, name: Optional[str] = None):
        """path: the library's file. name: what to give to the loader instead, another name of it."""
        self.path = path
        library = ctypes.CDLL(name or path)
        for symbol, (result, parameters) in _abi.FUNCTIONS.items():
            try:
                function = getattr(library, symbol)
            except AttributeError:
                raise OSError(f"it has no {symbol}; it is not libhftok, or an older one") from None
            function.restype, function.argtypes = result, parameters
            setattr(self, symbol, function)
        abi = self.hftok_abi_version()
        if abi != _abi.ABI_VERSION:
            raise OSError(f"its ABI is number {abi}, this package needs {_abi.ABI_VERSION}")
        self._functions = Functions(self)
        self.direct = self._functions.calls()
        self.hftok_set_log(_log, None, _abi.LOG_DEBUG)
        if word_cache_size is not None:
            self.hftok_set_word_cache_size(word_cache_size)

    def __getattr__(self, symbol: str) -> Callable[..., Any]:  # what __init__ did not set
        raise AttributeError(symbol)

    def calls(self, tokenizer: c_void_p) -> Any:
        """The calls of a tokenizer of this copy that need no ctypes."""
        return self._functions.calls(tokenizer.value)

    def error(self, status: int, err: c_void_p) -> errors.HftokError:
        """The exception for a failed call. Frees err."""
        try:
            return errors.make(
                self.hftok_status_name(status).decode(),
                self.hftok_error_message(err).decode("utf-8", "replace"),
                self.hftok_error_http_status(err),
                self.hftok_error_request_id(err).decode("utf-8", "replace"),
            )
        finally:
            self.hftok_error_free(err)

    def take(self, text: c_void_p, size: int) -> bytes:
        """A string that the library handed out. Frees it."""
        try:
            return ctypes.string_at(text, size)
        finally:
            self.hftok_string_free(text)


class Native:
    """A tokenizer inside one copy of the library. Ends with this object. direct: the calls of it that need no
    ctypes; they give None for what they can't do."""

    __slots__ = ("library", "pointer", "direct")

    def __init__(self, library: Library, pointer: c_void_p):
        self.library = library
        self.pointer = pointer
        self.direct = library.calls(pointer)

    def __del__(self) -> None:
        self.library.hftok_free(self.pointer)


# Held while a copy is being loaded, and over each fork, so that no child begins with a half-loaded one.
_lock = threading.RLock()
_current: Optional[Library] = None
word_cache_size: Optional[int] = None  # what every copy is told; None: as it is


def _after_fork_in_child() -> None:
    global _lock
    _lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=lambda: _lock.acquire(),
        after_in_parent=lambda: _lock.release(),
        after_in_child=_after_fork_in_child,
    )


def current() -> Library:
    """The library, loaded on first use. Raises LibraryLoadError."""
    global _current
    library = _current
    if library is None:
        with _lock:
            library = _current
            if library is None:
                library = _current = _load()
    return library


def renew(stale: Library) -> Library:
    """The copy that replaces `stale`, which answered FORKED."""
    global _current
    with _lock:
        if _current is stale:
            _current = _load_copy(stale.path)
        return current()


def call(symbol: str, *args: Any, size: Optional[c_size_t] = None) -> tuple[Library, c_void_p]:
    """Calls a function that makes a handle, its last two parameters being `out` and `err`; with size one
    that makes a text, its last three being `out`, `len` and `err`. In a forked child through a fresh copy.
    Returns the copy used and the handle or text."""
    sizes = () if size is None else (byref(size),)
    library = current()
    for attempt in range(2):
        out, err = c_void_p(), c_void_p()
        status = getattr(library, symbol)(*args, byref(out), *sizes, byref(err))
        if status == _abi.OK:
            return library, out
        if status != _abi.ERR_FORKED or attempt:
            break
        library.hftok_error_free(err)
        library = renew(library)
    raise library.error(status, err)


def _places() -> list[tuple[str, str]]:
    """Where the library may be: (path, what makes us look there)."""
    chosen = os.environ.get("HFTOK_LIBRARY")
    if chosen:
        return [(os.path.abspath(chosen), "HFTOK_LIBRARY")]
    package, build = package_and_build()
    return [
        (os.path.join(package, _FILE_NAME), "the package's own copy, in a wheel"),
        (os.path.join(build, _FILE_NAME), "what `make` builds in a source tree"),
    ]


def _load() -> Library:
    if _is_musl():
        raise errors.LibraryLoadError(
            "hftok: this Python runs on musl libc (Alpine Linux?), which can't load a shared library written"
            " in Go (golang/go#54805). Use a Python on glibc, such as the python:3-slim image."
        )
    tried = []
    for path, why in _places():
        try:
            if not os.path.exists(path):
                raise OSError("no such file")
            return Library(path)
        except OSError as e:
            tried.append(f"  {path} ({why}): {e}")
    raise errors.LibraryLoadError(
        "hftok: the library could not be loaded. Tried:\n"
        + "\n".join(tried)
        + "\nBuild it with `make`, or set HFTOK_LIBRARY to the file."
    )


def _is_musl() -> bool:
    if not sys.platform.startswith("linux"):
        return False
    try:
        if os.confstr("CS_GNU_LIBC_VERSION"):
            return False
    except (ValueError, OSError):
        pass
    return "musl" in (sysconfig.get_config_var("HOST_GNU_TYPE") or "")


def _load_copy(path: str) -> Library:
    """Loads the library at path under a name that the loader has not seen."""
    import shutil
    import tempfile

    try:
        with open(path, "rb") as source:
            if hasattr(os, "memfd_create"):
                try:
                    with open(os.memfd_create("libhftok"), "wb") as copy:
                        shutil.copyfileobj(source, copy, 1 << 20)
                        copy.flush()
                        return Library(path, f"/proc/{os.getpid()}/fd/{copy.fileno()}")
                except OSError:  # no /proc, or files in memory may not be run
                    source.seek(0)
            with tempfile.NamedTemporaryFile(prefix="libhftok-", suffix=".so") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
                copy.flush()
                return Library(path, copy.name)
    except OSError as e:
        raise errors.LibraryLoadError(
            f"hftok: this process was forked and needs a fresh copy of the library {path}: {e}"
        ) from e
