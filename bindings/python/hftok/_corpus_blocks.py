"""Blocks: what the files of a corpus are read as."""

from __future__ import annotations

from array import array
from importlib import import_module
from typing import Any, Callable, Optional, Protocol

from . import _abi


class Place(Protocol):
    """Where a block comes from."""

    def name(self, at: int) -> str:
        """The byte at `at` of the block, as messages name it."""


class Block:
    """Whole documents of one file: what hftok_pack takes."""

    def __init__(
        self,
        address: int,
        size: int,
        options: _abi.PackOptions,
        place: Place,
        read: int,
        keep: Any,
        *,
        fill: Optional[Callable[[], None]] = None,
        skipped: int = 0,
    ):
        """read: how many bytes of the file lie up to its end. keep: what the address leads into. fill: reads the
        block, to be called first. skipped: how many documents were left out already."""
        self.address = address
        self.size = size
        self.options = options
        self.place = place
        self.read = read
        self.keep = keep
        self.fill = fill
        self.skipped = skipped


class Buffers:
    """Memory for the text of blocks, used again and again."""

    def __init__(self, size: int, limit: int):
        """size: of a usual block. limit: of the biggest, and so of a document."""
        self.size = size
        self.limit = limit
        self._free: list[bytearray] = []

    def take(self, least: int = 0) -> bytearray:
        """A buffer with room for so many bytes, and for a usual block."""
        if least <= self.size and self._free:
            return self._free.pop()
        return bytearray(max(least, self.size))

    def give_back(self, buffer: Any) -> None:
        if isinstance(buffer, bytearray) and len(buffer) == self.size:
            self._free.append(buffer)


def with_ends(options: _abi.PackOptions, ends: array[int]) -> _abi.PackOptions:
    """Options for documents laid end to end."""
    options = _abi.PackOptions.from_buffer_copy(options)
    options.documents = _abi.DOCUMENTS_ENDS
    options.ends, options.n = ends.buffer_info()
    options.keep = ends
    return options


def pyarrow(module: str, what: str) -> Any:
    """A module of pyarrow, without which `what` is not possible."""
    try:
        return import_module(module)
    except ImportError as e:
        raise ImportError(f"{what} needs pyarrow: pip install pyarrow") from e
