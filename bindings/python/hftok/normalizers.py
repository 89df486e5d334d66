"""Normalizers, in the names and signatures of tokenizers.normalizers 0.23.3."""

from __future__ import annotations

import binascii
from typing import Any, ClassVar, Optional

from ._inputs import boolean, string, utf8
from .component import Component, Member, Parts, Pattern, Section, optional_boolean, pattern_section, text


class Normalizer(Component):
    """What a text goes through first."""

    _kind: ClassVar[str] = "normalizer"

    def normalize_str(self, sequence: str) -> str:
        """The text, normalized."""
        data = utf8(string(sequence))
        return self._alone()._string("hftok_normalize", data, len(data)).decode()


class BertNormalizer(Normalizer):
    """BERT's: drops control characters, spaces Chinese characters, strips accents, lowers case. strip_accents None:
    as lowercase says."""

    _members: ClassVar[Section] = {
        "clean_text": None,
        "handle_chinese_chars": None,
        "strip_accents": None,
        "lowercase": None,
    }
    _names = ("Bert",)
    _needed = ("clean_text", "handle_chinese_chars", "lowercase")

    clean_text = Member("clean_text", boolean)
    handle_chinese_chars = Member("handle_chinese_chars", boolean)
    strip_accents = Member("strip_accents", optional_boolean)
    lowercase = Member("lowercase", boolean)

    def __init__(
        self,
        clean_text: bool = True,
        handle_chinese_chars: bool = True,
        strip_accents: Optional[bool] = None,
        lowercase: bool = True,
    ):
        super().__init__(
            clean_text=boolean(clean_text),
            handle_chinese_chars=boolean(handle_chinese_chars),
            strip_accents=optional_boolean(strip_accents),
            lowercase=boolean(lowercase),
        )


class NFC(Normalizer):
    """Unicode's canonical composition."""

    def __init__(self) -> None:
        super().__init__()


class NFD(Normalizer):
    """Unicode's canonical decomposition."""

    def __init__(self) -> None:
        super().__init__()


class NFKC(Normalizer):
    """Unicode's compatibility composition."""

    def __init__(self) -> None:
        super().__init__()


class NFKD(Normalizer):
    """Unicode's compatibility decomposition."""

    def __init__(self) -> None:
        super().__init__()


class Lowercase(Normalizer):
    """Lowers case."""

    def __init__(self) -> None:
        super().__init__()


class StripAccents(Normalizer):
    """Drops combining marks; after NFD, accents."""

    def __init__(self) -> None:
        super().__init__()


class Nmt(Normalizer):
    """Drops control characters and makes spaces of odd white space."""

    def __init__(self) -> None:
        super().__init__()


class ByteLevel(Normalizer):
    """Shows each byte of UTF-8 as a character."""

    def __init__(self) -> None:
        super().__init__()


class Strip(Normalizer):
    """Takes white space off the ends."""

    _members: ClassVar[Section] = {"strip_left": None, "strip_right": None}
    _names = ("StripNormalizer",)
    _needed = ("strip_left", "strip_right")

    left = Member("strip_left", boolean)
    right = Member("strip_right", boolean)

    def __init__(self, left: bool = True, right: bool = True):
        super().__init__(strip_left=boolean(left), strip_right=boolean(right))


class Prepend(Normalizer):
    """Puts a text in front, unless there is no text."""

    _members: ClassVar[Section] = {"prepend": None}
    _needed = ("prepend",)

    prepend = Member("prepend", text)

    def __init__(self, prepend: str):
        super().__init__(prepend=text(prepend))


class Replace(Normalizer):
    """Replaces what a pattern finds by a text."""

    _members: ClassVar[Section] = {"pattern": None, "content": None}
    _needed = ("pattern", "content")

    content = Member("content", text)

    def __init__(self, pattern: Pattern, content: str):
        super().__init__(pattern=pattern_section(pattern), content=text(content))


class Precompiled(Normalizer):
    """SentencePiece's, from its own binary form."""

    _members: ClassVar[Section] = {"precompiled_charsmap": None}
    _needed = ("precompiled_charsmap",)

    def __init__(self, precompiled_charsmap: bytes):
        super().__init__(precompiled_charsmap=binascii.b2a_base64(precompiled_charsmap, newline=False).decode())


class Sequence(Parts, Normalizer):
    """Normalizers, one after the other."""

    _members: ClassVar[Section] = {"normalizers": None}
    _member: ClassVar[str] = "normalizers"
    _needed = ("normalizers",)
    _base = Normalizer

    def __init__(self, normalizers: Any):
        super().__init__(normalizers)


NORMALIZERS = {"nfc": NFC, "nfd": NFD, "nfkc": NFKC, "nfkd": NFKD}


def unicode_normalizer_from_str(normalizer: str) -> Normalizer:
    """The normalizer of a name in NORMALIZERS."""
    if normalizer not in NORMALIZERS:
        raise ValueError(f"{normalizer} is not a known unicode normalizer. Available are {NORMALIZERS.keys()}")
    return NORMALIZERS[normalizer]()
