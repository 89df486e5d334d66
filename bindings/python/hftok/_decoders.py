"""The classes of hftok.decoders that are components."""

from __future__ import annotations

from array import array
from itertools import accumulate
from typing import Any, ClassVar

from ._inputs import boolean, check_sequence, string, utf8
from .component import Component, Member, Parts, Pattern, Section, character, count, pattern_section, scheme, text


class Decoder(Component):
    """What makes text of tokens."""

    _kind: ClassVar[str] = "decoder"

    def decode(self, tokens: Any) -> str:
        """The text of a list of token strings."""
        check_sequence(tokens)
        data = [utf8(string(token)) for token in tokens]
        ends = array("Q", accumulate(map(len, data)))
        arguments = b"".join(data), ends.buffer_info()[0], len(data)
        return self._alone()._string("hftok_decode_tokens", *arguments).decode()


class BPEDecoder(Decoder):
    """Makes spaces of the suffix that ends words."""

    _members: ClassVar[Section] = {"suffix": None}
    _names = ("BPE",)

    suffix = Member("suffix", text)

    def __init__(self, suffix: str = "</w>"):
        super().__init__(suffix=text(suffix))


class ByteFallback(Decoder):
    """Makes bytes of tokens like <0x61>."""

    def __init__(self) -> None:
        super().__init__()


class ByteLevel(Decoder):
    """Makes bytes of the characters that they are shown as."""

    _members: ClassVar[Section] = {"add_prefix_space": None, "trim_offsets": None, "use_regex": True}

    def __init__(self) -> None:
        super().__init__(add_prefix_space=True, trim_offsets=True, use_regex=True)


class CTC(Decoder):
    """Joins repeated tokens, drops padding; with cleanup, makes spaces of the delimiter."""

    _members: ClassVar[Section] = {"pad_token": None, "word_delimiter_token": None, "cleanup": None}
    pad_token = Member("pad_token", text)
    word_delimiter_token = Member("word_delimiter_token", text)
    cleanup = Member("cleanup", boolean)

    def __init__(self, pad_token: str = "<pad>", word_delimiter_token: str = "|", cleanup: bool = True):
        super().__init__(
            pad_token=text(pad_token), word_delimiter_token=text(word_delimiter_token), cleanup=boolean(cleanup)
        )


class Fuse(Decoder):
    """Makes one token of all."""

    def __init__(self) -> None:
        super().__init__()


class Metaspace(Decoder):
    """Makes spaces of the character that they are shown as."""

    _members: ClassVar[Section] = {"replacement": None, "prepend_scheme": "always", "split": True}
    replacement = Member("replacement", character)
    prepend_scheme = Member("prepend_scheme", scheme)
    split = Member("split", boolean, lambda split: split is not False)

    def __init__(self, replacement: str = "▁", prepend_scheme: str = "always", split: bool = True):
        super().__init__(
            replacement=character(replacement), prepend_scheme=scheme(prepend_scheme), split=boolean(split)
        )


class Replace(Decoder):
    """Replaces what a pattern finds by a text."""

    _members: ClassVar[Section] = {"pattern": None, "content": None}

    def __init__(self, pattern: Pattern, content: str):
        super().__init__(pattern=pattern_section(pattern), content=text(content))


class Strip(Decoder):
    """Takes a character off each token, at most so many times at either end."""

    _members: ClassVar[Section] = {"content": None, "start": None, "stop": None}
    content = Member("content", character)
    start = Member("start", count)
    stop = Member("stop", count)

    def __init__(self, content: str = " ", left: int = 0, right: int = 0):
        super().__init__(content=character(content), start=count(left), stop=count(right))


class WordPiece(Decoder):
    """Joins the pieces of words; with cleanup, takes the spaces before punctuation away."""

    _members: ClassVar[Section] = {"prefix": None, "cleanup": None}
    prefix = Member("prefix", text)
    cleanup = Member("cleanup", boolean)

    def __init__(self, prefix: str = "##", cleanup: bool = True):
        super().__init__(prefix=text(prefix), cleanup=boolean(cleanup))


class Sequence(Parts, Decoder):
    """Decoders, one after the other."""

    _members: ClassVar[Section] = {"decoders": None}
    _member: ClassVar[str] = "decoders"
    _base = Decoder

    def __init__(self, decoders: Any):
        super().__init__(decoders)
