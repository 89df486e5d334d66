"""Encoding: what encoding a text gives."""

from __future__ import annotations

import ctypes
import warnings
from array import array
from collections.abc import Iterator
from ctypes import byref, c_char_p, c_int, c_ssize_t, c_void_p, py_object, sizeof, string_at
from itertools import accumulate
from struct import calcsize
from typing import Any, Callable, Optional, Sequence, Union

from . import _abi, _library
from ._handle import Handle
from ._inputs import boolean, check_sequence
from ._library import Library
from ._settings import SIDES, Settings, padding_parameters, truncation_parameters, unsigned

# The arrays of an encoding: their type codes and how many numbers there are to a token.
_COLUMNS = {
    "ids": ("I", 1),
    "type_ids": ("I", 1),
    "offsets": ("I", 2),
    "word_ids": ("i", 1),
    "special_tokens_mask": ("B", 1),
    "attention_mask": ("B", 1),
}

_NAMES = tuple(_COLUMNS)
_IDS, _TYPE_IDS, _OFFSETS, _WORDS, _SPECIAL, _ATTENTION, _TOKENS = range(7)  # the extension knows them too

Ranges = dict[int, tuple[int, int]]
"""For each sequence of an input its tokens: the first, and one past the last. Empty: one sequence, all tokens."""

_memory_at = ctypes.pythonapi.PyMemoryView_FromMemory
_memory_at.restype, _memory_at.argtypes = py_object, (c_void_p, c_ssize_t, c_int)
_READ = 0x100  # PyBUF_READ
_VIEW_SIZE = sizeof(_abi.EncodingView)


class _Block:
    """An encoding block of the library: the arrays of all rows of one call, in C memory."""

    __slots__ = ("_library", "_pointer", "_known_view", "_arrays", "_ranges", "size", "is_one_row")

    _known_view: Optional[_abi.EncodingView]  # None until it is needed

    def __init__(self, library: Library, pointer: int):
        self._library = library
        self._pointer = pointer
        self._known_view = None
        self._arrays: Optional[dict[str, memoryview]] = None  # never handed out: they are valid as long as the block
        self._ranges: Optional[list[Ranges]] = None

    @property
    def _view(self) -> _abi.EncodingView:
        view = self._known_view
        if view is None:
            view = self._known_view = _abi.EncodingView(_VIEW_SIZE)
            status = self._library.hftok_encoding_get(self._pointer, byref(view))
            if status != _abi.OK:
                raise self._library.error(status, c_void_p())
        return view

    def items(self, which: int, start: int, end: int) -> list[Any]:
        """What an encoding has of the tokens from start up to end."""
        made = self._library.direct.items(self._pointer, which, start, end)
        return _items(self, which, start, end) if made is None else made

    def rows(self) -> Iterator[tuple[int, int]]:
        """For each row its end and its depth."""
        count = self._view.rows
        return zip(self._array("row_ends", "Q", count), self._array("row_depths", "I", count))

    def column(self, name: str, start: int, end: int) -> list[int]:
        """The numbers of the tokens from start up to end; for offsets two of each."""
        typecode, width = _COLUMNS[name]
        if name == "offsets" and self._view.offsets is None:  # asked to be left out
            return [0] * (width * (end - start))
        numbers = self._array(name, typecode, width * self.size)
        if self.is_one_row and end - start == self.size:
            return numbers.tolist()
        return numbers[width * start : width * end].tolist()

    def numbers(self, which: int, start: int, end: int) -> array[int]:
        """column as an array, of ids, type ids or offsets."""
        data = self._library.direct.column(self._pointer, which, start, end)
        return array("I", self.column(_NAMES[which], start, end) if data is None else data)

    def tokens(self, start: int, end: int) -> list[str]:
        ends = self._array("token_ends", "Q", self._view.tokens)
        begins = [ends[start - 1] if start else 0, *ends[start:end]]
        text = string_at(self._view.token_text + begins[0], begins[-1] - begins[0])
        return [text[i - begins[0] : j - begins[0]].decode() for i, j in zip(begins, begins[1:])]

    def ranges(self, row: int) -> Ranges:
        """Where the sequences lie in a row."""
        if self._ranges is None:
            ranges: list[Ranges] = [{} for _ in range(self._view.rows)]
            numbers = iter(self._array("sequence_ranges", "I", 4 * self._view.sequences))
            for of, sequence, start, end in zip(numbers, numbers, numbers, numbers):
                ranges[of][sequence] = start, end
            self._ranges = ranges
        return self._ranges[row]

    def _array(self, name: str, typecode: str, count: int) -> memoryview:
        if self._arrays is None:
            self._arrays = {}
        numbers = self._arrays.get(name)
        if numbers is None:
            size = count * calcsize(typecode)
            numbers = self._arrays[name] = _memory_at(getattr(self._view, name), size, _READ).cast(typecode)
        return numbers

    def __del__(self) -> None:
        if not self._library.direct.free(self._pointer):
            self._library.hftok_encoding_free(self._pointer)


class _FastBlock(_Block):
    """A block from encode_batch_fast, which leaves out more than offsets: the text of the tokens that are of
    the input, and all words."""

    __slots__ = ()

    def items(self, which: int, start: int, end: int) -> list[Any]:
        return _items(self, which, start, end) if which in (_WORDS, _TOKENS) else super().items(which, start, end)

    def column(self, name: str, start: int, end: int) -> list[int]:
        if name == "word_ids":
            return [-1] * (end - start)
        return super().column(name, start, end)

    def tokens(self, start: int, end: int) -> list[str]:
        added = self.column("special_tokens_mask", start, end)
        return [token if mask else "" for token, mask in zip(super().tokens(start, end), added)]


class _Lists:
    """What an unpickled encoding has in place of a block."""

    __slots__ = ("_columns", "_tokens", "_ranges")

    def __init__(self, columns: dict[str, list[int]], tokens: list[str], ranges: Ranges):
        self._columns = columns
        self._tokens = tokens
        self._ranges = ranges

    def ranges(self, row: int) -> Ranges:
        return self._ranges

    def items(self, which: int, start: int, end: int) -> list[Any]:
        return _items(self, which, start, end)

    def column(self, name: str, start: int, end: int) -> list[int]:
        width = _COLUMNS[name][1]
        return self._columns[name][width * start : width * end]

    def numbers(self, which: int, start: int, end: int) -> array[int]:
        return array("I", self.column(_NAMES[which], start, end))

    def tokens(self, start: int, end: int) -> list[str]:
        return self._tokens[start:end]


def _items(block: Union[_Block, _Lists], which: int, start: int, end: int) -> list[Any]:
    if which == _TOKENS:
        return block.tokens(start, end)
    numbers = block.column(_NAMES[which], start, end)
    if which == _OFFSETS:
        return _pairs(numbers)
    return [None if i < 0 else i for i in numbers] if which == _WORDS else numbers


class Encoding:
    """The result of encoding a text or a pair, with the attributes and methods of tokenizers.Encoding.

    Each list is made when it is asked for, from the library's block, which lives as long as an encoding of it
    does. Offsets count code points, as indices into a str do. pad, truncate and set_sequence_id change the
    encoding; meanwhile no other thread may use it.
    """

    __slots__ = ("_block", "_row", "_start", "_end", "_own_ranges", "_overflowing", "__dict__", "__weakref__")

    _block: Union[_Block, _Lists]
    _row: int
    _start: int
    _end: int
    _own_ranges: Optional[Ranges]  # None: those of the block
    _overflowing: list[Encoding]

    def __init__(self) -> None:
        """An encoding of nothing; others come from Tokenizer.encode."""
        self._block = _Lists({name: [] for name in _COLUMNS}, [], {})
        self._row = self._start = self._end = 0
        self._own_ranges = None
        self._overflowing = []

    @property
    def ids(self) -> list[int]:
        """The ids of the tokens."""
        return self._block.items(_IDS, self._start, self._end)

    @property
    def type_ids(self) -> list[int]:
        """For each token the type id that the post-processor gave it."""
        return self._block.items(_TYPE_IDS, self._start, self._end)

    @property
    def tokens(self) -> list[str]:
        """The tokens as text."""
        return self._block.items(_TOKENS, self._start, self._end)

    @property
    def offsets(self) -> list[tuple[int, int]]:
        """For each token its range in the input: text[start:end]. All (0, 0) from encode_batch_fast."""
        return self._block.items(_OFFSETS, self._start, self._end)

    @property
    def attention_mask(self) -> list[int]:
        """0 for padding, else 1."""
        return self._block.items(_ATTENTION, self._start, self._end)

    @property
    def special_tokens_mask(self) -> list[int]:
        """1 for tokens that are not of the input, else 0."""
        return self._block.items(_SPECIAL, self._start, self._end)

    @property
    def word_ids(self) -> list[Optional[int]]:
        """For each token the index of its word in the sequence, None for tokens that are not of the input."""
        return self._block.items(_WORDS, self._start, self._end)

    @property
    def ids_array(self) -> array[int]:
        """ids in an array of 32-bit numbers, many times as fast. numpy.frombuffer reads it without a copy."""
        return self._block.numbers(_IDS, self._start, self._end)

    @property
    def type_ids_array(self) -> array[int]:
        """type_ids in an array of 32-bit numbers."""
        return self._block.numbers(_TYPE_IDS, self._start, self._end)

    @property
    def attention_mask_array(self) -> array[int]:
        """attention_mask in an array of 32-bit numbers."""
        return array("I", self.attention_mask)

    @property
    def offsets_array(self) -> array[int]:
        """offsets in an array of 32-bit numbers, two for each token, many times as fast:
        numpy.frombuffer(offsets_array, "uint32").reshape(-1, 2)."""
        return self._block.numbers(_OFFSETS, self._start, self._end)

    @property
    def words(self) -> list[Optional[int]]:
        """Deprecated name of word_ids."""
        warnings.warn(
            "Deprecated in 0.9.4: Encoding.words is deprecated, please use Encoding.word_ids instead.",
            DeprecationWarning,
            stacklevel=2,
        )
        return self.word_ids

    @property
    def sequence_ids(self) -> list[Optional[int]]:
        """For each token 0 in the text, 1 in the pair, None for tokens that are not of the input."""
        ids: list[Optional[int]] = [None] * len(self)
        for sequence in range(self.n_sequences):
            start, end = self._ranges.get(sequence, (0, len(self)))
            ids[start:end] = [sequence] * (end - start)
        return ids

    @property
    def n_sequences(self) -> int:
        """1, or 2 for a pair."""
        return len(self._ranges) or 1

    @property
    def overflowing(self) -> list[Encoding]:
        """The parts that truncation cut off."""
        return list(self._overflowing)

    def token_to_sequence(self, token_index: int) -> Optional[int]:
        """The sequence that the token belongs to."""
        token_index = unsigned(token_index, 64)
        ranges = self._ranges
        if not ranges:
            return 0 if token_index <= len(self) else None
        for sequence in sorted(ranges, reverse=True):
            start, end = ranges[sequence]
            if start <= token_index < end:
                return sequence
        return None

    def token_to_chars(self, token_index: int) -> Optional[tuple[int, int]]:
        """The range of the token in its sequence; None if it is of none."""
        if self.token_to_sequence(token_index) is None or token_index >= len(self):
            return None
        return self._offset(token_index)

    def token_to_word(self, token_index: int) -> Optional[int]:
        """The index of the word in its sequence that the token belongs to."""
        if self.token_to_sequence(token_index) is None:
            return None
        return self._at("word_ids", token_index)

    def word_to_tokens(self, word_index: int, sequence_index: int = 0) -> Optional[tuple[int, int]]:
        """The tokens of a word of a sequence, as a range of token indices."""
        word_index = unsigned(word_index, 32)
        begin, stop = self._sequence_range(sequence_index)
        first = last = None
        for i, word in enumerate(self._block.column("word_ids", begin, stop), begin - self._start):
            if word > word_index:
                break
            if word == word_index:
                last = i
                if first is None:
                    first = i
        return None if first is None or last is None else (first, last + 1)

    def word_to_chars(self, word_index: int, sequence_index: int = 0) -> Optional[tuple[int, int]]:
        """The range of a word in its sequence."""
        tokens = self.word_to_tokens(word_index, sequence_index)
        if tokens is None:
            return None
        return self._offset(tokens[0])[0], self._offset(tokens[1] - 1)[1]

    def char_to_token(self, char_pos: int, sequence_index: int = 0) -> Optional[int]:
        """The first token that covers a character of a sequence."""
        char_pos = unsigned(char_pos, 64)
        begin, stop = self._sequence_range(sequence_index)
        for i, (start, end) in enumerate(_pairs(self._block.column("offsets", begin, stop)), begin - self._start):
            if start <= char_pos < end:
                return i
        return None

    def char_to_word(self, char_pos: int, sequence_index: int = 0) -> Optional[int]:
        """The word that covers a character of a sequence."""
        token = self.char_to_token(char_pos, sequence_index)
        return None if token is None else self.token_to_word(token)

    def pad(
        self, length: int, *, direction: str = "right", pad_id: int = 0, pad_type_id: int = 0, pad_token: str = "[PAD]"
    ) -> None:
        """Pads the encoding and its overflowing parts to length tokens; longer ones stay as they are."""
        parameters = padding_parameters(direction, pad_id, pad_type_id, pad_token, length, None)
        options = Settings(None, parameters, False).options(0, _abi.OFFSETS_CHAR)
        self._become(combine("hftok_encoding_pad", [self], lambda copies: (copies[0], byref(options))))

    def truncate(self, max_length: int, stride: int = 0, direction: str = "right") -> None:
        """Cuts the encoding to max_length tokens; what is cut off becomes overflowing parts, which repeat stride
        tokens each. Of a pair it is forgotten which tokens are of which text."""
        parameters = truncation_parameters(max_length, stride, "longest_first", direction)
        side = SIDES[parameters["direction"]]
        if parameters["max_length"] < len(self):
            lengths = parameters["max_length"], parameters["stride"]
            self._become(combine("hftok_encoding_truncate", [self], lambda copies: (copies[0], *lengths, side)))

    @staticmethod
    def merge(encodings: Sequence[Encoding], growing_offsets: bool = True) -> Encoding:
        """Joins encodings, one after the other. growing_offsets: the offsets of each count from the end of the
        one before it."""
        check_sequence(encodings)
        parts = list(encodings)
        for part in parts:
            check_encoding(part)
        growing = boolean(growing_offsets)
        return combine(
            "hftok_encoding_merge", parts, lambda copies: (copies.buffer_info()[0], len(copies), growing)
        )

    def set_sequence_id(self, sequence_id: int) -> None:
        """Says that all tokens belong to that sequence."""
        self._own_ranges = {**self._ranges, unsigned(sequence_id, 64): (0, len(self))}

    def __len__(self) -> int:
        return self._end - self._start

    def __repr__(self) -> str:
        return (
            f"Encoding(num_tokens={len(self)}, attributes=[ids, type_ids, tokens, offsets, "
            "attention_mask, special_tokens_mask, overflowing])"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        columns = {name: self._column(name) for name in _COLUMNS}
        return _unpickle, (columns, self.tokens, self._ranges, self._overflowing)

    @property
    def _ranges(self) -> Ranges:
        return self._block.ranges(self._row) if self._own_ranges is None else self._own_ranges

    def _become(self, other: Encoding) -> None:
        for name in ("_block", "_row", "_start", "_end", "_own_ranges", "_overflowing"):
            setattr(self, name, getattr(other, name))

    def _column(self, name: str) -> list[int]:
        return self._block.column(name, self._start, self._end)

    def _at(self, name: str, token_index: int) -> Optional[int]:
        """One number of a column in which negative numbers mean none; None also past the end."""
        i = self._start + unsigned(token_index, 64)
        if i >= self._end:
            return None
        number = self._block.column(name, i, i + 1)[0]
        return None if number < 0 else number

    def _offset(self, token_index: int) -> tuple[int, int]:
        i = self._start + token_index
        return _pairs(self._block.column("offsets", i, i + 1))[0]

    def _sequence_range(self, sequence_index: int) -> tuple[int, int]:
        """Where the arrays hold the tokens of a sequence. A sequence that the input does not have means
        the whole encoding, as in tokenizers."""
        start, end = self._ranges.get(unsigned(sequence_index, 64), (0, len(self)))
        return self._start + start, self._start + end


def _pairs(numbers: list[int]) -> list[tuple[int, int]]:
    each = iter(numbers)
    return list(zip(each, each))


def _make(block: Union[_Block, _Lists], row: int, start: int, end: int, overflowing: list[Encoding]) -> Encoding:
    encoding = Encoding.__new__(Encoding)
    encoding._block = block
    encoding._row = row
    encoding._start = start
    encoding._end = end
    encoding._own_ranges = None
    encoding._overflowing = overflowing
    return encoding


def _unpickle(columns: dict[str, Any], tokens: list[str], ranges: Ranges, overflowing: list[Encoding]) -> Encoding:
    return _make(_Lists(columns, tokens, ranges), 0, 0, len(tokens), overflowing)


def first_of_block(library: Library, pointer: int, rows: int, size: int) -> Encoding:
    """The first encoding of a block, which it owns from now on: pointer's, of so many rows and tokens."""
    if rows > 1:
        return from_block(library, c_void_p(pointer))[0]
    block = _Block(library, pointer)
    block.size = size
    block.is_one_row = True
    return _make(block, 0, 0, size, [])


def from_block(library: Library, pointer: c_void_p, fast: bool = False) -> list[Encoding]:
    """The encodings of a block, which they own from now on. fast: it comes from encode_batch_fast."""
    block = (_FastBlock if fast else _Block)(library, pointer.value or 0)
    view = block._view
    block.size = view.tokens
    block.is_one_row = view.rows == 1
    if block.is_one_row:
        return [_make(block, 0, 0, block.size, [])]
    levels: list[list[Encoding]] = [[]]  # for each depth where its next row goes
    start = 0
    for row, (end, depth) in enumerate(block.rows()):
        overflowing: list[Encoding] = []
        levels[depth].append(_make(block, row, start, end, overflowing))
        levels[depth + 1 :] = [overflowing]
        start = end
    return levels[0]


def check_encoding(value: Any) -> None:
    if not isinstance(value, Encoding):
        raise TypeError(f"'{type(value).__name__}' object is not an instance of 'Encoding'")


class Copies:
    """Copies of encodings as handles of one copy of the library, for the calls that combine them."""

    def __init__(self, library: Library, encodings: Sequence[Encoding]):
        self._library = library
        self.pointers = array("Q")
        self.status, self.err = _abi.OK, c_void_p()  # of the copy that failed
        for encoding in encodings:
            out = c_void_p()
            self.status = library.hftok_encoding_new(byref(_view(encoding)), byref(out), byref(self.err))
            if self.status != _abi.OK:
                break
            self.pointers.append(out.value or 0)

    def __del__(self) -> None:
        for pointer in self.pointers:
            self._library.hftok_encoding_free(pointer)


def combine(
    symbol: str,
    encodings: Sequence[Encoding],
    arguments: Callable[[array[int]], tuple[Any, ...]],
    handle: Optional[Handle] = None,
) -> Encoding:
    """What a function makes of encodings. arguments: from their handles, what it takes before `out`, but for the
    tokenizer, if there is one."""
    for attempt in range(2):
        native = handle.native if handle else None
        library = native.library if native else _library.current()
        copies = Copies(library, encodings)
        status, err, out = copies.status, copies.err, c_void_p()
        if status == _abi.OK:
            tokenizer = (native.pointer,) if native else ()
            status = getattr(library, symbol)(*tokenizer, *arguments(copies.pointers), byref(out), byref(err))
        if status == _abi.OK:
            return from_block(library, out)[0]
        if status != _abi.ERR_FORKED or attempt:
            break
        library.hftok_error_free(err)
        if handle and native:
            handle.renew(native)
        else:
            _library.renew(library)
    raise library.error(status, err)


def _view(encoding: Encoding) -> _abi.EncodingView:
    """A view of a copy of an encoding and its overflowing parts."""
    rows = list(_rows(encoding, 0))
    view = _abi.EncodingView(size=sizeof(_abi.EncodingView), offset_unit=_abi.OFFSETS_CHAR, rows=len(rows))
    arrays = {name: array(code) for name, (code, _) in _COLUMNS.items()}
    arrays.update(row_ends=array("Q"), row_depths=array("I"), sequence_ranges=array("I"), token_ends=array("Q"))
    texts: list[bytes] = []
    for number, (row, depth) in enumerate(rows):
        for name in _COLUMNS:
            arrays[name].extend(row._column(name))
        texts += (token.encode() for token in row.tokens)
        arrays["row_ends"].append(len(texts))
        arrays["row_depths"].append(depth)
        for sequence, (start, end) in sorted(row._ranges.items()):
            arrays["sequence_ranges"].extend((number, sequence, start, end))
    arrays["token_ends"].extend(accumulate(map(len, texts)))
    text = b"".join(texts)
    view.tokens = len(texts)
    view.sequences = len(arrays["sequence_ranges"]) // 4
    for name, numbers in arrays.items():
        setattr(view, name, numbers.buffer_info()[0])
    view.token_text = ctypes.cast(c_char_p(text), c_void_p)
    view._alive = arrays, text  # what the view points to
    return view


def _rows(encoding: Encoding, depth: int) -> Iterator[tuple[Encoding, int]]:
    yield encoding, depth
    for part in encoding._overflowing:
        yield from _rows(part, depth + 1)
