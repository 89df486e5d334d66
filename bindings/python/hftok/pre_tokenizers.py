"""Pre-tokenizers, in the names and signatures of tokenizers.pre_tokenizers 0.23.3."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from . import _abi
from ._inputs import boolean, string, utf8
from .component import (
    Component,
    Member,
    Parts,
    Pattern,
    Section,
    behavior,
    character,
    count,
    pattern_section,
    scheme,
)


class PreTokenizer(Component):
    """What cuts a normalized text into the pieces that the model sees."""

    _kind: ClassVar[str] = "pre_tokenizer"

    def pre_tokenize_str(self, sequence: str) -> list[tuple[str, tuple[int, int]]]:
        """The pieces of a text, which is not normalized first, each with its range in the text."""
        data = utf8(string(sequence))
        pieces = json.loads(self._alone()._string("hftok_pre_tokenize", data, len(data), _abi.OFFSETS_CHAR))
        return [(piece, (start, end)) for piece, start, end in pieces]


class BertPreTokenizer(PreTokenizer):
    """BERT's: cuts at white space, and each punctuation character off."""

    def __init__(self) -> None:
        super().__init__()


class ByteLevel(PreTokenizer):
    """GPT-2's: shows each byte of UTF-8 as a character; with use_regex it cuts by GPT-2's pattern first."""

    _members: ClassVar[Section] = {"add_prefix_space": None, "trim_offsets": None, "use_regex": True}
    _needed = ("add_prefix_space", "trim_offsets")

    add_prefix_space = Member("add_prefix_space", boolean)
    trim_offsets = Member("trim_offsets", boolean)
    use_regex = Member("use_regex", boolean)

    def __init__(self, add_prefix_space: bool = True, trim_offsets: bool = True, use_regex: bool = True):
        super().__init__(
            add_prefix_space=boolean(add_prefix_space),
            trim_offsets=boolean(trim_offsets),
            use_regex=boolean(use_regex),
        )

    @staticmethod
    def alphabet() -> list[str]:
        """The characters that bytes are shown as, in no order."""
        shown = [b for b in range(256) if 0x21 <= b <= 0x7E or 0xA1 <= b <= 0xAC or b >= 0xAE]
        return [chr(b) for b in shown] + [chr(0x100 + i) for i in range(256 - len(shown))]


class CharDelimiterSplit(PreTokenizer):
    """Cuts at a character, which is dropped."""

    _members: ClassVar[Section] = {"delimiter": None}
    delimiter = Member("delimiter", character)

    def __init__(self, delimiter: str):
        super().__init__(delimiter=character(delimiter))


class Digits(PreTokenizer):
    """Cuts digits off, each by itself or in runs."""

    _members: ClassVar[Section] = {"individual_digits": None}
    individual_digits = Member("individual_digits", boolean)

    def __init__(self, individual_digits: bool = False):
        super().__init__(individual_digits=boolean(individual_digits))


class FixedLength(PreTokenizer):
    """Cuts after each so many characters."""

    _members: ClassVar[Section] = {"length": 5}
    length = Member("length", count)

    def __init__(self, length: int = 5):
        super().__init__(length=count(length))


class Metaspace(PreTokenizer):
    """SentencePiece's: shows spaces as another character, puts one in front as prepend_scheme ("always", "first" or
    "never") says, and with split cuts before each."""

    _members: ClassVar[Section] = {"replacement": None, "prepend_scheme": "always", "split": True}
    replacement = Member("replacement", character)
    prepend_scheme = Member("prepend_scheme", scheme)
    split = Member("split", boolean, lambda split: split is not False)

    def __init__(self, replacement: str = "▁", prepend_scheme: str = "always", split: bool = True):
        super().__init__(
            replacement=character(replacement), prepend_scheme=scheme(prepend_scheme), split=boolean(split)
        )


class Punctuation(PreTokenizer):
    """Cuts at punctuation. behavior: "removed", "isolated", "merged_with_previous", "merged_with_next" or
    "contiguous"."""

    _members: ClassVar[Section] = {"behavior": "Isolated"}
    behavior = Member("behavior", behavior, str.lower)

    def __init__(self, behavior: str = "isolated"):
        super().__init__(behavior=_behavior(behavior))


class Split(PreTokenizer):
    """Cuts at what a pattern finds, or with invert at all else. behavior: as for Punctuation."""

    _members: ClassVar[Section] = {"pattern": None, "behavior": None, "invert": None}
    behavior = Member("behavior", behavior, str.lower)
    invert = Member("invert", boolean)

    def __init__(self, pattern: Pattern, behavior: str, invert: bool = False):
        super().__init__(pattern=pattern_section(pattern), behavior=_behavior(behavior), invert=boolean(invert))


class UnicodeScripts(PreTokenizer):
    """Cuts where the script changes."""

    def __init__(self) -> None:
        super().__init__()


class Whitespace(PreTokenizer):
    r"""Cuts by the pattern \\w+|[^\\w\\s]+."""

    def __init__(self) -> None:
        super().__init__()


class WhitespaceSplit(PreTokenizer):
    """Cuts at white space, which is dropped."""

    def __init__(self) -> None:
        super().__init__()


class Sequence(Parts, PreTokenizer):
    """Pre-tokenizers, one after the other."""

    _members: ClassVar[Section] = {"pretokenizers": None}
    _member: ClassVar[str] = "pretokenizers"
    _base = PreTokenizer

    def __init__(self, pretokenizers: Any):
        super().__init__(pretokenizers)


_behavior = behavior  # where a parameter has that name
