"""How a tokenizer is set to encode: truncation, padding, and whether special tokens are text."""

from __future__ import annotations

from ctypes import addressof, byref, sizeof
from operator import index
from typing import Any, Optional

from . import _abi
from ._inputs import string

FROM_FILE: Any = ...
"""In place of truncation or padding parameters: what tokenizer.json says."""

_STRATEGIES = {
    "longest_first": _abi.TRUNCATION_LONGEST_FIRST,
    "only_first": _abi.TRUNCATION_ONLY_FIRST,
    "only_second": _abi.TRUNCATION_ONLY_SECOND,
}
SIDES = {"right": _abi.SIDE_RIGHT, "left": _abi.SIDE_LEFT}


class Settings:
    """Never changed: what changes a tokenizer's settings gives it other ones, so that calls under way on
    other threads keep theirs. truncation and padding are the parameters as tokenizers spells them, None,
    or FROM_FILE."""

    def __init__(self, truncation: Optional[dict[str, Any]], padding: Optional[dict[str, Any]], special_as_text: bool):
        self.truncation = truncation
        self.padding = padding
        self.special_as_text = special_as_text
        self.is_plain = truncation is None and padding is None  # nothing is done to the ids
        self._options: dict[tuple[int, int], _abi.EncodeOptions] = {}
        # For ids alone and for everything: options without special tokens and with them. They are given to ctypes
        # as they are, and by address to calls without it.
        usual = (_abi.ENCODE_NO_SPECIAL_TOKENS, 0)
        ids = [self.options(flags, _abi.OFFSETS_NONE) for flags in usual]
        full = [self.options(flags, _abi.OFFSETS_CHAR) for flags in usual]
        self.for_ids = tuple(map(byref, ids))
        self.ids_at = tuple(map(addressof, ids))
        self.for_text = tuple(map(byref, full))
        self.text_at = tuple(map(addressof, full))

    def replace(self, **changes: Any) -> Settings:
        state = {"truncation": self.truncation, "padding": self.padding, "special_as_text": self.special_as_text}
        return Settings(**{**state, **changes})

    def options(self, flags: int, offset_unit: int) -> _abi.EncodeOptions:
        """The options of a call, to be read only. They live as long as the settings."""
        options = self._options.get((flags, offset_unit))
        if options is None:
            options = self._options[flags, offset_unit] = self._make(flags, offset_unit)
        return options

    def _make(self, flags: int, offset_unit: int) -> _abi.EncodeOptions:
        options = _abi.EncodeOptions(size=sizeof(_abi.EncodeOptions), flags=flags, offset_unit=offset_unit)
        if self.special_as_text:
            options.flags |= _abi.ENCODE_SPECIAL_AS_TEXT
        truncation, padding = self.truncation, self.padding
        if truncation is None:
            options.truncation = _abi.TRUNCATION_NONE
        elif truncation is not FROM_FILE:
            options.truncation = _STRATEGIES[truncation["strategy"]]
            options.truncation_side = SIDES[truncation["direction"]]
            options.max_length = truncation["max_length"]
            options.stride = truncation["stride"]
        if padding is None:
            options.padding = _abi.PADDING_NONE
        elif padding is not FROM_FILE:
            length = padding["length"]
            options.padding = _abi.PADDING_BATCH_LONGEST if length is None else _abi.PADDING_FIXED
            options.padding_side = SIDES[padding["direction"]]
            options.pad_length = length or 0
            options.pad_to_multiple_of = padding["pad_to_multiple_of"] or 0
            options.pad_id = padding["pad_id"]
            options.pad_type_id = padding["pad_type_id"]
            options.pad_token = padding["pad_token"].encode()
        return options

    def __reduce__(self) -> tuple[Any, ...]:
        return Settings, (self.truncation, self.padding, self.special_as_text)


def truncation_parameters(max_length: int, stride: int, strategy: str, direction: str) -> dict[str, Any]:
    string(strategy)
    if strategy not in _STRATEGIES:
        raise ValueError(
            f"Unknown `strategy`: `{strategy}`. Use one of `longest_first`, `only_first`, or `only_second`"
        )
    string(direction)
    if direction not in SIDES:
        raise ValueError(f"Unknown `direction`: `{direction}`. Use one of `left` or `right`.")
    return {
        "max_length": unsigned(max_length, 64),
        "stride": unsigned(stride, 64),
        "strategy": strategy,
        "direction": direction,
    }


def padding_parameters(
    direction: str,
    pad_id: int,
    pad_type_id: int,
    pad_token: str,
    length: Optional[int],
    pad_to_multiple_of: Optional[int],
) -> dict[str, Any]:
    string(direction)
    if direction not in SIDES:
        raise ValueError(f"Unknown `direction`: `{direction}`. Use one of `left` or `right`")
    string(pad_token)
    if "\0" in pad_token:
        raise ValueError("pad_token holds a NUL character")
    return {
        "length": None if length is None else unsigned(length, 64),
        "pad_to_multiple_of": None if pad_to_multiple_of is None else unsigned(pad_to_multiple_of, 64),
        "pad_id": unsigned(pad_id, 32),
        "pad_token": pad_token,
        "pad_type_id": unsigned(pad_type_id, 32),
        "direction": direction,
    }


_STRATEGIES_IN_FILES = {"LongestFirst": "longest_first", "OnlyFirst": "only_first", "OnlySecond": "only_second"}


def truncation_section(section: Optional[dict[str, Any]]) -> Optional[dict[str, Any]]:
    """The parameters that the section "truncation" of a tokenizer.json stands for."""
    if section is None:
        return None
    strategy, direction = _STRATEGIES_IN_FILES[section["strategy"]], section["direction"].lower()
    return truncation_parameters(section["max_length"], section["stride"], strategy, direction)


def padding_section(section: Optional[dict[str, Any]]) -> Optional[dict[str, Any]]:
    """The parameters that the section "padding" of a tokenizer.json stands for."""
    if section is None:
        return None
    strategy = section["strategy"]
    return padding_parameters(
        section["direction"].lower(),
        section["pad_id"],
        section["pad_type_id"],
        section["pad_token"],
        None if strategy == "BatchLongest" else strategy["Fixed"],
        section["pad_to_multiple_of"],
    )


def unsigned(value: int, bits: int) -> int:
    """value, if it fits into so many bits; else OverflowError, or TypeError if it is no integer."""
    value = index(value)
    if not 0 <= value < 1 << bits:
        raise OverflowError(f"{value} does not fit into {bits} bits without a sign")
    return value
