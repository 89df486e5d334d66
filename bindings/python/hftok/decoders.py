"""Decoders and DecodeStream, in the names and signatures of tokenizers.decoders 0.23.3."""

from __future__ import annotations

from operator import index
from typing import Any, Optional, Union
from typing import Sequence as Many

from . import errors
from ._decoders import (
    CTC,
    BPEDecoder,
    ByteFallback,
    ByteLevel,
    Decoder,
    Fuse,
    Metaspace,
    Replace,
    Sequence,
    Strip,
    WordPiece,
)
from ._handle import Handle, Pieces
from ._inputs import boolean, ids_array
from .tokenizer import Tokenizer

__all__ = [
    "BPEDecoder",
    "ByteFallback",
    "ByteLevel",
    "CTC",
    "DecodeStream",
    "Decoder",
    "Fuse",
    "Metaspace",
    "Replace",
    "Sequence",
    "Strip",
    "WordPiece",
]

_REPLACEMENT = "\ufffd"
_PIECES = 1 << 15  # so many pieces of a tokenizer are kept


class DecodeStream:
    """Decodes ids that arrive bit by bit, and gives out text as soon as it can't change any more.

    Its state is here and not in the library, since each step may name another tokenizer: one that got more
    tokens meanwhile, or that a forked process made again.
    """

    def __init__(self, ids: Optional[Many[int]] = None, skip_special_tokens: Optional[bool] = False):
        """ids: tokens that came before; their text is not given out."""
        self._ids = [] if ids is None else ids_array(ids).tolist()
        self._skip = skip_special_tokens is not None and boolean(skip_special_tokens)
        self._prefix = ""  # the text of _ids[:_prefix_index], which was given out already
        self._prefix_index = 0
        # While all text is given out and complete, and an id adds the same text wherever it comes: those texts, as
        # far as they are known, and the handle of the tokenizer that they are of.
        self._pieces: Optional[Pieces] = None
        self._handle: Optional[Handle] = None

    def step(self, tokenizer: Tokenizer, id: Union[int, Many[int]]) -> Optional[str]:
        """Adds an id or several. Returns the text that is certain now, or None while there is none, as within a
        character. Raises DecodeError if the text no longer begins with what was given out."""
        if self._pieces is not None and type(id) is int and type(tokenizer) is Tokenizer:
            piece = self._pieces.get(id) if tokenizer._handle is self._handle else None
            if piece is not None:
                self._ids, self._prefix_index = [id], 1
                text, self._prefix = piece
                return text
        if not isinstance(tokenizer, Tokenizer):
            raise TypeError(f"'{type(tokenizer).__name__}' object is not an instance of 'Tokenizer'")
        new = _ids(id)
        known, self._pieces = self._pieces if tokenizer._handle is self._handle and len(new) == 1 else None, None
        if not self._prefix and self._ids:
            prefix = tokenizer.decode(self._ids, self._skip)
            if not prefix.endswith(_REPLACEMENT):
                self._prefix, self._prefix_index = prefix, len(self._ids)
        self._ids += new
        text = tokenizer.decode(self._ids, self._skip)
        if len(text.encode()) <= len(self._prefix.encode()) or text.endswith(_REPLACEMENT):
            return None
        if not text.startswith(self._prefix):
            raise errors.DecodeError(
                "Invalid prefix encountered while decoding stream. Token ID: "
                f"{self._ids[-1]}, Expected prefix: '{self._prefix}', Actual string: '{text}'"
            )
        result = text[len(self._prefix) :]
        self._ids = self._ids[self._prefix_index :]
        self._prefix_index = len(self._ids)
        self._prefix = tokenizer.decode(self._ids, self._skip)
        if self._prefix and not self._prefix.endswith(_REPLACEMENT):
            self._handle = tokenizer._handle
            if self._handle.piecewise is None:
                self._handle.piecewise = tokenizer._info()["piecewise"]
            self._pieces = self._handle.pieces(self._skip)
            if known is not None and known is self._pieces and len(known) < _PIECES:
                known[new[0]] = result, self._prefix
        return result

    def __copy__(self) -> DecodeStream:
        copy = type(self).__new__(type(self))
        copy.__dict__.update(self.__dict__, _ids=list(self._ids))
        return copy

    def __deepcopy__(self, memo: dict[int, Any]) -> DecodeStream:
        return self.__copy__()


def _ids(id: Any) -> list[int]:
    try:
        if hasattr(type(id), "__index__") and not hasattr(type(id), "__len__"):
            return ids_array([index(id)]).tolist()
        return ids_array(id).tolist()
    except (TypeError, OverflowError):
        raise TypeError("StreamInput must be either an integer or a list of integers") from None
