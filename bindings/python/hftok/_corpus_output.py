"""The files that packed ids go to. Each is written under another name and renamed when all is done."""

from __future__ import annotations

import errno
import os
import struct
import uuid
from array import array
from contextlib import contextmanager, suppress
from functools import partial
from itertools import accumulate
from typing import Any, Callable, Iterator, Optional

from . import errors
from ._corpus_parquet import ParquetWriter

FORMATS = ("bin", "npy", "parquet")
_ENDINGS = {"bin": (".bin", ".idx"), "npy": (".npy", ".ends.npy"), "parquet": (".parquet",)}


def format_of(path: str) -> str:
    """The format that a file's name asks for."""
    suffix = os.path.splitext(path)[1][1:].lower()
    return suffix if suffix in FORMATS else "bin"


class Output:
    """The files of a corpus, which nobody sees before commit."""

    def __init__(self, path: str, form: str, id_bytes: int, overwrite: bool, inputs: list[str]):
        stem, suffix = os.path.splitext(path)
        if suffix.lower() != _ENDINGS[form][0]:
            stem, suffix = path, _ENDINGS[form][0]
        self.paths = [stem + suffix, *(stem + ending for ending in _ENDINGS[form][1:])]
        for path in self.paths:
            if os.path.exists(path) and any(os.path.samefile(path, other) for other in inputs):
                raise errors.HftokValueError(f"{path} is an input, and can't be the output")
            if not overwrite and os.path.lexists(path):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path)
        mark = uuid.uuid4().hex[:12]
        self._partial = [
            os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.{mark}.tmp") for path in self.paths
        ]
        self._writer: Any = None
        try:
            with self._telling():
                self._writer = _WRITERS[form](*self._partial, id_bytes)
        except BaseException:
            self.discard()
            raise

    def write(self, ids: memoryview, lengths: memoryview) -> Optional[Callable[[], None]]:
        """Adds documents: their ids, and how many each has. What is returned is left to be called, on any thread,
        and before commit."""
        with self._telling():
            rest = self._writer.write(ids, lengths)
        return rest and partial(self._finish, rest)

    def _finish(self, rest: Callable[[], None]) -> None:
        with self._telling():
            rest()

    def commit(self) -> None:
        """Completes the files and gives them their names."""
        with self._telling():
            self._writer.close()
            for unnamed, path in reversed(list(zip(self._partial, self.paths))):  # the ids last
                os.replace(unnamed, path)

    def discard(self) -> None:
        """Leaves nothing behind."""
        if self._writer is not None:
            self._writer.abort()
        for path in self._partial:
            with suppress(FileNotFoundError):
                os.unlink(path)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Makes errors name the file that was to be."""
        try:
            yield
        except OSError as e:
            why = os.strerror(e.errno) if e.errno else str(e)
            raise errors.HftokOSError(e.errno, why, self.paths[0]) from e


class _FlatWriter:
    """A file of ids, one after the other, and a file that says where documents end. Unbuffered, so that nothing
    is left to write when writing has failed."""

    _ids_start = 0

    def __init__(self, ids: str, index: str, id_bytes: int):
        self._id_bytes = id_bytes
        self._documents = 0
        self._tokens = 0
        self._ids = open(ids, "xb", buffering=0)
        try:
            self._index = open(index, "x+b", buffering=0)
        except BaseException:
            self._ids.close()
            raise

    def write(self, ids: memoryview, lengths: memoryview) -> Callable[[], None]:
        at = self._ids_start + self._tokens * self._id_bytes
        self._index_lengths(lengths)
        self._documents += len(lengths) // 4
        self._tokens += len(ids) // self._id_bytes
        return partial(_write_at, self._ids, ids, at)

    def _index_lengths(self, lengths: memoryview) -> None:
        raise NotImplementedError

    def abort(self) -> None:
        self._ids.close()
        self._index.close()


class _BinWriter(_FlatWriter):
    """Ids without a header, and the index of Megatron's IndexedDataset, in which each document is a sequence:
    how many ids each has, at which byte each begins, and which sequence each document begins with."""

    # Magic, version 1, type of an id, number of sequences, number of documents and one.
    _HEADER = struct.Struct("<9sQBQQ")
    _TYPES = {2: 8, 4: 4}  # uint16; int32, as which ids of 32 bits are read there

    def __init__(self, ids: str, index: str, id_bytes: int):
        super().__init__(ids, index, id_bytes)
        _write(self._index, bytes(self._HEADER.size))

    def _index_lengths(self, lengths: memoryview) -> None:
        _write(self._index, lengths)

    def close(self) -> None:
        self._ids.close()
        with self._index as file:
            at = self._HEADER.size
            position = 0
            for start in range(0, self._documents, 1 << 16):
                count = min(1 << 16, self._documents - start)
                lengths = array("I", os.pread(file.fileno(), 4 * count, at + 4 * start))
                positions = array("q", accumulate(map(self._id_bytes.__mul__, lengths), initial=position))
                position = positions.pop()
                _write(file, positions)
            for start in range(0, self._documents + 1, 1 << 16):
                _write(file, array("q", range(start, min(start + (1 << 16), self._documents + 1))))
            file.seek(0)
            kind = self._TYPES[self._id_bytes]
            _write(file, self._HEADER.pack(b"MMIDIDX", 1, kind, self._documents, self._documents + 1))


class _NpyWriter(_FlatWriter):
    """An array of ids, and one of where each document ends in it, as NumPy's save writes them."""

    _HEADER = 128
    _ids_start = _HEADER

    def __init__(self, ids: str, index: str, id_bytes: int):
        super().__init__(ids, index, id_bytes)
        _write(self._ids, bytes(self._HEADER))
        _write(self._index, bytes(self._HEADER))

    def _index_lengths(self, lengths: memoryview) -> None:
        ends = array("Q", accumulate(array("I", bytes(lengths)), initial=self._tokens))
        _write(self._index, memoryview(ends)[1:])

    def close(self) -> None:
        for file, kind, count in (
            (self._ids, f"<u{self._id_bytes}", self._tokens),
            (self._index, "<u8", self._documents),
        ):
            with file:
                header = b"{'descr': '%s', 'fortran_order': False, 'shape': (%d,), }" % (kind.encode(), count)
                file.seek(0)
                size = self._HEADER - 10
                _write(file, b"\x93NUMPY\1\0" + struct.pack("<H", size) + header.ljust(size - 1) + b"\n")


def _write_at(file: Any, data: memoryview, at: int) -> None:
    while data:
        n = os.pwrite(file.fileno(), data, at)
        data, at = data[n:], at + n


def _write(file: Any, data: Any) -> None:
    view = memoryview(data).cast("B")
    while view:
        view = view[file.write(view) :]


_WRITERS: dict[str, Any] = {"bin": _BinWriter, "npy": _NpyWriter, "parquet": ParquetWriter}
