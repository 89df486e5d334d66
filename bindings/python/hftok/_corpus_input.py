"""The files of a corpus, read as blocks that end where a document ends."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import zlib
from array import array
from contextlib import contextmanager
from ctypes import addressof, c_char
from importlib import import_module
from typing import Any, Iterator, Optional, Protocol

from . import _abi, errors

_BOM = b"\xef\xbb\xbf"
_FORMATS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".parquet": "parquet"}


def format_of(path: str) -> str:
    """What a file holds, by its name: "text", "jsonl" or "parquet"."""
    stem, suffix = os.path.splitext(path.lower())
    if suffix in _OPENERS:
        suffix = os.path.splitext(stem)[1]
    return _FORMATS.get(suffix, "text")


class Place(Protocol):
    """Where a block comes from."""

    def name(self, at: int) -> str:
        """The byte at `at` of the block, as messages name it."""


class Block:
    """Whole documents of one file: what hftok_pack takes."""

    def __init__(
        self, address: int, size: int, options: _abi.PackOptions, place: Place, read: int, keep: Any, skipped: int = 0
    ):
        """read: how many bytes of the file were read up to here. keep: what the address leads into. skipped: how
        many documents were left out already."""
        self.address = address
        self.size = size
        self.options = options
        self.place = place
        self.read = read
        self.keep = keep
        self.skipped = skipped


class Buffers:
    """Memory for the text of blocks, used again and again."""

    def __init__(self, size: int, limit: int):
        """size: of a usual block. limit: of the biggest, and so of a document."""
        self.size = size
        self.limit = limit
        self._free: list[bytearray] = []

    def take(self, least: int = 0) -> bytearray:
        if least < self.size and self._free:
            return self._free.pop()
        return bytearray(max(least, self.size))

    def give_back(self, buffer: Any) -> None:
        if isinstance(buffer, bytearray) and len(buffer) == self.size:
            self._free.append(buffer)


# ---- text


class Cut:
    """How text is cut into documents."""

    def __init__(self, options: _abi.PackOptions, boundaries: list[bytes]):
        """boundaries: what documents end with. None: the file is one document."""
        self.options = options
        self.boundaries = boundaries

    def last_end(self, data: bytearray, size: int) -> int:
        """The last place in data[:size] where a document surely ends, 0 if there is none."""
        return max((_last(data, boundary, size) for boundary in self.boundaries), default=0)


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


def _last(data: bytearray, boundary: bytes, size: int) -> int:
    """Behind the last boundary that overlaps none before it. Whoever looks for boundaries from the left finds that
    one, but not each of those that overlap."""
    at = data.rfind(boundary, 0, size)
    while at > 0:
        before = data.rfind(boundary, max(0, at - len(boundary) + 1), at + len(boundary) - 1)
        if before < 0:
            break
        at = before
    return at + len(boundary) if at >= 0 else 0


class _TextPlace:
    def __init__(self, path: str, offset: int):
        self._path = path
        self._offset = offset  # of the block in the text

    def name(self, at: int) -> str:
        at += self._offset
        line = _line_of(self._path, at)
        return f"{self._path}, " + (f"line {line}, " if line else "") + f"byte {at}"


def text_blocks(path: str, cut: Cut, buffers: Buffers) -> Iterator[Block]:
    """The blocks of a file of text or JSON lines."""
    with _opened(path) as (raw, file):
        buffer = buffers.take()
        filled = _fill(file, buffer, 0)
        offset, start = 0, len(_BOM) if buffer[:3] == _BOM else 0  # it is no part of the text
        while filled == len(buffer):
            end = cut.last_end(buffer, filled)
            if end <= start:
                if filled >= buffers.limit:
                    place = _TextPlace(path, offset).name(start)
                    raise errors.HftokValueError(
                        f"{place}: a document of more than {buffers.limit} bytes, for which max_memory is too small"
                    )
                buffer.extend(bytes(min(filled, buffers.limit - filled)))
                filled = _fill(file, buffer, filled)
                continue
            rest = buffers.take(filled - end + 1)
            rest[: filled - end] = memoryview(buffer)[end:filled]
            yield _text_block(buffer, start, end, cut.options, _TextPlace(path, offset + start), raw)
            offset, start = offset + end, 0
            buffer, filled = rest, _fill(file, rest, filled - end)
        if filled > start or not cut.boundaries:
            options = cut.options
            if not cut.boundaries:
                options = with_ends(options, array("Q", [filled - start]))
            yield _text_block(buffer, start, filled, options, _TextPlace(path, offset + start), raw)


def _text_block(buffer: bytearray, start: int, end: int, options: _abi.PackOptions, place: Place, raw: Any) -> Block:
    address = addressof(c_char.from_buffer(buffer)) + start
    return Block(address, end - start, options, place, _position(raw), buffer)


def with_ends(options: _abi.PackOptions, ends: array[int]) -> _abi.PackOptions:
    """Options for documents laid end to end."""
    options = _abi.PackOptions.from_buffer_copy(options)
    options.documents = _abi.DOCUMENTS_ENDS
    options.ends, options.n = ends.buffer_info()
    options.keep = ends
    return options


def _fill(file: Any, buffer: bytearray, filled: int) -> int:
    """Reads until the buffer is full or the file at its end; returns how much is in the buffer."""
    with memoryview(buffer) as view:
        while filled < len(buffer):
            n = file.readinto(view[filled:])
            if not n:
                break
            filled += n
    return filled


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


def _position(raw: Any) -> int:
    try:
        return int(raw.tell())
    except OSError:  # a pipe
        return 0


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


def pyarrow(module: str, what: str) -> Any:
    """A module of pyarrow, without which `what` is not possible."""
    try:
        return import_module(module)
    except ImportError as e:
        raise ImportError(f"{what} needs pyarrow: pip install pyarrow") from e
