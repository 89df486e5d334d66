"""Post-processors, in the names and signatures of tokenizers.processors 0.23.3."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Optional, Union

from ._inputs import boolean
from ._settings import unsigned
from .component import Component, Member, Parts, Section, text
from .encoding import Encoding

Token = tuple[str, int]


def _token(value: Any) -> Any:
    if not isinstance(value, tuple):
        raise TypeError(f"'{type(value).__name__}' object is not an instance of 'tuple'")
    content, id = value
    return [text(content), unsigned(id, 32)]


class PostProcessor(Component):
    """What puts special tokens around."""

    _kind: ClassVar[str] = "post_processor"

    def num_special_tokens_to_add(self, is_pair: bool) -> int:
        """How many special tokens are added to a text, or to a pair."""
        return self._alone().num_special_tokens_to_add(is_pair)

    def process(self, encoding: Encoding, pair: Optional[Encoding] = None, add_special_tokens: bool = True) -> Encoding:
        """Puts special tokens around encodings that were made without."""
        return self._alone().post_process(encoding, pair, add_special_tokens)


class RobertaProcessing(PostProcessor):
    """RoBERTa's: <s> A </s> </s> B </s>."""

    _members: ClassVar[Section] = {"sep": None, "cls": None, "trim_offsets": None, "add_prefix_space": None}
    _needed = ("sep", "cls", "trim_offsets", "add_prefix_space")

    sep = Member("sep", _token, tuple)
    cls = Member("cls", _token, tuple)
    trim_offsets = Member("trim_offsets", boolean)
    add_prefix_space = Member("add_prefix_space", boolean)

    def __init__(self, sep: Token, cls: Token, trim_offsets: bool = True, add_prefix_space: bool = True):
        super().__init__(
            sep=_token(sep),
            cls=_token(cls),
            trim_offsets=boolean(trim_offsets),
            add_prefix_space=boolean(add_prefix_space),
        )


class BertProcessing(PostProcessor):
    """BERT's: [CLS] A [SEP] B [SEP]."""

    _members: ClassVar[Section] = {"sep": None, "cls": None}
    _needed = ("sep", "cls")

    sep = Member("sep", _token, tuple)
    cls = Member("cls", _token, tuple)

    def __init__(self, sep: Token, cls: Token):
        super().__init__(sep=_token(sep), cls=_token(cls))


class ByteLevel(PostProcessor):
    """Takes the white space at the ends of tokens out of their offsets."""

    _members: ClassVar[Section] = {"add_prefix_space": None, "trim_offsets": None, "use_regex": True}
    _needed = ("add_prefix_space", "trim_offsets")

    add_prefix_space = Member("add_prefix_space", boolean)
    trim_offsets = Member("trim_offsets", boolean)
    use_regex = Member("use_regex", boolean)

    def __init__(
        self,
        add_prefix_space: Optional[bool] = None,
        trim_offsets: Optional[bool] = None,
        use_regex: Optional[bool] = None,
    ):
        given = {"add_prefix_space": add_prefix_space, "trim_offsets": trim_offsets, "use_regex": use_regex}
        super().__init__(**{name: True if value is None else boolean(value) for name, value in given.items()})


class TemplateProcessing(PostProcessor):
    """Puts texts and special tokens together by templates: "[CLS] $A [SEP]", or a list of its pieces. A piece is $A or
    $B (also $, which is $A, and $0…$N, which is $A with that type id) or a special token; ":1" behind it is its type
    id. special_tokens: (token, id) or {"id", "ids", "tokens"} each."""

    _members: ClassVar[Section] = {"single": None, "pair": None, "special_tokens": None}
    _needed = ("single", "pair", "special_tokens")

    def __init__(
        self,
        single: Union[str, list[str], None] = None,
        pair: Union[str, list[str], None] = None,
        special_tokens: Optional[list[Union[Token, tuple[int, str], dict[str, Any]]]] = None,
    ):
        tokens = [_special_token(token) for token in special_tokens or []]
        sections = {
            "single": _template("$A:0" if single is None else single),
            "pair": _template("$A:0 $B:1" if pair is None else pair),
            "special_tokens": {token["id"]: token for token in sorted(tokens, key=lambda token: token["id"])},
        }
        ids = {piece["Sequence"]["id"] for piece in sections["pair"] if "Sequence" in piece}
        if ids != {"A", "B"}:
            raise ValueError("Template for `pair` must use both sequences")
        used = [
            piece["SpecialToken"]["id"]
            for part in ("single", "pair")
            for piece in sections[part]
            if "SpecialToken" in piece
        ]
        missing = sorted({id for id in used if id not in sections["special_tokens"]})
        if missing:
            raise ValueError(f"Missing SpecialToken(s) with id(s) `{', '.join(missing)}`")
        super().__init__(**sections)


def _special_token(token: Any) -> Section:
    if isinstance(token, dict):
        return {"id": token["id"], "ids": list(token["ids"]), "tokens": list(token["tokens"])}
    a, b = token
    content, id = (b, a) if isinstance(a, int) else (a, b)
    return {"id": text(content), "ids": [unsigned(id, 32)], "tokens": [content]}


def _template(pieces: Any) -> list[Section]:
    if isinstance(pieces, str):
        pieces = pieces.split(" ")
    return [_piece(text(piece)) for piece in pieces]


def _piece(piece: str) -> Section:
    name, colon, number = piece.rpartition(":")
    if not colon:
        name, number = piece, "0"
    if not re.fullmatch(r"\+?[0-9]+", number) or int(number) >= 1 << 32:
        raise ValueError(f'Cannot build Piece from string "{piece}"')
    type_id = int(number)
    if not name.startswith("$"):
        return {"SpecialToken": {"id": name, "type_id": type_id}}
    which = name[1:]
    if which in ("", "A", "a"):
        return {"Sequence": {"id": "A", "type_id": type_id}}
    if which in ("B", "b"):
        return {"Sequence": {"id": "B", "type_id": type_id}}
    if re.fullmatch(r"\+?[0-9]+", which) and int(which) < 1 << 32:
        return {"Sequence": {"id": "A", "type_id": type_id if colon else int(which)}}
    raise ValueError(f'Cannot build Piece from string "{piece}"')


class Sequence(Parts, PostProcessor):
    """Post-processors, one after the other."""

    _members: ClassVar[Section] = {"processors": None}
    _member: ClassVar[str] = "processors"
    _needed = ("processors",)
    _base = PostProcessor

    def __init__(self, processors: Any):
        super().__init__(processors)
