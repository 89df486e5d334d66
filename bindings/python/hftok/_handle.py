"""A tokenizer inside the library, and what it is made of, so that it can be made again: in a forked
child, where the parent's is out of reach, and when unpickled."""

from __future__ import annotations

import os
from ctypes import c_void_p
from typing import Any, Optional, Protocol, Union

from . import _library, errors
from ._library import Library


class Source(Protocol):
    """What a tokenizer is made of. Pickled, it holds no token."""

    def load(self) -> tuple[Library, c_void_p]:
        """Makes the tokenizer, the same one each time, or raises."""


class BytesSource:
    """tokenizer.json in memory: the object that the caller gave, not a copy of it. There is nowhere else
    to get it from again."""

    def __init__(self, content: Union[bytes, str]):
        self.content = content

    def load(self) -> tuple[Library, c_void_p]:
        data = self.content.encode() if isinstance(self.content, str) else self.content
        return _library.call("hftok_from_bytes", data, len(data))

    def __repr__(self) -> str:
        return f"{len(self.content)} {'characters' if isinstance(self.content, str) else 'bytes'} of JSON"


class FileSource:
    """A tokenizer.json on disk. Kept are its path and the stamp that it had, not its content, which would
    double the memory of a large vocabulary. A file that changed since is refused, because it would make
    another tokenizer. Pickled, it is its content, good on another machine too."""

    def __init__(self, path: str):
        self.path = os.path.abspath(path)
        self._stamp: Optional[tuple[int, ...]] = None

    def load(self) -> tuple[Library, c_void_p]:
        stamp = self._read_stamp()
        loaded = _library.call("hftok_from_file", os.fsencode(self.path))
        if self._stamp is None:
            if stamp == self._read_stamp():
                self._stamp = stamp
            else:
                self._stamp = ()  # replaced while it was read: we can't tell by which, so never again
        elif stamp != self._stamp:
            raise self._changed()
        return loaded

    def _read_stamp(self) -> Optional[tuple[int, ...]]:
        try:
            stat = os.stat(self.path)
        except OSError:  # the library says it better
            return None
        return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns

    def _changed(self) -> errors.HftokOSError:
        return errors.HftokOSError(f"{self.path} has changed since this tokenizer was loaded from it; load it again")

    def __reduce__(self) -> tuple[Any, ...]:
        with open(self.path, "rb") as file:
            content = file.read()
        if self._read_stamp() != self._stamp:
            raise self._changed()
        return BytesSource, (content,)

    def __repr__(self) -> str:
        return self.path


class Handle:
    """native: the library and the pointer, always a pair that belongs together."""

    def __init__(self, source: Source):
        self.source = source
        self.native = source.load()

    def renew(self, stale: Library) -> None:
        """Makes the tokenizer again after the library `stale` answered FORKED."""
        with _library.lock():
            if self.native[0] is stale:
                self.native = self.source.load()

    def __del__(self) -> None:
        native = self.__dict__.get("native")
        if native is not None:  # else the load failed
            library, pointer = native
            library.hftok_free(pointer)


class Closed:
    """Stands where a handle was: whatever is asked of it, it says that the tokenizer is closed."""

    def __getattr__(self, name: str) -> Any:
        error = errors.HftokValueError("the tokenizer is closed")
        error.code = "INVALID_HANDLE"
        raise error
