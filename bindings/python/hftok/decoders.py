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
from ._extension import Stream, direct
from ._handle import Handle, Piece, Pieces
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
_ANY = -1  # see DecodeStream._after


class DecodeStream(Stream):  # type: ignore[misc]
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
        # The last piece, if it was a known one: its id and text are what _ids and _prefix have to be set to.
        self._piece: Optional[Piece] = None
        # The handle of the last tokenizer, its known pieces that may come next, and those after complete text.
        self._handle: Optional[Handle] = None
        self._next: Pieces = {}
        self._usual: Pieces = {}

    def _step(self, tokenizer: Tokenizer, id: Union[int, Many[int]]) -> Optional[str]:
        if type(id) is int and type(tokenizer) is Tokenizer and tokenizer._handle is self._handle:
            piece = self._next.get(id)
            if piece is not None:
                self._piece = piece
                self._next = self._usual if piece[1] else tokenizer._handle.pieces(self._skip, id)
                return piece[0]
        if not isinstance(tokenizer, Tokenizer):
            raise TypeError(f"'{type(tokenizer).__name__}' object is not an instance of 'Tokenizer'")
        new = _ids(id)
        if self._piece is not None:
            self._ids, self._prefix, self._prefix_index = [self._piece[2]], self._piece[1], 1
            self._piece = None
        after = self._after(tokenizer) if tokenizer._handle is self._handle and len(new) == 1 else _ANY
        self._handle = None
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
        handle = self._handle = tokenizer._handle
        if after != _ANY and not self._prefix.endswith(_REPLACEMENT):
            handle.note(self._skip, after, (result, self._prefix, new[0]))
        self._usual, self._next = handle.pieces(self._skip, None), {}
        after = self._after(tokenizer)
        if after != _ANY:
            self._next = handle.pieces(self._skip, after)
        return result

    def _after(self, tokenizer: Tokenizer) -> Optional[int]:
        """After all text was given out: what Handle.pieces calls after, if what comes next depends on nothing else;
        or _ANY."""
        if not self._prefix:
            return self._ids[0] if len(self._ids) == 1 else _ANY
        handle = tokenizer._handle
        if handle.piecewise is None:
            handle.piecewise = tokenizer._info()["piecewise"]
        return None if handle.piecewise and not self._prefix.endswith(_REPLACEMENT) else _ANY

    def __copy__(self) -> DecodeStream:
        copy = type(self).__new__(type(self))
        copy.__dict__.update(self.__dict__, _ids=list(self._ids))
        copy._piece, copy._handle, copy._next, copy._usual = self._piece, self._handle, self._next, self._usual
        return copy

    def __deepcopy__(self, memo: dict[int, Any]) -> DecodeStream:
        return self.__copy__()


direct.streams_of(Tokenizer)


def _ids(id: Any) -> list[int]:
    try:
        if hasattr(type(id), "__index__") and not hasattr(type(id), "__len__"):
            return ids_array([index(id)]).tolist()
        return ids_array(id).tolist()
    except (TypeError, OverflowError):
        raise TypeError("StreamInput must be either an integer or a list of integers") from None
