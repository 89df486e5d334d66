"""Corpora, which need not fit into memory: files of text in, files of packed ids out."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from ctypes import byref, c_char, c_size_t, c_void_p, sizeof
from dataclasses import dataclass
from typing import Optional, Union

from . import _abi, _corpus_output, errors
from ._corpus_blocks import Block, Buffers
from ._corpus_parquet import ParquetColumn
from ._corpus_text import format_of, json_cut, text_blocks, text_cut
from ._inputs import boolean
from ._library import Library
from ._progress import Progress, shown
from ._settings import unsigned
from .auto import PreTrainedTokenizer
from .tokenizer import Tokenizer

__all__ = ["EncodedCorpus", "encode_files"]

Path = Union[str, os.PathLike[str]]

DOCUMENTS = ("line", "blank-line", "file")
INPUT_FORMATS = ("text", "jsonl", "parquet")
DTYPES = ("auto", "uint16", "uint32")

_BLOCK = 1 << 22  # bytes of text: long enough that a block's own cost is nothing, short enough to share out
_LEAST_BLOCK = 1 << 12
# Bytes of memory for a byte of text under way: its ids, while they are made and as they wait to be written.
_SHARE = 8


@dataclass(frozen=True)
class EncodedCorpus:
    """What encode_files did."""

    paths: list[str]
    """The files written, that of the ids first."""
    documents: int
    tokens: int
    skipped: int
    """Documents left out, with on_error="skip"."""
    bytes_read: int
    """Of the input files, as they are on the disk."""
    dtype: str
    """Of the ids: "uint16" or "uint32"."""


def encode_files(
    tokenizer: Union[Tokenizer, PreTrainedTokenizer],
    inputs: Union[Path, Iterable[Path]],
    output: Path,
    *,
    format: Optional[str] = None,
    dtype: str = "auto",
    input_format: Optional[str] = None,
    documents: str = "line",
    separator: Union[str, bytes, None] = None,
    column: Union[str, Sequence[str]] = "text",
    add_special_tokens: bool = True,
    append: Union[str, int, None] = None,
    on_error: str = "raise",
    threads: Optional[int] = None,
    max_memory: int = 1 << 30,
    overwrite: bool = False,
    progress: Union[Progress, bool, None] = None,
) -> EncodedCorpus:
    """Encodes the documents of files of any size into files of ids, on many threads and in bounded memory.

    inputs: a path or many, read in this order; each is text, JSON lines (.jsonl, .ndjson, .json) or Parquet
    (.parquet) by its name, unless input_format says "text", "jsonl" or "parquet". Text and JSON lines may be
    compressed (.gz, .bz2, .xz, .zst). Documents of text are lines ("line"), runs of lines that are not empty
    ("blank-line"), whole files ("file") or, with separator, what lies between separators. Those of JSON lines and
    Parquet are strings: column is their name, or names from outside to inside, which dots may join.

    output, format: "bin" writes output.bin, ids and nothing else, as nanoGPT and others map them, and output.idx,
    with which Megatron's IndexedDataset reads it; "npy" writes output.npy and output.ends.npy, where in it each
    document ends; "parquet" writes output.parquet with the column input_ids. None: as output ends, else "bin".
    dtype: of the ids; "auto" is uint16 where all ids of the tokenizer fit, else uint32; Parquet has uint32.

    The ids of a document are those of tokenizer.encode without truncation and padding. append: a token, or its
    id, that follows each document. on_error: "raise", or "skip" to leave out, and count, documents that are no
    valid UTF-8 or JSON or have no such field. threads: None for one per processor. max_memory: bytes, about, for
    text and ids under way; a document may have an eighth of it. progress: as for from_pretrained, by bytes read.

    The files appear when all is done, or not at all, and are the same for any number of threads.
    """
    if isinstance(tokenizer, PreTrainedTokenizer):
        tokenizer = tokenizer.backend_tokenizer
    paths = [_path(path) for path in ([inputs] if isinstance(inputs, (str, os.PathLike)) else inputs)]
    if not paths:
        raise errors.HftokValueError("there are no inputs")
    output = _path(output)
    form = _one_of("format", format or _corpus_output.format_of(output), _corpus_output.FORMATS)
    skip = _one_of("on_error", on_error, ("raise", "skip")) == "skip"
    threads = _processors() if threads is None else unsigned(threads, 16)
    if threads == 0:
        raise errors.HftokValueError("threads is 0")
    limit = unsigned(max_memory, 62) // _SHARE
    id_bytes = _id_bytes(tokenizer, _one_of("dtype", dtype, DTYPES), form)

    options = _abi.PackOptions(size=sizeof(_abi.PackOptions))
    if id_bytes == 2:
        options.flags |= _abi.PACK_16_BIT
    if skip:
        options.flags |= _abi.PACK_SKIP
    if append is not None:
        options.flags |= _abi.PACK_APPEND
        options.append_id = _token(tokenizer, append)
    buffers = Buffers(max(_LEAST_BLOCK, min(_BLOCK, limit // (2 * threads + 2 * _writers(threads) + 1))), limit)
    source = _Source(options, buffers, input_format, documents, separator, column, skip)

    total = sum(map(os.path.getsize, paths))
    count = tokens = skipped = 0
    target = _corpus_output.Output(output, form, id_bytes, overwrite, paths)
    try:
        with shown(progress) as tell:

            def written(block: Block, packed: _Packed) -> None:
                nonlocal count, tokens, skipped
                count += packed.documents
                tokens += packed.tokens
                skipped += packed.skipped + block.skipped
                buffers.give_back(block.keep)
                if tell is not None:
                    tell(os.path.basename(target.paths[0]), block.read, total)

            _Pipeline(_Packer(tokenizer, add_special_tokens), target, threads, limit, written).run(source.blocks(paths))
        target.commit()
    except BaseException:
        target.discard()
        raise
    return EncodedCorpus(target.paths, count, tokens, skipped, total, f"uint{8 * id_bytes}")


class _Source:
    """The input files as blocks."""

    def __init__(
        self,
        options: _abi.PackOptions,
        buffers: Buffers,
        form: Optional[str],
        documents: str,
        separator: Union[str, bytes, None],
        column: Union[str, Sequence[str]],
        skip: bool,
    ):
        self._options = options
        self._buffers = buffers
        self._form = None if form is None else _one_of("input_format", form, INPUT_FORMATS)
        self._text = text_cut(options, _one_of("documents", documents, DOCUMENTS), _bytes(separator))
        self._names = column.split(".") if isinstance(column, str) else list(column)
        self._json = json_cut(options, self._names)
        self._skip = skip

    def blocks(self, paths: list[str]) -> Iterator[Block]:
        """The blocks of all files. Each counts what was read of the files before too."""
        before = 0
        for path in paths:
            for block in self._blocks_of(path):
                block.read += before
                yield block
            before += os.path.getsize(path)

    def _blocks_of(self, path: str) -> Iterator[Block]:
        form = self._form or format_of(path)
        if form == "parquet":
            return ParquetColumn(self._names, self._options, self._buffers.size, self._skip).blocks(path)
        return text_blocks(path, self._json if form == "jsonl" else self._text, self._buffers)


class _Pipeline:
    """Packs blocks on many threads, and writes them in their order."""

    def __init__(
        self,
        pack: Callable[[Block], _Packed],
        target: _corpus_output.Output,
        threads: int,
        limit: int,
        written: Callable[[Block, _Packed], None],
    ):
        """limit: bytes that all blocks under way may have, unless there is one alone. written: called with each
        block when it is."""
        self._pack = pack
        self._target = target
        self._threads = threads
        self._limit = limit
        self._written = written
        self._size = 0  # of the blocks under way
        self._packing: deque[tuple[Block, Future[_Packed]]] = deque()
        self._writing: deque[tuple[Block, _Packed, Optional[Future[None]]]] = deque()

    def run(self, blocks: Iterable[Block]) -> None:
        """Does all of them."""
        many, few = self._threads, _writers(self._threads)
        with ThreadPoolExecutor(many, "hftok-pack") as packers, ThreadPoolExecutor(few, "hftok-write") as writers:
            try:
                for block in blocks:
                    while self._size and (
                        len(self._packing) >= 2 * self._threads or self._size + block.size > self._limit
                    ):
                        self._step(writers)
                    self._packing.append((block, packers.submit(self._pack, block)))
                    self._size += block.size
                while self._packing or self._writing:
                    self._step(writers)
            finally:
                for _, future in self._packing:
                    future.cancel()

    def _step(self, writers: ThreadPoolExecutor) -> None:
        """Waits for one block to be packed, or written."""
        if self._packing and len(self._writing) < 2 * _writers(self._threads):
            block, packing = self._packing.popleft()
            packed = packing.result()
            rest = self._target.write(packed.ids, packed.lengths)
            self._writing.append((block, packed, rest and writers.submit(rest)))
            return
        block, packed, writing = self._writing.popleft()
        if writing is not None:
            writing.result()
        self._size -= block.size
        self._written(block, packed)
        packed.free()


def _writers(threads: int) -> int:
    """How many threads write what so many pack: a copy costs a small part of what packing does."""
    return 1 + threads // 8


class _Packer:
    """Packs one block."""

    def __init__(self, tokenizer: Tokenizer, add_special_tokens: bool):
        flags = 0 if boolean(add_special_tokens) else _abi.ENCODE_NO_SPECIAL_TOKENS
        self._tokenizer = tokenizer
        self._encode = byref(tokenizer._settings.options(flags, _abi.OFFSETS_NONE))

    def __call__(self, block: Block) -> _Packed:
        if block.fill is not None:
            block.fill()
        out, at = c_void_p(), c_size_t(_NOWHERE)
        library, status, err = self._tokenizer._try(
            "hftok_pack", block.address, block.size, self._encode, byref(block.options), byref(out), byref(at)
        )
        if status == _abi.OK:
            return _Packed(library, out)
        error = library.error(status, err)
        if at.value == _NOWHERE or error.code is None:
            raise error
        raise errors.make(error.code, f"{block.place.name(at.value)}: {error}")


_NOWHERE = c_size_t(-1).value


class _Packed:
    """What hftok_pack gave."""

    def __init__(self, library: Library, pointer: c_void_p):
        self._library: Optional[Library] = library
        self._pointer = pointer
        view = _abi.PackedView(size=sizeof(_abi.PackedView))
        library.hftok_packed_get(pointer, byref(view))
        self.documents: int = view.documents
        self.tokens: int = view.tokens
        self.skipped: int = view.skipped
        self.ids = _memory(view.ids, view.tokens * view.id_bytes)
        self.lengths = _memory(view.lengths, view.documents * 4)

    def free(self) -> None:
        """Ends ids and lengths."""
        library, self._library = self._library, None
        if library is not None:
            self.ids = self.lengths = memoryview(b"")
            library.hftok_packed_free(self._pointer)

    __del__ = free


def _memory(address: Optional[int], size: int) -> memoryview:
    return memoryview((c_char * size).from_address(address) if address else b"").cast("B")


def _path(path: Path) -> str:
    path = os.fspath(path)
    if not isinstance(path, str):
        raise TypeError(f"a path must be str, not {type(path).__name__}")
    return path


def _one_of(name: str, value: str, values: Sequence[str]) -> str:
    if value not in values:
        raise errors.HftokValueError(f"{name} is {value!r}; it must be one of {', '.join(map(repr, values))}")
    return value


def _bytes(separator: Union[str, bytes, None]) -> Optional[bytes]:
    if isinstance(separator, str):
        separator = separator.encode()
    if separator is not None and not separator:
        raise errors.HftokValueError("the separator is empty")
    return separator


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _id_bytes(tokenizer: Tokenizer, dtype: str, form: str) -> int:
    fits = tokenizer._info()["max_id"] < 1 << 16
    if dtype == "uint16" and not fits:
        raise errors.HftokValueError("the tokenizer has ids that do not fit into uint16")
    return 2 if dtype == "uint16" or dtype == "auto" and fits and form != "parquet" else 4


def _token(tokenizer: Tokenizer, token: Union[str, int]) -> int:
    id = tokenizer.token_to_id(token) if isinstance(token, str) else unsigned(token, 32)
    if id is None:
        raise errors.HftokValueError(f"the tokenizer has no token {token!r}")
    return id
