"""Python inputs in the form in which the library takes them, with the errors of tokenizers for wrong ones."""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Iterable, Sequence
from ctypes import byref, c_char_p, c_size_t, c_ssize_t, c_void_p, py_object
from itertools import accumulate
from typing import Any, Optional, Union

from . import _abi, errors
from ._extension import direct

TextInputSequence = str
PreTokenizedInputSequence = Union[list[str], tuple[str, ...]]
InputSequence = Union[TextInputSequence, PreTokenizedInputSequence]
EncodeInput = Union[InputSequence, tuple[InputSequence, InputSequence], list[InputSequence]]

# From here on borrowing the UTF-8 of a str costs less than copying it.
LONG = 10_000
HUGE = 1 << 22  # as in extension/direct.c

_as_utf8 = ctypes.pythonapi.PyUnicode_AsUTF8AndSize
_as_utf8.restype, _as_utf8.argtypes = c_void_p, (py_object, c_void_p)


def room(typecode: str, items: int) -> array[Any]:
    """An array of so many items, which may hold anything. Only those cost anything that are written to, where the
    extension is there."""
    made = array(typecode)
    if direct.room(made, made.itemsize, items) is None:
        made = array(typecode, bytes(made.itemsize)) * items
    return made


def cut(made: array[Any], items: int) -> None:
    """Cuts what room made. Its memory stays with it unless most of that is unused: what goes back to the system has to
    be taken from it again, page by page, for what is made next."""
    if items < len(made) // 4 or direct.cut(made, items) is None:
        del made[items:]


def boolean(value: Any) -> bool:
    """value, if it is a bool of Python or NumPy; else TypeError, as tokenizers has it."""
    kind = type(value)
    if kind is bool or kind.__module__ == "numpy" and kind.__name__ in ("bool", "bool_"):
        return bool(value)
    what = "'None'" if value is None else f"'{kind.__name__}' object"
    raise TypeError(f"{what} is not an instance of 'bool'")


def string(value: Any) -> str:
    """value, if it is a str; else TypeError, as tokenizers has it."""
    if isinstance(value, str):
        return value
    what = "'None'" if value is None else f"'{type(value).__name__}' object"
    raise TypeError(f"{what} is not an instance of 'str'")


def utf8(text: Any) -> bytes:
    """The bytes of a text."""
    if not isinstance(text, str):
        raise TypeError("TextInputSequence must be str")
    try:
        return text.encode()
    except UnicodeEncodeError as e:
        raise errors.InvalidTextError(*e.args) from None


def borrow_utf8(text: Any) -> tuple[Union[bytes, c_char_p], int]:
    """The bytes of a text and how many; good as long as the text is. ASCII is not copied. The UTF-8 of other text stays
    with the str for life and is there the next time, but that of a text of HUGE characters is not worth the memory."""
    if isinstance(text, str) and len(text) >= LONG and (len(text) < HUGE or text.isascii()):
        size = c_ssize_t()
        try:
            address = _as_utf8(text, byref(size))
        except UnicodeEncodeError:
            utf8(text)  # raises
        return c_char_p(address), size.value
    data = utf8(text)
    return data, len(data)


def ids_array(ids: Any) -> array[int]:
    """Ids as the library reads them."""
    if isinstance(ids, array):
        return ids if ids.typecode == "I" else array("I", ids.tolist())
    check_sequence(ids)
    return array("I", ids if isinstance(ids, (list, tuple)) else list(ids))


def ids_arrays(sequences: Any) -> tuple[array[int], array[int]]:
    """Lists of ids laid end to end, and where each ends."""
    check_sequence(sequences)
    ids, ends = array("I"), array("Q")
    for sequence in sequences:
        ids.extend(ids_array(sequence))
        ends.append(len(ids))
    return ids, ends


def check_sequence(value: Any) -> None:
    if isinstance(value, str):
        raise TypeError("Can't extract `str` to `Vec`")
    if not isinstance(value, Sequence) and not hasattr(value, "__array__"):
        raise TypeError(f"'{type(value).__name__}' object is not an instance of 'Sequence'")


def borrow_texts(texts: Any) -> tuple[Any, Any, Any, int]:
    """What keeps the bytes of texts alive, pointers to those of each, how many each has, and their sum."""
    check_sequence(texts)
    if not isinstance(texts, list):
        texts = list(texts)
    borrowed: Optional[tuple[Any, Any, Any, int]] = direct.borrow(texts)
    if borrowed is not None:
        return borrowed
    strings = [utf8(text) for text in texts]
    sizes = [len(data) for data in strings]
    return strings, (c_char_p * len(sizes))(*strings), (c_size_t * len(sizes))(*sizes), sum(sizes)


class Batch:
    """The arguments of hftok_encode_batch for some rows."""

    def __init__(self, pretokenized: bool):
        self._pretokenized = pretokenized
        self._strings: list[bytes] = []
        self._sequence_ends = array("Q")
        self._pairs = bytearray()

    @classmethod
    def of(cls, rows: Any, pretokenized: bool) -> Batch:
        """rows: what encode_batch takes."""
        check_sequence(rows)
        batch = cls(pretokenized)
        for row in rows:
            batch.add(*(_words_row(row) if pretokenized else _text_row(row)))
        return batch

    def add(self, sequence: Any, pair: Any = None) -> None:
        """Adds a row of one sequence, or of two."""
        self._pairs.append(pair is not None)
        for part in (sequence,) if pair is None else (sequence, pair):
            if self._pretokenized:
                words = _words(part)
                if words is None:
                    raise TypeError("PreTokenizedInputSequence must be Union[List[str], Tuple[str]]")
                self._strings += words
                self._sequence_ends.append(len(self._strings))
            else:
                self._strings.append(utf8(part))

    def arguments(self, options: _abi.EncodeOptions) -> tuple[Any, ...]:
        """data, ends, n and opts of hftok_encode_batch; good as long as the batch and `options` are."""
        self._ends = array("Q", accumulate(map(len, self._strings)))
        self._flags = bytes(self._pairs)
        options = _abi.EncodeOptions.from_buffer_copy(options)
        options.rows = len(self._flags)
        options.pairs = self._flags
        if self._pretokenized:
            options.flags |= _abi.ENCODE_PRETOKENIZED
            options.sequence_ends, options.sequences = self._sequence_ends.buffer_info()
        return b"".join(self._strings), self._ends.buffer_info()[0], len(self._strings), byref(options)


def _text_row(row: Any) -> Iterable[Any]:
    if isinstance(row, str):
        return (row,)
    if isinstance(row, Sequence) and len(row) == 2:
        return row
    raise TypeError("TextEncodeInput must be Union[TextInputSequence, Tuple[InputSequence, InputSequence]]")


def _words_row(row: Any) -> Iterable[Any]:
    if _words(row) is not None:
        return (row,)
    if isinstance(row, Sequence) and len(row) == 2:
        return row
    raise TypeError(
        "PreTokenizedEncodeInput must be Union[PreTokenizedInputSequence, "
        "Tuple[PreTokenizedInputSequence, PreTokenizedInputSequence]]"
    )


def _words(sequence: Any) -> Optional[list[bytes]]:
    """The bytes of each word; None if it is not a list, tuple or NumPy array of str."""
    if hasattr(sequence, "__array__"):
        sequence = sequence.tolist()
    if not isinstance(sequence, (list, tuple)) or not all(isinstance(word, str) for word in sequence):
        return None
    return [utf8(word) for word in sequence]
