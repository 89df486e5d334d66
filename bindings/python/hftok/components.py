"""The normalizer and the pre-tokenizer of a tokenizer, each to be used by itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from . import _abi
from ._inputs import utf8

if TYPE_CHECKING:
    from .tokenizer import Tokenizer


class _Component:
    def __init__(self, tokenizer: Tokenizer):
        self._tokenizer = tokenizer

    def __repr__(self) -> str:
        return f"<hftok.{type(self).__name__} of {self._tokenizer!r}>"


class Normalizer(_Component):
    """What a text goes through first."""

    def normalize_str(self, sequence: str) -> str:
        """The text, normalized."""
        data = _text(sequence)
        return self._tokenizer._string("hftok_normalize", data, len(data)).decode()


class PreTokenizer(_Component):
    """What cuts a normalized text into the pieces that the model sees."""

    def pre_tokenize_str(self, sequence: str) -> list[tuple[str, tuple[int, int]]]:
        """The pieces of a text, which is not normalized first, each with its range in the text."""
        data = _text(sequence)
        pieces = json.loads(self._tokenizer._string("hftok_pre_tokenize", data, len(data), _abi.OFFSETS_CHAR))
        return [(piece, (start, end)) for piece, start, end in pieces]


def _text(sequence: str) -> bytes:
    if not isinstance(sequence, str):
        what = "'None'" if sequence is None else f"'{type(sequence).__name__}' object"
        raise TypeError(f"{what} is not an instance of 'str'")
    return utf8(sequence)
