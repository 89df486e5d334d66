"""Files of text and of JSON lines, read as blocks that end where a document ends."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import stat
import zlib
from array import array
from contextlib import contextmanager
from ctypes import addressof, c_char
from importlib import import_module
from typing import Any, Iterator, Optional, Union

from . import _abi, errors
from ._corpus_blocks import Block, Buffers, pyarrow, with_ends

_BOM = b"\xef\xbb\xbf"  # at the start of a file it says that this is UTF-8, and is no part of the text
_FORMATS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".parquet": "parquet"}
_WINDOW = 1 << 16  # bytes in which to look for the end of a document, at first


def format_of(path: str) -> str:
    """What a file holds, by its name: "text", "jsonl" or "parquet"."""
    stem, suffix = os.path.splitext(path.lower())
    if suffix in _OPENERS:
        suffix = os.path.splitext(stem)[1]
    return _FORMATS.get(suffix, "text")


class Cut:
    """How text is cut into documents."""

    def __init__(self, options: _abi.PackOptions, boundaries: list[bytes]):
        """boundaries: what documents end with. None: the file is one document."""
        self.options = options
        self.boundaries = boundaries

    def last_end(self, data: Union[bytes, bytearray], size: int, begins: bool) -> int:
        """The last place in data[:size] where a document surely ends, 0 if there is none. begins: one begins
        with data."""
        return max((_last(data, boundary, size, begins) for boundary in self.boundaries), default=0)


def text_cut(options: _abi.PackOptions, documents: str, separator: Optional[bytes]) -> Cut:
    """How to cut text: at a separator, or into what `documents` says of encode_files."""
    options = _abi.PackOptions.from_buffer_copy(options)
    if separator is not None:
        options.documents = _abi.DOCUMENTS_SEPARATED
        options.separator, options.separator_size = separator, len(separator)
        return Cut(options, [separator])
    if documents == "blank-line":
        options.documents = _abi.DOCUMENTS_PARAGRAPHS
        return Cut(options, [b"\n\n", b"\n\r\n"])
    options.documents = _abi.DOCUMENTS_LINES
    return Cut(options, [b"\n"] if documents == "line" else [])


def json_cut(options: _abi.PackOptions, names: list[str]) -> Cut:
    """How to cut lines of JSON: to the string to which the names lead."""
    options = _abi.PackOptions.from_buffer_copy(options)
    if not names or any("\0" in name for name in names):
        raise errors.HftokValueError(f"column is {names!r}; it must be a name, or names without NUL characters")
    field = b"".join(name.encode() + b"\0" for name in names)
    options.documents = _abi.DOCUMENTS_JSON_LINES
    options.field, options.field_size = field, len(field)
    return Cut(options, [b"\n"])


def _last(data: Union[bytes, bytearray], boundary: bytes, size: int, begins: bool) -> int:
    """Behind the last boundary that overlaps none before it. Whoever looks for boundaries from the left finds that
    one, but not each of those that overlap."""
    at = data.rfind(boundary, 0, size)
    while at > 0:
        before = data.rfind(boundary, max(0, at - len(boundary) + 1), at + len(boundary) - 1)
        if before < 0:
            break
        at = before
    least = 0 if begins else len(boundary) - 1  # else it may overlap one that begins before data
    return at + len(boundary) if at >= least else 0


def text_blocks(path: str, cut: Cut, buffers: Buffers) -> Iterator[Block]:
    """The blocks of a file of text or JSON lines."""
    if os.path.splitext(path.lower())[1] not in _OPENERS:
        file = _Descriptor(path)
        status = os.fstat(file.number)
        if stat.S_ISREG(status.st_mode):
            yield from _ranges(path, file, status.st_size, cut, buffers)
            return
    yield from _stream(path, cut, buffers)


# ---- files that can be read anywhere: blocks read themselves, on the thread that packs them


class _Descriptor:
    """An open file, for as long as a block needs it."""

    def __init__(self, path: str):
        self.number = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))

    def __del__(self) -> None:
        if hasattr(self, "number"):
            os.close(self.number)


class _Range:
    """Fills a buffer with a part of a file."""

    def __init__(self, path: str, file: _Descriptor, start: int, size: int, buffer: bytearray):
        self._path = path
        self._file = file
        self._start = start
        self._size = size
        self._buffer = buffer

    def __call__(self) -> None:
        at = 0
        with memoryview(self._buffer) as view:
            while at < self._size:
                n = os.preadv(self._file.number, [view[at : self._size]], self._start + at)
                if n == 0:
                    raise errors.HftokOSError(f"{self._path} became shorter while it was read")
                at += n


def _ranges(path: str, file: _Descriptor, total: int, cut: Cut, buffers: Buffers) -> Iterator[Block]:
    start = len(_BOM) if os.pread(file.number, len(_BOM), 0) == _BOM else 0
    options = cut.options
    if not cut.boundaries:
        options = with_ends(options, array("Q", [total - start]))
    while start < total or not cut.boundaries:
        end = _range_end(path, file, start, total, cut, buffers) if cut.boundaries else total
        if end - start > buffers.limit:
            raise _too_long(path, start, buffers)
        buffer = buffers.take(end - start)
        fill = _Range(path, file, start, end - start, buffer)
        yield Block(_address(buffer), end - start, options, _TextPlace(path, start), end, buffer, fill=fill)
        start = end
        if not cut.boundaries:
            break


def _range_end(path: str, file: _Descriptor, start: int, total: int, cut: Cut, buffers: Buffers) -> int:
    """Where a block ends that begins at start."""
    size, window = buffers.size, _WINDOW
    while start + size < total:
        at = max(start, start + size - window)
        data = os.pread(file.number, start + size - at, at)
        end = cut.last_end(data, len(data), begins=at == start)
        if end:
            return at + end
        if at > start:
            window *= 4
        elif size < buffers.limit:
            size = window = min(2 * size, buffers.limit)
        else:
            raise _too_long(path, start, buffers)
    return total


# ---- pipes, and what has to be decompressed


def _stream(path: str, cut: Cut, buffers: Buffers) -> Iterator[Block]:
    with _opened(path) as (raw, file):
        buffer = buffers.take()
        filled = _fill(file, buffer, 0)
        offset, start = 0, len(_BOM) if buffer[:3] == _BOM else 0
        while filled == len(buffer):
            end = cut.last_end(buffer, filled, begins=True)
            if end <= start:
                if filled >= buffers.limit:
                    raise _too_long(path, offset + start, buffers)
                buffer.extend(bytes(min(filled, buffers.limit - filled)))
                filled = _fill(file, buffer, filled)
                continue
            rest = buffers.take(filled - end + 1)
            rest[: filled - end] = memoryview(buffer)[end:filled]
            place = _TextPlace(path, offset + start)
            yield Block(_address(buffer) + start, end - start, cut.options, place, _position(raw), buffer)
            offset, start = offset + end, 0
            buffer, filled = rest, _fill(file, rest, filled - end)
        if filled > start or not cut.boundaries:
            options = cut.options if cut.boundaries else with_ends(cut.options, array("Q", [filled - start]))
            place = _TextPlace(path, offset + start)
            yield Block(_address(buffer) + start, filled - start, options, place, _position(raw), buffer)


def _fill(file: Any, buffer: bytearray, filled: int) -> int:
    """Reads until the buffer is full or the file at its end; returns how much is in the buffer."""
    with memoryview(buffer) as view:
        while filled < len(buffer):
            n = file.readinto(view[filled:])
            if not n:
                break
            filled += n
    return filled


def _position(raw: Any) -> int:
    try:
        return int(raw.tell())
    except OSError:  # a pipe
        return 0


# ---- for both


def _address(buffer: bytearray) -> int:
    return addressof(c_char.from_buffer(buffer))


def _too_long(path: str, start: int, buffers: Buffers) -> errors.HftokError:
    place = _TextPlace(path, start).name(0)
    return errors.HftokValueError(
        f"{place}: a document of more than {buffers.limit} bytes, for which max_memory is too small"
    )


class _TextPlace:
    def __init__(self, path: str, offset: int):
        self._path = path
        self._offset = offset  # of the block in the text

    def name(self, at: int) -> str:
        at += self._offset
        line = _line_of(self._path, at)
        return f"{self._path}, " + (f"line {line}, " if line else "") + f"byte {at}"


def _line_of(path: str, at: int) -> Optional[int]:
    """The number of the line that a byte of the text is in, None if the file can't be read a second time."""
    if not os.path.isfile(path):
        return None
    line = 1
    with _opened(path) as (_, file):
        while at > 0:
            data = file.read(min(at, 1 << 20))
            if not data:
                break
            line += data.count(b"\n")
            at -= len(data)
    return line


def _zstd(raw: Any) -> Any:
    for module in ("compression.zstd", "backports.zstd"):
        try:
            return import_module(module).ZstdFile(raw)
        except ImportError:
            pass
    return pyarrow("pyarrow", "reading .zst files").CompressedInputStream(raw, "zstd")


_OPENERS: dict[str, Any] = {
    ".gz": lambda raw: gzip.GzipFile(fileobj=raw),
    ".bz2": bz2.BZ2File,
    ".xz": lzma.LZMAFile,
    ".zst": _zstd,
}


@contextmanager
def _opened(path: str) -> Iterator[tuple[Any, Any]]:
    """A file, and the text in it, which may be compressed."""
    opener = _OPENERS.get(os.path.splitext(path.lower())[1])
    with open(path, "rb", buffering=0) as raw:
        if opener is None:
            yield raw, raw
            return
        try:
            with opener(raw) as file:
                yield raw, file
        except errors.HftokError:
            raise
        except (OSError, EOFError, zlib.error, lzma.LZMAError) as e:
            raise errors.HftokOSError(f"{path}: {e}") from e
