"""Encoding: what encoding a text gives."""

from __future__ import annotations

import ctypes
import warnings
from collections.abc import Iterator
from ctypes import byref, c_int, c_ssize_t, c_void_p, py_object, sizeof, string_at
from struct import calcsize
from typing import Any, Optional, Sequence, Union

from . import _abi
from ._library import Library
from ._settings import unsigned

# The arrays of an encoding: their type codes and how many numbers there are to a token.
_COLUMNS = {
    "ids": ("I", 1),
    "type_ids": ("I", 1),
    "offsets": ("I", 2),
    "word_ids": ("i", 1),
    "sequence_ids": ("i", 1),
    "special_tokens_mask": ("B", 1),
    "attention_mask": ("B", 1),
}

_memory_at = ctypes.pythonapi.PyMemoryView_FromMemory
_memory_at.restype, _memory_at.argtypes = py_object, (c_void_p, c_ssize_t, c_int)
_READ = 0x100  # PyBUF_READ


class _Block:
    """An encoding block of the library: the arrays of all rows of one call, in C memory."""

    __slots__ = ("_library", "_pointer", "_view", "_arrays")

    def __init__(self, library: Library, pointer: c_void_p):
        self._library = library
        self._pointer = pointer
        self._view = _abi.EncodingView(size=sizeof(_abi.EncodingView))
        self._arrays: dict[str, memoryview] = {}  # never handed out: they are valid as long as the block
        status = library.hftok_encoding_get(pointer, byref(self._view))
        if status != _abi.OK:
            raise library.error(status, c_void_p())

    def rows(self) -> Iterator[tuple[int, int, int]]:
        """For each row its end, its input and its depth."""
        count = self._view.rows
        if count == 1:
            return iter(((self._view.tokens, 0, 0),))
        return zip(
            self._array("row_ends", "Q", count),
            self._array("row_inputs", "I", count),
            self._array("row_depths", "I", count),
        )

    def column(self, name: str, start: int, end: int) -> list[int]:
        """The numbers of the tokens from start up to end; for offsets two of each."""
        typecode, width = _COLUMNS[name]
        if getattr(self._view, name) is None:  # asked to be left out
            return [0] * (width * (end - start))
        return self._array(name, typecode, width * self._view.tokens)[width * start : width * end].tolist()

    def tokens(self, start: int, end: int) -> list[str]:
        ends = self._array("token_ends", "Q", self._view.tokens)
        begins = [ends[start - 1] if start else 0, *ends[start:end]]
        text = string_at(self._view.token_text + begins[0], begins[-1] - begins[0])
        return [text[i - begins[0] : j - begins[0]].decode() for i, j in zip(begins, begins[1:])]

    def _array(self, name: str, typecode: str, count: int) -> memoryview:
        array = self._arrays.get(name)
        if array is None:
            size = count * calcsize(typecode)
            array = self._arrays[name] = _memory_at(getattr(self._view, name), size, _READ).cast(typecode)
        return array

    def __del__(self) -> None:
        self._library.hftok_encoding_free(self._pointer)


class _Lists:
    """What an unpickled encoding has in place of a block."""

    __slots__ = ("_columns", "_tokens")

    def __init__(self, columns: dict[str, list[int]], tokens: list[str]):
        self._columns = columns
        self._tokens = tokens

    def column(self, name: str, start: int, end: int) -> list[int]:
        width = _COLUMNS[name][1]
        return self._columns[name][width * start : width * end]

    def tokens(self, start: int, end: int) -> list[str]:
        return self._tokens[start:end]


class Encoding:
    """The result of encoding a text or a pair, with the attributes and methods of tokenizers.Encoding.

    Immutable. Each list is made when it is asked for, from the library's block, which lives as long as
    an encoding of it does. Offsets count code points, as indices into a str do.
    """

    __slots__ = ("_block", "_start", "_end", "_sequences", "_overflowing", "__dict__", "__weakref__")

    _block: Union[_Block, _Lists]
    _start: int
    _end: int
    _sequences: int
    _overflowing: list[Encoding]

    def __init__(self) -> None:
        raise TypeError("Encoding objects come from Tokenizer.encode")

    @property
    def ids(self) -> list[int]:
        """The ids of the tokens."""
        return self._column("ids")

    @property
    def type_ids(self) -> list[int]:
        """For each token the type id that the post-processor gave it."""
        return self._column("type_ids")

    @property
    def tokens(self) -> list[str]:
        """The tokens as text."""
        return self._block.tokens(self._start, self._end)

    @property
    def offsets(self) -> list[tuple[int, int]]:
        """For each token its range in the input: text[start:end]. All (0, 0) from encode_batch_fast."""
        return _pairs(self._column("offsets"))

    @property
    def attention_mask(self) -> list[int]:
        """0 for padding, else 1."""
        return self._column("attention_mask")

    @property
    def special_tokens_mask(self) -> list[int]:
        """1 for tokens that are not of the input, else 0."""
        return self._column("special_tokens_mask")

    @property
    def word_ids(self) -> list[Optional[int]]:
        """For each token the index of its word in the sequence, None for tokens that are not of the input."""
        return [None if i < 0 else i for i in self._column("word_ids")]

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
        return [None if i < 0 else i for i in self._column("sequence_ids")]

    @property
    def n_sequences(self) -> int:
        """1, or 2 for a pair."""
        return self._sequences

    @property
    def overflowing(self) -> list[Encoding]:
        """The parts that truncation cut off."""
        return list(self._overflowing)

    def token_to_sequence(self, token_index: int) -> Optional[int]:
        """The sequence that the token belongs to."""
        return self._at("sequence_ids", token_index)

    def token_to_chars(self, token_index: int) -> Optional[tuple[int, int]]:
        """The range of the token in its sequence; None if it is of none."""
        if self.token_to_sequence(token_index) is None:
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

    def __len__(self) -> int:
        return self._end - self._start

    def __repr__(self) -> str:
        return (
            f"Encoding(num_tokens={len(self)}, attributes=[ids, type_ids, tokens, offsets, "
            "attention_mask, special_tokens_mask, overflowing])"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        columns = {name: self._column(name) for name in _COLUMNS}
        return _unpickle, (columns, self.tokens, self._sequences, self._overflowing)

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
        sequence_index = unsigned(sequence_index, 64)
        if sequence_index >= self._sequences:
            return self._start, self._end
        ids = self._column("sequence_ids")
        if sequence_index not in ids:
            return self._start, self._start
        first = ids.index(sequence_index)
        return self._start + first, self._start + first + ids.count(sequence_index)


def _pairs(numbers: list[int]) -> list[tuple[int, int]]:
    each = iter(numbers)
    return list(zip(each, each))


def _make(block: Union[_Block, _Lists], start: int, end: int, sequences: int, overflowing: list[Encoding]) -> Encoding:
    encoding = Encoding.__new__(Encoding)
    encoding._block = block
    encoding._start = start
    encoding._end = end
    encoding._sequences = sequences
    encoding._overflowing = overflowing
    return encoding


def _unpickle(columns: dict[str, Any], tokens: list[str], sequences: int, overflowing: list[Encoding]) -> Encoding:
    return _make(_Lists(columns, tokens), 0, len(tokens), sequences, overflowing)


def from_block(library: Library, pointer: c_void_p, sequences: Sequence[int]) -> list[Encoding]:
    """The encodings of a block, which they own from now on. sequences: for each input 1, or 2 for a pair."""
    block = _Block(library, pointer)
    levels: list[list[Encoding]] = [[]]  # for each depth where its next row goes
    start = 0
    for end, source, depth in block.rows():
        overflowing: list[Encoding] = []
        levels[depth].append(_make(block, start, end, sequences[source], overflowing))
        levels[depth + 1 :] = [overflowing]
        start = end
    return levels[0]
