"""A tokenizer inside the library, and what it is made of, so that it can be made again: in a forked
child, where the parent's is out of reach, and when unpickled."""

from __future__ import annotations

import json
import os
from ctypes import byref, c_size_t, c_void_p
from typing import Any, Optional, Protocol, Union

from . import _abi, _library, errors
from ._library import Native


class Source(Protocol):
    """What a tokenizer is made of. Pickled, it holds no token."""

    def load(self) -> Native:
        """Makes the tokenizer, the same one each time, or raises."""


class BytesSource:
    """tokenizer.json in memory: the object that the caller gave, not a copy of it. There is nowhere else
    to get it from again."""

    def __init__(self, content: Union[bytes, str]):
        self.content = content

    def load(self) -> Native:
        data = self.content.encode() if isinstance(self.content, str) else self.content
        return Native(*_library.call("hftok_from_bytes", data, len(data)))

    def __repr__(self) -> str:
        return f"{len(self.content)} {'characters' if isinstance(self.content, str) else 'bytes'} of JSON"


Stamp = tuple[int, ...]


def stamp(path: Union[str, bytes]) -> Optional[Stamp]:
    """What tells a file from what it was before; None if there is no such file."""
    try:
        stat = os.stat(path)
    except OSError:
        return None
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns


def same(path: Union[str, bytes], known: Optional[Stamp], before: Optional[Stamp]) -> Stamp:
    """Checks that a file just read is the one that it was at the first reading, whose stamp is known.
    At the first reading, when it is None, returns the stamp; one that no file has, if the file changed
    since `before`, so that nobody can tell what was read."""
    now = stamp(path)
    if known is None:
        return now if now is not None and now == before else ()
    if known != now:
        raise errors.HftokOSError(
            f"{os.fsdecode(path)} has changed since this tokenizer was loaded from it; load it again"
        )
    return known


class FileSource:
    """A tokenizer.json on disk. Kept are its path and the stamp that it had, not its content, which would
    double the memory of a large vocabulary. A file that changed since is refused, because it would make
    another tokenizer. Pickled, it is its content, good on another machine too."""

    def __init__(self, path: str):
        self.path = os.path.abspath(path)
        self._stamp: Optional[Stamp] = None

    def load(self) -> Native:
        before = stamp(self.path)
        native = Native(*_library.call("hftok_from_file", os.fsencode(self.path)))
        self._stamp = same(self.path, self._stamp, before)
        return native

    def __reduce__(self) -> tuple[Any, ...]:
        with open(self.path, "rb") as file:
            content = file.read()
        same(self.path, self._stamp, self._stamp)
        return BytesSource, (content,)

    def __repr__(self) -> str:
        return self.path


class AddedSource:
    """Another source, with added tokens: what hftok_add_tokens takes, before it is JSON."""

    def __init__(self, source: Source, tokens: list[Any]):
        self.source: Source = source.source if isinstance(source, AddedSource) else source
        self.tokens: list[Any] = source.tokens + tokens if isinstance(source, AddedSource) else tokens

    def load(self) -> Native:
        native = self.source.load()
        out, added, err = c_void_p(), c_size_t(), c_void_p()
        data = json.dumps(self.tokens).encode()
        library = native.library
        status = library.hftok_add_tokens(native.pointer, data, len(data), byref(out), byref(added), byref(err))
        if status != _abi.OK:
            raise library.error(status, err)
        return Native(library, out)

    def __repr__(self) -> str:
        return f"{self.source!r}, with {len(self.tokens)} tokens added"


class SectionsSource:
    """Another source, with other sections: what hftok_with_sections takes, before it is JSON."""

    def __init__(self, source: Source, sections: dict[str, Any]):
        self.source: Source = source.source if isinstance(source, SectionsSource) else source
        self.sections: dict[str, Any] = {**(source.sections if isinstance(source, SectionsSource) else {}), **sections}

    def load(self) -> Native:
        native = self.source.load()
        out, err = c_void_p(), c_void_p()
        data = json.dumps(self.sections).encode()
        library = native.library
        status = library.hftok_with_sections(native.pointer, data, len(data), byref(out), byref(err))
        if status != _abi.OK:
            raise library.error(status, err)
        return Native(library, out)

    def __repr__(self) -> str:
        return f"{self.source!r}, with another {', '.join(self.sections)}"


_PIECES = 1 << 15  # so many pieces of a tokenizer are kept

Piece = tuple[str, str, int]
"""What an id gives in a stream: the text that it adds, what it is decoded to alone, and the id."""

Pieces = dict[int, Piece]
"""Pieces by id, for streams in a certain state."""


class Handle:
    """The tokenizer as it is in this process."""

    def __init__(self, source: Source, native: Optional[Native] = None):
        """native: what source makes, if it was made already."""
        self.source = source
        self.native = native or source.load()
        self._pieces: dict[tuple[bool, Optional[int]], Pieces] = {(False, None): {}, (True, None): {}}
        self._noted = 0
        self.piecewise: Optional[bool] = None  # what hftok_info_json says of it, None until that was asked

    def pieces(self, skip_special_tokens: bool, after: Optional[int]) -> Pieces:
        """The pieces as far as they were noted. after: the only id that a stream holds, if that has no text by
        itself; None: the stream's text is complete."""
        return self._pieces.get((skip_special_tokens, after), {})

    def note(self, skip_special_tokens: bool, after: Optional[int], piece: Piece) -> None:
        """Adds a piece to what `pieces` returns, unless there are too many."""
        if self._noted < _PIECES:
            self._noted += 1
            self._pieces.setdefault((skip_special_tokens, after), {})[piece[2]] = piece

    def renew(self, stale: Native) -> None:
        """Makes the tokenizer again after the library of `stale` answered FORKED. Without a lock, which a
        fork could leave locked: threads that come at once each make one, and the first stays."""
        native = self.source.load()
        if self.native is stale:
            self.native = native


class Closed:
    """Stands where a handle was: whatever is asked of it, it says that the tokenizer is closed."""

    def __getattr__(self, name: str) -> Any:
        error = errors.HftokValueError("the tokenizer is closed")
        error.code = "INVALID_HANDLE"
        raise error
